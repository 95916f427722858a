"""The name and the telephone numbers of one vCard that was dropped on the window, to be offered (RFC 2426, RFC 6350).

Nothing else of the card is read, and nothing is kept.
"""

import re
from dataclasses import dataclass

LONGEST_CARD = 256 * 1024  # characters; a PHOTO makes cards long
MOST_NUMBERS = 20
_FOLD = re.compile(r"\r?\n[ \t]")
_LONGEST_VALUE = 200


class NotACard(ValueError):
    """The text is no vCard."""


@dataclass(frozen=True, slots=True)
class DroppedCard:
    """Whose card it is, and the numbers as they are written in it."""

    name: str
    numbers: tuple[str, ...]


def read_card(text: str) -> DroppedCard:
    """Return what the first card of `text` says. Raises NotACard."""
    lines = _FOLD.sub("", text.lstrip("\ufeff")[:LONGEST_CARD]).splitlines()
    if not lines or lines[0].strip().upper() != "BEGIN:VCARD":
        raise NotACard
    name = ""
    numbers: list[str] = []
    for line in lines[1:]:
        words, colon, value = line.partition(":")
        # a property may stand in a group: item1.TEL;TYPE=cell
        property_name = words.partition(";")[0].rpartition(".")[2].strip().upper()
        if property_name == "END":
            break
        if not colon or not value.strip():
            continue
        if property_name == "FN" and not name:
            name = _unescaped(value)
        elif property_name == "TEL" and len(numbers) < MOST_NUMBERS:
            numbers.append(_unescaped(value)[:_LONGEST_VALUE])
    return DroppedCard(name, tuple(numbers))


def _unescaped(value: str) -> str:
    """Undo RFC 6350 §3.4's backslashes."""
    return re.sub(r"\\(.)", lambda match: " " if match[1] in "nN" else match[1], value[: 2 * _LONGEST_VALUE]).strip()
