"""Opens a profile's databases and directory, for the window and for the commands."""

import logging
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pbxdialer.core.call import Call, JournalUnavailable
from pbxdialer.store.paths import Notice, Places

if TYPE_CHECKING:
    from pbxdialer.desktop.process_lock import Held
    from pbxdialer.directory.called import Calls
    from pbxdialer.directory.index import Index
    from pbxdialer.directory.search import Directory
    from pbxdialer.phonebook import Phonebook
    from pbxdialer.store.contacts import Contacts
    from pbxdialer.store.history import History

log = logging.getLogger(__name__)
_OPENS_IN_S = 3.0


@dataclass(frozen=True, slots=True)
class OpenedJournal:
    """The history, the lock that shows this process lives, and what was noticed on opening."""

    history: "History"
    session: "Held | None"
    notices: tuple[Notice, ...]

    def close(self) -> None:
        """Close the file and give the lock back."""
        self.history.close()
        if self.session is not None:
            self.session.release()


def open_journal(places: Places, region: str) -> OpenedJournal:
    """Open the journal; calls that a dead program left in the air are unknown from now on, and never sent again.

    Raises DatabaseUnavailable.
    """
    from pbxdialer.desktop.process_lock import LockUnavailable, hold_session, session_lives, sweep
    from pbxdialer.store.history import History

    session: Held | None = None
    try:
        session = hold_session(places.sessions)
    except LockUnavailable as error:
        log.warning("no session lock: %s", error)
    history = History.at(places.calls, places.backups, session.name if session else "", region)
    if session is not None and not history.database.read_only:
        settled = history.settle_orphans(lambda name: bool(name) and session_lives(places.sessions, name))
        if settled:
            log.warning("%d calls of a program that ended are unknown", settled)
        sweep(places.sessions)
    return OpenedJournal(history, session, tuple(history.database.notices))


def open_contacts(places: Places, region: str) -> "Contacts":
    """Open the contacts. Raises DatabaseUnavailable."""
    from pbxdialer.store.contacts import Contacts

    return Contacts.at(places.contacts, places.backups, region)


def open_directory(
    places: Places,
    region: str,
    calls: "Calls",
    tell: Callable[[Notice], object] = lambda _: None,
    build: "Callable[[Phonebook, Contacts], Index] | None" = None,
) -> "Directory":
    """Map the directory's file, or have it built where that is out of date; in the order of `calls`.

    `tell` hears what was noticed on opening the contacts. `build` is `Phonebook.build`, unless given. Raises
    DatabaseUnavailable.
    """
    from pbxdialer.directory.search import Directory
    from pbxdialer.phonebook import Phonebook

    phonebook = Phonebook(places.contacts, region)
    index = phonebook.kept()
    if index is None:
        contacts = open_contacts(places, region)
        for notice in contacts.database.notices:
            tell(notice)
        try:
            index = (build or Phonebook.build)(phonebook, contacts)
        finally:
            contacts.close()
    return Directory(index, calls)


def demo_places(usual: Places) -> Places:
    """Return a profile's files with contacts of the demo's own, which never mix with somebody's real ones."""
    return replace(usual, contacts=usual.contacts.with_name("demo-contacts.sqlite"))


def furnish_demo(places: Places, region: str) -> None:
    """Let the demo begin with its invented people. Raises DatabaseUnavailable."""
    from pbxdialer.directory.demo_contacts import demo_contacts

    contacts = open_contacts(places, region)
    try:
        if not contacts.count():
            contacts.add_many(list(demo_contacts()))
    finally:
        contacts.close()


class OpeningJournal:
    """The journal, usable before it is open: the worker that places the first call waits for it."""

    def __init__(self, open_it: Callable[[], OpenedJournal]) -> None:
        self._open = open_it
        self.opened: Future[OpenedJournal] = Future()

    def open(self) -> OpenedJournal:
        """Open it, once, on whatever thread has the time. Raises DatabaseUnavailable."""
        try:
            opened = self._open()
        except Exception as error:
            self.opened.set_exception(error)
            raise
        self.opened.set_result(opened)
        return opened

    def frequency(self) -> "Calls":
        """Return how often and when last everybody was called; nothing where the journal cannot be read."""
        try:
            return self.opened.result(_OPENS_IN_S).history.frequency()
        except Exception as error:  # the order of names is not worth a complaint
            log.info("nobody is known to have been called: %s", error)
            return {}

    def record(self, call: Call) -> None:
        """Write `call` down. Raises JournalUnavailable."""
        if self.opened.done() and self.opened.exception():
            self.opened = Future()  # what kept it from opening may be over
            with suppress(Exception):
                self.open()
        try:
            opened = self.opened.result(_OPENS_IN_S)
        except Exception as error:  # whatever kept it from opening
            raise JournalUnavailable(str(error) or type(error).__name__) from error
        opened.history.record(call)

    def close(self) -> None:
        """Close it, if it ever opened."""
        if self.opened.done() and not self.opened.exception():
            self.opened.result().close()
