"""The rows below the box: a line for each number that can be called, under the name of whose it is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from pbxdialer.core.intent import Callee
from pbxdialer.core.language import Language
from pbxdialer.core.number import NotANumber, PhoneNumber
from pbxdialer.directory.match import Match

Index = QModelIndex | QPersistentModelIndex
ROW = Qt.ItemDataRole.UserRole


@dataclass(frozen=True, slots=True)
class Row:
    """One number on a line. `heads` the first line of its contact; `callee` is None where it cannot be dialled."""

    callee: Callee | None
    label: str
    number: str
    heads: bool = True
    match: Match | None = None
    position: int = 0


def rows_of(matches: Iterable[Match]) -> list[Row]:
    """Return a row for every number of every match."""
    return [
        Row(_callee(match, numbered.text), numbered.label, numbered.text, position == 0, match, position)
        for match in matches
        for position, numbered in enumerate(match.contact.numbers)
    ]


def typed_number(text: str) -> PhoneNumber | None:
    """Return the number that `text` is, or None where it is a name (or nothing yet)."""
    try:
        return PhoneNumber.typed(text)
    except NotANumber:
        return None


def with_typed(rows: Sequence[Row], number: PhoneNumber, region: str, tr: Language) -> tuple[list[Row], int]:
    """Return `rows` for a typed number, and which of them is meant.

    Where a contact has this very number, it is that contact's row; otherwise the number as typed comes first.
    """
    subscriber = number.subscriber(region)
    for position, row in enumerate(rows):
        if row.callee and row.callee.number.subscriber(region) == subscriber:
            return list(rows), position
    return [Row(Callee(number), tr("number typed"), number.digits), *rows], 0


def _callee(match: Match, text: str) -> Callee | None:
    try:
        return Callee(PhoneNumber.from_guest(text), match.contact.name, match.contact.company)
    except NotANumber:
        return None


class MatchModel(QAbstractListModel):
    """The rows, for a list view."""

    def __init__(self, tr: Language) -> None:
        super().__init__()
        self._tr = tr
        self._rows: list[Row] = []

    def show(self, rows: list[Row]) -> None:
        """Replace all rows."""
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def row(self, index: Index) -> Row | None:
        """Return the row at `index`, or None."""
        return self._rows[index.row()] if index.isValid() else None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self.row(index)
        if row is None:
            return None
        if role == ROW:
            return row
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            owner = [row.match.contact.name, row.match.contact.company] if row.match else []
            return ", ".join(part for part in [*owner, row.label, row.number] if part)
        return None
