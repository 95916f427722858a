"""The text of one field of somebody's contact list, made plain; and the numbers in it, each as it is written."""

import re

from pbxdialer.core.number import DIGITS
from pbxdialer.core.plain_text import plain

LONGEST_FIELD = 2000
_SEVERAL = re.compile(r"\s*(?::::|[;,|/\r\n]|\bor\b|\bsau\b)\s*")
_SHORTEST_OF_SEVERAL = 5
_SHORTEST_WHOLE = 9
_QUOTED_FORMULA = re.compile(r"'(?='*[=+\-@\t\r])")
_TEXT_FORMULA = re.compile(r'="(.*)"')


def unquoted(field: str) -> str:
    """Return a field without the apostrophe that keeps spreadsheets from computing it (see `csv_export.quoted`)."""
    return field[1:] if _QUOTED_FORMULA.match(field) else field


def clean(field: str) -> str:
    """Return a field as one plain line, without the apostrophe that keeps spreadsheets from computing it."""
    return plain(unquoted(field), LONGEST_FIELD)


def numbers_in(field: str) -> list[str]:
    """Return the numbers of a field, each as it is written; what holds no digit is none.

    Spreadsheets keep the leading zero of a number with an apostrophe or as ``="0722…"``. Several numbers in one field
    are never glued together: ``021/312 34 56`` is one number, ``0722 123 456/7`` is kept as a text nobody can dial.
    """
    text = _TEXT_FORMULA.sub(r"\1", field.strip()).lstrip("'")
    if _SEVERAL.search(text) is None:
        return [plain(text, LONGEST_FIELD)] if not DIGITS.isdisjoint(text) else []
    parts = _SEVERAL.split(text)
    if all(_digits(part) >= _SHORTEST_OF_SEVERAL for part in parts):
        return [plain(part, LONGEST_FIELD) for part in parts]
    if len(parts) > 1 and _digits(parts[0]) >= _SHORTEST_WHOLE:
        text = "; ".join(parts)
    return [plain(text, LONGEST_FIELD)] if _digits(text) else []


def _digits(text: str) -> int:
    return sum(char in DIGITS for char in text)
