"""What an empty list says: what will be in it, and what to do about it."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QAbstractItemView

from pbxdialer.gui.palette import Palette

_MARGIN = 16


def say_empty(view: QAbstractItemView, text: str, palette: Palette) -> None:
    """Write `text` into the middle of a view that has nothing to show; to be called from its paintEvent."""
    painter = QPainter(view.viewport())
    painter.setPen(palette.colour("muted"))
    area = view.viewport().rect().adjusted(_MARGIN, 0, -_MARGIN, 0)
    painter.drawText(area, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, text)
    painter.end()
