"""``pbxdialer support-bundle``: a zip for whoever helps, without any secret; what is in it is listed."""

import argparse
from pathlib import Path

from pbxdialer.cli.desk import Desk, Everywhere, Subcommands, UsageFault
from pbxdialer.cli.exit_code import ExitCode

NAMES = ("support-bundle",)


def add_to(commands: Subcommands, everywhere: Everywhere) -> None:
    """Add the command."""
    words = commands.add_parser(
        "support-bundle", parents=[everywhere], help="versions, settings, self-test and log, without secrets, as a zip"
    )
    words.add_argument("file", type=Path, metavar="FILE.zip")
    words.add_argument("--print", dest="shows", action="store_true", help="print what would be in it, and save nothing")
    words.set_defaults(run=_run)


def _run(arguments: argparse.Namespace, desk: Desk) -> int:
    from pbxdialer.cli.self_test import line_of, results
    from pbxdialer.store.support_bundle import parts_of, save_bundle

    self_test = "\n".join(map(line_of, results(desk)))
    parts = parts_of(desk.places, desk.settings, desk.policy, self_test)
    if arguments.shows:
        for part in parts:
            print(f"== {part.name}\n{part.text}\n")
        return ExitCode.DONE
    try:
        save_bundle(arguments.file, parts)
    except OSError as error:
        raise UsageFault(f"{arguments.file} was not saved: {error.strerror}") from error
    for part in parts:
        print(f"{part.name}: {len(part.text.encode())} bytes")
    print(f"saved: {arguments.file}")
    return ExitCode.DONE
