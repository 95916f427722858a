"""Contacts from a CSV file: read whole, previewed with a reason for every refused row, imported only afterwards."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from pbxdialer.core.contact import Contact
from pbxdialer.core.language import mark
from pbxdialer.directory.csv_columns import Columns

LONGEST_FILE = 64 * 1024 * 1024
MOST_ROWS = 250_000
_SEPARATORS = (",", ";", "\t", "|")
_EXCEL_HINT = re.compile(r"sep=([,;|\t])\r?\n", re.IGNORECASE)
_MOST_NULS = 0.02

TOO_LARGE = mark("The file is larger than 64 MB.")
NOT_TEXT = mark("The file is no text in UTF-8, UTF-16 or cp1250.")
NO_COLUMNS = mark("The first line names no column with names or none with numbers.")
BROKEN_ROW = mark("the row cannot be read")
TOO_MANY_ROWS = mark("only 250,000 rows are read at once; this row and all after it were left out")


class UnreadableFile(ValueError):
    """Nothing can be taken from the file; the message is an English source text."""


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """One row that is no contact: the line of the file it begins on, and why (an English source text)."""

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
    """Read `path` and return what it holds; changes nothing. Raises UnreadableFile, OSError."""
    with path.open("rb") as file:
        data = file.read(LONGEST_FILE + 1)
    return preview_of(data)


def preview_of(data: bytes) -> ImportPreview:
    """Return what the bytes of a CSV file hold. Raises UnreadableFile."""
    if len(data) > LONGEST_FILE:
        raise UnreadableFile(TOO_LARGE)
    text, encoding = _decoded(data)
    hint = _EXCEL_HINT.match(text)
    separator, columns = _understood(text, hint.group(1) if hint else "")
    rows = _rows(text, separator)
    for _ in range(2 if hint else 1):
        next(rows)
    contacts: list[Contact] = []
    refused: list[RefusedRow] = []
    for line, fields in islice(rows, MOST_ROWS):
        found = columns.contact(fields) if fields is not None else BROKEN_ROW
        if isinstance(found, Contact):
            contacts.append(found)
        else:
            refused.append(RefusedRow(line, found))
    refused += [RefusedRow(line, TOO_MANY_ROWS) for line, _ in islice(rows, 1)]
    return ImportPreview(tuple(contacts), tuple(refused), encoding, separator)


def _decoded(data: bytes) -> tuple[str, str]:
    """Return the text and its encoding: strict UTF-8 first, UTF-16 by its mark, then the Central European code page."""
    marked = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "cp1250"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if text.count("\0") > len(text) * _MOST_NULS:
            break  # UTF-16 without its mark, or no text at all
        return text, encoding.removesuffix("-sig")
    raise UnreadableFile(NOT_TEXT)


def _understood(text: str, hint: str) -> tuple[str, Columns]:
    """Return the separator that makes most of the header understood, and the columns. Raises UnreadableFile."""
    best = ("", Columns.named(()))
    for separator in (hint,) if hint else _SEPARATORS:
        header = next(islice(_rows(text, separator), 1 if hint else 0, None), (0, None))[1]
        columns = Columns.named(header or ())
        if columns.understood > best[1].understood:
            best = (separator, columns)
    if not best[1].understood:
        raise UnreadableFile(NO_COLUMNS)
    return best


def _rows(text: str, separator: str) -> Iterator[tuple[int, list[str] | None]]:
    """Yield (first line, fields) of each row that is not empty; None for a row the csv module gives up on."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    while True:
        first_line = reader.line_num + 1
        try:
            fields = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield first_line, None
        else:
            if any(field.strip() for field in fields):
                yield first_line, fields
