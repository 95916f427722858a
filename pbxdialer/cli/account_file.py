"""``pbxdialer account import``: set up an account from a file or a link of an administrator. Neither holds a secret."""

import argparse
import sys
from pathlib import Path

from pbxdialer.cli.desk import Desk, Everywhere, Subcommands, UsageFault, secrets_from_stdin
from pbxdialer.cli.exit_code import ExitCode
from pbxdialer.core.account_wording import account_facts
from pbxdialer.core.new_server import warnings
from pbxdialer.store.account_file import SUFFIX, BadAccountFile, read_account_file
from pbxdialer.store.account_link import SCHEME, account_in_link
from pbxdialer.store.settings import NameTaken, with_account


def add_import_to(group: Subcommands, everywhere: Everywhere) -> None:
    """Add the command."""
    importing = group.add_parser(
        "import", parents=[everywhere], help="set up an account from a file or link, shown first"
    )
    importing.add_argument("file", metavar=f"FILE{SUFFIX}|LINK")
    importing.add_argument("--yes", action="store_true", help="set it up without asking")
    importing.add_argument("--secrets-from-stdin", action="store_true", help="keep these secrets; needs --yes")
    importing.set_defaults(run=_import)


def _import(arguments: argparse.Namespace, desk: Desk) -> int:
    """Show every value, ask, and add the account beside those there are."""
    try:
        if arguments.file.lower().startswith(f"{SCHEME}:"):
            account = account_in_link(arguments.file, desk.policy)
        else:
            account = read_account_file(Path(arguments.file), desk.policy)
        settings = with_account(desk.settings, account)
    except BadAccountFile as error:
        raise UsageFault(f"{arguments.file} sets up no account: {error}") from error
    except NameTaken as taken:
        raise UsageFault(f"there is an account named {taken} already, and no file or link changes it") from taken
    for name, value in account_facts(account, desk.tr):
        print(f"{name}: {value}")
    for warning in warnings(account.host, (one.host for one in desk.settings.accounts), desk.tr):
        print(warning, file=sys.stderr)
    if not arguments.yes and not _agreed():
        print("nothing was set up")
        return ExitCode.USAGE
    secrets = secrets_from_stdin() if arguments.secrets_from_stdin else None
    desk.save(settings)
    print(f"account {account.name} added")
    return ExitCode.DONE if secrets is None or desk.keep_secrets(account.id, secrets) else ExitCode.FAILED


def _agreed() -> bool:
    if not sys.stdin.isatty():
        print("not set up without --yes", file=sys.stderr)
        return False
    return input("Set this account up? [y/N] ").strip().lower() in ("y", "yes")
