"""The directory's contacts, laid out for searching; see `building` for how."""

from collections.abc import Sequence
from typing import NamedTuple

from pbxdialer.directory.lines import Lines, Pieces, digits_in
from pbxdialer.directory.number_index import NumberIndex
from pbxdialer.directory.word_index import WordIndex


class Index(NamedTuple):
    """Lines in the order of the contacts' names, the contacts behind them, and where words and numbers stand.

    `other_names` are the spellings by which a name is not sorted (mueller for Müller); `favourites` are lines.
    Everything in it is made of bytes and numbers, so that it can be kept in a file and mapped at the next start.
    """

    lines: Lines
    records: Pieces
    words: WordIndex
    other_names: WordIndex
    numbers: NumberIndex
    favourites: Sequence[int]

    def lines_with_number(self, subscriber: str) -> tuple[int, ...]:
        """Return the lines of those who have this very number."""
        digits = subscriber.removeprefix("+")
        if not (digits.isascii() and digits.isdigit()):
            return ()
        lines = dict.fromkeys(self.numbers.lines_ending(digits))
        return tuple(line for line in lines if digits in digits_in(self.lines.text(line)))
