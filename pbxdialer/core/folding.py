"""One spelling for what people see as the same word: no accents, no case, no ligatures.

Folding is done here and never by SQLite, whose accent folding knows Latin letters only (performance.md).
"""

import unicodedata
from functools import cache

_NOT_TAKEN_APART_BY_UNICODE = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i"})


def fold(text: str) -> str:
    """Return `text` without accents, case and ligatures; character by character, so that places can be found again."""
    return text.lower() if text.isascii() else "".join(map(folded, text))


@cache
def folded(char: str) -> str:
    """Return one character folded: NFKD, marks dropped, casefolded; ß is ``ss``, a lone accent is nothing."""
    bare = "".join(part for part in unicodedata.normalize("NFKD", char) if unicodedata.category(part)[0] != "M")
    return bare.casefold().translate(_NOT_TAKEN_APART_BY_UNICODE)
