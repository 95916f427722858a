"""The only file that starts threads for the window: lanes of work off the GUI thread.

Only frozen values cross the thread line: a job's result comes back through one queued signal. The threads are daemons,
so a hanging lookup, keyring or PBX never keeps the program alive.
"""

import logging
import queue
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

from PySide6.QtCore import QObject, Qt, Signal
from shiboken6 import isValid

log = logging.getLogger(__name__)
T = TypeVar("T")
Step = Callable[[], None]

# Python lets a thread that computes go on for 5 ms before another one gets its turn, and the window's thread needs its
# turn for each thing that Qt asks of Python, a hundred times while a page is shown: half a second (measured).
_LONGEST_TURN_S = 0.0005


class Lane:
    """One thread that does its jobs in order. Warm: the thread waits for the next job."""

    def __init__(self, name: str, to_gui: Callable[[Step], None], faulted: Callable[[Exception], None]) -> None:
        self._jobs: queue.SimpleQueue[Step | None] = queue.SimpleQueue()
        self._to_gui = to_gui
        self._faulted = faulted
        threading.Thread(target=self._work, name=name, daemon=True).start()

    def submit(
        self,
        job: Callable[[], T],
        done: Callable[[T], None] = lambda _: None,
        failed: Callable[[Exception], None] | None = None,
    ) -> None:
        """Do `job` here; then `done(result)` on the GUI thread, or `failed(error)` there if it raised.

        Where the one to be told is a method of something that Qt has deleted meanwhile, nobody is told.
        An error without `failed` is logged and told to the background's `faulted` signal.
        """

        def step() -> None:
            try:
                result = job()
            except Exception as error:
                if failed is None:
                    log.exception("a job in the background failed")
                told, trouble = failed or self._faulted, error
                self._to_gui(lambda: _tell(told, trouble))
            else:
                self._to_gui(lambda: _tell(done, result))

        self._jobs.put(step)

    def drained(self, timeout_s: float) -> bool:
        """Wait until everything submitted so far is done; False when `timeout_s` was not enough."""
        reached = threading.Event()
        self._jobs.put(reached.set)
        return reached.wait(timeout_s)

    def end(self) -> None:
        """Let the thread end after what was submitted so far; what comes later is not done."""
        self._jobs.put(None)

    def _work(self) -> None:
        while job := self._jobs.get():
            job()


def _tell(told: Callable[[T], None], what: T) -> None:
    owner = getattr(told, "__self__", None)
    if not isinstance(owner, QObject) or isValid(owner):
        told(what)


class Background(QObject):
    """Makes lanes, and brings their results back to the GUI thread it was made on."""

    faulted = Signal(object)  # Exception
    _returned = Signal(object)  # Step

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        sys.setswitchinterval(_LONGEST_TURN_S)
        self._open = True
        self._lanes: list[Lane] = []
        self._returned.connect(self._take, Qt.ConnectionType.QueuedConnection)

    def lane(self, name: str) -> Lane:
        """Start a lane; `name` is the thread's name in crash reports."""
        self._lanes.append(Lane(name, self.to_gui, self.faulted.emit))
        return self._lanes[-1]

    def to_gui(self, step: Step) -> None:
        """Have `step` run on the GUI thread, soon. Any thread."""
        if self._open:
            with suppress(RuntimeError):  # Qt has taken the receiving end away already: the program is ending
                self._returned.emit(step)

    def close(self) -> None:
        """Let nothing more come back, and the threads end; the window is going away."""
        self._open = False
        for lane in self._lanes:
            lane.end()

    def _take(self, step: Step) -> None:
        if self._open:
            step()


class StopSign:
    """Put up on the GUI thread to end a long job that looks at it now and then."""

    def __init__(self) -> None:
        self._up = threading.Event()

    def put_up(self) -> None:
        """Ask the job to end."""
        self._up.set()

    def is_up(self) -> bool:
        """True once somebody asked the job to end. Any thread."""
        return self._up.is_set()
