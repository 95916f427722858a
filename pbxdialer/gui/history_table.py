"""The calls of the history window as a table: when, what became of it, who, which number, who rang first, note."""

from collections.abc import Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QIcon

from pbxdialer.core.call import Call
from pbxdialer.core.legs import LEG_WORDS, legs
from pbxdialer.core.plain_text import plain
from pbxdialer.core.wording import call_sentence, state_word
from pbxdialer.gui.history_shapes import shape_of
from pbxdialer.gui.look import Look
from pbxdialer.gui.tool_tip import as_tool_tip

Index = QModelIndex | QPersistentModelIndex
CALL = Qt.ItemDataRole.UserRole


class HistoryTable(QAbstractTableModel):
    """Calls newest first; more are put behind as they come in."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._calls: list[Call] = []
        self._icons: dict[tuple[str, str], QIcon] = {}
        tr = look.tr
        self._headers = (tr("Time"), tr("Outcome"), tr("Who"), tr("Number"), tr("Rang first"), tr("Note"))

    def show(self, calls: Sequence[Call]) -> None:
        """Replace everything with `calls`."""
        self.beginResetModel()
        self._calls = list(calls)
        self.endResetModel()

    def add(self, calls: Sequence[Call]) -> None:
        """Put older `calls` behind the others."""
        if calls:
            self.beginInsertRows(QModelIndex(), len(self._calls), len(self._calls) + len(calls) - 1)
            self._calls.extend(calls)
            self.endInsertRows()

    def put(self, call: Call) -> None:
        """Show `call` as it stands now, where it is in the table."""
        for row, known in enumerate(self._calls):
            if known.external_id == call.external_id:
                self._calls[row] = call
                self.dataChanged.emit(self.index(row, 0), self.index(row, len(self._headers) - 1))

    def calls(self) -> list[Call]:
        """Return the calls shown."""
        return list(self._calls)

    def call_at(self, row: int) -> Call | None:
        """Return the call in this row, or None."""
        return self._calls[row] if 0 <= row < len(self._calls) else None

    def steps(self, call: Call) -> str:
        """Return how far a call came, telephone by telephone."""
        tr = self._look.tr
        return " · ".join(f"{tr(leg.word)}: {tr(LEG_WORDS[leg.state])}" for leg in legs(call))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self._calls)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self._headers)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        wanted = role == Qt.ItemDataRole.DisplayRole and orientation is Qt.Orientation.Horizontal
        return self._headers[section] if wanted else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        call = self.call_at(index.row())
        if call is None:
            return None
        if role == CALL:
            return call
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(call, index.column())
        if role == Qt.ItemDataRole.DecorationRole and index.column() == 1:
            return self._icon(call)
        if role == Qt.ItemDataRole.ToolTipRole:
            return as_tool_tip(self._told(call))
        return None

    def _text(self, call: Call, column: int) -> str:
        texts = (
            call.requested_at.astimezone().strftime("%d.%m.%Y %H:%M"),
            state_word(call, self._look.tr),
            *(_who(call), call.dial_string),
            plain(call.destination.name, 60),
            plain(call.note, 300),
        )
        return texts[column]

    def _told(self, call: Call) -> str:
        tr = self._look.tr
        sentence = call_sentence(call, tr)
        account = f"{call.account_name} · {call.destination.kind}: {call.destination.name}"
        return "\n".join(
            line for line in (_who(call), sentence.title, sentence.advice, self.steps(call), account, call.note) if line
        )

    def _icon(self, call: Call) -> QIcon:
        shape, colour = key = shape_of(call)
        if key not in self._icons:
            self._icons[key] = self._look.icons.icon(shape, self._look.palette.colour(colour))
        return self._icons[key]


def _who(call: Call) -> str:
    return plain(f"{call.name} · {call.company}" if call.name and call.company else call.name, 200)
