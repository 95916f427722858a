"""``pbxdialer contacts sync``: bring the entries of live company directories up to date."""

import argparse
import json
from functools import partial

from pbxdialer.cli.company_directories import directory_named, password_from_stdin
from pbxdialer.cli.desk import Desk, Everywhere, Subcommands, UsageFault, complain
from pbxdialer.cli.exit_code import ExitCode
from pbxdialer.core.company_directory import CompanyDirectory
from pbxdialer.core.directory_trouble import DirectoryTrouble


def add_sync_to(group: Subcommands, everywhere: Everywhere) -> None:
    """Add the command to those of the contacts."""
    words = group.add_parser("sync", parents=[everywhere], help="read your company's live directories")
    words.add_argument("name", nargs="?", metavar="NAME", help="this one; without, all")
    words.add_argument("--json", action="store_true")
    words.add_argument("--password-from-stdin", action="store_true", help="for one directory; else from the keyring")
    words.set_defaults(run=_sync)


def _sync(arguments: argparse.Namespace, desk: Desk) -> int:
    from pbxdialer.pbx.environment import shield_secrets

    shield_secrets()
    directories = [directory_named(desk, arguments.name)] if arguments.name else list(desk.settings.directories)
    if arguments.password_from_stdin and len(directories) != 1:
        raise UsageFault("one password is for one directory: name it")
    told = [_told(one, desk, from_stdin=arguments.password_from_stdin) for one in directories]
    if not arguments.json:
        print("\n".join(f"{one['name']}: {one['text']}" for one in told if not one["trouble"]))
    else:
        print(json.dumps({"directories": told}, ensure_ascii=False))
    return ExitCode.FAILED if any(one["trouble"] for one in told) else ExitCode.DONE


def _told(directory: CompanyDirectory, desk: Desk, *, from_stdin: bool) -> dict[str, object]:
    """Synchronise one directory; say how it went, and return it as scripts read it."""
    from pbxdialer.synchronisation import synchronise_and_note

    try:
        password = password_from_stdin if from_stdin else partial(_kept_password, directory, desk)
        done = synchronise_and_note(directory, password, desk.contacts)
    except DirectoryTrouble as trouble:
        complain(f"{directory.name}: {trouble.sentence(desk.tr)}")
        return {"name": directory.name, "trouble": trouble.trouble.value, "text": trouble.sentence(desk.tr)}
    text = f"{done.changed} new or changed, {done.gone} gone, {done.kept} entries"
    return {
        "name": directory.name,
        "trouble": "",
        "text": text,
        "changed": done.changed,
        "gone": done.gone,
        "kept": done.kept,
    }


def _kept_password(directory: CompanyDirectory, desk: Desk) -> str:
    if not directory.user:
        return ""
    from pbxdialer.core.directory_trouble import Trouble
    from pbxdialer.store.credentials import KeyringUnavailable

    try:
        return desk.credentials().read(directory.id).api_password
    except KeyringUnavailable as error:
        raise DirectoryTrouble(Trouble.KEYRING, str(error)) from error
