"""The words of all names and companies, sorted, and the lines in which each of them stands.

A word that few lines hold is found here without a look at the lines: there are far fewer words than lines.
"""

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from itertools import accumulate, chain

from pbxdialer.directory.lines import NAME, Bytes, Find, Finder, Pieces, quick_find

_END_OF_PREFIX = b"\xff"  # no byte of UTF-8 is greater


class WordIndex:
    """Sorted words with their lines. Immutable.

    `blob` is ``␂acme␂ana␂…``; the lines of word number n are ``lines[firsts[n]:firsts[n + 1]]``, in order, a line twice
    where it holds the word twice. A "word" may also be a whole name, its words held together by ``␁``.
    """

    def __init__(self, blob: Bytes, firsts: Sequence[int], lines: Sequence[int], finder: Finder = quick_find) -> None:
        self.blob = blob
        self.firsts = firsts
        self.lines = lines
        self._finder = finder

    @classmethod
    def of(cls, lines_of: Mapping[str, Sequence[int]], finder: Finder = quick_find) -> "WordIndex":
        """Make the index of word → lines in order."""
        words = sorted(lines_of)  # characters sort as their bytes in UTF-8 do
        blob = "".join(f"\x02{word}" for word in words).encode()
        firsts = array("I", accumulate((len(lines_of[word]) for word in words), initial=0))
        return cls(blob, firsts, array("I", chain.from_iterable(map(lines_of.__getitem__, words))), finder)

    @cached_property
    def words(self) -> list[bytes]:
        """The words, sorted. A list of bytes, in which bisection takes a microsecond."""
        return bytes(self.blob).split(NAME)[1:]

    def beginning(self, prefix: bytes) -> range:
        """Return the numbers of all words that begin with `prefix`."""
        first = bisect_left(self.words, prefix)
        return range(first, bisect_left(self.words, prefix + _END_OF_PREFIX, first))

    def begins(self, prefix: bytes) -> bool:
        """True where some word begins with `prefix`."""
        at = bisect_left(self.words, prefix)
        return at < len(self.words) and self.words[at].startswith(prefix)

    def holding(self, part: bytes, most: int) -> list[int] | None:
        """Return the numbers of all words that hold `part`, or None where they are more than `most`."""
        found: list[int] = []
        find, starts = self._find, self._starts
        place = find(part, 0)
        while place >= 0:
            if len(found) == most:
                return None
            word = starts.at(place)
            found.append(word)
            place = find(part, starts.starts[word + 1])
        return found

    def has(self, part: bytes) -> bool:
        """True where some word holds `part`."""
        return self._find(part, 0) >= 0

    def count(self, words: Iterable[int]) -> int:
        """Return in how many lines these words stand, or a few more."""
        if isinstance(words, range):
            return self.firsts[words.stop] - self.firsts[words.start]
        return sum(self.firsts[word + 1] - self.firsts[word] for word in words)

    def lines_with(self, words: Iterable[int]) -> set[int]:
        """Return the lines that hold one of these words."""
        if isinstance(words, range):
            return set(self.lines[self.firsts[words.start] : self.firsts[words.stop]])
        found: set[int] = set()
        for word in words:
            found.update(self.lines[self.firsts[word] : self.firsts[word + 1]])
        return found

    @cached_property
    def _find(self) -> Find:
        return self._finder(self.blob)

    @cached_property
    def _starts(self) -> Pieces:
        return Pieces(self.blob, array("I", accumulate((len(word) + 1 for word in self.words), initial=0)))
