"""The letters that stand for a name, as people of its script would write them."""

import unicodedata

_FORMS = frozenset(
    ("ab", "ag", "as", "bv", "gmbh", "inc", "kg", "llc", "ltd", "nv", "oy", "pfa", "sa", "se", "spa", "srl")
)
_SPELLED = "HEBREW"  # its letters have no capitals and are set side by side all the same


def initials(name: str) -> str:
    """Return one or two letters for `name`: the first ones of its first and last word; nothing where it has none.

    Titles (``Dr.``), what stands in brackets, and a company's legal form do not count. A script
    without capitals (Arabic, whose letters would run together; Chinese, where one character is a name) has one. A name
    of digits has its first.
    """
    words = [word for word in _words(name) if _first_letter(word)]
    if not words:
        return next((char for char in name if char in "0123456789"), "")
    if len(words) > 1:
        words = [word for word in words if not word.endswith(".") or word is words[-1]] or words
    while len(words) > 1 and words[-1].replace(".", "").casefold() in _FORMS:
        words.pop()
    first = _first_letter(words[0])
    if len(words) == 1 or not _stands_beside_another(first):
        return first
    last = _first_letter(words[-1])
    return first + last if _stands_beside_another(last) else first


def _words(name: str) -> list[str]:
    whole = unicodedata.normalize("NFC", name)
    return (whole.split("(")[0] or whole).replace(",", " ").split()


def _first_letter(word: str) -> str:
    """Return the first letter, a capital where there are any, with the marks that belong to it."""
    for place, char in enumerate(word):
        if char.isalpha():
            marks = ""
            for mark in word[place + 1 :]:
                if not unicodedata.category(mark).startswith("M"):
                    break
                marks += mark
            capital = char.upper()
            return (capital if len(capital) == 1 else char) + marks
    return ""


def _stands_beside_another(letter: str) -> bool:
    cased = letter[:1].upper() != letter[:1].lower()
    return cased or unicodedata.name(letter[:1], "").startswith(_SPELLED)
