"""Keeps the entries of a live company directory in step with its server: one reading, one transaction.

What the server does not hand over whole changes nothing here; our own contacts are never touched.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from pbxdialer.core.company_directory import CompanyDirectory, DirectoryKind
from pbxdialer.core.directory_trouble import DirectoryTrouble, Trouble
from pbxdialer.core.plain_text import plain
from pbxdialer.core.progress import Told, never, nobody_told
from pbxdialer.store.directory_times import LastRead, last_reads, write_last_read

if TYPE_CHECKING:
    import ssl

    from pbxdialer.directory.live_entries import Read
    from pbxdialer.store.contacts import Contacts

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Synchronised:
    """What one synchronisation did, in entries, and how many of the directory are kept now."""

    changed: int
    gone: int
    kept: int


def synchronise(
    directory: CompanyDirectory,
    password: str,
    contacts: "Contacts",
    progress: Told = nobody_told,
    cancelled: Callable[[], bool] = never,
) -> Synchronised:
    """Bring the entries of `directory` up to date, as a whole or not at all. Blocks for as long as the server takes.

    Raises DirectoryTrouble, Cancelled, DatabaseUnavailable.
    """
    known = contacts.entries_of(directory.name)
    found = _read(directory, password, known, contacts.memory_of(directory.name), progress, cancelled)
    changed = contacts.synchronise(directory.name, found.entries, found.gone, progress, cancelled, memory=found.memory)
    return Synchronised(changed, len(found.gone), len(contacts.entries_of(directory.name)))


def trial(
    directory: CompanyDirectory,
    password: str,
    progress: Told = nobody_told,
    cancelled: Callable[[], bool] = never,
) -> int:
    """Read the directory and keep nothing; return how many entries it has. Raises DirectoryTrouble, Cancelled."""
    return len(_read(directory, password, frozenset(), "", progress, cancelled).entries)


def synchronise_and_note(
    directory: CompanyDirectory,
    password: Callable[[], str],
    contacts: "Contacts",
    progress: Told = nobody_told,
    cancelled: Callable[[], bool] = never,
) -> Synchronised:
    """Synchronise, and write down when, or what kept it from being done. Raises as `synchronise` does.

    `password` fetches the password, and may raise DirectoryTrouble itself.
    """
    place = contacts.database.path
    try:
        done = synchronise(directory, password(), contacts, progress, cancelled)
    except DirectoryTrouble as trouble:
        before = last_reads(place).get(directory.name, LastRead())
        _note(place, directory, replace(before, trouble=trouble))
        raise
    _note(place, directory, LastRead(datetime.now(UTC), done.kept))
    return done


def _note(place: Path, directory: CompanyDirectory, last: LastRead) -> None:
    try:
        write_last_read(place, directory.name, last)
    except OSError as error:  # the entries are what counts
        log.warning("when %s was read is not written down: %s", directory.name, error)


def _read(
    directory: CompanyDirectory,
    password: str,
    known: frozenset[str],
    memory: str,
    progress: Told,
    cancelled: Callable[[], bool],
) -> "Read":
    context = _context(directory.ca_file)
    if directory.kind is DirectoryKind.LDAP:
        from pbxdialer.directory.ldap import read_ldap

        return read_ldap(directory, password, context, known, progress, cancelled)
    from pbxdialer.directory.carddav import read_carddav

    return read_carddav(directory, password, context, known, memory, progress, cancelled)


def _context(ca_file: str) -> "ssl.SSLContext":
    from pbxdialer.pbx.transport import trusted_context

    try:
        return trusted_context(ca_file)
    except OSError as error:
        raise DirectoryTrouble(Trouble.BAD_CA_FILE, plain(str(error.strerror or error), 120)) from error
