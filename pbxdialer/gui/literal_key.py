"""While Ctrl is held, the window dials exactly what was typed, whatever the account's dial plan says.

What is shown is what is sent: a key press whose Ctrl does not agree with what the window shows only brings the two
together, and dials nothing.
"""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class LiteralKey(QObject):
    """Watches Ctrl in a window's key events, before any control sees them."""

    changed = Signal(bool)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.held = False

    def guard(self, window: QWidget) -> None:
        """Watch over `window`, which must have been shown. Asking twice does no harm."""
        handle = window.windowHandle()
        if handle is not None:
            handle.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut:
            self._hold(False)
        if not isinstance(event, QKeyEvent) or event.type() not in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            return False
        if event.key() == Qt.Key.Key_Control:
            self._hold(event.type() == QEvent.Type.KeyPress)
            return False
        shown = self.held
        self._hold(event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier == Qt.KeyboardModifier.ControlModifier)
        return event.key() in _ENTER and event.type() == QEvent.Type.KeyPress and shown != self.held

    def _hold(self, held: bool) -> None:
        if held != self.held:
            self.held = held
            self.changed.emit(held)
