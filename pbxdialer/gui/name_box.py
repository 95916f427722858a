"""A choice of names that can also be typed; one that has no room is whole in the tool tip."""

from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QComboBox, QWidget

from pbxdialer.gui.tool_tip import explain

_AROUND_TEXT = 4  # what Qt keeps free in the line


class NameBox(QComboBox):
    """Ready for `name_choice`, which gives it a name of its own."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setEditable(True)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        text, edit = self.currentText(), self.lineEdit()
        fits = edit is None or self.fontMetrics().horizontalAdvance(text) <= edit.width() - _AROUND_TEXT
        explain(self, "" if fits else text)
