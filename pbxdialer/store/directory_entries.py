"""The entries of a live company directory among the contacts: read-only here, kept in step with their server."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from pbxdialer.core.contact import Contact, Origin, OriginKind
from pbxdialer.store.contact_rows import CONTACT, contacts_found, insert, replace_all
from pbxdialer.store.database import Statements
from pbxdialer.store.same_person import KeyMaker

_ENTRY = "origin = 'directory' AND directory = ? AND server_id = ?"


def put_entries(
    statements: Statements,
    keys: KeyMaker,
    directory: str,
    entries: Iterable[tuple[str, Contact]],
    step: Callable[[], None],
) -> int:
    """Write (server's id, contact) pairs and return how many differed; the agent's favourites stay favourites."""
    changed = 0
    for server_id, entry in entries:
        known = contacts_found(statements, f"{CONTACT} WHERE {_ENTRY}", (directory, server_id))
        fresh = replace(entry, origin=Origin(OriginKind.DIRECTORY, directory, server_id))
        if not known:
            insert(statements, keys.keyed(replace(fresh, id=0, favourite=False)))
            changed += 1
        elif (now := replace(fresh, id=known[0].id, favourite=known[0].favourite)) != known[0]:
            replace_all(statements, keys.keyed(now))
            changed += 1
        step()
    return changed


def remove_entries(statements: Statements, directory: str, server_ids: Iterable[str]) -> None:
    """Remove entries that are gone from the server."""
    statements.many(f"DELETE FROM contacts WHERE {_ENTRY}", [(directory, server_id) for server_id in server_ids])  # noqa: S608


def ids_of_entries(statements: Statements, directory: str) -> frozenset[str]:
    """Return the server's ids of the entries that are kept of a directory."""
    question = "SELECT server_id FROM contacts WHERE origin = 'directory' AND directory = ?"
    return frozenset(server_id for (server_id,) in statements.rows(question, (directory,)))


def memory_of(statements: Statements, directory: str) -> str:
    """Return what was remembered of the last reading of a directory, or ``""``."""
    rows = statements.rows("SELECT memory FROM directory_memories WHERE directory = ?", (directory,))
    return str(rows[0][0]) if rows else ""


def remember(statements: Statements, directory: str, memory: str) -> None:
    """Remember from where the next reading of a directory goes on."""
    statements.execute("INSERT OR REPLACE INTO directory_memories VALUES (?, ?)", (directory, memory))


def forget(statements: Statements, directory: str) -> None:
    """Remove all entries of a directory, and what was remembered of it."""
    statements.execute("DELETE FROM contacts WHERE origin = 'directory' AND directory = ?", (directory,))
    statements.execute("DELETE FROM directory_memories WHERE directory = ?", (directory,))
