"""A line to type into with a hint in it; a hint that has no room is whole in the tool tip."""

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLineEdit, QToolButton, QWidget

from pbxdialer.gui.tool_tip import explain

_AROUND_TEXT, _ICON = 20, 28  # the padding of the style sheet; an icon in the line with its margin


class HintedLine(QLineEdit):
    """Shows `hint` while it is empty."""

    def __init__(self, hint: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPlaceholderText(hint)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        explain_hint(self)


def explain_hint(line: QLineEdit) -> None:
    """Give `line` its hint as a tool tip while it is cut off; any other tool tip stays."""
    hint = line.placeholderText()
    icons = sum(not button.isHidden() for button in line.findChildren(QToolButton))
    fits = line.fontMetrics().horizontalAdvance(hint) <= line.width() - _AROUND_TEXT - _ICON * icons
    if line.accessibleDescription() in ("", hint):
        explain(line, "" if fits else hint)
