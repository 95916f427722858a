"""Recent calls, newest first: when, how it went (shape and word), who; Enter or a double click calls again."""

from dataclasses import replace
from datetime import datetime

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QGuiApplication, QKeyEvent, QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import QListView, QMenu, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from pbxdialer.core.call import Call, CallState
from pbxdialer.core.intent import Intent
from pbxdialer.core.language import Language
from pbxdialer.core.number import PhoneNumber
from pbxdialer.core.wording import call_sentence, state_word
from pbxdialer.gui.avatars import Avatars
from pbxdialer.gui.emptiness import say_empty
from pbxdialer.gui.history_shapes import SHAPES, UNREACHED, shape_of
from pbxdialer.gui.icons import Icons
from pbxdialer.gui.palette import Palette
from pbxdialer.gui.tool_tip import as_tool_tip

Index = QModelIndex | QPersistentModelIndex
CALL = Qt.ItemDataRole.UserRole
MOST_SHOWN = 200


class HistoryModel(QAbstractListModel):
    """Calls by the time they were asked for, newest first; a later state replaces the earlier one in place."""

    def __init__(self, tr: Language) -> None:
        super().__init__()
        self._tr = tr
        self._calls: list[Call] = []

    def show(self, calls: list[Call]) -> None:
        """Replace everything with `calls`, newest first."""
        self.beginResetModel()
        self._calls = calls[:MOST_SHOWN]
        self.endResetModel()

    def put(self, call: Call) -> None:
        """Show `call` as it stands: in its place, or on top when it is new."""
        for row, known in enumerate(self._calls):
            if known.external_id == call.external_id:
                self._calls[row] = replace(call, note=call.note or known.note)  # news of a call know no note
                self.dataChanged.emit(self.index(row), self.index(row))
                return
        self.beginInsertRows(QModelIndex(), 0, 0)
        self._calls.insert(0, call)
        self.endInsertRows()

    def put_note(self, external_id: str, note: str) -> None:
        """Show the agent's note about a call."""
        self._calls = [replace(call, note=note) if call.external_id == external_id else call for call in self._calls]

    def call(self, index: Index) -> Call | None:
        """Return the call at `index`, or None."""
        return self._calls[index.row()] if index.isValid() else None

    def unknown_to(self, intent: Intent) -> Call | None:
        """Return the latest call to the same subscriber, however written, where what became of it is not known."""
        region = intent.account.dial_plan.region
        subscriber = intent.callee.number.subscriber(region)

        def is_same(call: Call) -> bool:
            same_digits = call.dial_string == intent.dial_string.digits
            return same_digits or PhoneNumber(call.number).subscriber(region) == subscriber

        for row, call in enumerate(self._calls):
            if call.state is CallState.UNKNOWN and is_same(call):
                return None if any(map(is_same, self._calls[:row])) else call
        return None

    def calls(self) -> list[Call]:
        """Return the calls shown, newest first."""
        return list(self._calls)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self._calls)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        call = self.call(index)
        if call is None:
            return None
        if role == CALL:
            return call
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{when(call.requested_at)}, {call.name or call.number}, {state_word(call, self._tr)}"
        if role == Qt.ItemDataRole.ToolTipRole:
            sentence = call_sentence(call, self._tr)
            parts = (call.name, f"{call.number} → {call.dial_string}", sentence.title, sentence.advice)
            return as_tool_tip("\n".join(part for part in parts if part))
        return None


class HistoryList(QListView):
    """The list. `redial_requested` carries the call to repeat."""

    redial_requested = Signal(object)  # Call
    contact_requested = Signal(object)  # Call, whose number is to be a contact or is one

    def __init__(self, palette: Palette, icons: Icons, tr: Language, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tr = tr
        self._palette = palette
        self.calls = HistoryModel(tr)
        self.setModel(self.calls)
        self.setItemDelegate(_HistoryDelegate(palette, icons, tr, self))
        self.setAccessibleName(tr("Recent calls"))
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setUniformItemSizes(True)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._show_menu)
        self.doubleClicked.connect(self._redial)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not event.isAutoRepeat():
                self._redial(self.currentIndex())
            return
        if event.matches(QKeySequence.StandardKey.Copy):
            self._copy(self.calls.call(self.currentIndex()))
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self.calls.rowCount():
            say_empty(self, self._tr("Your calls will stand here.\nEnter on one of them calls again."), self._palette)

    def _redial(self, index: Index) -> None:
        if call := self.calls.call(index):
            self.redial_requested.emit(call)

    def _copy(self, call: Call | None) -> None:
        if call is not None:
            QGuiApplication.clipboard().setText(call.number)

    def _show_menu(self, where: QPoint) -> None:
        call = self.calls.call(self.indexAt(where))
        if call is None:
            return
        menu = QMenu(self)
        menu.addAction(self._tr("Call again"), lambda: self.redial_requested.emit(call))
        menu.addAction(self._tr("Contact…"), lambda: self.contact_requested.emit(call))
        menu.addAction(
            self._tr("Copy number"),
            QKeySequence.StandardKey.Copy,
            lambda: QGuiApplication.clipboard().setText(call.number),
        )
        menu.popup(self.viewport().mapToGlobal(where))
        menu.aboutToHide.connect(menu.deleteLater)


def when(moment: datetime) -> str:
    """Return `moment` in local time: the hour today, the day otherwise."""
    local, today = moment.astimezone(), datetime.now().astimezone().date()
    return local.strftime("%H:%M") if local.date() == today else local.strftime("%d.%m.")


class _HistoryDelegate(QStyledItemDelegate):
    def __init__(self, palette: Palette, icons: Icons, tr: Language, parent: QWidget) -> None:
        super().__init__(parent)
        self._palette = palette
        self._tr = tr
        self._avatars = Avatars(palette)
        self._icons = {key: icons.icon(key[0], palette.colour(key[1])) for key in (*SHAPES.values(), UNREACHED)}

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(120, QFontMetrics(option.font).height() + 10)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        call: Call = index.data(CALL)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        focused = bool(option.state & QStyle.StateFlag.State_Selected)
        if focused or option.state & QStyle.StateFlag.State_MouseOver:
            painter.setBrush(self._palette.colour("soft" if focused else "window"))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.drawRoundedRect(option.rect.adjusted(4, 1, -4, -1), 5, 5)
        metrics = QFontMetrics(option.font)
        area = option.rect.adjusted(10, 0, -10, 0)
        left, middle = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignVCenter
        painter.setFont(option.font)
        painter.setPen(self._palette.colour("muted"))
        painter.drawText(area, left | middle, when(call.requested_at))
        area.setLeft(area.left() + metrics.horizontalAdvance("00:00") + 10)
        size = metrics.height()
        top = area.center().y() - size // 2 + 1
        self._icons[shape_of(call)].paint(painter, QRect(area.left(), top, size, size))
        area.setLeft(area.left() + size + 8)
        circle = option.rect.height() - 4
        self._avatars.paint(painter, area.left(), option.rect.top() + 2, circle, call.name or call.number)
        area.setLeft(area.left() + circle + 7)
        word = state_word(call, self._tr)
        word = metrics.elidedText(word, Qt.TextElideMode.ElideRight, area.width() // 2)
        painter.drawText(area, Qt.AlignmentFlag.AlignRight | middle, word)
        area.setRight(area.right() - metrics.horizontalAdvance(word) - 10)
        painter.setPen(self._palette.colour("text"))
        who = metrics.elidedText(call.name or call.number, Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(area, left | middle, who)
        painter.restore()
