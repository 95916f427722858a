"""How contacts stand in their tables: the tables themselves, and single contacts going in and out."""

from collections.abc import Iterator, Sequence

from pbxdialer.core.contact import IMPORTED, OWN, Contact, LabelledNumber, Origin, OriginKind
from pbxdialer.store.database import Row, Statements
from pbxdialer.store.same_person import Keyed

# subscriber is "" for a number that cannot be dialled; it is kept as it was written. groups are lines of one text.
MIGRATIONS = (
    """
    CREATE TABLE contacts (
        id INTEGER PRIMARY KEY,
        name TEXT NOT NULL,
        company TEXT NOT NULL,
        email TEXT NOT NULL,
        note TEXT NOT NULL,
        favourite INTEGER,
        groups TEXT NOT NULL DEFAULT '',
        name_key TEXT NOT NULL,
        company_key TEXT NOT NULL,
        email_key TEXT NOT NULL
    );
    CREATE INDEX contacts_by_email ON contacts (email_key) WHERE email_key <> '';
    CREATE INDEX contacts_by_name ON contacts (name_key, company_key);
    CREATE INDEX favourites ON contacts (favourite) WHERE favourite IS NOT NULL;
    CREATE TABLE numbers (
        contact INTEGER NOT NULL REFERENCES contacts (id) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        label TEXT NOT NULL,
        text TEXT NOT NULL,
        subscriber TEXT NOT NULL,
        national TEXT NOT NULL,
        PRIMARY KEY (contact, position)
    ) WITHOUT ROWID;
    CREATE INDEX numbers_by_subscriber ON numbers (subscriber) WHERE subscriber <> '';
    """,
    """
    ALTER TABLE contacts ADD COLUMN origin TEXT NOT NULL DEFAULT 'own';
    ALTER TABLE contacts ADD COLUMN directory TEXT NOT NULL DEFAULT '';
    ALTER TABLE contacts ADD COLUMN server_id TEXT NOT NULL DEFAULT '';
    CREATE UNIQUE INDEX contacts_by_server_id ON contacts (directory, server_id) WHERE origin = 'directory';
    CREATE TABLE revision (number INTEGER NOT NULL, stamp TEXT NOT NULL);
    INSERT INTO revision VALUES (1, lower(hex(randomblob(8))));
    CREATE TABLE column_choices (header TEXT PRIMARY KEY, choice TEXT NOT NULL) WITHOUT ROWID;
    """,
    """
    CREATE TABLE directory_memories (directory TEXT PRIMARY KEY, memory TEXT NOT NULL) WITHOUT ROWID;
    """,
)
CONTACT = "SELECT id, name, company, email, note, favourite, groups, origin, directory, server_id FROM contacts"
MAY_CHANGE = "origin <> 'directory'"
_LAST_PLACE = "(SELECT coalesce(max(favourite), 0) + 1 FROM contacts WHERE favourite IS NOT NULL)"
_INSERT = f"""
    INSERT INTO contacts (name, company, email, note, groups, name_key, company_key, email_key,
        origin, directory, server_id, favourite, id)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, CASE WHEN ? THEN {_LAST_PLACE} END, ?)
"""  # noqa: S608
_INSERT_NUMBER = "INSERT INTO numbers VALUES (?, ?, ?, ?, ?, ?)"
_REPLACE = f"""
    UPDATE contacts SET name = ?, company = ?, email = ?, note = ?, groups = ?,
        name_key = ?, company_key = ?, email_key = ?, origin = ?, directory = ?, server_id = ?,
        favourite = CASE WHEN ? THEN coalesce(favourite, {_LAST_PLACE}) END WHERE id = ? RETURNING id
"""  # noqa: S608
_KNOWN_ORIGINS = {OriginKind.OWN.value: OWN, OriginKind.IMPORT.value: IMPORTED}  # what else there is stays untouched
_PAGE = 1000
_MOST_NAMESAKES = 20


def namesakes(fresh: Keyed) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the questions for people of the same name: with one of the numbers, then in the same company."""
    named = f"{CONTACT} WHERE name_key = ? AND name_key <> '' AND {MAY_CHANGE}"
    if numbers := tuple(fresh.subscribers):
        owners = f"SELECT contact FROM numbers WHERE subscriber <> '' AND subscriber IN ({places(len(numbers))})"  # noqa: S608
        yield f"{named} AND id IN ({owners}) ORDER BY id", (fresh.name, *numbers)
    yield f"{named} AND company_key = ? ORDER BY id LIMIT {_MOST_NAMESAKES}", (fresh.name, fresh.company)


def contacts_found(statements: Statements, question: str, values: Sequence[object] = ()) -> list[Contact]:
    """Return the contacts a question finds, with their numbers."""
    found = statements.rows(question, values)
    numbers: dict[int, list[LabelledNumber]] = {}
    ids = [row[0] for row in found]
    for some in (ids[start : start + _PAGE] for start in range(0, len(ids), _PAGE)):
        written = f"SELECT contact, label, text FROM numbers WHERE contact IN ({places(len(some))}) ORDER BY position"  # noqa: S608
        for contact_id, label, text in statements.rows(written, some):
            numbers.setdefault(contact_id, []).append(LabelledNumber(label, text))
    return [_contact_from(row, tuple(numbers.get(row[0], ()))) for row in found]


def contacts_with(statements: Statements, contact_ids: Sequence[int]) -> list[Contact]:
    """Return those of these contacts that are there, in the order asked for."""
    found = contacts_found(statements, f"{CONTACT} WHERE id IN ({places(len(contact_ids))})", contact_ids)
    known = {contact.id: contact for contact in found}
    return [known[contact_id] for contact_id in dict.fromkeys(contact_ids) if contact_id in known]


def insert(statements: Statements, keyed: Keyed, contact_id: int | None = None) -> int:
    """Write a new contact and return its id; a favourite goes to the end of the favourites."""
    ((written_id,),) = statements.rows(f"{_INSERT} RETURNING id", (*_values(keyed), contact_id))
    statements.many(_INSERT_NUMBER, _rows_of_numbers(keyed, written_id))
    return int(written_id)


def insert_many(statements: Statements, fresh: Sequence[tuple[int, Keyed]]) -> None:
    """Write many new contacts, whose ids are free; favourites go to the end of the favourites, in their order."""
    statements.many(_INSERT, [(*_values(keyed), contact_id) for contact_id, keyed in fresh])
    statements.many(_INSERT_NUMBER, [row for contact_id, keyed in fresh for row in _rows_of_numbers(keyed, contact_id)])


def next_id(statements: Statements) -> int:
    """Return an id from which on all are free."""
    ((last,),) = statements.rows("SELECT coalesce(max(id), 0) FROM contacts")
    return int(last) + 1


def replace_all(statements: Statements, keyed: Keyed) -> None:
    """Write everything of a contact in place of what was there; a favourite keeps its place among them."""
    if statements.rows(_REPLACE, (*_values(keyed), keyed.contact.id)):
        statements.execute("DELETE FROM numbers WHERE contact = ?", (keyed.contact.id,))
        statements.many(_INSERT_NUMBER, _rows_of_numbers(keyed, keyed.contact.id))


def favourites_in_order(statements: Statements) -> tuple[int, ...]:
    """Return the ids of the favourites."""
    rows = statements.rows("SELECT id FROM contacts WHERE favourite IS NOT NULL ORDER BY favourite, id")
    return tuple(contact_id for (contact_id,) in rows)


def put_in_order(statements: Statements, contact_ids: Sequence[int]) -> None:
    """Give favourites their places; those not named stay favourites behind the named ones."""
    order = dict.fromkeys((*contact_ids, *favourites_in_order(statements)))
    rows = list(enumerate(order, 1))
    statements.many("UPDATE contacts SET favourite = ? WHERE id = ? AND favourite IS NOT NULL", rows)


def _values(keyed: Keyed) -> tuple[object, ...]:
    contact = keyed.contact
    words = (contact.name, contact.company, contact.email, contact.note, "\n".join(contact.groups))
    origin = contact.origin
    keys = (keyed.name, keyed.company, keyed.email)
    return (*words, *keys, origin.kind.value, origin.directory, origin.server_id, contact.favourite)


def _rows_of_numbers(keyed: Keyed, contact_id: int) -> list[tuple[object, ...]]:
    return [
        (contact_id, position, number.label, number.text, keys.subscriber, keys.national)
        for position, (number, keys) in enumerate(zip(keyed.contact.numbers, keyed.numbers, strict=True))
    ]


def places(count: int) -> str:
    """Return so many places for values in a statement."""
    return ", ".join("?" * count)


def origin_from(kind: str, directory: str, server_id: str) -> Origin:
    """Return where a contact comes from, as its row says."""
    return _KNOWN_ORIGINS.get(kind) or Origin(OriginKind.DIRECTORY, directory, server_id)


def _contact_from(row: Row, numbers: tuple[LabelledNumber, ...]) -> Contact:
    contact_id, name, company, email, note, favourite, groups, kind, directory, server_id = row
    return Contact(
        name,
        company,
        email,
        numbers,
        note=note,
        favourite=favourite is not None,
        id=contact_id,
        groups=tuple(groups.split("\n")) if groups else (),
        origin=origin_from(kind, directory, server_id),
    )
