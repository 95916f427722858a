"""Which commands there are, and how their words are read."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from pbxdialer import __version__
from pbxdialer.cli import account, contacts, demo, dial, history, number, self_test
from pbxdialer.cli.desk import Desk, UsageFault
from pbxdialer.cli.exit_code import ExitCode

_GROUPS = (dial, account, contacts, history, number, demo, self_test)
COMMANDS = frozenset(name for group in _GROUPS for name in group.NAMES)


def main(words: Sequence[str]) -> int:
    """Run one command and return its exit code; `words` are the arguments without the program's name."""
    _speak_utf8()
    arguments = _parser().parse_args(words)
    desk = Desk(arguments.data_dir)
    try:
        return int(arguments.run(arguments, desk))
    except UsageFault as fault:
        print(f"pbxdialer: {fault}", file=sys.stderr)
        return ExitCode.USAGE
    except BrokenPipeError:
        return ExitCode.DONE
    finally:
        desk.close()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="pbxdialer", description="Click-to-dial: the PBX rings you first, then the customer.", allow_abbrev=False
    )
    parser.add_argument("--version", action="version", version=f"pbxdialer {__version__}")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    everywhere = argparse.ArgumentParser(add_help=False)
    everywhere.add_argument("--data-dir", type=Path, metavar="DIR", help="keep settings, database and socket under DIR")
    for group in _GROUPS:
        group.add_to(commands, everywhere)
    return parser


def _speak_utf8() -> None:
    """Write names with diacritics wherever the output goes; a console that cannot show them gets a substitute."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
