"""One import into the contacts, inside its transaction: who is new, and who is known and brought up to date."""

from collections.abc import Sequence, Set

from pbxdialer.core.contact import Contact
from pbxdialer.store.contact_rows import (
    CONTACT,
    MAY_CHANGE,
    contacts_found,
    insert_many,
    namesakes,
    next_id,
    replace_all,
)
from pbxdialer.store.database import Statements
from pbxdialer.store.same_person import Keyed, KeyMaker, all_numbers, together

_WRITTEN_AT_ONCE = 500


class ContactImport:
    """Takes contacts one by one; `updated` counts those who were known.

    Names and addresses are held in memory, so that somebody who can be nobody known (most of a first import) is written
    without a question, together with others like that.
    """

    def __init__(self, statements: Statements, keys: KeyMaker, shared_addresses: Set[str]) -> None:
        """`shared_addresses` are e-mail addresses that do not tell who somebody is."""
        self._statements = statements
        self._keys = keys
        self._shared = shared_addresses
        self._written: set[int] = set()
        self._names: set[str] = set()
        self._addresses: set[str] = set()
        self._new: list[tuple[int, Keyed]] = []
        self._next_id = next_id(statements)
        self.updated = 0
        for name, address in statements.rows(f"SELECT name_key, email_key FROM contacts WHERE {MAY_CHANGE}"):  # noqa: S608
            self._names.add(name)
            self._addresses.add(address)

    def put(self, contact: Contact) -> None:
        """Take one contact; it is written now or, at the latest, by `finish`. Raises DatabaseUnavailable."""
        fresh = self._keys.keyed(contact)
        known = self._owner_of_address(fresh) or self._same_person(fresh)
        self._names.add(fresh.name)
        self._addresses.add(fresh.email)
        if known is None:
            self._take_new(fresh)
        else:
            whole = together(known, fresh)
            if whole != known.contact:
                replace_all(self._statements, self._keys.keyed(whole))
            self._written.add(whole.id)
            self.updated += 1

    def finish(self) -> None:
        """Write whoever is not written yet. Raises DatabaseUnavailable."""
        new, self._new = self._new, []
        insert_many(self._statements, new)

    def _take_new(self, fresh: Keyed) -> None:
        if all_numbers(fresh) != fresh.contact.numbers:  # one of them is there twice
            fresh = self._keys.keyed(together(fresh, fresh))
        self._new.append((self._next_id, fresh))
        self._written.add(self._next_id)
        self._next_id += 1
        if len(self._new) >= _WRITTEN_AT_ONCE:
            self.finish()

    def _found(self, question: str, values: Sequence[object]) -> list[Contact]:
        if self._new:
            self.finish()
        return contacts_found(self._statements, question, values)

    def _owner_of_address(self, fresh: Keyed) -> Keyed | None:
        """Return the only one who has this e-mail address, if it is a person's own.

        Somebody may have another name by now; but nobody takes the place of whom this same import has just written.
        """
        if not fresh.email or fresh.email in self._shared or fresh.email not in self._addresses:
            return None
        owned = f"{CONTACT} WHERE email_key = ? AND email_key <> '' AND {MAY_CHANGE} LIMIT 2"
        owners = self._found(owned, (fresh.email,))
        owner = self._keys.keyed(owners[0]) if len(owners) == 1 else None
        if owner is None or (owner.contact.id in self._written and owner.name != fresh.name):
            return None
        return owner

    def _same_person(self, fresh: Keyed) -> Keyed | None:
        if fresh.name not in self._names:
            return None
        for question, values in namesakes(fresh):
            for known in map(self._keys.keyed, self._found(question, values)):
                if fresh.is_same_as(known):
                    return known
        return None
