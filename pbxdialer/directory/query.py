"""What was typed, as the readings a search tries: each reading is a list of tokens that must all match."""

from itertools import groupby

from pbxdialer.directory.fold import Words, is_digits, spellings
from pbxdialer.directory.lines import NAME, WORD

_LONGEST_QUERY = 200
_SHORTEST_TYPO = 4


class Reading:
    """One way to read a query, and what to look for in the lines of the directory. Immutable.

    `whole_name` occurs where the reading begins a name; `word_starts` and `parts` hold one needle per token;
    `has_digits` where a token may be part of a number.
    """

    __slots__ = ("has_digits", "parts", "tokens", "whole_name", "word_starts")

    def __init__(self, tokens: Words) -> None:
        self.tokens = tokens
        self.parts = tuple(token.encode() for token in tokens)
        self.word_starts = tuple(WORD + part for part in self.parts)
        self.whole_name = NAME + b"".join(self.word_starts)
        self.has_digits = any(map(is_digits, tokens))

    def narrows(self, earlier: "Reading") -> bool:
        """True where whatever matches this reading has matched `earlier` too."""
        return all(any(old in new for new in self.tokens) for old in earlier.tokens)


Readings = tuple[Reading, ...]


def readings(query: str) -> tuple[Readings, ...]:
    """Return the readings of `query` in groups: a later group counts only where no earlier one finds anything.

    Digits with spaces between them are one number first, and separate numbers only if that finds nothing.
    A number that begins with 00 is also read without it, as the international number it stands for.
    """
    ways = spellings(query[:_LONGEST_QUERY])
    merged = [_with_merged_digits(way) for way in ways]
    international = [tuple(map(_without_00, way)) for way in merged]
    first = dict.fromkeys(merged + international)
    second = [way for way in ways if way not in first]
    return tuple(tuple(map(Reading, group)) for group in (first, second) if group)


def forgives_typo(token: str) -> bool:
    """True for tokens long enough to be recognised with a typo in them; a number is never guessed."""
    return len(token) >= _SHORTEST_TYPO and not is_digits(token)


def _with_merged_digits(way: Words) -> Words:
    return tuple(token for digits, run in groupby(way, is_digits) for token in (("".join(run),) if digits else run))


def _without_00(token: str) -> str:
    return token[2:] if is_digits(token) and token.startswith("00") and len(token) > 2 else token
