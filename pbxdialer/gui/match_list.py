"""The list of matches, painted: names with the matched part marked, numbers below, the selected one ready to call."""

from collections.abc import Iterable, Iterator

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QHelpEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from pbxdialer.core.language import Language
from pbxdialer.gui.avatars import Avatars
from pbxdialer.gui.match_rows import OFTEN, ROW, MatchModel, Row, taken
from pbxdialer.gui.palette import Palette
from pbxdialer.gui.spoken import announce
from pbxdialer.gui.week_calls import WeekCalls

_SIDE = 10
_GAP = 8
_ROWS_AT_ONCE = 24
_QUICK_KEYS = 9
_READ_AT_ONCE = 8


class MatchList(QListView):
    """Shows rows and keeps one selected; the box above it has the keyboard."""

    row_chosen = Signal(object)  # Row, by a click on its Call
    row_selected = Signal(object)  # Row | None
    favourites_moved = Signal(list)  # ids in their new order

    def __init__(self, palette: Palette, tr: Language, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = MatchModel(tr)
        self._delegate = _MatchDelegate(palette, tr, self)
        self.setModel(self._model)
        self.setItemDelegate(self._delegate)
        self.setAccessibleName(tr("Matches"))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # the first rows are laid out at once, those below them after the frame: half the time from key to picture
        self.setLayoutMode(QListView.LayoutMode.Batched)
        self.setBatchSize(_ROWS_AT_ONCE)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setDragDropMode(QListView.DragDropMode.InternalMove)
        self.setDragDropOverwriteMode(False)
        self._below: Iterator[list[Row]] = iter(())
        self._read: list[Row] = []
        self._reading = QTimer(self, interval=0)
        self._reading.timeout.connect(self._read_on)
        self._model.favourites_moved.connect(self.favourites_moved)
        self.selectionModel().currentChanged.connect(self._tell_selected)

    def show_rows(self, rows: list[Row], selected: int = 0, below: Iterable[list[Row]] = ()) -> None:
        """Replace the rows and select one; -1 selects none. `below` are read and added once these are on the screen."""
        self._below, self._read = iter(below), []
        self._reading.start()
        self._model.show(rows)
        self.scrollToTop()
        if 0 <= selected < len(rows):
            self.setCurrentIndex(self._model.index(selected))
        else:
            self.row_selected.emit(None)

    def use_week(self, week: WeekCalls) -> None:
        """Say with each number how often it was called this week."""
        self._model.week = week
        self.viewport().update()

    def selected_row(self) -> Row | None:
        """Return the selected row, or None."""
        return self._model.row(self.currentIndex())

    def favourites(self) -> list[int]:
        """Return the ids of the favourites that can be put in order, in their order."""
        while self._reading.isActive():
            self._read_on()
        return self._model.favourites()

    def choose_favourite(self, place: int) -> None:
        """Select the favourite at this place, from 1."""
        row = self._model.row_of_favourite(place)
        if row >= 0:
            self.setCurrentIndex(self._model.index(row))

    def step(self, rows: int) -> None:
        """Move the selection by `rows`, staying in the list."""
        count = self._model.rowCount()
        if count:
            current = self.currentIndex().row()
            self.setCurrentIndex(self._model.index(min(max(current + rows, 0), count - 1)))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click selects the row, and calls where it lands on the row's Call."""
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        row = self._model.row(index)
        if row and row.callee and event.button() == Qt.MouseButton.LeftButton:
            option = QStyleOptionViewItem()
            self.initViewItemOption(option)
            option.rect = self.visualRect(index)
            if self._delegate.call_area(option, row).contains(event.position().toPoint()):
                self.row_chosen.emit(row)

    def _read_on(self) -> None:
        """Read a few more rows, and add all at the end: the list lays itself out anew for whatever is added."""
        more = taken(self._below, _READ_AT_ONCE)
        self._read += more
        if not more:
            self._reading.stop()
            self._model.append(self._read)

    def _tell_selected(self, current: QModelIndex) -> None:
        self.row_selected.emit(self._model.row(current))
        announce(self, str(current.data() or ""))


class _MatchDelegate(QStyledItemDelegate):
    """Paints a row. The line of the number is what gets selected; the name stands above it."""

    def __init__(self, palette: Palette, tr: Language, parent: QWidget) -> None:
        super().__init__(parent)
        self._palette = palette
        self._tr = tr
        self._avatars = Avatars(palette)

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        row: Row = index.data(ROW)
        return QSize(120, self._line(option) + (self._head(option) if row.heads and row.match else 0))

    def call_area(self, option: QStyleOptionViewItem, row: Row) -> QRect:
        """Return where the row's Call stands."""
        line = self._number_line(option, row)
        width = QFontMetrics(option.font).horizontalAdvance(self._call_word()) + 2 * _SIDE
        return QRect(line.right() - width, line.top(), width, line.height())

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        row: Row = index.data(ROW)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if row.heads and row.match:
            self._paint_head(painter, option, row)
        self._paint_number(painter, option, row, str(index.data(OFTEN) or ""))
        painter.restore()

    def helpEvent(
        self,
        event: QHelpEvent,
        view: QAbstractItemView,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> bool:
        """Tell the whole of a row that has no room for it, and of no other."""
        row: Row = index.data(ROW)
        text = str(index.data() or "") + "★ Alt+9" + self._call_word()
        if row is None or QFontMetrics(option.font).horizontalAdvance(text) <= option.rect.width():
            return False
        return super().helpEvent(event, view, option, index)

    def _paint_head(self, painter: QPainter, option: QStyleOptionViewItem, row: Row) -> None:
        assert row.match is not None  # noqa: S101 - only rows of a match have a head
        contact = row.match.contact
        self._avatars.paint(painter, _SIDE, option.rect.top() + _GAP, self._circle(option), contact.name)
        area = option.rect.adjusted(self._left(option, row), 2, -_SIDE, 0)
        area.setHeight(self._head(option))
        bold = QFont(option.font)
        bold.setWeight(QFont.Weight.DemiBold)
        star = "★ " if contact.favourite else ""
        x = self._draw(painter, bold, self._palette.colour("warn"), area, star)
        area.setLeft(x)
        x = self._draw_marked(painter, bold, area, contact.name, row.match.name_ranges)
        area.setLeft(x + _GAP)
        if 0 < row.place <= _QUICK_KEYS:
            keys = f"Alt+{row.place}"
            painter.setFont(option.font)
            painter.setPen(self._palette.colour("muted"))
            painter.drawText(area, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, keys)
            area.setRight(area.right() - QFontMetrics(option.font).horizontalAdvance(keys) - _GAP)
        self._draw_marked(painter, option.font, area, contact.company, row.match.company_ranges, muted=True)

    def _paint_number(self, painter: QPainter, option: QStyleOptionViewItem, row: Row, often: str) -> None:
        line = self._number_line(option, row)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        if selected:
            painter.setBrush(self._palette.colour("soft"))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.drawRoundedRect(QRectF(line.adjusted(self._left(option, row) - 6, 1, -4, -1)), 5, 5)
        area = line.adjusted(self._left(option, row), 0, -_SIDE, 0)
        if row.callee and (selected or hovered):
            painter.setPen(self._palette.colour("accent"))
            painter.setFont(option.font)
            painter.drawText(area, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, self._call_word())
            area.setRight(self.call_area(option, row).left())
        if row.label:
            column = QRect(area)
            metrics = QFontMetrics(option.font)
            label = self._tr(row.label)  # the usual ones are translated, the others stay as somebody wrote them
            usual = max(metrics.averageCharWidth() * 9, metrics.horizontalAdvance(label) + 2)
            column.setWidth(min(usual, area.width() // 3))
            self._draw(painter, option.font, self._palette.colour("muted"), column, label)
            area.setLeft(column.right() + _GAP)
        metrics = QFontMetrics(option.font)
        needed = metrics.horizontalAdvance(row.number) + _GAP + metrics.horizontalAdvance(often)
        if often and needed <= area.width():  # the number comes first
            painter.setPen(self._palette.colour("muted"))
            painter.setFont(option.font)
            painter.drawText(area, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, often)
        colour = self._palette.colour("text" if row.callee else "muted")
        found = row.match.number_ranges if row.match and row.position is not None else ()
        ranges = found[row.position or 0] if found else ()
        self._draw_marked(painter, option.font, area, row.number, ranges, colour=colour)

    def _draw(self, painter: QPainter, font: QFont, colour: QColor, area: QRect, text: str) -> int:
        """Draw `text`, elided, and return where it ends."""
        painter.setFont(font)
        painter.setPen(colour)
        metrics = QFontMetrics(font)
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(area, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)
        return area.left() + metrics.horizontalAdvance(shown)

    def _draw_marked(
        self,
        painter: QPainter,
        font: QFont,
        area: QRect,
        text: str,
        ranges: tuple[tuple[int, int], ...],
        *,
        muted: bool = False,
        colour: QColor | None = None,
    ) -> int:
        """Draw `text` with the matched ranges in the accent colour, and return where it ends."""
        plain = colour or self._palette.colour("muted" if muted else "text")
        if not ranges or QFontMetrics(font).horizontalAdvance(text) > area.width():
            return self._draw(painter, font, plain, area, text)
        x, start = area.left(), 0
        for begin, end in [*ranges, (len(text), len(text))]:
            for piece, ink in ((text[start:begin], plain), (text[begin:end], self._palette.colour("accent"))):
                if piece:
                    rest = QRect(area)
                    rest.setLeft(x)
                    x = self._draw(painter, font, ink, rest, piece)
            start = end
        return x

    def _number_line(self, option: QStyleOptionViewItem, row: Row) -> QRect:
        line = QRect(option.rect)
        if row.heads and row.match:
            line.setTop(line.top() + self._head(option))
        return line

    def _left(self, option: QStyleOptionViewItem, row: Row) -> int:
        """Return where the texts of a row begin: beside its contact's circle, where it has one."""
        return _SIDE + (self._circle(option) + _GAP + 2 if row.match else _GAP)

    def _call_word(self) -> str:
        return "▸ " + self._tr("Call")

    @staticmethod
    def _circle(option: QStyleOptionViewItem) -> int:
        return 2 * QFontMetrics(option.font).height()

    @staticmethod
    def _head(option: QStyleOptionViewItem) -> int:
        return QFontMetrics(option.font).height() + 9

    @staticmethod
    def _line(option: QStyleOptionViewItem) -> int:
        return QFontMetrics(option.font).height() + 8
