"""``pbxdialer read-contacts`` and ``keep-contacts``: what the window runs for a long import; nobody needs to type them.

The first gets the person's choice on standard input and tells what it finds in the file piece by piece. The second gets
packed contacts there, and ``[done, total]`` goes out line by line; whoever started it looks at the database afterwards.
Where whoever started them is gone, the next piece or line cannot be written, and nothing of the import stays.
"""

import argparse
import gc
import json
import os
import pickle
import sys
from pathlib import Path

from pbxdialer.cli.desk import Desk, Everywhere, Subcommands
from pbxdialer.cli.exit_code import ExitCode

NAMES = ("read-contacts", "keep-contacts")
_GIVES_WAY = 10  # of 19 steps: the windows of a busy computer come first. On Windows whoever starts it says so


def add_to(commands: Subcommands, everywhere: Everywhere) -> None:
    """Add the commands, which no help tells of."""
    reading = commands.add_parser(NAMES[0], parents=[everywhere])
    reading.add_argument("--file", type=Path, required=True)
    reading.set_defaults(run=_read)
    keeping = commands.add_parser(NAMES[1], parents=[everywhere])
    keeping.add_argument("--database", type=Path, required=True)
    keeping.add_argument("--backups", type=Path, required=True)
    keeping.add_argument("--region", required=True)
    keeping.set_defaults(run=_keep)


def _read(arguments: argparse.Namespace, _desk: Desk) -> int:
    from pbxdialer.directory.told_reading import Piece, tell_reading

    _give_way()
    choice = pickle.load(sys.stdin.buffer)  # noqa: S301 - it is this very program that says it

    def say(piece: Piece) -> None:
        pickle.dump(piece, sys.stdout.buffer)
        sys.stdout.buffer.flush()

    tell_reading(arguments.file, choice, say)
    return ExitCode.DONE


def _keep(arguments: argparse.Namespace, _desk: Desk) -> int:
    from pbxdialer.directory.import_preview import PackedContacts
    from pbxdialer.store.contacts import Contacts
    from pbxdialer.store.database import DatabaseUnavailable

    _give_way()
    people = PackedContacts.of_image(sys.stdin.buffer.read())
    try:
        contacts = Contacts.at(arguments.database, arguments.backups, arguments.region)
        try:
            contacts.add_many(people, lambda *steps: print(json.dumps(steps), flush=True))
        finally:
            contacts.close()
    except DatabaseUnavailable as error:
        print(f"pbxdialer: {error}", file=sys.stderr)
        return ExitCode.FAILED
    return ExitCode.DONE


def _give_way() -> None:
    if hasattr(os, "nice"):
        os.nice(_GIVES_WAY)
    gc.disable()  # there is nothing to collect, and much to look through; the process ends soon
