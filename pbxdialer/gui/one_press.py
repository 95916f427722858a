"""A key held down is one press, however the system repeats it.

Qt marks repeated key presses, but not all of them: on X11 a repeat may arrive as a release and a press with the same
time stamp and no mark (seen under Xvfb). No hand is that quick.
"""

from collections.abc import Callable
from time import monotonic

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

_PRESSING_KEYS = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space})
_QUICKEST_HAND_MS = 30


class OnePress(QObject):
    """Takes the repeats of Enter and Space out of a window's key events, before any control sees them."""

    def __init__(self, parent: QObject | None = None, clock: Callable[[], float] = monotonic) -> None:
        """`clock` tells seconds, for key events that bear no time."""
        super().__init__(parent)
        self._clock = clock
        self._released_at_ms: dict[int, float] = {}

    def guard(self, window: QWidget) -> None:
        """Watch over `window`, which must have been shown. Asking twice does no harm."""
        handle = window.windowHandle()
        if handle is not None:
            handle.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent) or event.key() not in _PRESSING_KEYS:
            return False
        if event.type() == QEvent.Type.KeyRelease:
            self._released_at_ms[event.key()] = self._moment_ms(event)
            return event.isAutoRepeat()
        if event.type() != QEvent.Type.KeyPress:
            return False
        moment_ms = self._moment_ms(event)
        since_ms = moment_ms - self._released_at_ms.get(event.key(), moment_ms - _QUICKEST_HAND_MS)
        return event.isAutoRepeat() or 0 <= since_ms < _QUICKEST_HAND_MS

    def _moment_ms(self, event: QKeyEvent) -> float:
        """Return when the key moved.

        WORKAROUND QSpiApplicationAdaptor: while a screen reader listens on Linux, Qt asks it about every key first, and
        then hands on a copy of the event that bears no time (0). Taken at its word, every press but the first would be
        a repeat: a second Enter would call nobody, and a note would lose its spaces.
        """
        return event.timestamp() or self._clock() * 1000
