"""What one process of this program tells another while it reads a file of contacts, and how that is heard.

It is told piece by piece: a quarter of a million refused rows at once would be objects made in one breath, and the
window's thread would wait for it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from pbxdialer.core.progress import Cancelled, Told
from pbxdialer.directory.contact_file import FileChoice, read_contacts
from pbxdialer.directory.import_preview import ImportPreview, RefusedRow, UnreadableFile

_ROWS_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Reached:
    """So many bytes of the file have been read."""

    done: int
    total: int


@dataclass(frozen=True, slots=True)
class RefusedRows:
    """The next rows that are no contacts."""

    rows: tuple[RefusedRow, ...]


Piece = Reached | RefusedRows | ImportPreview | UnreadableFile | OSError


def tell_reading(path: Path, choice: FileChoice, say: Callable[[Piece], None]) -> None:
    """Read a file; the last that is said is the preview without its refused rows, or why there is none."""
    try:
        found = read_contacts(path, choice, lambda done, total: say(Reached(done, total)))
    except (UnreadableFile, OSError) as error:
        say(error)
        return
    for rows in _in_pieces(found.refused):
        say(RefusedRows(rows))
    say(replace(found, refused=()))


class Hearing:
    """Puts the pieces together again; `found` is the whole once the last has come."""

    def __init__(self, told: Told, cancelled: Callable[[], bool]) -> None:
        self._told = told
        self._cancelled = cancelled
        self._refused: list[RefusedRow] = []
        self.found: ImportPreview | None = None

    def hear(self, piece: Piece) -> None:
        """Take the next piece. Raises UnreadableFile and OSError as the reading did, Cancelled."""
        if self._cancelled():
            raise Cancelled
        match piece:
            case Reached(done, total):
                self._told(done, total)
            case RefusedRows(rows):
                self._refused += rows
            case ImportPreview():
                self.found = replace(piece, refused=tuple(self._refused))
            case _:
                raise piece


def _in_pieces(rows: tuple[RefusedRow, ...]) -> Iterator[tuple[RefusedRow, ...]]:
    for first in range(0, len(rows), _ROWS_AT_ONCE):
        yield rows[first : first + _ROWS_AT_ONCE]
