"""The directory as one folded UTF-8 buffer, a line per contact, and the search for lines that hold certain bytes.

A line is ``␂␁stefan␁ionescu␃␁acme␟␁40722123456␁0722123456␁``: a ``␂`` block for each spelling of the name, the
company's words behind ``␃``, every number's digits in all forms behind ``␟``; each word begins behind a ``␁``. Lines
stand in the order in which equally good matches are shown. The buffer could be kept in a file just as it is.
"""

from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence

from pbxdialer.directory.fold import Words

WORD, NAME, COMPANY, NUMBERS = b"\x01", b"\x02", b"\x03", b"\x1f"
Find = Callable[[bytes, int], int]


def line_of(names: Iterable[Words], companies: Iterable[Words], digits: Words) -> bytes:
    """Return the line of one contact: the spellings of its name and company, the digits of its numbers."""
    name = b"".join(NAME + _spelt(words) for words in names)
    return name + COMPANY + b"".join(map(_spelt, companies)) + NUMBERS + _spelt(digits) + WORD


def digits_in(line: bytes) -> Words:
    """Return the digits that `line_of` put behind its names."""
    return tuple(line.rpartition(NUMBERS)[2].decode().split(WORD.decode())[1:-1])


def quick_find(buffer: bytes) -> Find:
    """Return a function that finds bytes in `buffer` from a place on, -1 where there are none.

    stringzilla is about twenty times as fast as `bytes.find` (measured) and finds the same; without it the program
    works too.
    """
    try:
        import stringzilla
    except ImportError:
        return buffer.find
    find: Find = stringzilla.Str(buffer).find
    return find


class Lines:
    """The lines, numbered from 0. Immutable."""

    def __init__(self, lines: Iterable[bytes], finder: Callable[[bytes], Find] = quick_find) -> None:
        self._starts = array("Q", [0])
        buffer = bytearray()
        for line in lines:
            buffer += line
            self._starts.append(len(buffer))
        self._buffer = bytes(buffer)
        self._finder = finder
        self._find = finder(self._buffer)

    def __len__(self) -> int:
        return len(self._starts) - 1

    def text(self, line: int) -> bytes:
        """Return the bytes of one line."""
        return self._buffer[self._starts[line] : self._starts[line + 1]]

    def picked(self, lines: Iterable[int]) -> "Lines":
        """Return new lines made of some of these, in the order given."""
        return Lines(map(self.text, lines), self._finder)

    def has(self, needle: bytes) -> bool:
        """True where any line holds `needle`."""
        return self._find(needle, 0) >= 0

    def holding(self, needles: Sequence[bytes]) -> Iterator[int]:
        """Yield, in order, each line that holds all of `needles`.

        The needles leapfrog: whichever is next found farthest away moves all the others there, so the rarest one sets
        the pace.
        """
        find, starts, line, end_of_lines = self._find, self._starts, 0, len(self)
        while line < end_of_lines:
            start, end = starts[line], starts[line + 1]
            for needle in needles:
                place = find(needle, start)
                if place < 0:
                    return
                if place >= end:
                    line = bisect_right(starts, place) - 1
                    break
            else:
                yield line
                line += 1


def _spelt(words: Words) -> bytes:
    return b"".join(WORD + word.encode() for word in words)
