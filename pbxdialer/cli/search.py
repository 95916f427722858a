"""``pbxdialer search``: who can be called, by a few letters or digits."""

import argparse
import json

from pbxdialer.cli.desk import Desk, Everywhere, Subcommands
from pbxdialer.cli.exit_code import ExitCode
from pbxdialer.core.contact import Contact
from pbxdialer.core.plain_text import plain

NAMES = ("search",)


def add_to(commands: Subcommands, everywhere: Everywhere) -> None:
    """Add the command."""
    search = commands.add_parser("search", parents=[everywhere], help="find contacts by name, company or number")
    search.add_argument("query", metavar="QUERY")
    search.add_argument("--json", action="store_true")
    search.set_defaults(run=_search)


def _search(arguments: argparse.Namespace, desk: Desk) -> int:
    from pbxdialer.opening import open_directory

    calls = desk.history.frequency()
    directory = desk.opened(lambda: open_directory(desk.places, desk.settings.region, calls, desk.tell))
    matches = [match.contact for match in directory.search(arguments.query)]
    if arguments.json:
        print(json.dumps({"matches": [_as_json(contact) for contact in matches]}, ensure_ascii=False))
        return ExitCode.DONE
    for contact in matches:
        owner = " · ".join(plain(part) for part in (contact.name, contact.company) if part)
        print(owner, *(f"  {plain(numbered.label)} {plain(numbered.text)}" for numbered in contact.numbers), sep="\n")
    return ExitCode.DONE if matches else ExitCode.FAILED


def _as_json(contact: Contact) -> dict[str, object]:
    return {
        "name": contact.name,
        "company": contact.company,
        "numbers": [numbered.text for numbered in contact.numbers],
    }
