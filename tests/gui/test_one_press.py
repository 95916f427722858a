"""faults.md, "The hand": what is one press of a key, and what are two."""

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from pbxdialer.gui.one_press import OnePress
from tests.gui.hand import Clock

pytestmark = pytest.mark.fault_matrix
_A_HAND_S, _A_REPEAT_S = 0.05, 0.001


class Typed:
    """A guarded line, and a key that goes down and up in it at moments that only the test chooses."""

    def __init__(self, qtbot: QtBot) -> None:
        self.clock = Clock()
        self.line = QLineEdit()
        qtbot.addWidget(self.line)
        self.line.show()
        qtbot.waitUntil(lambda: self.line.windowHandle() is not None)
        self.line.setFocus()
        self._guard = OnePress(self.line, clock=self.clock)
        self._guard.guard(self.line)

    def press(self, key: Qt.Key, text: str, *, after_s: float, stamped: bool) -> None:
        for kind, wait_s in ((QEvent.Type.KeyPress, after_s), (QEvent.Type.KeyRelease, _A_HAND_S)):
            self.clock.now += wait_s
            event = QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, text)
            event.setTimestamp(int(self.clock.now * 1000) if stamped else 0)
            QApplication.sendEvent(self.line.windowHandle(), event)


@pytest.mark.parametrize("stamped", [True, False], ids=["with its time", "as a screen reader leaves it"])
def test_fault_matrix_hand_every_press_of_a_hand_counts_and_no_repeat_does(qtbot: QtBot, stamped: bool) -> None:
    typed = Typed(qtbot)
    entered: list[int] = []
    typed.line.returnPressed.connect(lambda: entered.append(1))
    for after_s in (_A_HAND_S, _A_HAND_S, _A_REPEAT_S, _A_REPEAT_S, _A_HAND_S):
        typed.press(Qt.Key.Key_Return, "\r", after_s=after_s, stamped=stamped)
    assert len(entered) == 3
    for after_s in (_A_HAND_S, _A_HAND_S, _A_REPEAT_S, _A_REPEAT_S, _A_HAND_S):
        typed.press(Qt.Key.Key_Space, " ", after_s=after_s, stamped=stamped)
    assert typed.line.text() == "   "
