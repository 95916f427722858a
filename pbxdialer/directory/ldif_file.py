"""Contacts from LDIF (RFC 2849), as directories and Thunderbird write it. No address in it is ever fetched."""

import base64
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from pbxdialer.core.contact import IMPORTED, Contact, LabelledNumber
from pbxdialer.core.language import mark
from pbxdialer.core.plain_text import plain, plain_block
from pbxdialer.core.progress import Steps
from pbxdialer.directory.csv_columns import LONGEST_NOTE, MOST_NUMBERS, NAMELESS, NOTHING_TO_CALL, TOO_MANY_NUMBERS
from pbxdialer.directory.file_text import LINE_TOO_LONG, TextLines
from pbxdialer.directory.import_preview import (
    MOST_ROWS,
    TOO_MANY_ROWS,
    ContactFileKind,
    ImportPreview,
    PackedContacts,
    RefusedRow,
)
from pbxdialer.directory.number_field import LONGEST_FIELD, numbers_in

LONGEST_VALUE = 64 * 1024
_LABELS = {
    "telephonenumber": "office",
    "mobile": "mobile",
    "mobiletelephonenumber": "mobile",
    "homephone": "home",
    "hometelephonenumber": "home",
    "othertelephone": "",
    "ipphone": "internal",
    "companyphone": "main",
}
_WORDS = frozenset(
    {"dn", "version", "changetype", "cn", "commonname", "displayname", "givenname", "sn", "surname", "o"}
    | {"organizationname", "company", "mail", "rfc822mailbox", "description"}
)
_KEPT = _WORDS | frozenset(_LABELS)
Entry = dict[str, list[str]]

ONLY_A_CHANGE = mark("it is a change to an entry, not an entry")
BROKEN_VALUE = mark("a value cannot be decoded")


def read_ldif(file: BinaryIO, encoding: str, *, strict: bool, steps: Steps) -> ImportPreview:
    """Return what an LDIF file holds. Raises UnreadableFile, Cancelled, OSError."""
    text = TextLines(file, encoding, strict=strict, steps=steps)
    contacts, refused = PackedContacts(), []
    for read, (line, lines) in enumerate(_entries(text)):
        if read == MOST_ROWS:
            refused.append(RefusedRow(line, TOO_MANY_ROWS))
            break
        found = _contact_of(lines)
        if isinstance(found, Contact):
            contacts.append(found)
        else:
            refused.append(RefusedRow(line, found))
    refused += [RefusedRow(line, LINE_TOO_LONG) for line in text.too_long]
    return ImportPreview(ContactFileKind.LDIF, contacts, tuple(refused), encoding)


def _entries(lines: Iterable[str]) -> Iterator[tuple[int, list[str]]]:
    """Yield (first line, wanted lines) of each entry; folded lines are joined, comments and photos passed over."""
    entry: list[str] = []
    begun = size = 0
    wanted = False
    for number, line in enumerate(lines, 1):
        line = line.rstrip("\r\n")
        if not line:
            if any(not one.startswith("version:") for one in entry):
                yield begun, entry
            entry, wanted = [], False
        elif line.startswith(" "):
            if wanted and size < LONGEST_VALUE:
                entry[-1] += line[1:]
                size += len(line)
        else:
            name = line.partition(":")[0].partition(";")[0].strip().lower()
            wanted = name in _KEPT
            if wanted:
                begun = begun if entry else number
                entry.append(line)
                size = len(line)
    if any(not one.startswith("version:") for one in entry):
        yield begun, entry


def _contact_of(lines: list[str]) -> Contact | str:
    entry: Entry = {}
    for line in lines:
        name, _, value = line.partition(":")
        try:
            text = _value(value)
        except ValueError:
            return BROKEN_VALUE
        entry.setdefault(name.partition(";")[0].strip().lower(), []).append(text)
    if _first(entry, "changetype").lower() not in ("", "add"):
        return ONLY_A_CHANGE
    name = _first(entry, "displayname", "cn", "commonname") or " ".join(
        part for part in (_first(entry, "givenname"), _first(entry, "sn", "surname")) if part
    )
    company = _first(entry, "o", "organizationname", "company")
    if not name and not company:
        return NAMELESS
    numbers = [
        LabelledNumber(label, number)
        for attribute, label in _LABELS.items()
        for text in entry.get(attribute, ())
        for number in numbers_in(text)
    ]
    if not numbers:
        return NOTHING_TO_CALL
    if len(numbers) > MOST_NUMBERS:
        return TOO_MANY_NUMBERS
    return Contact(
        name=name or company,
        company=company if name else "",
        email=_first(entry, "mail", "rfc822mailbox"),
        numbers=tuple(numbers),
        note=plain_block("\n".join(entry.get("description", ())), LONGEST_NOTE),
        origin=IMPORTED,
    )


def _value(written: str) -> str:
    """Return the value behind the first colon: a second one means base64, ``<`` an address, which stays unread."""
    if written.startswith(":"):
        return base64.b64decode(written[1:].strip(), validate=True).decode("utf-8")
    return "" if written.startswith("<") else written.strip()


def _first(entry: Entry, *names: str) -> str:
    texts = (plain(text, LONGEST_FIELD) for name in names for text in entry.get(name, ()))
    return next((text for text in texts if text), "")
