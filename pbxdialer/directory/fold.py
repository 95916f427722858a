"""One spelling for what people see as the same word: no accents, no case, no ligatures.

Folding is done here and never by SQLite, whose accent folding knows Latin letters only (performance.md).
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import cache

Words = tuple[str, ...]

_NOT_TAKEN_APART_BY_UNICODE = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i"})
_SPELT_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})
_APOSTROPHES = "'’‘ʼ`´"
_WITHOUT_APOSTROPHES = str.maketrans("", "", _APOSTROPHES)
_WORD = re.compile(r"[^\W_]+")


def fold(text: str) -> str:
    """Return `text` without accents, case and ligatures; character by character, so that places can be found again."""
    return text.lower() if text.isascii() else "".join(map(folded, text))


@cache
def folded(char: str) -> str:
    """Return one character folded: NFKD, marks dropped, casefolded; ß is ``ss``, a lone accent is nothing."""
    bare = "".join(part for part in unicodedata.normalize("NFKD", char) if unicodedata.category(part)[0] != "M")
    return bare.casefold().translate(_NOT_TAKEN_APART_BY_UNICODE)


def words(text: str) -> Words:
    """Return the folded words of `text`: everything between punctuation and spaces."""
    return tuple(_WORD.findall(fold(text)))


def is_digits(word: str) -> bool:
    """True for words of ASCII digits, the only ones that can be part of a telephone number."""
    return word.isascii() and word.isdigit()


def spellings(text: str) -> tuple[Words, ...]:
    """Return the words of `text` in each way it is written: as it stands (first), ``ue`` for ü, no apostrophes.

    "Müller" is muller and mueller; "O'Brien" is o brien and obrien. Empty where `text` holds no word.
    """
    ways = [words(way) for way in written_ways(text)]
    return tuple(dict.fromkeys(way for way in ways if way))


def written_ways(text: str) -> tuple[str, ...]:
    """Return `text` and its other spellings, not yet folded."""
    if text.isascii() and "'" not in text and "`" not in text:
        return (text,)
    whole = unicodedata.normalize("NFC", text)
    return (text, whole.translate(_SPELT_OUT), text.translate(_WITHOUT_APOSTROPHES))


def folded_places(text: str) -> tuple[tuple[str, Sequence[int]], ...]:
    """Return each spelling of `text` folded, and for every character of it its place in `text`."""
    if len(written_ways(text)) == 1:
        return ((text.lower(), range(len(text))),)
    ways = [
        tuple(map(folded, text)),
        tuple(folded(char) if (out := char.translate(_SPELT_OUT)) == char else fold(out) for char in text),
        tuple("" if char in _APOSTROPHES else folded(char) for char in text),
    ]
    return tuple(
        ("".join(way), tuple(place for place, chars in enumerate(way) for _ in chars)) for way in dict.fromkeys(ways)
    )
