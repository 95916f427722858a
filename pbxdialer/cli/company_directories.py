"""``pbxdialer directory``: add, list and remove live company directories. The password comes on standard input only."""

import argparse
import json
import sys
from uuid import uuid4

from pbxdialer.cli.desk import Desk, Everywhere, Subcommands, UsageFault
from pbxdialer.cli.exit_code import ExitCode
from pbxdialer.core.account import Secrets
from pbxdialer.core.company_directory import (
    LONGEST_INTERVAL_MIN,
    SHORTEST_INTERVAL_MIN,
    USUAL_INTERVAL_MIN,
    BadDirectory,
    CompanyDirectory,
    DirectoryKind,
    attributes_from,
    checked,
)
from pbxdialer.core.plain_text import plain
from pbxdialer.store.directory_record import directory_record_of
from pbxdialer.store.directory_times import LastRead, last_reads, write_last_read
from pbxdialer.store.settings import NameTaken, with_directory, without_directory

NAMES = ("directory",)
_LONGEST_PASSWORD = 1000


def add_to(commands: Subcommands, everywhere: Everywhere) -> None:
    """Add the commands."""
    group = commands.add_parser("directory", help="your company's live directories").add_subparsers(
        metavar="add|list|remove", required=True
    )
    words = group.add_parser(
        "add", parents=[everywhere], help="add a directory; see: contacts sync", allow_abbrev=False
    )
    words.add_argument("name", metavar="NAME")
    words.add_argument("--kind", choices=[kind.value for kind in DirectoryKind], required=True)
    words.add_argument("--url", required=True, help="ldaps://server, ldap://server (StartTLS) or https://server/path")
    words.add_argument("--user", default="", help="the DN (LDAP) or name (CardDAV) to log in with")
    words.add_argument("--base", default="", help="LDAP: where to search, such as ou=people,dc=acme,dc=example")
    words.add_argument("--filter", default="", help="LDAP: which entries (default: all with a number)")
    words.add_argument("--attributes", default="", help="LDAP: such as displayName=name,mobile=mobile,ipPhone=internal")
    words.add_argument("--ca-file", default="", help="PEM file of your company's certificate issuer")
    words.add_argument("--interval", type=int, default=USUAL_INTERVAL_MIN, metavar="MINUTES")
    words.add_argument("--password-from-stdin", action="store_true", help="read the password from standard input")
    words.set_defaults(run=_add)
    listing = group.add_parser("list", parents=[everywhere], help="list the directories and when they were last read")
    listing.add_argument("--json", action="store_true")
    listing.set_defaults(run=_list)
    removing = group.add_parser("remove", parents=[everywhere], help="remove a directory, its entries and its password")
    removing.add_argument("name", metavar="NAME")
    removing.set_defaults(run=_remove)


def directory_named(desk: Desk, name: str) -> CompanyDirectory:
    """Return the directory of this name. Raises UsageFault."""
    for directory in desk.settings.directories:
        if directory.name.casefold() == name.casefold():
            return directory
    raise UsageFault(f"there is no directory named {name}")


def _add(arguments: argparse.Namespace, desk: Desk) -> int:
    if not SHORTEST_INTERVAL_MIN <= arguments.interval <= LONGEST_INTERVAL_MIN:
        raise UsageFault(f"the interval is from {SHORTEST_INTERVAL_MIN} to {LONGEST_INTERVAL_MIN} minutes")
    try:
        directory = CompanyDirectory(
            id=uuid4().hex,
            name=arguments.name,
            kind=DirectoryKind(arguments.kind),
            url=arguments.url.strip(),
            user=arguments.user,
            base=arguments.base,
            filter=arguments.filter,
            attributes=attributes_from(arguments.attributes),
            ca_file=arguments.ca_file,
            interval_min=arguments.interval,
        )
        checked(directory)
        password = password_from_stdin() if arguments.password_from_stdin else ""
        desk.save(with_directory(desk.settings, directory))
    except BadDirectory as error:
        raise UsageFault(str(error)) from error
    except NameTaken as taken:
        raise UsageFault(f"there is a directory named {taken} already") from taken
    print(f"directory {directory.name} added")
    if not password:
        return ExitCode.DONE
    return ExitCode.DONE if desk.keep_secrets(directory.id, Secrets(api_password=password)) else ExitCode.FAILED


def password_from_stdin() -> str:
    """Read a password from standard input. Raises UsageFault."""
    try:
        return sys.stdin.buffer.read(_LONGEST_PASSWORD).decode().rstrip("\r\n")
    except UnicodeDecodeError as error:
        raise UsageFault("standard input holds no password in UTF-8") from error


def _list(arguments: argparse.Namespace, desk: Desk) -> int:
    times = last_reads(desk.places.contacts)
    if arguments.json:
        told = [directory_record_of(one) | _as_json(times.get(one.name), desk) for one in desk.settings.directories]
        print(json.dumps({"directories": told}, ensure_ascii=False))
        return ExitCode.DONE
    for one in desk.settings.directories:
        last = times.get(one.name, LastRead())
        when = f"{last.kept} entries at {last.at.astimezone():%Y-%m-%d %H:%M}" if last.at else "never read"
        trouble = f"  {last.trouble.sentence(desk.tr)}" if last.trouble else ""
        print(f"{plain(one.name)}  {plain(one.url)}  {when}{trouble}")
    return ExitCode.DONE


def _as_json(last: LastRead | None, desk: Desk) -> dict[str, object]:
    last = last or LastRead()
    return {
        "last_read": last.at.isoformat() if last.at else "",
        "kept": last.kept,
        "trouble": last.trouble.trouble.value if last.trouble else "",
        "text": last.trouble.sentence(desk.tr) if last.trouble else "",
    }


def _remove(arguments: argparse.Namespace, desk: Desk) -> int:
    directory = directory_named(desk, arguments.name)
    desk.save(without_directory(desk.settings, directory.id))
    desk.contacts.forget_directory(directory.name)
    write_last_read(desk.places.contacts, directory.name, None)
    print(f"directory {directory.name} removed")
    return ExitCode.DONE if desk.forget_secrets(directory.id) else ExitCode.FAILED
