"""Three seconds in which the agent sees what is about to be called; anything that looks like doubt stops them.

They only run while their window is in front: nothing is counted down behind another program.
"""

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication, QWidget

COUNTS_MS = 3000
_TICK_MS = 100
_LATEST_TICK_MS = 1000  # a later one means that nobody could see the countdown: the computer slept, the screen stood
_WAITS_FOR_WINDOW_MS = 2000
_DOUBTS = frozenset({QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.TouchBegin, QEvent.Type.Wheel})


class Countdown(QObject):
    """`ended` fires when nothing was done for three seconds; `stopped` when something was, or the window went away."""

    ticked = Signal(int)  # milliseconds left
    ended = Signal()
    stopped = Signal()

    def __init__(self, shown_in: QWidget, sure: QWidget) -> None:
        """`shown_in` shows the countdown; a click on `sure` is no doubt."""
        super().__init__(shown_in)
        self._shown_in = shown_in
        self._sure = sure
        self.clock: Callable[[], float] = time.monotonic
        self._left_ms = 0
        self._last_tick = 0.0
        self._waits_ms = 0
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self._tick)

    @property
    def is_running(self) -> bool:
        """True from `begin` until the end or a doubt."""
        return self._timer.isActive()

    def begin(self) -> None:
        """Count, as soon as the window is in front."""
        self._left_ms, self._waits_ms = COUNTS_MS, _WAITS_FOR_WINDOW_MS
        self._last_tick = self.clock()
        self._timer.start()
        QApplication.instance().installEventFilter(self)  # type: ignore[union-attr]
        self.ticked.emit(self._left_ms)

    def stop(self) -> None:
        """Count no further; nothing happens."""
        if self.is_running:
            self._finish()
            self.stopped.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _DOUBTS and not self._is_sure(watched, event):
            self.stop()
        return False

    def _is_sure(self, watched: QObject, event: QEvent) -> bool:
        """True for a press on the confirming button; such a press reaches the window before the button under it."""
        pressed = event.type() == QEvent.Type.MouseButtonPress
        return pressed and self._sure.isEnabled() and (watched is self._sure or self._sure.underMouse())

    def _tick(self) -> None:
        now = self.clock()
        passed_ms, self._last_tick = (now - self._last_tick) * 1000, now
        if passed_ms > _LATEST_TICK_MS:
            self.stop()
        elif self._is_in_front():
            self._left_ms, self._waits_ms = self._left_ms - round(passed_ms), 0
            self.ticked.emit(max(0, self._left_ms))
            if self._left_ms <= 0:
                self._finish()
                self.ended.emit()
        elif self._waits_ms <= 0:
            self.stop()
        else:
            self._waits_ms -= round(passed_ms)

    def _is_in_front(self) -> bool:
        window = self._shown_in.window()
        return self._shown_in.isVisible() and window.isActiveWindow() and not window.isMinimized()

    def _finish(self) -> None:
        self._timer.stop()
        QApplication.instance().removeEventFilter(self)  # type: ignore[union-attr]
