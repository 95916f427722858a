"""``pbxdialer contacts``: the contacts kept here, brought in, taken out, shown and tidied up."""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pbxdialer.cli.contact_sync import add_sync_to
from pbxdialer.cli.desk import Desk, Everywhere, Subcommands, UsageFault
from pbxdialer.cli.exit_code import ExitCode
from pbxdialer.core.contact import Contact
from pbxdialer.core.plain_text import plain

if TYPE_CHECKING:
    from pbxdialer.directory.import_preview import ImportPreview

NAMES = ("contacts",)


def add_to(commands: Subcommands, everywhere: Everywhere) -> None:
    """Add the commands."""
    group = commands.add_parser("contacts", help="the contacts kept here").add_subparsers(
        metavar="import | export | list | merge | sync", required=True
    )
    importing = group.add_parser("import", parents=[everywhere], help="import a CSV, vCard or LDIF file")
    importing.add_argument("file", type=Path, metavar="FILE")
    importing.add_argument("--yes", action="store_true", help="import without asking")
    importing.add_argument("--json", action="store_true", help="tell the outcome as JSON; without --yes, what would be")
    importing.set_defaults(run=_import)
    exporting = group.add_parser("export", parents=[everywhere], help="write all contacts into a file")
    exporting.add_argument("file", type=Path, metavar="FILE.csv|FILE.vcf")
    exporting.add_argument("--json", action="store_true")
    exporting.set_defaults(run=_export)
    listing = group.add_parser("list", parents=[everywhere], help="show all contacts, favourites first")
    listing.add_argument("--json", action="store_true")
    listing.set_defaults(run=_list)
    merging = group.add_parser("merge", parents=[everywhere], help="make one of contacts with a number in common")
    merging.add_argument("ids", type=int, nargs="*", metavar="ID", help="these; without, all of one name and number")
    merging.add_argument("--yes", action="store_true", help="merge without asking")
    merging.set_defaults(run=_merge)
    add_sync_to(group, everywhere)


def _import(arguments: argparse.Namespace, desk: Desk) -> int:
    from pbxdialer.directory.contact_file import FileChoice, demand_columns, read_contacts
    from pbxdialer.directory.csv_file import CsvChoice
    from pbxdialer.directory.import_preview import UnreadableFile

    choice = FileChoice(csv=CsvChoice(remembered=desk.contacts.column_choices()))
    try:
        found = demand_columns(read_contacts(arguments.file, choice))
    except (UnreadableFile, OSError) as error:
        raise UsageFault(f"{arguments.file}: {error}") from error
    if arguments.json:
        return _import_as_json(found, desk, is_agreed=arguments.yes)
    for refused in found.refused:
        print(f"row {refused.row}: {refused.reason}", file=sys.stderr)
    print(f"{len(found.contacts)} contacts found, {len(found.refused)} rows refused")
    if not arguments.yes and not _agreed("Import them?", "imported"):
        print("nothing was imported")
        return ExitCode.USAGE
    result = desk.contacts.add_many(found.contacts)
    print(f"{result.added} added, {result.updated} updated")
    return ExitCode.DONE


def _import_as_json(found: "ImportPreview", desk: Desk, *, is_agreed: bool) -> int:
    """Import what was found, where that was agreed to, and print what became of it."""
    refused = [{"row": one.row, "reason": one.reason} for one in found.refused]
    told: dict[str, object] = {"found": len(found.contacts), "refused": refused, "imported": is_agreed}
    if is_agreed:
        result = desk.contacts.add_many(found.contacts)
        told |= {"added": result.added, "updated": result.updated}
    print(json.dumps(told, ensure_ascii=False))
    return ExitCode.DONE if is_agreed else ExitCode.USAGE


def _export(arguments: argparse.Namespace, desk: Desk) -> int:
    from pbxdialer.directory.contact_export import file_of
    from pbxdialer.store.whole_file import write_whole

    contacts = list(desk.contacts.all())
    try:
        write_whole(arguments.file, file_of(contacts, arguments.file.suffix))
    except OSError as error:
        raise UsageFault(f"{arguments.file}: {error}") from error
    if arguments.json:
        print(json.dumps({"written": len(contacts), "file": str(arguments.file)}, ensure_ascii=False))
    else:
        print(f"{len(contacts)} contacts written to {arguments.file}")
    return ExitCode.DONE


def _list(arguments: argparse.Namespace, desk: Desk) -> int:
    if arguments.json:
        print(json.dumps({"contacts": [_as_json(contact) for contact in desk.contacts.all()]}, ensure_ascii=False))
        return ExitCode.DONE
    for contact in desk.contacts.all():
        print(_line(contact))
    return ExitCode.DONE


def _merge(arguments: argparse.Namespace, desk: Desk) -> int:
    from pbxdialer.store.contact_changes import ReadOnlyContact

    if arguments.ids:
        groups = [arguments.ids]
        if len(set(arguments.ids)) < 2 or not all(desk.contacts.get(contact_id) for contact_id in arguments.ids):
            raise UsageFault("merge takes the ids of two contacts or more; see: contacts list --json")
    else:
        groups = _sure_duplicates(desk)
    if not groups:
        print("nothing to merge")
        return ExitCode.DONE
    if not arguments.yes and not _agreed("Merge them?", "merged"):
        print("nothing was merged")
        return ExitCode.USAGE
    try:
        desk.contacts.merge(*groups)
    except ReadOnlyContact as error:
        raise UsageFault(str(error)) from error
    print(f"{sum(map(len, groups))} contacts became {len(groups)}")
    return ExitCode.DONE


def _sure_duplicates(desk: Desk) -> list[list[int]]:
    """Show all duplicates and return the ids of those that are surely one person."""
    groups = []
    for found in desk.contacts.duplicates():
        print("one person:" if found.sure else "perhaps one person (merge by their ids):")
        for contact in found.contacts:
            print(f"  {_line(contact)}")
        if found.sure:
            groups.append([contact.id for contact in found.contacts])
    return groups


def _agreed(question: str, done: str) -> bool:
    if not sys.stdin.isatty():
        print(f"not {done} without --yes", file=sys.stderr)
        return False
    return input(f"{question} [y/N] ").strip().lower() in ("y", "yes")


def _line(contact: Contact) -> str:
    owner = " · ".join(plain(part) for part in (contact.name, contact.company) if part)
    star = "★ " if contact.favourite else ""
    return "  ".join([f"{contact.id:>6}", star + owner, *_numbers(contact)])


def _numbers(contact: Contact) -> Sequence[str]:
    return [f"{plain(number.label)} {plain(number.text)}".strip() for number in contact.numbers]


def _as_json(contact: Contact) -> dict[str, object]:
    return {
        "id": contact.id,
        "name": contact.name,
        "company": contact.company,
        "email": contact.email,
        "numbers": [{"label": number.label, "text": number.text} for number in contact.numbers],
        "note": contact.note,
        "favourite": contact.favourite,
        "groups": list(contact.groups),
        "origin": contact.origin.directory or contact.origin.kind.value,
    }
