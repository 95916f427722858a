"""Contacts from a CSV file: read whole, previewed with a reason for every refused row, imported only afterwards."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pbxdialer.core.contact import Contact, LabelledNumber
from pbxdialer.core.language import mark
from pbxdialer.core.plain_text import plain

LONGEST_FILE = 256 * 1024 * 1024
LONGEST_FIELD = 2000
MOST_ROWS = 1_000_000
MOST_NUMBERS = 20
_SEPARATORS = (",", ";", "\t", "|")
_QUOTED_FORMULA = ("'=", "'+", "'-", "'@", "'\t", "'\r")

TOO_LARGE = mark("The file is larger than 256 MB.")
NOT_TEXT = mark("The file is no text in UTF-8, UTF-16 or cp1250.")
NO_COLUMNS = mark("The first line names no column with names or numbers.")
NOTHING_TO_CALL = mark("there is no number")
NAMELESS = mark("there is neither a name nor a company")
FIELD_TOO_LONG = mark("a field is longer than 2000 characters")
BROKEN_ROW = mark("the row cannot be read")

_NAME = frozenset({"name", "full name", "display name", "nume", "nume complet", "contact"})
_FIRST = frozenset({"first", "first name", "given name", "prenume"})
_LAST = frozenset({"last", "last name", "surname", "family name", "nume de familie"})
_COMPANY = frozenset({"company", "organization", "organisation", "organization name", "companie", "firma", "firmă"})
_EMAIL = frozenset({"email", "e-mail", "e-mail address", "email address", "mail"})
_NOTE = frozenset({"note", "notes", "notițe", "observații"})
_NUMBER_WORDS = ("phone", "mobile", "telefon", "mobil", "fix", "tel", "number", "număr", "numar")
_LABELS = {"mobile": "mobile", "mobil": "mobile", "office": "office", "business": "office", "work": "office"}
_LABELS |= {"birou": "office", "serviciu": "office", "fix": "office", "home": "home", "acasă": "home", "acasa": "home"}


class UnreadableFile(ValueError):
    """Nothing can be taken from the file; the message is an English source text."""


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """One row that is no contact: its line in the file, and why (an English source text)."""

    row: int
    reason: str


@dataclass(frozen=True, slots=True)
class ImportPreview:
    """What an import would bring."""

    contacts: tuple[Contact, ...]
    refused: tuple[RefusedRow, ...]
    encoding: str
    separator: str


def preview(path: Path) -> ImportPreview:
    """Read `path` and return what it holds. Raises UnreadableFile, OSError; changes nothing."""
    if path.stat().st_size > LONGEST_FILE:
        raise UnreadableFile(TOO_LARGE)
    return preview_of(path.read_bytes())


def preview_of(data: bytes) -> ImportPreview:
    """Return what the bytes of a CSV file hold. Raises UnreadableFile."""
    text, encoding = _decoded(data)
    lines = text.splitlines(keepends=True)
    separator = _separator_of(next((line for line in lines if line.strip()), ""))
    rows = _rows(text, separator)
    columns = _Columns.named(next(rows, (0, []))[1] or [])
    contacts: list[Contact] = []
    refused: list[RefusedRow] = []
    for row, fields in rows:
        if fields is None:
            refused.append(RefusedRow(row, BROKEN_ROW))
        elif any(field.strip() for field in fields):
            found = columns.contact(fields)
            contacts.append(found) if isinstance(found, Contact) else refused.append(RefusedRow(row, found))
        if len(contacts) >= MOST_ROWS:
            break
    return ImportPreview(tuple(contacts), tuple(refused), encoding, separator)


@dataclass(frozen=True, slots=True)
class _Columns:
    """Which column holds what, by position."""

    name: int | None
    first: int | None
    last: int | None
    company: int | None
    email: int | None
    note: int | None
    numbers: tuple[tuple[int, str], ...]

    @classmethod
    def named(cls, header: Sequence[str]) -> "_Columns":
        """Understand a header line. Raises UnreadableFile."""
        words = [" ".join(word.strip().casefold().split()) for word in header]

        def column(names: frozenset[str]) -> int | None:
            return next((place for place, word in enumerate(words) if word in names), None)

        name, first, last = column(_NAME), column(_FIRST), column(_LAST)
        taken = {name, first, last}
        numbers = tuple(
            (place, _label_of(word)) for place, word in enumerate(words) if place not in taken and _is_number(word)
        )
        if not numbers or (name, first, last, column(_COMPANY)) == (None, None, None, None):
            raise UnreadableFile(NO_COLUMNS)
        return cls(name, first, last, column(_COMPANY), column(_EMAIL), column(_NOTE), numbers[:MOST_NUMBERS])

    def contact(self, fields: Sequence[str]) -> Contact | str:
        """Return the row's contact, or the reason why it is none."""
        if any(len(field) > LONGEST_FIELD for field in fields):
            return FIELD_TOO_LONG

        def value(place: int | None) -> str:
            return _clean(fields[place]) if place is not None and place < len(fields) else ""

        name = value(self.name) or f"{value(self.first)} {value(self.last)}".strip()
        company = value(self.company)
        numbers = tuple(
            LabelledNumber(label, part) for place, label in self.numbers for part in value(place).split(" ::: ") if part
        )
        if not name and not company:
            return NAMELESS
        if not numbers:
            return NOTHING_TO_CALL
        return Contact(
            name=name or company,
            company=company if name else "",
            email=value(self.email),
            note=value(self.note),
            numbers=numbers,
        )


def _decoded(data: bytes) -> tuple[str, str]:
    """Return the text and its encoding: strict UTF-8 first, UTF-16 by its mark, then the Central European code page."""
    marked = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    candidates: tuple[str, ...] = ("utf-16",) if marked else ("utf-8-sig", "cp1250")
    for encoding in candidates:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        return text, encoding.removesuffix("-sig")
    raise UnreadableFile(NOT_TEXT)


def _separator_of(header: str) -> str:
    return max(_SEPARATORS, key=header.count) if header else ","


def _rows(text: str, separator: str) -> Iterator[tuple[int, list[str] | None]]:
    """Yield (line, fields) row by row; None for a row the csv module gives up on."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    while True:
        try:
            fields = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield reader.line_num, None
        else:
            yield reader.line_num, fields


def _is_number(word: str) -> bool:
    """True for a header such as ``Phone``, ``Office phone``, ``Phone 1 - Value``; not for ``Phone 1 - Type``."""
    return any(known in word for known in _NUMBER_WORDS) and not word.endswith(("type", "label", "- tip"))


def _label_of(word: str) -> str:
    return next((label for known, label in _LABELS.items() if known in word), "")


def _clean(field: str) -> str:
    """Return a field as one plain line, without the apostrophe that keeps spreadsheets from computing it."""
    text = plain(field, LONGEST_FIELD)
    return text[1:] if text.startswith(_QUOTED_FORMULA) else text
