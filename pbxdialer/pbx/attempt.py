"""One exchange with the PBX: its deadline, its stop button, and whether it has passed the point of no return.

The worker that sends is the only one that decides the outcome; other threads may only press stop. That needs no lock:
stop closes the line under the worker, and the worker then looks at what it had already done.
"""

import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress

from pbxdialer.core.failure import Failure, FailureCode

Clock = Callable[[], float]


class WireFault(Exception):
    """The exchange failed; `failure.surely_not_sent` tells on which side of the point of no return."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(f"{failure.code} {failure.detail}")
        self.failure = failure


class Attempt:
    """A single use: made before the worker starts, thrown away when it has ended."""

    def __init__(self, deadline_s: float, monotonic: Clock = time.monotonic, wall: Clock = time.time) -> None:
        """`deadline_s` bounds the whole exchange, on the monotonic and on the wall clock (a computer may sleep)."""
        self._clocks = ((monotonic, monotonic() + deadline_s), (wall, wall() + deadline_s))
        self._line: socket.socket | None = None
        self._stopped = False
        self.departed = threading.Event()

    @property
    def sent(self) -> bool:
        """True once the point of no return has been passed."""
        return self.departed.is_set()

    def stop(self) -> None:
        """Free the worker at once, from any thread. What went out stays out."""
        self._stopped = True
        self._cut()

    def expire_if_late(self) -> None:
        """Free the worker if the deadline has passed on any clock, as after the computer slept."""
        if self._seconds_left() <= 0:
            self._cut()

    def holds(self, line: socket.socket) -> None:
        """Remember the connection's socket; a duplicate, because TLS takes the original over."""
        self.lets_go()
        self._line = line.dup()

    def lets_go(self) -> None:
        """Close the duplicate; the connection itself ends when its owner closes it."""
        if self._line is not None:
            self._line.close()
            self._line = None

    def seconds_left(self) -> float:
        """Return what is left of the deadline. Raises WireFault when it has passed or stop was pressed."""
        if self._stopped:
            raise self.fault(FailureCode.STOPPED_BEFORE_SENDING, FailureCode.STOPPED_WAITING)
        left = self._seconds_left()
        if left <= 0:
            raise self.fault(FailureCode.CONNECT_TIMEOUT, FailureCode.REPLY_LATE)
        return left

    def passes_point_of_no_return(self) -> None:
        """The request's first byte goes out now. Raises WireFault instead when stop came in time."""
        self.seconds_left()
        self.departed.set()

    def fault(self, before: FailureCode, after: FailureCode, detail: str = "") -> WireFault:
        """Return the fault that is true now: `before` the point of no return, or `after` it."""
        return WireFault(Failure(after if self.sent else before, detail))

    def _seconds_left(self) -> float:
        return min(end - clock() for clock, end in self._clocks)

    def _cut(self) -> None:
        line = self._line
        if line is not None:
            with suppress(OSError):  # the line may be gone already, which is what was wanted
                line.shutdown(socket.SHUT_RDWR)
