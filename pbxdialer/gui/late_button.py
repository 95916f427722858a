"""A button that may ring a telephone, and therefore wakes up late.

A question that appears under the cursor or while the agent types must not be answered by accident (faults.md, "The
hand"): a default QMessageBox took a held Enter as "Call".
"""

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QPushButton, QWidget

WAKES_UP_AFTER_MS = 800
_BY_KEYBOARD = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
)


class LateButton(QPushButton):
    """Deaf for a moment after it was shown, its window came to the front, or the keyboard came to it.

    Only `chosen` counts, not `clicked`.
    """

    chosen = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._barred = False
        self._wake = QTimer(self)
        self._wake.setSingleShot(True)
        self._wake.setInterval(WAKES_UP_AFTER_MS)
        self._wake.timeout.connect(lambda: self.setEnabled(True))
        self.clicked.connect(self._take)

    def fall_asleep(self) -> None:
        """Be deaf from now on, for a moment."""
        self.setEnabled(False)
        if not self._barred:
            self._wake.start()

    def bar(self) -> None:
        """Be deaf until `rouse`: there is nothing yet that could be confirmed."""
        self._barred = True
        self._wake.stop()
        self.setEnabled(False)

    def rouse(self) -> None:
        """Wake up, a moment from now."""
        self._barred = False
        self.fall_asleep()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.WindowActivate:
            self.fall_asleep()
        return super().event(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Reached by a key it looks awake, for a disabled button would lose the keyboard again."""
        super().focusInEvent(event)
        if event.reason() in _BY_KEYBOARD:
            self._wake.start()

    def _take(self) -> None:
        if not self._barred and not self._wake.isActive():
            self.chosen.emit()
