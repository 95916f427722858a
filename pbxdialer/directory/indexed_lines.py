"""The lines of a whole directory: searched through its words where few lines can match, through the buffer else.

Where many lines match, the buffer is quicker: the few that are shown are soon found, and the search stops there.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from heapq import merge
from operator import itemgetter
from typing import NamedTuple

from pbxdialer.directory.index import Index
from pbxdialer.directory.lines import NAME, WORD, first_spelling

_MOST_WORDS = 300
_REMEMBERED = 16
# It is quicker to look a needle's lines up than to read through all lines for it where they are one in so many
# (measured, 1k to 1M lines): alone, when reading stops at the first fifty, or beside other needles.
_RARE_ALONE, _RARE_BESIDE_OTHERS = 100, 15
# … and quicker to look a second needle's lines up than to look for it in those of the first, up to so many times more.
_WORTH_MEETING = 4

_NUMBER = re.compile(b"\x01?[0-9]+")
Words = Sequence[int]


class _Known(NamedTuple):
    """A needle that is part of some words, and in how many lines these stand (or a few more)."""

    in_lines: int
    needle: bytes
    words: Words


class IndexedLines:
    """The same questions as `Lines` answers, and the same answers."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._lines = index.lines
        self._words = index.words
        self._holding: dict[bytes, list[int] | None] = {}
        self._found: dict[bytes, set[int]] = {}

    def __len__(self) -> int:
        return len(self._lines)

    def text(self, line: int) -> bytes:
        """Return the bytes of one line."""
        return self._lines.text(line)

    def has(self, needle: bytes) -> bool:
        """True where any line holds `needle`."""
        if self._words.has(needle):
            return True
        return _is_number(needle) and self._lines.has(needle)

    def few(self, needles: Sequence[bytes], most: int) -> list[int] | None:
        """Return all lines that hold all of `needles`, and perhaps others; None where they are more than `most`."""
        counted, _ = self._counted(needles)
        if counted and self._is_rare(counted[0], needles, most):
            lines = self._lines_with(counted)
            return sorted(lines) if len(lines) <= most else None
        return self._lines.few(needles, most) if any(map(_is_number, needles)) else None

    def holding(self, needles: Sequence[bytes]) -> Iterator[int]:
        """Yield, in order, each line that holds all of `needles`; a line may come twice."""
        if needles[0][:1] == NAME:
            return self._named(needles[0][len(NAME + WORD) :])
        counted, others = self._counted(needles)
        if not counted or not self._is_rare(counted[0], needles, 0):
            return self._lines.holding(needles)
        lines = sorted(self._lines_with(counted))
        others += [known.needle for known in counted if not self._meets(known, counted[0])]
        return self._those_with(others, lines) if others else iter(lines)

    def _named(self, beginning: bytes) -> Iterator[int]:
        """Yield the lines with a name that begins so: one stretch of lines, and some that are sorted elsewhere."""
        lines = range(len(self))
        first = bisect_left(lines, beginning, key=self._spelling)
        last = bisect_left(lines, beginning + b"\xff", first, key=self._spelling)
        others = self._index.other_names
        elsewhere = others.lines_with(others.beginning(beginning))
        return merge(range(first, last), sorted(elsewhere)) if elsewhere else iter(range(first, last))

    def _spelling(self, line: int) -> bytes:
        return first_spelling(self._lines.text(line))[len(WORD) :]

    def _those_with(self, needles: Sequence[bytes], lines: Iterable[int]) -> Iterator[int]:
        text = self._lines.text
        for line in lines:
            held = text(line)
            for needle in needles:
                if needle not in held:
                    break
            else:
                yield line

    def _counted(self, needles: Sequence[bytes]) -> tuple[list["_Known"], list[bytes]]:
        """Return the needles that are parts of words, the rarest first, and the others.

        Others are parts of very many words; and digits, which may stand in numbers too, and those are no words.
        """
        known: list[_Known] = []
        others: list[bytes] = []
        for needle in needles:
            words = None if _is_number(needle) else self._words_with(needle)
            if words is None:
                others.append(needle)
            else:
                known.append(_Known(self._words.count(words), needle, words))
        return sorted(known, key=itemgetter(0)), others

    def _is_rare(self, rarest: "_Known", needles: Sequence[bytes], most: int) -> bool:
        share = _RARE_ALONE if len(needles) == 1 else _RARE_BESIDE_OTHERS
        return rarest.in_lines <= most or rarest.in_lines * share <= len(self)

    def _meets(self, known: "_Known", rarest: "_Known") -> bool:
        return known.needle in self._found or known.in_lines <= _WORTH_MEETING * rarest.in_lines

    def _lines_with(self, counted: Sequence["_Known"]) -> set[int]:
        """Return the lines that hold the rarest needle, and those others for which it is worth looking them up."""
        lines = self._found_with(counted[0])
        for known in counted[1:]:
            if self._meets(known, counted[0]):
                lines = lines & self._found_with(known)
        return lines

    def _found_with(self, known: "_Known") -> set[int]:
        """Return the lines of one needle; the next key leaves all but one needle as it was."""
        lines = self._found.get(known.needle)
        if lines is None:
            if len(self._found) >= _REMEMBERED:
                self._found = {}
            lines = self._found[known.needle] = self._words.lines_with(known.words)
        return lines

    def _words_with(self, needle: bytes) -> Words | None:
        if needle[:1] == WORD:
            return self._words.beginning(needle[1:])
        if needle not in self._holding:
            if len(self._holding) >= _REMEMBERED:
                self._holding = {}
            self._holding[needle] = self._words.holding(needle, _MOST_WORDS)
        return self._holding.get(needle)


def _is_number(needle: bytes) -> bool:
    return _NUMBER.fullmatch(needle) is not None
