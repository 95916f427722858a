"""A process with all of the program in memory, which forks one that makes a call, as ``pbxdialer dial`` does, and dies.

It reads orders from standard input, one JSON object per line: `folder` (the profile) and `step` (a name from `STEPS`,
the number of a line, or null), and answers each with the caller's process id and, when it has ended, its exit code.
"""

import io
import json
import os
import sys
from dataclasses import asdict
from importlib import import_module

from pbxdialer.cli import commands
from pbxdialer.core.number import PhoneNumber
from pbxdialer.pbx.client import PbxClient
from tests.crash.steps import STEPS, at_line
from tests.pbx.desk import SECRETS

_NUMBER = "0722123456"
_ARMS = {step.name: step.arm for step in STEPS}


def main() -> None:
    _warm_up()
    for order in sys.stdin:
        caller = os.fork()
        if caller == 0:
            os._exit(_call(**json.loads(order)))
        print(caller, flush=True)
        print(os.waitstatus_to_exitcode(os.waitpid(caller, 0)[1]), flush=True)


def _warm_up() -> None:
    """Import what a call would import, so that each caller need not."""
    for name in ("dialer", "opening", "desktop.process_lock", "store.history"):
        import_module(f"pbxdialer.{name}")
    PbxClient().warm_up()
    PhoneNumber(_NUMBER).subscriber("RO")


def _call(folder: str, step: str | int | None) -> int:
    sys.stdin = io.TextIOWrapper(io.BytesIO(json.dumps(asdict(SECRETS)).encode()))
    sys.stdout = io.StringIO()
    if isinstance(step, int):
        at_line(step)
    elif step is not None:
        _ARMS[step]()
    return commands.main(["dial", _NUMBER, "--secrets-from-stdin", "--json", "--data-dir", folder])


if __name__ == "__main__":
    main()
