"""The two long steps of an import, reading the file and keeping the people: what is long, another process does.

Python runs one thread at a time. Beside a second of reading or a minute of keeping, a window on a busy computer is kept
waiting for 100 ms and more (measured); beside another process it is not.
"""

import json
import logging
import pickle
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from pbxdialer.core.progress import Cancelled, Told, never, nobody_told
from pbxdialer.directory.contact_file import FileChoice, read_contacts
from pbxdialer.directory.import_preview import ImportPreview, PackedContacts
from pbxdialer.directory.told_reading import Hearing
from pbxdialer.store.contacts import Contacts, Imported

log = logging.getLogger(__name__)

FEW = 2_000
SHORT_FILE = 100_000  # bytes: about 500 cards, read in 50 ms; the other process alone takes 200 ms to start
# On Windows: no console window flashes up, and the windows of a busy computer come first.
_IN_THE_BACK = getattr(subprocess, "CREATE_NO_WINDOW", 0) | getattr(subprocess, "BELOW_NORMAL_PRIORITY_CLASS", 0)


def read(
    path: Path,
    choice: FileChoice,
    told: Told = nobody_told,
    cancelled: Callable[[], bool] = never,
    short: int = SHORT_FILE,
) -> ImportPreview:
    """Return what `path` holds, as `read_contacts` does, which a file of up to `short` bytes is left to.

    So is one that the other process did not come to grips with. Raises UnreadableFile, Cancelled, OSError.
    """
    if path.stat().st_size > short:
        found = _read_elsewhere(path, choice, told, cancelled)
        if found is not None:
            return found
    return read_contacts(path, choice, told, cancelled)


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


def _read_elsewhere(path: Path, choice: FileChoice, told: Told, cancelled: Callable[[], bool]) -> ImportPreview | None:
    """Return what the other process has read, None where it failed. Raises UnreadableFile, Cancelled, OSError."""
    words = ["read-contacts", "--file", str(path.absolute())]
    with _another_process(words, pickle.dumps(choice)) as child:
        if child is None:
            return None
        assert child.stdout is not None  # noqa: S101 - it is a pipe
        hearing = Hearing(told, cancelled)
        while hearing.found is None:
            try:
                said = pickle.load(child.stdout)  # noqa: S301 - it is this very program that says it
            except (EOFError, pickle.UnpicklingError):
                log.warning("the file is read here: the other process ended with %s", child.wait())
                return None
            hearing.hear(said)
        return hearing.found


def _kept_elsewhere(
    contacts: Contacts, people: PackedContacts, told: Told, cancelled: Callable[[], bool]
) -> Imported | None:
    """Return what the other process did, None where it failed; then nothing was changed."""
    revision, count = contacts.revision(), contacts.count()
    database = contacts.database
    where = ["--database", str(database.path), "--backups", str(database.backups), "--region", contacts.region]
    with _another_process(["keep-contacts", *where], people.image()) as child:
        if child is None:
            return None
        stopped = _followed(child, told, cancelled)
    if contacts.revision() == revision:
        if stopped:
            raise Cancelled
        log.warning("the import is done here: the other process ended with %s", child.returncode)
        return None
    added = contacts.count() - count
    return Imported(added, len(people) - added)


@contextmanager
def _another_process(words: list[str], given: bytes) -> "Iterator[subprocess.Popen[bytes] | None]":
    """Run one of the program's own commands and hand `given` to it; None where no process can be started.

    Behind the block it has ended, or shall: what it has not committed SQLite takes back.
    """
    program = [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "pbxdialer"]
    try:
        child = subprocess.Popen(
            [*program, *words],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            creationflags=_IN_THE_BACK,
            cwd=Path(__file__).resolve().parents[1],
        )
    except OSError as error:
        log.warning("it is done here: %s", error)
        yield None
        return
    with child:
        try:
            _hand_over(child, given)
            yield child
        finally:
            child.kill()
            child.wait()


def _hand_over(child: "subprocess.Popen[bytes]", given: bytes) -> None:
    assert child.stdin is not None  # noqa: S101 - it is a pipe
    try:
        child.stdin.write(given)
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
