"""What hands do to the window, and clocks that only the test turns."""

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from pbxdialer.app.program import Program
from pbxdialer.dialer import Dialer, Pace
from pbxdialer.pbx.attempt import Attempt
from pbxdialer.pbx.client import PbxClient

SOON_MS = 5000


class Clock:
    """A clock that only the test turns."""

    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


def with_clocks(program: Program, pace: Clock, wall: Callable[[], float] = time.time) -> None:
    """Give `program` a dialer whose pace goes by `pace`, and whose calls see `wall` as the time of day."""
    program.dialer = Dialer(
        PbxClient(), program.journal, Pace(pace), lambda account: Attempt(account.deadline_s, wall=wall)
    )


def press(widget: QWidget, code: Qt.Key, repeats: int = 0) -> None:
    """Press a key on `widget`, hold it for so many repeats, and let it go."""
    for repeated in [False] + [True] * repeats:
        key(QEvent.Type.KeyPress, code, widget, repeated=repeated)
    key(QEvent.Type.KeyRelease, code, widget)


def key(kind: QEvent.Type, code: Qt.Key, widget: QWidget | None = None, *, repeated: bool = False) -> None:
    """Send one key event to `widget`, or to whoever has the keyboard."""
    text = {Qt.Key.Key_Return: "\r", Qt.Key.Key_Space: " "}.get(code, "")
    event = QKeyEvent(kind, code, Qt.KeyboardModifier.NoModifier, text, repeated)
    QApplication.sendEvent(widget or QApplication.focusWidget(), event)


def stroke(code: Qt.Key) -> None:
    """Press and release a key, wherever the keyboard is."""
    key(QEvent.Type.KeyPress, code)
    key(QEvent.Type.KeyRelease, code)


def click(widget: QWidget) -> None:
    """Click on the middle of `widget`."""
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)
