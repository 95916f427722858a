"""What one act did to contacts, so that it can be taken back."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pbxdialer.core.contact import Contact
from pbxdialer.core.language import mark
from pbxdialer.store.contact_rows import contacts_with, favourites_in_order, insert, put_in_order, replace_all
from pbxdialer.store.database import Statements
from pbxdialer.store.same_person import KeyMaker

READ_ONLY = mark("This contact belongs to a company directory; it can be changed there only.")
CHANGED_SINCE = mark("The contact was changed since; nothing was taken back.")


class ReadOnlyContact(Exception):
    """The contact is an entry of a live directory; the message is an English source text."""

    def __init__(self) -> None:
        super().__init__(READ_ONLY)


class ChangedSince(Exception):
    """Somebody changed the contact after the act that was to be undone; the message is an English source text."""

    def __init__(self) -> None:
        super().__init__(CHANGED_SINCE)


@dataclass(frozen=True, slots=True)
class Change:
    """The contacts that were touched, as they were and as they are now, and the order of the favourites before."""

    before: tuple[Contact, ...]
    after: tuple[Contact, ...]
    favourites: tuple[int, ...]


def carry_out(
    statements: Statements, contact_ids: Sequence[int], act: Callable[[tuple[Contact, ...]], object]
) -> Change:
    """Do `act` to these contacts and return what it did. Raises DatabaseUnavailable."""
    favourites = favourites_in_order(statements)
    before = tuple(contacts_with(statements, contact_ids))
    act(before)
    return Change(before, tuple(contacts_with(statements, contact_ids)), favourites)


def take_back(statements: Statements, keys: KeyMaker, change: Change) -> None:
    """Make everything as it was. Raises ChangedSince, where nothing is touched, and DatabaseUnavailable."""
    now = {contact.id: contact for contact in change.after}
    if contacts_with(statements, list(now)) != list(change.after):
        raise ChangedSince
    returned = {contact.id for contact in change.before}
    statements.many("DELETE FROM contacts WHERE id = ?", [(made,) for made in now if made not in returned])
    renamed: dict[int, int] = {}
    for contact in change.before:
        if contact.id in now:
            replace_all(statements, keys.keyed(contact))
        else:
            taken = bool(statements.rows("SELECT 1 FROM contacts WHERE id = ?", (contact.id,)))
            renamed[contact.id] = insert(statements, keys.keyed(contact), None if taken else contact.id)
    put_in_order(statements, [renamed.get(contact_id, contact_id) for contact_id in change.favourites])


def forbid_entries(contacts: Sequence[Contact]) -> None:
    """Raise ReadOnlyContact where any of `contacts` belongs to a live directory."""
    if any(contact.origin.is_read_only for contact in contacts):
        raise ReadOnlyContact
