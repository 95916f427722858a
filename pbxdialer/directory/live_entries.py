"""What was read of a live directory: its entries by the server's ids, and those that are gone."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from pbxdialer.core.contact import Contact
from pbxdialer.directory.import_preview import PackedContacts

MOST_ENTRIES = 100_000
LONGEST_ID = 1000


class LiveEntries(Collection[tuple[str, Contact]]):
    """Entries (server's id, contact), kept small; each id once, the last one counts."""

    def __init__(self, entries: Iterable[tuple[str, Contact]] = ()) -> None:
        self._contacts = PackedContacts()
        self._places: dict[str, int] = {}
        for server_id, contact in entries:
            self.put(server_id, contact)

    def put(self, server_id: str, contact: Contact) -> None:
        """Add one entry."""
        self._places[server_id] = len(self._contacts)
        self._contacts.append(contact)

    @property
    def ids(self) -> frozenset[str]:
        """The server's ids of all of them."""
        return frozenset(self._places)

    def __len__(self) -> int:
        return len(self._places)

    def __iter__(self) -> Iterator[tuple[str, Contact]]:
        return ((server_id, self._contacts.at(place)) for server_id, place in self._places.items())

    def __contains__(self, entry: object) -> bool:
        return any(entry == known for known in self)


@dataclass(frozen=True, slots=True)
class Read:
    """What is new or may be changed, what is gone, and a `memory` from which the next reading goes on."""

    entries: LiveEntries
    gone: frozenset[str] = frozenset()
    memory: str = ""
