"""``pbxdialer forget``: take this user's secrets, or all that is kept, off this computer; the uninstaller says it."""

import argparse

from pbxdialer.cli.desk import Desk, Everywhere, Subcommands, UsageFault, complain
from pbxdialer.cli.exit_code import ExitCode

NAMES = ("forget",)


def add_to(commands: Subcommands, everywhere: Everywhere) -> None:
    """Add the command."""
    words = commands.add_parser("forget", parents=[everywhere], help="remove your secrets, or all, from this computer")
    words.add_argument(
        "what",
        choices=("secrets", "everything"),
        help="secrets: those of all accounts and directories, from the keyring; everything: settings, contacts, "
        "history, their backups and the log as well",
    )
    words.add_argument("--yes", action="store_true", help="do it; without, only say what would go")
    words.set_defaults(run=_run)


def _run(arguments: argparse.Namespace, desk: Desk) -> int:
    everything = arguments.what == "everything"
    if not arguments.yes:
        print(f"would go from the keyring: the secrets of {', '.join(_owners(desk).values()) or 'nobody'}")
        if everything:
            print(f"would go from the disk: {desk.places.folder}, {desk.places.settings}, {desk.places.logs}")
        print("nothing has changed; say --yes to do it")
        return ExitCode.DONE
    if everything:
        _demand_nobody_runs(desk)
    if not _secrets_forgotten(desk):
        return ExitCode.FAILED  # the settings stay, for they name the items that are still there
    print("the secrets are gone from the keyring")
    if everything:
        _remove_files(desk)
    return ExitCode.DONE


def _owners(desk: Desk) -> dict[str, str]:
    """Return who may have an item in the keyring: its id there, and the name people gave it."""
    named = {account.id: account.name for account in desk.settings.accounts}
    return named | {directory.id: directory.name for directory in desk.settings.directories}


def _secrets_forgotten(desk: Desk) -> bool:
    owners = _owners(desk)
    if owners and not desk.credentials().survives_restart:  # it may hold them all the same, for another session
        complain("the keyring does not answer, so the secrets in it stay")
        return False
    kept = [owner for owner in owners if not desk.forget_secrets(owner)]  # one failure does not spare the others
    return not kept


def _demand_nobody_runs(desk: Desk) -> None:
    from pbxdialer.desktop.process_lock import LockUnavailable, is_held
    from pbxdialer.store.farewell import running_in

    try:
        running = any(is_held(lock) for lock in running_in(desk.places))
    except LockUnavailable as trouble:
        raise UsageFault(f"the profile cannot be looked at: {trouble}") from trouble
    if running:
        raise UsageFault("the program is running; end it first: pbxdialer --quit")


def _remove_files(desk: Desk) -> None:
    from pbxdialer.store.farewell import remove_profile

    try:
        remove_profile(desk.places)
    except OSError as error:
        raise UsageFault(f"not everything could be removed: {error}") from error
    print(f"everything is gone from {desk.places.folder}")
