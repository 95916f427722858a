"""Reads the text that is selected in whichever program; asks, and lets the event loop bring the answer.

X11 is asked for it; Windows has it copied, see `gui/copy_reader.py`.
"""

import logging
import os
import sys

from PySide6.QtCore import QObject, QSocketNotifier, QTimer, Signal

from pbxdialer.desktop.hotkey import is_wayland
from pbxdialer.desktop.selection import SelectionUnavailable
from pbxdialer.desktop.selection_x11 import X11Selection

log = logging.getLogger(__name__)
PATIENCE_MS = 1000


def reads_selection() -> bool:
    """True where the selected text of other programs can be asked for. Under Wayland only they hand it over."""
    return sys.platform == "win32" or (sys.platform != "darwin" and not is_wayland(dict(os.environ)))


class SelectionReader(QObject):
    """`came` carries the selected text; `failed` fires where the other program does not answer, or there is no X11.

    A second question while one is open is the same question.
    """

    came = Signal(str)
    failed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._asked: X11Selection | None = None
        self._notifier: QSocketNotifier | None = None
        self._patience = QTimer(self, singleShot=True, interval=PATIENCE_MS)
        self._patience.timeout.connect(self._lose_patience)

    def ask(self) -> None:
        """Ask the program whose text is selected."""
        if self._asked is not None:
            return
        if not reads_selection():
            self.failed.emit()
            return
        try:
            self._asked = X11Selection()
        except SelectionUnavailable as error:
            log.info("the selection cannot be read: %s", error)
            self.failed.emit()
            return
        self._notifier = QSocketNotifier(self._asked.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._look)
        self._patience.start()
        QTimer.singleShot(0, self, self._look)  # the answer may be here: asking has read from the line

    def close(self) -> None:
        """Ask no longer."""
        self._patience.stop()
        if self._notifier is not None:
            self._notifier.setEnabled(False)
            self._notifier.deleteLater()
            self._notifier = None
        if self._asked is not None:
            self._asked.close()
            self._asked = None

    def _look(self, *_: object) -> None:
        text = self._asked.answer() if self._asked is not None else None
        if text is not None:
            self.close()
            self.came.emit(text)

    def _lose_patience(self) -> None:
        log.info("the program with the selection does not answer")
        self.close()
        self.failed.emit()
