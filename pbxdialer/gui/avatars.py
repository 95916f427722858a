"""Initials in a circle beside a name, drawn once each; decoration, for the name stands beside it."""

from zlib import crc32

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPixmap

from pbxdialer.core.initials import initials
from pbxdialer.gui.palette import Palette

TINTS = ("tint_1", "tint_2", "tint_3", "tint_4", "tint_5", "tint_6")
_MOST_KEPT = 500  # pictures of 3 kB
_LETTERS = 0.4  # of the circle's diameter


class Avatars:
    """Draws them in the colours of `palette`; the same name always has the same tint."""

    def __init__(self, palette: Palette) -> None:
        self._palette = palette
        self._drawn: dict[tuple[str, int, float], QPixmap] = {}

    def paint(self, painter: QPainter, left: int, top: int, size: int, name: str) -> None:
        """Paint the circle of `name`, `size` wide, with its upper left corner there."""
        ratio = painter.device().devicePixelRatio()
        key = (name, size, ratio)
        if (picture := self._drawn.get(key)) is None:
            if len(self._drawn) >= _MOST_KEPT:
                self._drawn.clear()
            picture = self._drawn[key] = self._picture(name, size, ratio, painter.font())
        painter.drawPixmap(left, top, picture)

    def _picture(self, name: str, size: int, ratio: float, font: QFont) -> QPixmap:
        picture = QPixmap(round(size * ratio), round(size * ratio))
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._palette.colour(tint_of(name)))
        circle = QRectF(0, 0, size, size)
        painter.drawEllipse(circle)
        painter.setPen(self._palette.colour("text"))
        letters = QFont(font)
        letters.setPixelSize(max(1, round(size * _LETTERS)))
        letters.setWeight(QFont.Weight.DemiBold)
        painter.setFont(letters)
        if short := initials(name):
            painter.drawText(circle, Qt.AlignmentFlag.AlignCenter, short)
        else:
            _draw_somebody(painter, size, self._palette.colour("text"))
        painter.end()
        return picture


def _draw_somebody(painter: QPainter, size: int, ink: QColor) -> None:
    """Draw head and shoulders, for a name without a letter."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink)
    painter.drawEllipse(QRectF(0.38 * size, 0.22 * size, 0.24 * size, 0.24 * size))
    painter.drawChord(QRectF(0.27 * size, 0.54 * size, 0.46 * size, 0.5 * size), 0, 180 * 16)


def tint_of(name: str) -> str:
    """Return the name of the colour that goes with `name`."""
    return TINTS[crc32(name.casefold().encode("utf-8", "replace")) % len(TINTS)]
