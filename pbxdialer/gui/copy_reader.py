"""Reads the selected text by having it copied, on a lane of its own: the clipboard's programs may keep it waiting."""

import logging
from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QObject, QTimer, Signal

from pbxdialer.desktop.selection import SelectionUnavailable
from pbxdialer.gui.background import Lane, StopSign

log = logging.getLogger(__name__)
# With keys held for as long as may be, and a clipboard that is in use; as a rule it is a tenth of a second.
PATIENCE_MS = 6000
_PUTS_BACK_IN_S = 0.5


class Copier(Protocol):
    """What copies; see `desktop/copied_selection.py`."""

    def read(self, given_up: Callable[[], bool]) -> str:
        """Return the selected text. Raises SelectionUnavailable."""

    def put_back_late(self, given_up: Callable[[], bool]) -> None:
        """Undo a copy that comes after all."""


class CopyReader(QObject):
    """`came` carries the selected text, `failed` fires where there is none to be had, `borrows` while it is copied.

    A second question while one is open is the same question.
    """

    came = Signal(str)
    failed = Signal()
    borrows = Signal(bool)  # the clipboard

    def __init__(self, copier: Copier, lane: Lane, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._copier = copier
        self._lane = lane
        self._asked: StopSign | None = None
        self._stop = StopSign()
        self._patience = QTimer(self, singleShot=True, interval=PATIENCE_MS)
        self._patience.timeout.connect(self._lose_patience)

    def ask(self) -> None:
        """Have the program in front copy what is selected there."""
        if self._asked is not None:
            if self._asked.is_up():
                self.failed.emit()  # the clipboard still does not answer
            return
        self._stop.put_up()  # no copy is late any more
        stop = self._stop = self._asked = StopSign()
        self.borrows.emit(True)
        self._patience.start()
        self._lane.submit(lambda: self._copier.read(stop.is_up), self._take, self._fail)

    def close(self) -> None:
        """Ask no longer; what was on the clipboard is put back first, or soon."""
        self._patience.stop()
        self._stop.put_up()
        if self._asked is not None:
            self._lane.drained(_PUTS_BACK_IN_S)

    def _take(self, text: str) -> None:
        if self._ended():
            self.came.emit(text)
        self.borrows.emit(False)

    def _fail(self, error: Exception) -> None:
        if isinstance(error, SelectionUnavailable):
            log.info("the selection cannot be read: %s", error)
        else:
            log.error("the selection cannot be read", exc_info=error)
        if self._ended():
            self.failed.emit()
        stop = self._stop
        self._lane.submit(lambda: self._copier.put_back_late(stop.is_up), self._give_back)

    def _give_back(self, _: None) -> None:
        if self._asked is None:
            self.borrows.emit(False)

    def _ended(self) -> bool:
        """Return whether somebody waits for the answer still."""
        waits = self._asked is not None and not self._asked.is_up()
        self._asked = None
        self._patience.stop()
        return waits

    def _lose_patience(self) -> None:
        log.info("the clipboard does not answer")
        self._stop.put_up()
        self.failed.emit()
