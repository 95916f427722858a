"""Contacts as vCards 4.0 (RFC 6350), which come back without loss."""

from collections.abc import Iterable, Iterator

from pbxdialer.core.contact import Contact
from pbxdialer.directory.vcard_file import LABELS_BY_TYPE, OUR_PRODUCT

_LONGEST_LINE = 75  # octets, RFC 6350 §3.2
_TYPES = {label: kind.lower() for kind, label in LABELS_BY_TYPE.items()}
_ESCAPES = str.maketrans({"\\": "\\\\", ",": "\\,", ";": "\\;", "\n": "\\n"})


def vcards_of(contacts: Iterable[Contact]) -> bytes:
    """Return the contacts as a file of vCards 4.0."""
    file = bytearray()
    for contact in contacts:
        for line in _lines(contact):
            file += _folded(line)
    return bytes(file)


def _lines(contact: Contact) -> Iterator[str]:
    yield from ("BEGIN:VCARD", "VERSION:4.0", f"PRODID:{OUR_PRODUCT}", f"FN:{_escaped(contact.name)}")
    if contact.company:
        yield f"ORG:{_escaped(contact.company)}"
    if contact.email:
        yield f"EMAIL:{_escaped(contact.email)}"
    for place, number in enumerate(contact.numbers, 1):
        if number.label in _TYPES:
            yield f"TEL;TYPE={_TYPES[number.label]}:{_escaped(number.text)}"
        elif number.label:
            yield f"item{place}.TEL:{_escaped(number.text)}"
            yield f"item{place}.X-ABLabel:{_escaped(number.label)}"
        else:
            yield f"TEL:{_escaped(number.text)}"
    if contact.note:
        yield f"NOTE:{_escaped(contact.note)}"
    if contact.groups:
        yield "CATEGORIES:" + ",".join(map(_escaped, contact.groups))
    if contact.favourite:
        yield "X-PBXDIALER-FAVOURITE:1"
    yield "END:VCARD"


def _escaped(text: str) -> str:
    return text.translate(_ESCAPES)


def _folded(line: str) -> bytes:
    """Return a line with its end, folded where it is long, never inside a character."""
    data = line.encode()
    if len(data) <= _LONGEST_LINE:
        return data + b"\r\n"
    pieces, start = [], 0
    while start < len(data):
        end = min(start + _LONGEST_LINE - bool(start), len(data))
        while end < len(data) and data[end] & 0xC0 == 0x80:
            end -= 1
        pieces.append(data[start:end])
        start = end
    return b"\r\n ".join(pieces) + b"\r\n"
