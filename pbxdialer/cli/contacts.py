"""``pbxdialer contacts`` and ``pbxdialer search``: who can be called."""

import argparse
import json
import sys
from pathlib import Path

from pbxdialer.cli.desk import Desk, Everywhere, Subcommands, UsageFault
from pbxdialer.cli.exit_code import ExitCode
from pbxdialer.core.contact import Contact
from pbxdialer.core.plain_text import plain

NAMES = ("contacts", "search")


def add_to(commands: Subcommands, everywhere: Everywhere) -> None:
    """Add both commands."""
    group = commands.add_parser("contacts", help="the contacts kept here").add_subparsers(
        metavar="import", required=True
    )
    importing = group.add_parser("import", parents=[everywhere], help="import a CSV file")
    importing.add_argument("file", type=Path, metavar="FILE.csv")
    importing.add_argument("--yes", action="store_true", help="import without asking")
    importing.set_defaults(run=_import)
    search = commands.add_parser("search", parents=[everywhere], help="find contacts by name, company or number")
    search.add_argument("query", metavar="QUERY")
    search.add_argument("--json", action="store_true")
    search.set_defaults(run=_search)


def _import(arguments: argparse.Namespace, desk: Desk) -> int:
    from pbxdialer.directory.csv_file import UnreadableFile, preview

    try:
        found = preview(arguments.file)
    except (UnreadableFile, OSError) as error:
        raise UsageFault(f"{arguments.file}: {error}") from error
    for refused in found.refused:
        print(f"row {refused.row}: {refused.reason}", file=sys.stderr)
    print(f"{len(found.contacts)} contacts found, {len(found.refused)} rows refused")
    if not arguments.yes and not _agreed():
        print("nothing was imported")
        return ExitCode.USAGE
    result = desk.contacts.add_many(found.contacts)
    print(f"{result.added} added, {result.updated} updated")
    return ExitCode.DONE


def _agreed() -> bool:
    if not sys.stdin.isatty():
        print("not imported without --yes", file=sys.stderr)
        return False
    return input("Import them? [y/N] ").strip().lower() in ("y", "yes")


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
