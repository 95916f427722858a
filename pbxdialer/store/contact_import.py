"""One import into the contacts, inside its transaction: who is new, and who is known and brought up to date."""

from pbxdialer.store.contact_rows import CONTACT, contacts_found, insert, namesakes, replace_all
from pbxdialer.store.database import Statements
from pbxdialer.store.same_person import Keyed, KeyMaker, together


class ContactImport:
    """Takes contacts one by one; `updated` counts those who were known."""

    def __init__(self, statements: Statements, keys: KeyMaker, shared_addresses: frozenset[str]) -> None:
        """`shared_addresses` are e-mail addresses that do not tell who somebody is."""
        self._statements = statements
        self._keys = keys
        self._shared = shared_addresses
        self._written: set[int] = set()
        self.updated = 0

    def put(self, fresh: Keyed) -> None:
        """Write one contact. Raises DatabaseUnavailable."""
        known = self._owner_of_address(fresh) or self._same_person(fresh)
        whole = self._keys.keyed(together(known or fresh, fresh))
        if known is None:
            self._written.add(insert(self._statements, whole))
        else:
            replace_all(self._statements, whole)
            self._written.add(whole.contact.id)
            self.updated += 1

    def _owner_of_address(self, fresh: Keyed) -> Keyed | None:
        """Return the only one who has this e-mail address, if it is a person's own.

        Somebody may have another name by now; but nobody takes the place of whom this same import has just written.
        """
        if not fresh.email or fresh.email in self._shared:
            return None
        owners = contacts_found(
            self._statements, f"{CONTACT} WHERE email_key = ? AND email_key <> '' LIMIT 2", (fresh.email,)
        )
        owner = self._keys.keyed(owners[0]) if len(owners) == 1 else None
        if owner is None or (owner.contact.id in self._written and owner.name != fresh.name):
            return None
        return owner

    def _same_person(self, fresh: Keyed) -> Keyed | None:
        for question, values in namesakes(fresh):
            for known in map(self._keys.keyed, contacts_found(self._statements, question, values)):
                if fresh.is_same_as(known):
                    return known
        return None
