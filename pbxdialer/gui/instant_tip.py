"""Tool tips that are there with the pointer, for buttons that show nothing but a picture or have a key."""

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QEnterEvent
from PySide6.QtWidgets import QToolTip, QWidget


class InstantTip(QObject):
    """Shows the tool tip of a widget at once, where Qt would wait for 0.7 s."""

    def __init__(self, *widgets: QWidget) -> None:
        super().__init__(widgets[0])
        for widget in widgets:
            widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """See the pointer come."""
        if isinstance(event, QEnterEvent) and isinstance(watched, QWidget) and watched.isActiveWindow():
            QToolTip.showText(event.globalPosition().toPoint(), watched.toolTip(), watched, watched.rect())
        return False
