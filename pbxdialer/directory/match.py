"""What a search finds: a contact, how well it matches, and which parts of it were meant."""

from dataclasses import dataclass
from enum import IntEnum

from pbxdialer.core.contact import Contact
from pbxdialer.directory.fold import Words
from pbxdialer.directory.highlight import Ranges, digit_ranges, word_ranges
from pbxdialer.directory.lines import digits_in


class MatchKind(IntEnum):
    """How a contact matches; the smaller, the better. Source of the order: performance.md, "Search as you type"."""

    NAME_PREFIX = 0
    WORD_PREFIX = 1
    SUBSTRING = 2
    TYPO = 3
    SUGGESTION = 4


@dataclass(frozen=True, slots=True)
class Match:
    """One found contact, the tokens it was found by (folded), and its line in the directory, as it was searched.

    Ranges are (start, end) in characters of the shown text. They are computed when asked for: only the few matches on
    the screen need them.
    """

    contact: Contact
    kind: MatchKind = MatchKind.SUGGESTION
    tokens: Words = ()
    line: bytes = b""

    @property
    def name_ranges(self) -> Ranges:
        """What was meant in the contact's name."""
        return word_ranges(self.contact.name, self.contact.company, self.tokens)

    @property
    def company_ranges(self) -> Ranges:
        """What was meant in the company."""
        return word_ranges(self.contact.company, self.contact.name, self.tokens)

    @property
    def number_ranges(self) -> tuple[Ranges, ...]:
        """What was meant in each of the contact's numbers."""
        forms = digits_in(self.line)
        return tuple(digit_ranges(number.text, self.tokens, forms) for number in self.contact.numbers)
