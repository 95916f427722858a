"""Watches the GUI thread of this process: the longest time in which it could not take the next event.

A timer beats on it; where the beats stop for too long, another thread notes the stack. Tests are on the same thread:
while one is busy with what is no window's work, it says so.

    with own_work():
        subprocess.run(…)

Keys and clicks that a test sends one after the other, without Qt's loop between them, are events each: the thread has
taken the next one. Time in which one of our threads was ready to run and the kernel gave the processor to somebody else
is nobody's fault and is taken off; on a computer that is not busy there is none.

The watch must not make what it looks for: each file that Python reads gives the interpreter's lock away a few times,
and beside a thread that computes it comes back 5 ms later. Twenty small files a beat were gaps of two seconds. So the
scheduler is asked through `ctypes.PyDLL`, which keeps the lock.
"""

import ctypes
import os
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from itertools import pairwise

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

_BEATS_EVERY_MS = 20
_PRESSES = (QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick)
_system = ctypes.PyDLL(None) if sys.platform == "linux" else None
_watched: ContextVar["GuiThread | None"] = ContextVar("watched", default=None)


@dataclass(frozen=True, slots=True)
class Moment:
    """When it was, and how long each of our threads had been kept off the processor by then, in milliseconds."""

    at_ms: float
    kept_off_ms: dict[int, float]

    @classmethod
    def now(cls) -> "Moment":
        """Look at the clock and at the scheduler, where it tells (Linux, proc(5))."""
        threads = [thread.native_id for thread in threading.enumerate() if thread.native_id is not None]
        told = {thread: _kept_off_ms(thread) for thread in threads} if _system is not None else {}
        return cls(time.monotonic() * 1000, {thread: ms for thread, ms in told.items() if ms is not None})

    def ms_since(self, earlier: "Moment") -> float:
        """Return the time between two moments that was ours."""
        kept_off = sum(ms - earlier.kept_off_ms.get(thread, ms) for thread, ms in self.kept_off_ms.items())
        return self.at_ms - earlier.at_ms - kept_off


def _kept_off_ms(thread: int) -> float | None:
    """Return how long a thread has waited for a processor since it began, None where it has ended."""
    told = ctypes.create_string_buffer(80)
    file = _system.open(b"/proc/self/task/%d/schedstat" % thread, os.O_RDONLY)
    size = _system.read(file, told, len(told)) if file >= 0 else 0
    _system.close(file)
    return int(told.value.split()[1]) / 1e6 if size > 0 else None


class GuiThread(QObject):
    """Made, begun and ended on the GUI thread. `longest_ms` is the longest gap between two beats."""

    def __init__(self, telling_ms: float) -> None:
        """`told` has the stack of the last gap that was longer than `telling_ms`."""
        super().__init__()
        self._ident = threading.get_ident()
        self._telling_ms = telling_ms
        self._ended = threading.Event()
        self._watcher = threading.Thread(target=self._watch, name="watch over the GUI thread", daemon=True)
        self._timer = QTimer(self, timerType=Qt.TimerType.PreciseTimer)
        self._timer.setInterval(_BEATS_EVERY_MS)
        self._timer.timeout.connect(self.beat)
        self._last: Moment | None = None
        self.longest_ms = 0.0
        self.told = ""

    def begin(self) -> None:
        """Watch from now on."""
        self._token = _watched.set(self)
        self.resume()
        self._timer.start()
        QApplication.instance().installEventFilter(self)  # type: ignore[union-attr]
        self._watcher.start()

    def end(self) -> None:
        """Stop watching."""
        self.beat()
        QApplication.instance().removeEventFilter(self)  # type: ignore[union-attr]
        self._timer.stop()
        self._ended.set()
        self._watcher.join()
        _watched.reset(self._token)

    def beat(self) -> None:
        """Take note of the time that has passed since the last beat."""
        last, now = self._last, Moment.now()
        if last is not None:
            self.longest_ms = max(self.longest_ms, now.ms_since(last))
            self._last = now

    def pause(self) -> None:
        """What follows does not count."""
        self.beat()
        self._last = None

    def resume(self) -> None:
        """Begin the next gap here and now."""
        self._last = Moment.now()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's own
        if event.type() in _PRESSES:
            self.beat()
        return False

    def _watch(self) -> None:
        told: Moment | None = None
        while not self._ended.wait(self._telling_ms / 4000):
            last = self._last
            if last is not None and last is not told and time.monotonic() * 1000 - last.at_ms > self._telling_ms:
                told = last
                self.told = self._stack()

    def _stack(self) -> str:
        """Return the stack of the GUI thread down to the test. No frame is kept: it would keep widgets alive here."""
        lines = []
        frame = sys._current_frames().get(self._ident)
        while frame is not None and "_pytest" not in frame.f_code.co_filename:
            lines.append(f"  {frame.f_code.co_filename}:{frame.f_lineno} {frame.f_code.co_name}")
            frame = frame.f_back
        return "\n".join(lines)


@contextmanager
def own_work() -> Iterator[None]:
    """Inside, the test is at work and no window; what went before still counts."""
    watched = _watched.get()
    if watched is not None:
        watched.pause()
    yield
    if watched is not None:
        watched.resume()


def idle_gap_ms() -> float:
    """Return the longest gap of an event loop that has nothing to do, now: a busy computer holds that up, too."""
    moments = [time.monotonic()]
    timer = QTimer(timerType=Qt.TimerType.PreciseTimer)
    timer.timeout.connect(lambda: moments.append(time.monotonic()))
    timer.start(_BEATS_EVERY_MS)
    QTest.qWait(1000)
    timer.stop()
    return max(after - before for before, after in pairwise(moments)) * 1000
