"""The words of a text, folded, in each way people spell them."""

import re
import unicodedata
from collections.abc import Sequence

from pbxdialer.core.folding import fold, folded

__all__ = ["fold", "folded", "folded_places", "is_digits", "spellings", "words", "written_ways"]

Words = tuple[str, ...]

_SPELT_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})
_APOSTROPHES = "'’‘ʼ`´"
_WITHOUT_APOSTROPHES = str.maketrans("", "", _APOSTROPHES)
_WORD = re.compile(r"[^\W_]+")


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
