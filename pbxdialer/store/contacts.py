"""The contacts kept on this computer: people and companies with any number of labelled numbers."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pbxdialer.core.contact import Contact
from pbxdialer.store.contact_import import ContactImport
from pbxdialer.store.contact_rows import CONTACT, MIGRATIONS, contacts_found, insert, replace_all
from pbxdialer.store.database import Database
from pbxdialer.store.same_person import KeyMaker, shared_addresses

_PAGE = 1000
_TOLD_EVERY = 250


class Cancelled(Exception):
    """The person stopped the import; nothing of it was kept."""


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

    def subscribers(self) -> dict[str, tuple[str, str]]:
        """Return number text → (subscriber, national form) for all that can be dialled, for building the directory.

        Raises DatabaseUnavailable.
        """
        rows = self._database.rows("SELECT DISTINCT text, subscriber, national FROM numbers WHERE subscriber <> ''")
        return {text: (subscriber, national) for text, subscriber, national in rows}

    def add(self, contact: Contact) -> Contact:
        """Keep a new contact and return it with its id. Raises DatabaseUnavailable."""
        keyed = self._keys.keyed(contact)
        with self._database.transaction() as statements:
            return replace(contact, id=insert(statements, keyed))

    def update(self, contact: Contact) -> None:
        """Replace the contact of this id; one that is gone stays gone. Raises DatabaseUnavailable."""
        keyed = self._keys.keyed(contact)
        with self._database.transaction() as statements:
            replace_all(statements, keyed)

    def delete(self, contact_id: int) -> None:
        """Remove a contact with its numbers. Raises DatabaseUnavailable."""
        self._database.execute("DELETE FROM contacts WHERE id = ?", (contact_id,))

    def order_favourites(self, contact_ids: Sequence[int]) -> None:
        """Make exactly these contacts the favourites, in this order. Raises DatabaseUnavailable."""
        with self._database.transaction() as statements:
            statements.execute("UPDATE contacts SET favourite = NULL WHERE favourite IS NOT NULL")
            for place, contact_id in enumerate(contact_ids, 1):
                statements.execute("UPDATE contacts SET favourite = ? WHERE id = ?", (place, contact_id))

    def add_many(
        self,
        contacts: Iterable[Contact],
        progress: Callable[[int, int], None] = lambda _done, _total: None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> Imported:
        """Add or update everybody as a whole or not at all. Raises Cancelled, DatabaseUnavailable.

        Somebody known is updated, not doubled (see `same_person`), and keeps all numbers. `progress` hears of steps
        done and steps in all: a contact is one step when its numbers are read, which is most of the work and leaves
        the file free, and another when it is written.
        """
        people = list(contacts)
        total = 2 * len(people)

        def step(done: int) -> None:
            if done % _TOLD_EVERY == 0 or done == total:
                progress(done, total)
                if cancelled():
                    raise Cancelled

        keyed = []
        for done, contact in enumerate(people, 1):
            keyed.append(self._keys.keyed(contact))
            step(done)
        with self._database.transaction() as statements:
            importing = ContactImport(statements, self._keys, shared_addresses(keyed))
            for done, fresh in enumerate(keyed, len(people) + 1):
                importing.put(fresh)
                step(done)
        return Imported(len(people) - importing.updated, importing.updated)

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    def _contacts_of(self, question: str, values: Sequence[object] = ()) -> list[Contact]:
        with self._database.reading() as statements:
            return contacts_found(statements, question, values)
