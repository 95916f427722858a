"""The rows below the box: a line for each number that can be called, under the name of whose it is."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QAbstractListModel, QMimeData, QModelIndex, QPersistentModelIndex, Qt, Signal

from pbxdialer.core.candidate import Candidate
from pbxdialer.core.intent import Callee
from pbxdialer.core.language import Language
from pbxdialer.core.number import DIGITS, NotANumber, PhoneNumber
from pbxdialer.core.number_finder import find_typed, numbers_of_entry
from pbxdialer.directory.match import Match, MatchKind
from pbxdialer.gui.tool_tip import as_tool_tip
from pbxdialer.gui.week_calls import WeekCalls

Index = QModelIndex | QPersistentModelIndex
ROW = Qt.ItemDataRole.UserRole
OFTEN = Qt.ItemDataRole.UserRole + 1  # how often the number was called this week, in few words; "" where it was not
_SAME_END = 4  # all spellings of a subscriber end alike
_GROUP = re.compile("[0-9]+")
_DRAGGED = "application/x-pbxdialer-favourite"


@dataclass(frozen=True, slots=True)
class Row:
    """One number on a line. `heads` the first line of its contact; `callee` is None where it cannot be dialled."""

    callee: Callee | None
    label: str
    number: str
    heads: bool = True
    match: Match | None = None
    position: int | None = 0  # of the field whose text it shows, in its contact
    place: int = 0  # among the favourites that stand in the list before anything is typed, counted from 1

    @property
    def favourite_id(self) -> int:
        """The contact's id where the row belongs to one of those favourites, which can be put in order; else 0."""
        return self.match.contact.id if self.place and self.match else 0


def rows_of(matches: Iterable[Match], region: str) -> Iterator[list[Row]]:
    """Yield, for each match, a row for every number; a field with several numbers has a row for each.

    Reading a field with an extension or words around its number takes 400 µs, so take only as many as are seen.
    """
    favourites = 0
    for match in matches:
        orderable = match.kind is MatchKind.SUGGESTION and match.contact.favourite
        favourites += orderable
        yield _rows_of(match, region, favourites if orderable else 0)


def taken(turns: Iterator[list[Row]], least: int) -> list[Row]:
    """Return the rows of so many matches that there are at `least` so many, or all there are."""
    rows: list[Row] = []
    while len(rows) < least and (more := next(turns, None)) is not None:
        rows += more
    return rows


def matches_up_to(number: PhoneNumber, matches: Sequence[Match], region: str) -> int:
    """Return how many of the matches it takes to come to the one that has this number; 0 where none has."""
    for position, match in enumerate(matches, 1):
        if any(_may_hold(field.text, number) for field in match.contact.numbers):
            rows = _rows_of(match, region, 0)
            if any(row.callee and is_same(row.callee.number, number, region) for row in rows):
                return position
    return 0


def _rows_of(match: Match, region: str, place: int) -> list[Row]:
    rows: list[Row] = []
    for position, field in enumerate(match.contact.numbers):
        numbers = numbers_of_entry(field.text, region)
        callees = [Callee(number, match.contact.name, match.contact.company) for number in numbers]
        if len(callees) > 1:
            rows += [Row(one, field.label, one.number.digits, False, match, None, place) for one in callees]
        else:
            callee = callees[0] if callees else None
            rows.append(Row(callee, field.label, field.text, False, match, position, place))
    return [replace(rows[0], heads=True), *rows[1:]] if rows else []


def abroad(number: PhoneNumber, region: str) -> str:
    """Return the international form of a number behind an access code such as 011, by which it may be better known."""
    if number.digits.startswith(("+", "00")) or number.national(region):
        return ""
    return number.international(region) or ""


def numbers_in(text: str, region: str) -> tuple[Candidate, ...]:
    """Return the numbers that `text` is or holds; none where it is a name (or nothing yet)."""
    if DIGITS.isdisjoint(text):
        return ()
    return find_typed(text, region).candidates


def with_typed(rows: Sequence[Row], found: Candidate, text: str, region: str, tr: Language) -> tuple[list[Row], int]:
    """Return `rows` for a number that was typed, and which of them is meant.

    Where a contact has this number, however it is written, it is that contact's row, with the digits as typed.
    Otherwise the number comes first; or last, where `text` holds more than the number and names somebody.
    """
    for position, row in enumerate(rows):
        if row.callee and is_same(row.callee.number, found.number, region):
            meant = replace(row, callee=replace(row.callee, number=found.number))
            return [*rows[:position], meant, *rows[position + 1 :]], position
    names_somebody = rows and not is_number(text)
    label = tr("number found") if names_somebody else tr("number typed")
    row = Row(Callee(found.number), label, _written(found, tr))
    return ([*rows, row] if names_somebody else [row, *rows]), 0


def choice_of(
    found: Sequence[Candidate], search: Callable[[str], Sequence[Match]], region: str, tr: Language
) -> list[Row]:
    """Return a row for each of several numbers in a text, with the name of whose it is; none of them is meant yet."""
    rows = []
    for place, one in enumerate(found, 1):
        owner = _owner(one.number, search(one.number.digits), region)
        label = owner.name or owner.company or tr("{n} of {total}", n=place, total=len(found))
        rows.append(Row(owner, label, _written(one, tr)))
    return rows


def _owner(number: PhoneNumber, matches: Iterable[Match], region: str) -> Callee:
    """Return `number` under the name of the contact who has it, or under none."""
    callees = (row.callee for rows in rows_of(matches, region) for row in rows if row.callee)
    known = next((callee for callee in callees if is_same(callee.number, number, region)), Callee(number))
    return replace(known, number=number)


def is_number(text: str) -> bool:
    """True where all of `text` is one number."""
    try:
        PhoneNumber.typed(text)
    except NotANumber:
        return False
    return True


def is_same(one: PhoneNumber, other: PhoneNumber, region: str) -> bool:
    """True for two spellings of one subscriber."""
    alike = min(_SAME_END, len(one.digits), len(other.digits))
    if one.digits[-alike:] != other.digits[-alike:]:
        return False  # spares reading every number of the list (50 µs each) for every digit typed
    return one == other or one.subscriber(region) == other.subscriber(region)


def _may_hold(text: str, number: PhoneNumber) -> bool:
    """True where the end of `number` stands somewhere in a field, a short one by itself; spares reading the others."""
    digits = number.digits
    if len(digits) < _SAME_END:
        return digits in _GROUP.findall(text)
    return digits[-_SAME_END:] in "".join(filter(DIGITS.__contains__, text))


def _written(found: Candidate, tr: Language) -> str:
    digits = found.number.digits
    return (
        tr("{number}, extension {extension}", number=digits, extension=found.extension) if found.extension else digits
    )


class MatchModel(QAbstractListModel):
    """The rows, for a list view. Favourites can be dragged to another place among them."""

    favourites_moved = Signal(list)  # ids in their new order

    def __init__(self, tr: Language) -> None:
        super().__init__()
        self._tr = tr
        self._rows: list[Row] = []
        self.week = WeekCalls({})

    def show(self, rows: list[Row]) -> None:
        """Replace all rows."""
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def append(self, rows: list[Row]) -> None:
        """Add rows below the others."""
        if rows:
            self.beginInsertRows(QModelIndex(), len(self._rows), len(self._rows) + len(rows) - 1)
            self._rows = [*self._rows, *rows]
            self.endInsertRows()

    def row(self, index: Index) -> Row | None:
        """Return the row at `index`, or None."""
        return self._rows[index.row()] if index.isValid() else None

    def favourites(self) -> list[int]:
        """Return the ids of the favourites that can be put in order, in their order."""
        return list(dict.fromkeys(row.favourite_id for row in self._rows if row.favourite_id))

    def row_of_favourite(self, place: int) -> int:
        """Return the first row of the favourite at this place (from 1), or -1."""
        return next((number for number, row in enumerate(self._rows) if row.place == place), -1)

    def flags(self, index: Index) -> Qt.ItemFlag:
        row = self.row(index)
        if row is None:
            return Qt.ItemFlag.ItemIsDropEnabled  # between the rows
        usual = Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled
        return usual | Qt.ItemFlag.ItemIsDragEnabled if row.favourite_id else usual

    def supportedDropActions(self) -> Qt.DropAction:
        return Qt.DropAction.MoveAction

    def mimeTypes(self) -> list[str]:
        return [_DRAGGED]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        data = QMimeData()
        row = self.row(indexes[0])
        data.setData(_DRAGGED, str(row.favourite_id if row else 0).encode())
        return data

    def dropMimeData(self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: Index) -> bool:
        """Tell the new order; the rows themselves come anew with it, so nothing is moved here."""
        order = self.favourites()
        dragged = int(bytes(data.data(_DRAGGED).data()) or b"0")
        if dragged in order:
            behind = [below.favourite_id for below in self._rows[row if row >= 0 else len(self._rows) :]]
            before = next((other for other in behind if other and other != dragged), 0)
            order.remove(dragged)
            order.insert(order.index(before) if before else len(order), dragged)
            self.favourites_moved.emit(order)
        return False

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self.row(index)
        if row is None:
            return None
        if role == ROW:
            return row
        if role == OFTEN:
            return self.week.few_words(row.callee.number, self._tr) if row.callee and row.match else ""
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return ", ".join(self._parts(row))
        if role == Qt.ItemDataRole.ToolTipRole:
            return as_tool_tip("\n".join(self._parts(row)))
        return None

    def _parts(self, row: Row) -> list[str]:
        owner = [row.match.contact.name, row.match.contact.company] if row.match else []
        often = self.week.words(row.callee.number, self._tr) if row.callee and row.match else ""
        return [part for part in (*owner, self._tr(row.label), row.number, often) if part]
