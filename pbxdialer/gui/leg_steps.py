"""The legs of a call as a row of steps: shape and word tell the state, the colour only helps."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from pbxdialer.core.language import Language
from pbxdialer.core.legs import LEG_WORDS, Leg, LegState
from pbxdialer.gui.palette import Palette
from pbxdialer.gui.tool_tip import as_tool_tip

_COLOURS = {
    LegState.WAITING: "faint",
    LegState.ACTIVE: "accent",
    LegState.DONE: "good",
    LegState.FAILED: "bad",
    LegState.UNKNOWN: "warn",
}


class LegSteps(QWidget):
    """Four marks joined by a line, a word below each. Its height never changes."""

    def __init__(self, palette: Palette, tr: Language, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._palette = palette
        self._tr = tr
        self._legs: tuple[Leg, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_legs(self, legs: tuple[Leg, ...]) -> None:
        """Show these steps; none hides them but keeps the room."""
        self._legs = legs
        spoken = [f"{self._tr(leg.word)}: {self._tr(LEG_WORDS[leg.state])}" for leg in legs]
        self.setAccessibleName(", ".join(spoken))
        self.setToolTip("" if self._has_room() else as_tool_tip("\n".join(spoken)))
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.show_legs(self._legs)

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(self.font())
        return QSize(4 * metrics.averageCharWidth() * 8, metrics.height() + 28)

    def minimumSizeHint(self) -> QSize:
        return QSize(160, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._legs:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        columns = self._columns()
        centres = [QPointF(column.center().x(), 11.0) for column in columns]
        for place in range(len(centres) - 1):
            passed = self._legs[place].state is LegState.DONE
            painter.setPen(QPen(self._palette.colour("good" if passed else "line"), 2))
            painter.drawLine(centres[place] + QPointF(13, 0), centres[place + 1] - QPointF(13, 0))
        for leg, column, centre in zip(self._legs, columns, centres, strict=True):
            colour = self._palette.colour(_COLOURS[leg.state])
            _draw_mark(painter, centre, leg.state, colour, self._palette.colour("surface"))
            quiet = leg.state is LegState.WAITING
            painter.setPen(self._palette.colour("muted" if quiet else "text"))
            word = self.fontMetrics().elidedText(self._tr(leg.word), Qt.TextElideMode.ElideRight, int(column.width()))
            painter.drawText(column, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, word)

    def _columns(self) -> list[QRectF]:
        """Return where the words stand: in columns alike, or as the words need it where one has no room else."""
        widths = self._word_widths()
        alike = self.width() / len(widths)
        if max(widths) <= alike:
            widths = [alike] * len(widths)
        elif sum(widths) <= self.width():
            share = (self.width() - sum(widths)) / len(widths)
            widths = [width + share for width in widths]
        else:
            widths = _shortened(widths, self.width())
        return [QRectF(sum(widths[:place]), 23, width, self.height() - 23) for place, width in enumerate(widths)]

    def _has_room(self) -> bool:
        """True while each word is whole."""
        words = zip(self._word_widths(), self._columns(), strict=True) if self._legs else ()
        return all(width <= int(column.width()) for width, column in words)

    def _word_widths(self) -> list[float]:
        return [float(self.fontMetrics().horizontalAdvance(self._tr(leg.word)) + 6) for leg in self._legs]


def _shortened(widths: list[float], room: float) -> list[float]:
    """Return `widths` cut to `room` altogether: the longest give first, the short ones stay whole."""
    fair = room / len(widths)
    short = [width for width in widths if width <= fair]
    longest = (room - sum(short)) / max(1, len(widths) - len(short))
    return [min(width, longest) if width > fair else width for width in widths]


def _draw_mark(painter: QPainter, centre: QPointF, state: LegState, colour: QColor, ground: QColor) -> None:
    """Draw the shape of one state: ring, ring with a dot, disc with ✓, disc with ✕, ring with ?."""
    filled = state in (LegState.DONE, LegState.FAILED)
    painter.setPen(QPen(colour, 2))
    painter.setBrush(colour if filled else Qt.BrushStyle.NoBrush)
    painter.drawEllipse(centre, 8, 8)
    ink = QPen(ground if filled else colour, 2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
    painter.setPen(ink)
    at = centre.__add__
    if state is LegState.ACTIVE:
        painter.setBrush(colour)
        painter.drawEllipse(centre, 3, 3)
    elif state is LegState.DONE:
        painter.drawPolyline([at(QPointF(-3.4, 0.2)), at(QPointF(-0.9, 2.8)), at(QPointF(3.6, -2.6))])
    elif state is LegState.FAILED:
        painter.drawLine(at(QPointF(-2.8, -2.8)), at(QPointF(2.8, 2.8)))
        painter.drawLine(at(QPointF(-2.8, 2.8)), at(QPointF(2.8, -2.8)))
    elif state is LegState.UNKNOWN:
        painter.drawText(QRectF(centre.x() - 8, centre.y() - 8, 16, 16), Qt.AlignmentFlag.AlignCenter, "?")
