"""The program's own icons: one-colour SVGs, tinted from the palette and sharp at every scale factor."""

from pathlib import Path

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

_INK = b"#000000"


class Icons:
    """Makes icons by name from a folder of SVGs whose ink is black."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def icon(self, name: str, colour: QColor) -> QIcon:
        """Return the icon `name` in `colour`."""
        return QIcon(_TintedSvg(self.svg(name, colour)))

    def svg(self, name: str, colour: QColor) -> bytes:
        """Return the drawing `name` with its ink replaced by `colour`."""
        return (self._folder / f"{name}.svg").read_bytes().replace(_INK, colour.name().encode())

    def program(self) -> QIcon:
        """Return the program's own icon."""
        return QIcon(str(self._folder / "pbxdialer.svg"))


class _TintedSvg(QIconEngine):
    """Draws one SVG at whatever size and pixel ratio is asked for."""

    def __init__(self, drawing: bytes) -> None:
        super().__init__()
        self._drawing = drawing
        self._renderer = QSvgRenderer(drawing)

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        painter.save()
        painter.setOpacity(0.4 if mode == QIcon.Mode.Disabled else 1.0)
        self._renderer.render(painter, QRectF(rect))
        painter.restore()

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        pixmap = QPixmap(size)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        self.paint(painter, QRect(QPoint(0, 0), size), mode, state)
        painter.end()
        return pixmap

    def clone(self) -> QIconEngine:
        return _TintedSvg(self._drawing)
