"""``pbxdialer keep-contacts``: what the window runs for a long import; nobody needs to type it.

Packed contacts come on standard input, ``[done, total]`` goes out line by line. Whoever started it looks at the
database afterwards; where that is gone, the next line cannot be written and nothing of the import stays.
"""

import argparse
import gc
import json
import os
import sys
from pathlib import Path

from pbxdialer.cli.desk import Desk, Everywhere, Subcommands
from pbxdialer.cli.exit_code import ExitCode

NAMES = ("keep-contacts",)
_GIVES_WAY = 10  # of 19 steps: the windows of a busy computer come first. On Windows whoever starts it says so


def add_to(commands: Subcommands, everywhere: Everywhere) -> None:
    """Add the command, which no help tells of."""
    words = commands.add_parser(NAMES[0], parents=[everywhere])
    words.add_argument("--database", type=Path, required=True)
    words.add_argument("--backups", type=Path, required=True)
    words.add_argument("--region", required=True)
    words.set_defaults(run=_keep)


def _keep(arguments: argparse.Namespace, _desk: Desk) -> int:
    from pbxdialer.directory.import_preview import PackedContacts
    from pbxdialer.store.contacts import Contacts
    from pbxdialer.store.database import DatabaseUnavailable

    if hasattr(os, "nice"):
        os.nice(_GIVES_WAY)
    gc.disable()  # there is nothing to collect, and much to look through; the process ends soon
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
