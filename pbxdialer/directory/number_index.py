"""Which line has a certain number: found in microseconds, for the many numbers that were ever called."""

from array import array
from bisect import bisect_left
from collections.abc import Iterator, Sequence

TAIL_DIGITS = 9


class NumberIndex:
    """The last digits of all numbers, sorted, and the line of each. Immutable.

    National and international form end alike, so a number needs one entry only; whoever finds a line looks into it.
    """

    def __init__(self, tails: Sequence[int], lines: Sequence[int]) -> None:
        self.tails = tails
        self.lines = lines

    @classmethod
    def of(cls, tails: Sequence[int], lines: Sequence[int]) -> "NumberIndex":
        """Make the index of `tails` (numbers of `TAIL_DIGITS` digits) in any order, and the line of each."""
        order = sorted(range(len(tails)), key=tails.__getitem__)
        return cls(array("I", map(tails.__getitem__, order)), array("I", map(lines.__getitem__, order)))

    def lines_ending(self, digits: str) -> Iterator[int]:
        """Yield each line with a number that may be `digits`."""
        tail = int(digits[-TAIL_DIGITS:])
        at = bisect_left(self.tails, tail)
        while at < len(self.tails) and self.tails[at] == tail:
            yield self.lines[at]
            at += 1
