"""A file of contacts, whatever it is: recognised by its content, then by its name, and previewed."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from pbxdialer.core.language import mark
from pbxdialer.core.progress import Steps, Told, never, nobody_told
from pbxdialer.directory.csv_file import CsvChoice, read_csv
from pbxdialer.directory.file_text import LONGEST_FILE, TOO_LARGE, encoding_of
from pbxdialer.directory.import_preview import ContactFileKind, ImportPreview, UnreadableFile
from pbxdialer.directory.ldif_file import read_ldif
from pbxdialer.directory.uncollected import uncollected
from pbxdialer.directory.vcard_file import read_vcards

_BEGINNING = 4096
_KINDS_BY_SUFFIX = {
    ".vcf": ContactFileKind.VCARD,
    ".vcard": ContactFileKind.VCARD,
    ".ldif": ContactFileKind.LDIF,
    ".ldi": ContactFileKind.LDIF,
}

NO_COLUMNS = mark("The first line names no column with names or none with numbers.")


@dataclass(frozen=True, slots=True)
class FileChoice:
    """What the agent has chosen instead of what was recognised; empty where nothing was."""

    encoding: str = ""
    csv: CsvChoice = field(default_factory=CsvChoice)


def read_contacts(
    path: Path,
    choice: FileChoice = FileChoice(),
    told: Told = nobody_told,
    cancelled: Callable[[], bool] = never,
) -> ImportPreview:
    """Return what `path` holds; changes nothing. `told` hears of bytes read and bytes in all.

    A CSV file whose columns are not understood yields no contacts. Raises UnreadableFile, Cancelled, OSError.
    """
    with path.open("rb") as file, uncollected():
        return read_contacts_in(file, path.suffix, choice, told, cancelled)


def read_contacts_in(
    file: BinaryIO,
    suffix: str = "",
    choice: FileChoice = FileChoice(),
    told: Told = nobody_told,
    cancelled: Callable[[], bool] = never,
) -> ImportPreview:
    """Return what an open file holds; `suffix` is that of its name. Raises as `read_contacts` does."""
    size = file.seek(0, 2)
    if size > LONGEST_FILE:
        raise UnreadableFile(TOO_LARGE)
    steps = Steps(size, told, cancelled)
    steps.reached(0)
    encoding = choice.encoding or encoding_of(file)
    strict = not choice.encoding
    match kind_of(file, encoding, suffix):
        case ContactFileKind.VCARD:
            found = read_vcards(file, encoding, strict=strict, steps=steps)
        case ContactFileKind.LDIF:
            found = read_ldif(file, encoding, strict=strict, steps=steps)
        case ContactFileKind.CSV:
            found = read_csv(file, encoding, choice.csv, strict=strict, steps=steps)
    steps.reached(size)
    return found


def kind_of(file: BinaryIO, encoding: str, suffix: str) -> ContactFileKind:
    """Return what the file is written in."""
    file.seek(0)
    beginning = file.read(_BEGINNING).decode(encoding, "ignore").lstrip("\ufeff \t\r\n").upper()
    if beginning.startswith("BEGIN:VCARD"):
        return ContactFileKind.VCARD
    lines = [line for line in beginning.splitlines() if line and not line.startswith("#")]
    if lines and (lines[0].startswith(("DN: ", "DN:: ")) or lines[0].startswith("VERSION: 1")):
        return ContactFileKind.LDIF
    return _KINDS_BY_SUFFIX.get(suffix.lower(), ContactFileKind.CSV)


def demand_columns(found: ImportPreview) -> ImportPreview:
    """Return the preview. Raises UnreadableFile where it is of a list whose columns are not understood."""
    if found.columns is not None and not found.columns.understood:
        raise UnreadableFile(NO_COLUMNS)
    return found
