"""Contacts from a CSV file, with whatever separates its fields: previewed, and imported only afterwards."""

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import BinaryIO

from pbxdialer.core.contact import Contact
from pbxdialer.core.language import mark
from pbxdialer.core.progress import Steps
from pbxdialer.directory.csv_columns import Columns
from pbxdialer.directory.file_text import LINE_TOO_LONG, TextLines
from pbxdialer.directory.import_preview import (
    MOST_ROWS,
    TOO_MANY_ROWS,
    ContactFileKind,
    ImportPreview,
    PackedContacts,
    RefusedRow,
)

SEPARATORS = (",", ";", "\t", "|", ":", "~", "^", "#")
_EXCEL_HINT = re.compile(r"\s*sep=([^\w\s]|\t)\s*", re.IGNORECASE)
_SHOWN_ROWS = 30
_HEADER_LINES = 20  # a quoted title may be broken over lines

BROKEN_ROW = mark("the row cannot be read")


@dataclass(frozen=True, slots=True)
class CsvChoice:
    """What the agent has chosen instead of what was recognised; empty where nothing was.

    `remembered` has the choice kept for a header (see `Columns.key`), which goes before what is recognised.
    """

    separator: str = ""
    columns: Columns | None = None
    remembered: Mapping[str, str] = field(default_factory=dict)


def read_csv(file: BinaryIO, encoding: str, choice: CsvChoice, *, strict: bool, steps: Steps) -> ImportPreview:
    """Return what a CSV file holds; no contacts where its columns are not understood.

    Raises UnreadableFile, Cancelled, OSError.
    """
    text = TextLines(file, encoding, strict=strict, steps=steps)
    lines = iter(text)
    first = [next(lines, "")]
    hint = _EXCEL_HINT.fullmatch(first[0])
    begun = 1 if hint else 0
    head = [] if hint else first
    head += islice(lines, _HEADER_LINES - len(head))
    separator, columns = _understood(head, choice.separator or (hint.group(1) if hint else ""))
    if choice.columns is not None and choice.columns.titles == columns.titles:
        columns = choice.columns
    else:
        columns = columns.with_choice(choice.remembered.get(columns.key, ""))
    usable = bool(columns.understood)
    rows = _rows(chain(head, lines), separator, begun)
    next(rows, None)
    contacts = PackedContacts()
    refused: list[RefusedRow] = []
    sample: list[tuple[str, ...]] = []
    for line, fields in islice(rows, MOST_ROWS):
        found = (columns.contact(fields) if usable else "") if fields is not None else BROKEN_ROW
        if isinstance(found, Contact):
            contacts.append(found)
        elif found:
            refused.append(RefusedRow(line, found))
        if fields is not None and len(sample) < _SHOWN_ROWS:
            sample.append(tuple(field[:200] for field in fields))
    refused += [RefusedRow(line, TOO_MANY_ROWS) for line, _ in islice(rows, 1)]
    refused += [RefusedRow(line, LINE_TOO_LONG) for line in text.too_long]
    return ImportPreview(
        ContactFileKind.CSV,
        contacts,
        tuple(sorted(refused, key=lambda row: row.row)),
        encoding,
        separator,
        columns,
        tuple(sample),
    )


def _understood(head: list[str], wanted: str) -> tuple[str, Columns]:
    """Return the separator that makes most of the header understood, or most columns, and the columns."""
    found = []
    for separator in (wanted,) if wanted else SEPARATORS:
        fields = next(_rows(iter(head), separator, 0), (0, None))[1]
        columns = Columns.named(fields or ())
        found.append((columns.understood, len(columns.titles), separator, columns))
    best = max(found, key=lambda one: one[:2])
    return best[2:] if best[0] or wanted else max(found, key=lambda one: one[1])[2:]


def _rows(lines: Iterator[str], separator: str, before: int) -> Iterator[tuple[int, list[str] | None]]:
    """Yield (first line, fields) of each row that is not empty; None for a row the csv module gives up on."""
    reader = csv.reader(lines, delimiter=separator)
    while True:
        first_line = before + reader.line_num + 1
        try:
            fields = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield first_line, None
        else:
            if any(field and not field.isspace() for field in fields):
                yield first_line, fields
