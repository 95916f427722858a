"""All contacts, as the directory is built from them."""

from collections.abc import Iterator

from pbxdialer.core.listing import ListedNumber, Listing
from pbxdialer.store.contact_rows import origin_from
from pbxdialer.store.database import Database

_PAGE = 1000
_CONTACTS = f"""
    SELECT id, name, company, email, note, favourite, groups, origin, directory, server_id
    FROM contacts WHERE id > ? ORDER BY id LIMIT {_PAGE}
"""  # noqa: S608
_NUMBERS = """
    SELECT contact, label, text, subscriber, national FROM numbers
    WHERE contact BETWEEN ? AND ? ORDER BY contact, position
"""


def listings(database: Database) -> Iterator[Listing]:
    """Yield everybody in the order of their ids. Raises DatabaseUnavailable.

    Reads page by page, so that the file is free in between: whoever wants one moment's contacts compares
    `file_state.state_of` before and after.
    """
    last = -1
    while True:
        with database.reading() as statements:
            people = statements.rows(_CONTACTS, (last,))
            numbers = statements.rows(_NUMBERS, (people[0][0], people[-1][0])) if people else ()
        if not people:
            return
        owned: dict[int, list[ListedNumber]] = {}
        for owner, *number in numbers:
            owned.setdefault(owner, []).append(ListedNumber(*number))
        for contact_id, name, company, email, note, favourite, groups, *origin in people:
            own = tuple(owned.get(contact_id, ()))
            yield Listing(contact_id, name, company, email, note, favourite, own, groups, origin_from(*origin))
        last = people[-1][0]
