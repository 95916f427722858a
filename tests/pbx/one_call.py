"""A program of its own that places one call, for what only a fresh process shows: the environment it was born with.

python -m tests.pbx.one_call URL CA_FILE PROXY [keep]     prints STATE and failure code
"""

import sys

from pbxdialer.pbx.environment import ignore_environment
from tests.pbx.desk import Desk, account_at


def main(url: str, ca_file: str, proxy: str, *keep: str) -> None:
    if not keep:
        ignore_environment()
    outcome = Desk(account_at(url, ca_file=ca_file, proxy=proxy)).place()
    sys.stdout.write(f"{outcome.state} {outcome.failure.code if outcome.failure else ''}".strip())


if __name__ == "__main__":
    main(*sys.argv[1:])
