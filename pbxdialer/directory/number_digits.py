"""Every way in which the digits of one number may be typed into the search."""

import re

from pbxdialer.core.listing import ListedNumber
from pbxdialer.core.number import DIGITS
from pbxdialer.core.number_finder import numbers_of_entry
from pbxdialer.directory.fold import Words

_NO_DIGITS = re.compile("[^0-9]+")
_DROPPED_FROM_ASCII = str.maketrans(dict.fromkeys(chr(code) for code in range(128) if chr(code) not in DIGITS))


def digit_forms(number: ListedNumber) -> Words:
    """Return its digits in international and national form, and as written where that is yet another."""
    _, text, subscriber, national = number
    international = subscriber.removeprefix("+")
    # the translation of ASCII takes a third of the time
    written = text.translate(_DROPPED_FROM_ASCII) if text.isascii() else _NO_DIGITS.sub("", text)
    if not international:
        return (written,) if written else ()
    forms = (international, national) if national and national != international else (international,)
    return forms if not written or written.endswith(forms) else (*forms, written)


def keys_of(text: str, region: str) -> tuple[str, str]:
    """Return (subscriber, national form) of a number as the store keeps them (about 50 µs)."""
    numbers = numbers_of_entry(text, region)
    subscriber, national = numbers[0].keys(region) if len(numbers) == 1 else ("", "")
    return subscriber, national or ""
