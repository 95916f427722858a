"""What a screen reader is told beyond what Qt tells by itself.

Names of lines and buttons are Qt's own `setAccessibleName`; here is what that cannot do: naming a box to choose from,
and saying something the moment it happens, wherever the keyboard is.
"""

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QComboBox, QLabel, QWidget


def name_choice(box: QComboBox, name: str) -> None:
    """Name a box to choose from, and the line in it; the box has to be a child of its final parent by now."""
    box.setAccessibleName(name)
    edit = box.lineEdit()
    if edit is not None:
        edit.setAccessibleName(name)
    # WORKAROUND QAccessibleComboBox: on Linux its name is the choice of the moment, and only a label can say what for
    caption = QLabel(box.parentWidget())
    caption.setTextFormat(Qt.TextFormat.PlainText)
    caption.setText(name.replace("&", "&&"))
    caption.setBuddy(box)
    caption.hide()
    box.destroyed.connect(caption.deleteLater)


def announce(widget: QWidget, text: str, *, urgent: bool = False) -> None:
    """Let a screen reader say `text` now, about `widget`; an urgent one breaks in upon what it is reading."""
    if not text or not QAccessible.isActive() or not widget.isVisible():
        return
    event = QAccessibleAnnouncementEvent(widget, text)
    if urgent:
        event.setPoliteness(QAccessible.AnnouncementPoliteness.Assertive)
    QAccessible.updateAccessibility(event)
