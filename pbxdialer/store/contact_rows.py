"""How contacts stand in their tables: the tables themselves, and single contacts going in and out."""

from collections.abc import Iterator, Sequence

from pbxdialer.core.contact import Contact, LabelledNumber
from pbxdialer.store.database import Row, Statements
from pbxdialer.store.same_person import Keyed

# subscriber is "" for a number that cannot be dialled; it is kept as it was written. groups waits for its time.
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
)
CONTACT = "SELECT id, name, company, email, note, favourite FROM contacts"
_LAST_PLACE = "(SELECT coalesce(max(favourite), 0) + 1 FROM contacts WHERE favourite IS NOT NULL)"
_INSERT = f"""
    INSERT INTO contacts (name, company, email, note, name_key, company_key, email_key, favourite)
    VALUES (?, ?, ?, ?, ?, ?, ?, CASE WHEN ? THEN {_LAST_PLACE} END) RETURNING id
"""  # noqa: S608
_REPLACE = f"""
    UPDATE contacts SET name = ?, company = ?, email = ?, note = ?, name_key = ?, company_key = ?, email_key = ?,
        favourite = CASE WHEN ? THEN coalesce(favourite, {_LAST_PLACE}) END WHERE id = ? RETURNING id
"""  # noqa: S608
_PAGE = 1000
_MOST_NAMESAKES = 20


def namesakes(fresh: Keyed) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the questions for people of the same name: with one of the numbers, then in the same company."""
    named = f"{CONTACT} WHERE name_key = ? AND name_key <> ''"
    if numbers := tuple(fresh.subscribers):
        owners = f"SELECT contact FROM numbers WHERE subscriber <> '' AND subscriber IN ({_places(len(numbers))})"  # noqa: S608
        yield f"{named} AND id IN ({owners}) ORDER BY id", (fresh.name, *numbers)
    yield f"{named} AND company_key = ? ORDER BY id LIMIT {_MOST_NAMESAKES}", (fresh.name, fresh.company)


def contacts_found(statements: Statements, question: str, values: Sequence[object]) -> list[Contact]:
    """Return the contacts a question finds, with their numbers."""
    found = statements.rows(question, values)
    numbers: dict[int, list[LabelledNumber]] = {}
    ids = [row[0] for row in found]
    for some in (ids[start : start + _PAGE] for start in range(0, len(ids), _PAGE)):
        written = f"SELECT contact, label, text FROM numbers WHERE contact IN ({_places(len(some))}) ORDER BY position"  # noqa: S608
        for contact_id, label, text in statements.rows(written, some):
            numbers.setdefault(contact_id, []).append(LabelledNumber(label, text))
    return [_contact_from(row, tuple(numbers.get(row[0], ()))) for row in found]


def insert(statements: Statements, keyed: Keyed) -> int:
    """Write a new contact and return its id; a favourite goes to the end of the favourites."""
    ((contact_id,),) = statements.rows(_INSERT, _values(keyed))
    _put_numbers(statements, keyed, contact_id)
    return int(contact_id)


def replace_all(statements: Statements, keyed: Keyed) -> None:
    """Write everything of a contact in place of what was there; a favourite keeps its place among them."""
    if statements.rows(_REPLACE, (*_values(keyed), keyed.contact.id)):
        statements.execute("DELETE FROM numbers WHERE contact = ?", (keyed.contact.id,))
        _put_numbers(statements, keyed, keyed.contact.id)


def _values(keyed: Keyed) -> tuple[object, ...]:
    contact = keyed.contact
    keys = (keyed.name, keyed.company, keyed.email)
    return (contact.name, contact.company, contact.email, contact.note, *keys, contact.favourite)


def _put_numbers(statements: Statements, keyed: Keyed, contact_id: int) -> None:
    for position, (number, keys) in enumerate(zip(keyed.contact.numbers, keyed.numbers, strict=True)):
        statements.execute(
            "INSERT INTO numbers VALUES (?, ?, ?, ?, ?, ?)",
            (contact_id, position, number.label, number.text, keys.subscriber, keys.national),
        )


def _places(count: int) -> str:
    return ", ".join("?" * count)


def _contact_from(row: Row, numbers: tuple[LabelledNumber, ...]) -> Contact:
    contact_id, name, company, email, note, favourite = row
    return Contact(name, company, email, numbers, note=note, favourite=favourite is not None, id=contact_id)
