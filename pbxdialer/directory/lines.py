"""The directory as one folded UTF-8 buffer, a line per contact, and the search for lines that hold certain bytes.

A line is ``␂␁stefan␁ionescu␃␁acme␟␁40722123456␁0722123456␁``: a ``␂`` block for each spelling of the name, the
company's words behind ``␃``, every number's digits in all forms behind ``␟``; each word begins behind a ``␁``. Lines
stand in the order in which equally good matches are shown. The buffer is kept in a file just as it is, and mapped.
"""

from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import accumulate, islice

from pbxdialer.directory.fold import Words

WORD, NAME, COMPANY, NUMBERS = b"\x01", b"\x02", b"\x03", b"\x1f"
Bytes = bytes | memoryview
Find = Callable[[bytes, int], int]
Finder = Callable[[Bytes], Find]
# Both libraries hold the interpreter's lock while they look: a slice takes about a millisecond (measured), so that
# the window's thread waits for no more than that.
_STRINGZILLA_SLICE = 16 << 20
_PYTHON_SLICE = 1 << 20


def digits_in(line: bytes) -> Words:
    """Return the digits that stand in `line` behind its names."""
    return tuple(line.rpartition(NUMBERS)[2].decode().split("\x01")[1:-1])


def first_spelling(line: bytes) -> bytes:
    """Return the words of the name as it is written, as they stand in `line`; lines are sorted by them."""
    return line[1 : line.index(COMPANY)].partition(NAME)[0]


def quick_find(buffer: Bytes) -> Find:
    """Return a function that finds bytes in `buffer` from a place on, -1 where there are none.

    stringzilla is about twenty times as fast as `bytes.find` (measured) and finds the same; without it the program
    works too.
    """
    try:
        import stringzilla
    except ImportError:
        return plain_find(buffer)
    return sliced(stringzilla.Str(buffer).find, len(buffer), _STRINGZILLA_SLICE)


def plain_find(buffer: Bytes) -> Find:
    """Return the same function, made of what Python itself brings."""
    return sliced(bytes(buffer).find, len(buffer), _PYTHON_SLICE)


def sliced(find: Callable[..., int], length: int, slice_length: int) -> Find:
    """Return `find`, which looks through a buffer of `length`, made to look through one slice at a time."""
    return find if length <= slice_length else partial(_find_in_slices, find, length, slice_length)


def _find_in_slices(find: Callable[..., int], length: int, slice_length: int, needle: bytes, start: int) -> int:
    for begin in range(start, length, slice_length):
        place = find(needle, begin, min(begin + slice_length + len(needle) - 1, length))
        if place >= 0:
            return place
    return -1


class Pieces:
    """Pieces of one buffer, numbered from 0. Immutable."""

    def __init__(self, buffer: Bytes, starts: "Sequence[int]") -> None:
        """`starts` holds where each piece begins, and the end of the last one."""
        self.buffer = memoryview(buffer)
        self.starts = starts

    @classmethod
    def of(cls, pieces: Iterable[bytes]) -> "Pieces":
        """Join `pieces` to one buffer."""
        listed = list(pieces)
        return cls(b"".join(listed), array("Q", accumulate(map(len, listed), initial=0)))

    def __len__(self) -> int:
        return len(self.starts) - 1

    def __getitem__(self, piece: int) -> bytes:
        return bytes(self.buffer[self.starts[piece] : self.starts[piece + 1]])

    def at(self, place: int) -> int:
        """Return the number of the piece in which a place of the buffer lies."""
        return bisect_right(self.starts, place) - 1


class Lines:
    """The lines, numbered from 0. Immutable."""

    def __init__(self, pieces: Pieces, finder: Finder = quick_find) -> None:
        self.pieces = pieces
        self.finder = finder
        self._find = finder(pieces.buffer)

    def __len__(self) -> int:
        return len(self.pieces)

    def text(self, line: int) -> bytes:
        """Return the bytes of one line."""
        return self.pieces[line]

    def has(self, needle: bytes) -> bool:
        """True where any line holds `needle`."""
        return self._find(needle, 0) >= 0

    def picked(self, lines: Iterable[int]) -> "Lines":
        """Return new lines made of some of these, in the order given."""
        return Lines(Pieces.of(map(self.text, lines)), self.finder)

    def few(self, needles: Sequence[bytes], most: int) -> list[int] | None:
        """Return all lines that hold all of `needles`, and perhaps others; None where they are more than `most`."""
        found = list(islice(self.holding(needles), most + 1))
        return found if len(found) <= most else None

    def holding(self, needles: Sequence[bytes]) -> Iterator[int]:
        """Yield, in order, each line that holds all of `needles`.

        The needles leapfrog: whichever is next found farthest away moves all the others there, so the rarest one sets
        the pace.
        """
        find, starts, line, end_of_lines = self._find, self.pieces.starts, 0, len(self)
        while line < end_of_lines:
            start, end = starts[line], starts[line + 1]
            for needle in needles:
                place = find(needle, start)
                if place < 0:
                    return
                if place >= end:
                    line = bisect_right(starts, place, line + 1) - 1
                    break
            else:
                yield line
                line += 1
