"""The system's signals end the program as its own Quit does: a log-off, a shutdown, Ctrl-C, a terminal that closes."""

import signal
import socket
import sys

from PySide6.QtCore import QObject, QSocketNotifier, Signal


class Termination(QObject):
    """Turns the system's signals into a Qt signal. Python's handlers wait while Qt does, so a socket wakes it."""

    requested = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._waker, self._woken = socket.socketpair()
        self._waker.setblocking(False)
        self._woken.setblocking(False)
        signal.set_wakeup_fd(self._waker.fileno(), warn_on_full_buffer=False)
        self._signals = _ending_signals()
        for number in self._signals:
            signal.signal(number, lambda *_: None)
        self._notifier = QSocketNotifier(self._woken.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._take)

    def close(self) -> None:
        """Give the signals back."""
        self._notifier.setEnabled(False)
        signal.set_wakeup_fd(-1)
        for number in self._signals:
            signal.signal(number, signal.SIG_DFL)
        self._waker.close()
        self._woken.close()

    def _take(self) -> None:
        self._woken.recv(64)
        self.requested.emit()


def _ending_signals() -> tuple[signal.Signals, ...]:
    """Return those that end the program.

    systemd sends SIGHUP right behind SIGTERM when it ends a session; who starts a program with nohup has it ignored.
    """
    if sys.platform == "win32" or signal.getsignal(signal.SIGHUP) is signal.SIG_IGN:
        return (signal.SIGTERM, signal.SIGINT)
    return (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
