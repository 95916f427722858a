"""Photographs of the window at work, for a machine without a screen and for the documentation."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QTimer

from pbxdialer.core.call import Call
from pbxdialer.gui.main_window import MainWindow

_LOOKS_EVERY_MS = 50
_GIVES_UP_AFTER = 200


class _Photographer(QObject):
    """Types a name, presses Call, and takes the picture once the PBX has answered."""

    def __init__(self, window: MainWindow, file: Path, done: Callable[[], None]) -> None:
        super().__init__(window)
        self._window = window
        self._file = file
        self._done = done
        self._looks = 0
        self._asked = False
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOKS_EVERY_MS)
        self._timer.timeout.connect(self._look)
        self._timer.start()

    def _look(self) -> None:
        self._looks += 1
        window = self._window
        if not self._asked:
            window.box.line.setText("ion")
            if window.box.callee() is not None:
                self._asked = True
                window.call_now()
        calls: list[Call] = window.history.calls.calls()
        answered = bool(calls) and calls[0].changed_at != calls[0].requested_at
        if answered or self._looks > _GIVES_UP_AFTER:
            self._timer.stop()
            window.grab().save(str(self._file))
            self._done()


def photograph_a_call(window: MainWindow, file: Path, done: Callable[[], None]) -> None:
    """Make a call in `window`, save its picture as `file` (PNG), then call `done`."""
    _Photographer(window, file, done)
