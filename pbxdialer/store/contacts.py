"""The contacts kept on this computer: people and companies with any number of labelled numbers."""

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from pbxdialer.core.contact import Contact, LabelledNumber
from pbxdialer.core.progress import Steps, Told, never, nobody_told
from pbxdialer.store.contact_changes import Change, carry_out, forbid_entries, take_back
from pbxdialer.store.contact_import import ContactImport
from pbxdialer.store.contact_rows import CONTACT, MIGRATIONS, contacts_found, insert, put_in_order, replace_all
from pbxdialer.store.database import Database, Statements
from pbxdialer.store.directory_entries import forget, ids_of_entries, memory_of, put_entries, remember, remove_entries
from pbxdialer.store.duplicates import Duplicates, duplicates_among, merged
from pbxdialer.store.same_person import KeyMaker, SharedAddresses

_PAGE = 1000
_REVISED = "UPDATE revision SET number = number + 1, stamp = lower(hex(randomblob(8)))"


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did, in contacts."""

    added: int
    updated: int


class Contacts:
    """Contacts by their id, for any thread."""

    def __init__(self, database: Database, region: str) -> None:
        """`region` is the country numbers are read in."""
        self._database = database
        self.region = region
        self._keys = KeyMaker(region)

    @classmethod
    def at(cls, path: Path, backups: Path, region: str) -> "Contacts":
        """Open the contacts at `path`. Raises DatabaseUnavailable."""
        return cls(Database(path, MIGRATIONS, backups), region)

    @property
    def database(self) -> Database:
        """The file behind them."""
        return self._database

    def count(self) -> int:
        """Return how many there are. Raises DatabaseUnavailable."""
        return int(self._database.rows("SELECT count(*) FROM contacts")[0][0])

    def revision(self) -> str:
        """Return a text that is another one after each change, for whoever keeps something made of all contacts.

        It holds chance beside a count, so that a restored backup that is changed again never repeats one. Raises
        DatabaseUnavailable.
        """
        ((number, stamp),) = self._database.rows("SELECT number, stamp FROM revision")
        return f"{number}-{stamp}"

    def all(self) -> Iterator[Contact]:
        """Yield everybody: favourites in their order first, the others as they were added.

        Reads page by page, so that the file is free in between. Raises DatabaseUnavailable.
        """
        yield from self._contacts_of(f"{CONTACT} WHERE favourite IS NOT NULL ORDER BY favourite, id")
        last = -1
        while page := self._contacts_of(
            f"{CONTACT} WHERE id > ? AND favourite IS NULL ORDER BY id LIMIT {_PAGE}", (last,)
        ):
            yield from page
            last = page[-1].id

    def get(self, contact_id: int) -> Contact | None:
        """Return one contact, or None. Raises DatabaseUnavailable."""
        return next(iter(self._contacts_of(f"{CONTACT} WHERE id = ?", (contact_id,))), None)

    def find_by_subscriber(self, subscriber: str) -> list[Contact]:
        """Return those who have this number, whatever way it is written (see `PhoneNumber.subscriber`).

        Raises DatabaseUnavailable.
        """
        owners = "SELECT contact FROM numbers WHERE subscriber = ? AND subscriber <> ''"
        return self._contacts_of(f"{CONTACT} WHERE id IN ({owners}) ORDER BY id", (subscriber,))

    def find_by_number(self, text: str) -> Contact | None:
        """Return the first who has this number, in whatever spelling. Raises DatabaseUnavailable."""
        subscriber = self._keys.number_keys(LabelledNumber("", text)).subscriber
        return next(iter(self.find_by_subscriber(subscriber)), None)

    def subscribers(self) -> dict[str, tuple[str, str]]:
        """Return number text → (subscriber, national form) for all that can be dialled, for building the directory.

        Raises DatabaseUnavailable.
        """
        rows = self._database.rows("SELECT DISTINCT text, subscriber, national FROM numbers WHERE subscriber <> ''")
        return {text: (subscriber, national) for text, subscriber, national in rows}

    def groups(self) -> list[str]:
        """Return the names of all groups, in alphabetical order. Raises DatabaseUnavailable."""
        rows = self._database.rows("SELECT DISTINCT groups FROM contacts WHERE groups <> ''")
        return sorted({group for (groups,) in rows for group in groups.split("\n")}, key=str.casefold)

    def add(self, contact: Contact) -> Contact:
        """Keep a new contact and return it with its id. Raises DatabaseUnavailable."""
        keyed = self._keys.keyed(contact)
        with self._changing() as statements:
            return replace(contact, id=insert(statements, keyed))

    def add_undoably(self, contact: Contact) -> Change:
        """Keep a new contact and return what takes it back. Raises DatabaseUnavailable."""
        return Change((), (self.add(contact),), ())

    def update(self, contact: Contact) -> Change:
        """Replace the contact of this id; one that is gone stays gone. Raises ReadOnlyContact, DatabaseUnavailable."""
        keyed = self._keys.keyed(contact)
        return self._carried_out([contact.id], lambda statements, _: replace_all(statements, keyed))

    def delete(self, *contact_ids: int) -> Change:
        """Remove contacts with their numbers. Raises ReadOnlyContact, DatabaseUnavailable."""
        return self._carried_out(contact_ids, lambda statements, _: _delete(statements, contact_ids))

    def duplicates(self) -> list[Duplicates]:
        """Return who stands here more than once, by their numbers. Raises DatabaseUnavailable."""
        with self._database.reading() as statements:
            return duplicates_among(statements)

    def merge(self, *groups: Sequence[int]) -> Change:
        """Make the first contact of each group out of all of it; nothing is lost (see `merged`).

        Raises ReadOnlyContact, DatabaseUnavailable.
        """

        def merge(statements: Statements, everybody: tuple[Contact, ...]) -> None:
            known = {contact.id: contact for contact in everybody}
            for group in groups:
                together = [known.pop(contact_id) for contact_id in group if contact_id in known]
                if len(together) > 1:
                    replace_all(statements, self._keys.keyed(merged(self._keys, together)))
                    _delete(statements, [contact.id for contact in together[1:]])

        return self._carried_out([contact_id for group in groups for contact_id in group], merge)

    def undo(self, change: Change) -> None:
        """Take back an edit, a deletion or a merger. Raises ChangedSince, DatabaseUnavailable; then nothing is done."""
        with self._changing() as statements:
            take_back(statements, self._keys, change)

    def set_favourite(self, contact_id: int, favourite: bool) -> Change:
        """Put a contact behind the last favourite, or take it from among them. Raises DatabaseUnavailable."""

        def mark(statements: Statements, found: tuple[Contact, ...]) -> None:
            for contact in found:
                replace_all(statements, self._keys.keyed(replace(contact, favourite=favourite)))

        with self._changing() as statements:
            return carry_out(statements, [contact_id], lambda found: mark(statements, found))

    def order_favourites(self, contact_ids: Sequence[int]) -> None:
        """Make exactly these contacts the favourites, in this order. Raises DatabaseUnavailable."""
        with self._changing() as statements:
            statements.execute("UPDATE contacts SET favourite = NULL WHERE favourite IS NOT NULL")
            places = [(place, contact_id) for place, contact_id in enumerate(contact_ids, 1)]
            statements.many("UPDATE contacts SET favourite = ? WHERE id = ?", places)

    def move_favourites(self, contact_ids: Sequence[int]) -> None:
        """Put the favourites among `contact_ids` first, in this order; nobody becomes or ceases to be one.

        Raises DatabaseUnavailable.
        """
        with self._changing() as statements:
            put_in_order(statements, contact_ids)

    def add_many(
        self,
        contacts: Collection[Contact],
        progress: Told = nobody_told,
        cancelled: Callable[[], bool] = never,
    ) -> Imported:
        """Add or update everybody as a whole or not at all. Raises Cancelled, DatabaseUnavailable.

        Somebody known is updated, not doubled (see `same_person`), and keeps all numbers. `progress` hears of steps
        done and steps in all: a contact is one step when its numbers are read, which is most of the work and leaves
        the file free, and another when it is written. `contacts` is gone through twice; it may make them on the way.
        """
        steps = Steps(2 * len(contacts), progress, cancelled)
        addresses = SharedAddresses()
        for contact in contacts:
            self._keys.read_numbers(contact)
            addresses.hear_of(contact)
            steps.step()
        with self._changing() as statements:
            importing = ContactImport(statements, self._keys, addresses.shared)
            for contact in contacts:
                importing.put(contact)
                steps.step()
            importing.finish()
        return Imported(len(contacts) - importing.updated, importing.updated)

    def synchronise(
        self,
        directory: str,
        entries: Collection[tuple[str, Contact]],
        gone: Collection[str] = (),
        progress: Told = nobody_told,
        cancelled: Callable[[], bool] = never,
        memory: str = "",
    ) -> int:
        """Keep the entries (server's id, contact) of a live directory and drop those that are `gone`, as a whole.

        Returns how many were new or different; where nothing changed, nothing is written. They are read-only here.
        `memory` is what the next reading of the directory goes on from. Raises Cancelled, DatabaseUnavailable.
        """
        steps = Steps(2 * len(entries), progress, cancelled)
        for _, contact in entries:
            self._keys.read_numbers(contact)
            steps.step()
        with self._database.transaction() as statements:
            remove_entries(statements, directory, gone)
            changed = put_entries(statements, self._keys, directory, entries, steps.step)
            if memory != memory_of(statements, directory):
                remember(statements, directory, memory)
            if changed or gone:
                statements.execute(_REVISED)
            return changed

    def memory_of(self, directory: str) -> str:
        """Return what the last reading of a directory left to go on from, or ``""``. Raises DatabaseUnavailable."""
        with self._database.reading() as statements:
            return memory_of(statements, directory)

    def forget_directory(self, directory: str) -> None:
        """Remove all entries of a live directory; our own contacts stay. Raises DatabaseUnavailable."""
        with self._changing() as statements:
            forget(statements, directory)

    def entries_of(self, directory: str) -> frozenset[str]:
        """Return the server's ids of all entries kept of a live directory. Raises DatabaseUnavailable."""
        with self._database.reading() as statements:
            return ids_of_entries(statements, directory)

    def column_choices(self) -> dict[str, str]:
        """Return what was remembered of lists, by their header lines. Raises DatabaseUnavailable."""
        return dict(self._database.rows("SELECT header, choice FROM column_choices"))

    def remember_columns(self, header: str, choice: str) -> None:
        """Remember what the columns below this header line mean. Raises DatabaseUnavailable."""
        self._database.execute("INSERT OR REPLACE INTO column_choices VALUES (?, ?)", (header, choice))

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    @contextmanager
    def _changing(self) -> Iterator[Statements]:
        with self._database.transaction() as statements:
            yield statements
            statements.execute(_REVISED)

    def _carried_out(
        self, contact_ids: Sequence[int], act: Callable[[Statements, tuple[Contact, ...]], object]
    ) -> Change:
        """Do something to contacts that may be changed, and return what it did."""
        with self._changing() as statements:

            def guarded(found: tuple[Contact, ...]) -> None:
                forbid_entries(found)
                act(statements, found)

            return carry_out(statements, contact_ids, guarded)

    def _contacts_of(self, question: str, values: Sequence[object] = ()) -> list[Contact]:
        with self._database.reading() as statements:
            return contacts_found(statements, question, values)


def _delete(statements: Statements, contact_ids: Sequence[int]) -> None:
    statements.many("DELETE FROM contacts WHERE id = ?", [(contact_id,) for contact_id in contact_ids])
