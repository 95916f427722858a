"""Watches the GUI thread of this process: the longest time in which it could not take the next event.

A timer beats on it; where the beats stop for too long, the stack is written down from outside. Tests are on the same
thread: while one is busy with what is no window's work, it says so.

    with own_work():
        subprocess.run(…)

Time in which the kernel gave the processor to others is nobody's fault and is taken off.
"""

import faulthandler
import re
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer

_BEATS_EVERY_MS = 10
_watched: ContextVar["GuiThread | None"] = ContextVar("watched", default=None)


@dataclass(frozen=True, slots=True)
class Moment:
    """When it was, and how long the thread had been kept off the processor by then, in milliseconds."""

    at_ms: float
    kept_off_ms: float


class GuiThread(QObject):
    """Made, begun and ended on the GUI thread. `longest_ms` is the longest gap between two beats."""

    def __init__(self, telling_ms: float) -> None:
        """A gap of more than `telling_ms` leaves the stack it was noticed at, see `told`."""
        super().__init__()
        self._schedstat = Path(f"/proc/self/task/{threading.get_native_id()}/schedstat")
        self._telling_s = telling_ms / 1000
        self._stacks = tempfile.TemporaryFile("w+")  # noqa: SIM115 - closed by `end`
        self._timer = QTimer(self, timerType=Qt.TimerType.PreciseTimer)
        self._timer.setInterval(_BEATS_EVERY_MS)
        self._timer.timeout.connect(self.beat)
        self.longest_ms = 0.0
        self.told = ""

    def begin(self) -> None:
        """Watch from now on."""
        self._last = self._now()
        self._token = _watched.set(self)
        self._timer.start()
        self.forget()

    def end(self) -> None:
        """Stop watching."""
        self.beat()
        faulthandler.cancel_dump_traceback_later()
        self._timer.stop()
        _watched.reset(self._token)
        self._stacks.seek(0)
        self.told = self._of_this_thread(self._stacks.read())
        self._stacks.close()

    def beat(self) -> None:
        """Take note of the time that has passed since the last beat."""
        last, now = self._last, self._now()
        gap_ms = (now.at_ms - last.at_ms) - (now.kept_off_ms - last.kept_off_ms)
        self.longest_ms = max(self.longest_ms, gap_ms)
        self.forget()

    def forget(self) -> None:
        """Begin the next gap here and now."""
        self._last = self._now()
        faulthandler.dump_traceback_later(self._telling_s, file=self._stacks)

    @staticmethod
    def _of_this_thread(stacks: str) -> str:
        """Return what the GUI thread did, down to the test, each time it was noticed."""
        mine = f"0x{threading.get_ident():016x} "
        stacks_here = [stack for stack in re.split(r"\n\n|(?=Timeout)", stacks) if mine in stack]
        return "\n".join(stack.partition("_pytest/python.py")[0].rpartition("\n")[0] for stack in stacks_here)

    def _now(self) -> Moment:
        kept_off_ms = 0.0
        with suppress(OSError, IndexError, ValueError):  # Linux tells (proc(5)); elsewhere nothing is taken off
            kept_off_ms = int(self._schedstat.read_text().split()[1]) / 1e6
        return Moment(time.monotonic() * 1000, kept_off_ms)


@contextmanager
def own_work() -> Iterator[None]:
    """Inside, the test is at work and no window; what went before still counts."""
    watched = _watched.get()
    if watched is not None:
        watched.beat()
    yield
    if watched is not None:
        watched.forget()
