"""``pbxdialer build-directory``: what the window runs when many contacts changed; nobody needs to type it."""

import argparse
import os
import sys

from pbxdialer.cli.desk import Desk, Everywhere, Subcommands
from pbxdialer.cli.exit_code import ExitCode
from pbxdialer.phonebook import Phonebook

NAMES = ("build-directory",)


def add_to(commands: Subcommands, everywhere: Everywhere) -> None:
    """Add the command, which no help tells of."""
    building = commands.add_parser(NAMES[0], parents=[everywhere])
    building.add_argument("--region", required=True)
    building.set_defaults(run=_build)


def _build(arguments: argparse.Namespace, desk: Desk) -> int:
    import gc

    gc.disable()  # there is nothing to collect, and much to look through; the process ends soon
    if sys.platform != "win32":
        os.nice(5)
    Phonebook(desk.places.contacts, arguments.region).build(desk.contacts)
    return ExitCode.DONE
