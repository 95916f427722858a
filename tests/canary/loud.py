"""Runs the program with every logger of every library at DEBUG, unmasked, into a file.

python -m tests.canary.loud FILE WORDS…
"""

import logging
import sys
from pathlib import Path


def be_loud(file: Path) -> None:
    """Write whatever anybody logs into `file`, from now on."""
    handler = logging.FileHandler(file, encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(levelname)s %(threadName)s %(name)s %(message)s"))
    logging.getLogger().addHandler(handler)
    stay_loud()


def stay_loud() -> None:
    """Undo whatever made a logger quieter since, the program's own diary above all."""
    for name in ("", "httpx", "httpcore", "keyring", "asyncio", *logging.root.manager.loggerDict):
        logging.getLogger(name).setLevel(logging.DEBUG)


if __name__ == "__main__":
    from pbxdialer.__main__ import main

    be_loud(Path(sys.argv[1]))
    sys.exit(main(sys.argv[2:]))
