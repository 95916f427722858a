"""Which commands there are, and how their words are read."""

import argparse
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

from pbxdialer import __version__
from pbxdialer.cli.desk import Desk, UsageFault
from pbxdialer.cli.exit_code import ExitCode
from pbxdialer.core.policy import Policy

# command → its module, in the order of the help; only the one that runs is imported (the others cost 60 ms)
MODULES = {
    "dial": "dial",
    "account": "account",
    "contacts": "contacts",
    "directory": "company_directories",
    "search": "search",
    "build-directory": "directory",
    "read-contacts": "import_steps",
    "keep-contacts": "import_steps",
    "history": "history",
    "links": "links",
    "login": "login",
    "number": "number",
    "demo-pbx": "demo",
    "demo-call": "demo",
    "self-test": "self_test",
    "forget": "forget",
    "policy": "policy",
    "support-bundle": "support_bundle",
}
COMMANDS = frozenset(MODULES)


def main(words: Sequence[str], policy: Policy | None = None) -> int:
    """Run one command and return its exit code; `words` are the arguments without the program's name.

    `policy` is this computer's own unless given.
    """
    _speak_utf8()
    arguments = _parser(words).parse_args(words)
    desk = Desk(arguments.data_dir, policy)
    try:
        return int(arguments.run(arguments, desk))
    except UsageFault as fault:
        print(f"pbxdialer: {fault}", file=sys.stderr)
        return ExitCode.USAGE
    except BrokenPipeError:
        return ExitCode.DONE
    finally:
        desk.close()


def _parser(words: Sequence[str]) -> argparse.ArgumentParser:
    """Return the parser of the command that `words` begin with, or of all commands."""
    parser = argparse.ArgumentParser(
        prog="pbxdialer", description="Click-to-dial: the PBX rings you first, then the customer.", allow_abbrev=False
    )
    parser.add_argument("--version", action="version", version=f"pbxdialer {__version__}")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    everywhere = argparse.ArgumentParser(add_help=False)
    everywhere.add_argument("--data-dir", type=Path, metavar="DIR", help="keep settings, database and socket under DIR")
    modules = [MODULES[words[0]]] if words and words[0] in MODULES else dict.fromkeys(MODULES.values())
    for module in modules:
        import_module(f"pbxdialer.cli.{module}").add_to(commands, everywhere)
    return parser


def _speak_utf8() -> None:
    """Write names with diacritics wherever the output goes; a console that cannot show them gets a substitute."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
