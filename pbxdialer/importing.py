"""The last step of an import: everybody is kept, or nobody; many people by another process, so that a window lives.

Python runs one thread at a time. Beside a minute of work a window on a busy computer is kept waiting for 100 ms and
more (measured); beside another process it is not.
"""

import json
import logging
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from pbxdialer.core.progress import Cancelled, Told, never, nobody_told
from pbxdialer.directory.import_preview import PackedContacts
from pbxdialer.store.contacts import Contacts, Imported

log = logging.getLogger(__name__)

FEW = 2_000
# On Windows: no console window flashes up, and the windows of a busy computer come first.
_IN_THE_BACK = getattr(subprocess, "CREATE_NO_WINDOW", 0) | getattr(subprocess, "BELOW_NORMAL_PRIORITY_CLASS", 0)


def keep(
    contacts: Contacts,
    people: PackedContacts,
    told: Told = nobody_told,
    cancelled: Callable[[], bool] = never,
    few: int = FEW,
) -> Imported:
    """Add or update everybody as a whole or not at all, as `Contacts.add_many` does, which a few are left to.

    So are those the other process did not come to grips with. Raises Cancelled, DatabaseUnavailable.
    """
    if len(people) > few:
        done = _kept_elsewhere(contacts, people, told, cancelled)
        if done is not None:
            return done
    return contacts.add_many(people, told, cancelled)


def _kept_elsewhere(
    contacts: Contacts, people: PackedContacts, told: Told, cancelled: Callable[[], bool]
) -> Imported | None:
    """Return what the other process did, None where it failed; then nothing was changed."""
    revision, count = contacts.revision(), contacts.count()
    try:
        child = subprocess.Popen(
            _command(contacts),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            creationflags=_IN_THE_BACK,
            cwd=Path(__file__).resolve().parents[1],
        )
    except OSError as error:
        log.warning("the import is done here: %s", error)
        return None
    with child:
        try:
            _hand_over(child, people)
            stopped = _followed(child, told, cancelled)
        finally:
            child.kill()  # it has ended, or shall: what it has not committed SQLite takes back
            child.wait()
    if contacts.revision() == revision:
        if stopped:
            raise Cancelled
        log.warning("the import is done here: the other process ended with %s", child.returncode)
        return None
    added = contacts.count() - count
    return Imported(added, len(people) - added)


def _hand_over(child: "subprocess.Popen[bytes]", people: PackedContacts) -> None:
    assert child.stdin is not None  # noqa: S101 - it is a pipe
    try:
        child.stdin.write(people.image())
        child.stdin.close()
    except OSError as error:  # it has ended already
        log.info("the other process does not listen: %s", error)


def _followed(child: "subprocess.Popen[bytes]", told: Told, cancelled: Callable[[], bool]) -> bool:
    """Tell the progress until the other process ends; True where the person stopped it before."""
    assert child.stdout is not None  # noqa: S101 - it is a pipe
    for line in child.stdout:
        told(*json.loads(line))
        if cancelled():
            return True
    child.wait()
    return False


def _command(contacts: Contacts) -> list[str]:
    program = [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "pbxdialer"]
    database = contacts.database
    where = ["--database", str(database.path), "--backups", str(database.backups), "--region", contacts.region]
    return [*program, "keep-contacts", *where]
