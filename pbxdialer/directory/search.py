"""Search as you type: who is meant by a few letters or digits, best matches first.

Every token of the query must match a contact: as the beginning of a word of its name or company or of one of its
numbers, better still as the beginning of the whole name, or else somewhere inside. Accents and case do not count,
``ue`` is ü, digits match a number in any of its forms; one typo is forgiven where nothing else matches. Equally good
matches stand in the order of how often and how lately they were called, then by name.

Source of the rules and of the design: performance.md, "Search as you type".
"""

from collections.abc import Iterable

from pbxdialer.core.contact import Contact
from pbxdialer.directory.called import Called, Calls, called_among
from pbxdialer.directory.index import Index
from pbxdialer.directory.indexed_lines import IndexedLines
from pbxdialer.directory.lines import Finder, Lines, Pieces, quick_find
from pbxdialer.directory.match import Match
from pbxdialer.directory.query import Readings, readings
from pbxdialer.directory.ranking import Hit, corrected_hits, corrections, exact_hits, hits_among
from pbxdialer.directory.records import unpacked

SHOWN = 50


class Directory:
    """Everybody who can be called. Immutable: a change of contacts makes a new one, on any thread.

    It only remembers what the last query found, in one reference that is replaced as a whole, so any thread may ask.
    """

    def __init__(self, index: Index, calls: Calls | None = None, before: Called | None = None) -> None:
        """`calls` is subscriber → (how often, when last); `before` spares finding the lines of some of them."""
        self._index = index
        self._lines = IndexedLines(index)
        self._called = called_among(index, calls or {}, before or Called(Lines(Pieces.of(())), (), {}))
        self._hot = frozenset(self._called.origins)
        self._last: tuple[Readings, tuple[int, ...]] | None = None

    @classmethod
    def of(
        cls, contacts: Iterable[Contact], region: str, *, calls: Calls | None = None, finder: Finder = quick_find
    ) -> "Directory":
        """Return the directory of a few `contacts`, whose numbers are read as people of `region` (``RO``) dial them.

        Favourites keep the order in which they come. Takes 50 µs a number: those of the store are read already, see
        `building.index_of`.
        """
        from pbxdialer.directory.building import index_of, listings_of

        return cls(index_of(listings_of(contacts, region), finder), calls)

    def with_calls(self, calls: Calls) -> "Directory":
        """Return the same directory with another order of those who were called; takes no new look at the rest."""
        return Directory(self._index, calls, self._called)

    def __len__(self) -> int:
        return len(self._lines)

    def search(self, query: str, limit: int = SHOWN) -> tuple[Match, ...]:
        """Return the best matches for `query`, at most `limit`; nobody where it holds no letter and no digit."""
        groups = readings(query)
        for group in groups:
            if hits := self._exact_hits(group, limit):
                return self._matches(hits)
        for group in groups:
            if hits := self._corrected_hits(group, limit):
                return self._matches(hits)
        return ()

    def suggestions(self, limit: int = SHOWN) -> tuple[Match, ...]:
        """Return who to offer before anything is typed: the favourites in their order, then who was called most."""
        lines = dict.fromkeys((*self._index.favourites, *self._called.origins))
        contacts = (unpacked(self._index.records[line]) for line in list(lines)[:limit])
        return tuple(map(Match, contacts))

    def _exact_hits(self, group: Readings, limit: int) -> list[Hit]:
        last = self._last
        if last and all(any(reading.narrows(old) for old in last[0]) for reading in group):
            cold = hits_among(last[1], self._lines, group)
        else:
            cold = exact_hits(self._lines, group, limit, self._hot)
        if cold.all_lines is not None:
            self._last = (group, cold.all_lines)
        hot = exact_hits(self._called.lines, group, limit)
        return self._in_order(hot.hits, cold.hits, limit)

    def _corrected_hits(self, group: Readings, limit: int) -> list[Hit]:
        fixes = corrections(self._lines, group, self._index.words)
        hot = corrected_hits(self._called.lines, fixes, limit)
        return self._in_order(hot.hits, corrected_hits(self._lines, fixes, limit, self._hot).hits, limit)

    def _in_order(self, hot: Iterable[Hit], cold: Iterable[Hit], limit: int) -> list[Hit]:
        """Return the called contacts before the others of the same kind."""
        called = [hit._replace(line=self._called.origins[hit.line]) for hit in hot]
        return sorted([*called, *cold], key=lambda hit: hit.kind)[:limit]

    def _matches(self, hits: Iterable[Hit]) -> tuple[Match, ...]:
        records, text = self._index.records, self._lines.text
        return tuple(
            Match(
                unpacked(records[hit.line]),
                hit.kind,
                hit.reading.tokens,
                text(hit.line) if hit.reading.has_digits else b"",
            )
            for hit in hits
        )
