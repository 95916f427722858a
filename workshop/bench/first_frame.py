"""Watches a Qt program from inside its own process, without a hook in it: when its first frame is on the screen.

Run as ``python -m workshop.bench.first_frame bare`` or ``… PROGRAM-MODULE ARGUMENT …``; prints one JSON line and ends.
"""

import json
import runpy
import sys
import time
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer
from PySide6.QtGui import QWindow
from PySide6.QtWidgets import QApplication, QLabel, QWidget

_SETTLED_MS = 3000


class FirstFrame(QObject):
    """Delivers the windows' events itself until one of them made widgets paint; then the frame is out."""

    def __init__(self, application: QCoreApplication) -> None:
        super().__init__()
        self._application = application
        self._delivering = False
        self._painted = False
        self._report: dict[str, float] = {}
        application.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Look at every event of the program; windows' own events are delivered from here, once."""
        if isinstance(watched, QWidget):
            self._painted = self._painted or event.type() == QEvent.Type.Paint
            return False
        if self._delivering or not isinstance(watched, QWindow):
            return False
        self._delivering = True
        QCoreApplication.sendEvent(watched, event)
        self._delivering = False
        if self._painted:
            self._application.removeEventFilter(self)
            self._report = {"painted_s": time.monotonic(), "rss_mb": _status_mb("VmRSS")}
            QTimer.singleShot(_SETTLED_MS, self._settled)
        return True

    def _settled(self) -> None:
        """Late imports are in by now: tell the peak and leave without ceremony."""
        print(json.dumps({**self._report, "peak_mb": _status_mb("VmHWM")}), flush=True)
        QApplication.exit(0)


def _status_mb(field: str) -> float:
    """Return a line of /proc/self/status in MB (it is written in kB)."""
    lines = Path("/proc/self/status").read_text("ascii").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith(f"{field}:"))


def _bare() -> None:
    application = QApplication(sys.argv[:1])
    _first_frame = FirstFrame(application)
    window = QLabel("bare")
    window.resize(420, 640)
    window.show()
    application.exec()


def _program(module: str, arguments: list[str]) -> None:
    """Run `module` as ``python -m`` does; the watch begins when it enters its event loop."""
    enter_loop = QApplication.exec

    def watched_loop(*_: object) -> int:
        application = QApplication.instance()
        assert application is not None
        _first_frame = FirstFrame(application)
        return enter_loop()

    QApplication.exec = watched_loop  # type: ignore[method-assign]
    sys.argv = [module, *arguments]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    if sys.argv[1] == "bare":
        _bare()
    else:
        _program(sys.argv[1], sys.argv[2:])
