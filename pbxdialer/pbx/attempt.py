"""One exchange with the PBX: its deadline, its stop button, and whether it has passed the point of no return.

The worker that sends is the only one that decides the outcome; other threads may only press stop. That needs no lock:
stop closes the line under the worker, and the worker then looks at what it had already done.
"""

import math
import socket
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress

from pbxdialer.core.failure import Failure, FailureCode

Clock = Callable[[], float]
_STAGE_SHARE = 0.3
# WORKAROUND https://github.com/python/cpython/issues/91913: on Windows a reader whose line another thread cuts is not
# freed (seen under Wine), so it looks for itself. Elsewhere the cut frees it at once, and it need not wake up.
_READERS_LOOK_AGAIN_S = 0.1 if sys.platform == "win32" else math.inf


class WireFault(Exception):
    """The exchange failed; `failure.surely_not_sent` tells on which side of the point of no return."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(f"{failure.code} {failure.detail}")
        self.failure = failure


class Attempt:
    """A single use: made before the worker starts, thrown away when it has ended."""

    def __init__(
        self,
        deadline_s: float,
        monotonic: Clock = time.monotonic,
        wall: Clock = time.time,
        look_again_s: float = _READERS_LOOK_AGAIN_S,
    ) -> None:
        """`deadline_s` bounds the whole exchange, on the monotonic and on the wall clock (a computer may sleep).

        `look_again_s` is how long a reader waits before it looks itself whether it may go on waiting.
        `sent` is True once the point of no return has been passed; `departed` is set when the first bytes are out.
        """
        self.look_again_s = look_again_s
        self._monotonic = monotonic
        self._deadline_s = deadline_s
        self._clocks = ((monotonic, monotonic() + deadline_s), (wall, wall() + deadline_s))
        self._line: socket.socket | None = None
        self.stopped = False
        self._sent_at = 0.0
        self.sent = False
        self.departed = threading.Event()
        self.far_end_closed = False

    def stop(self) -> None:
        """Free the worker at once, from any thread. What went out stays out."""
        self.stopped = True
        self._cut()

    def expire_if_late(self) -> None:
        """Free the worker if the deadline has passed on any clock, as after the computer slept."""
        if self._seconds_left() <= 0:
            self._cut()

    def holds(self, line: socket.socket) -> None:
        """Remember the connection's socket; a duplicate below TLS, so that cutting it disturbs no reader's object."""
        self.lets_go()
        self._line = socket.fromfd(line.fileno(), line.family, line.type)

    def lets_go(self) -> None:
        """Close the duplicate; the connection itself ends when its owner closes it."""
        if self._line is not None:
            self._line.close()
            self._line = None

    def seconds_left(self) -> float:
        """Return what is left of the deadline. Raises WireFault when it has passed or stop was pressed."""
        if self.stopped:
            raise self.fault(FailureCode.STOPPED_BEFORE_SENDING, FailureCode.STOPPED_WAITING)
        left = self._seconds_left()
        if left <= 0:
            raise self.too_late()
        return left

    def stage_s(self, longest_s: float) -> float:
        """Return how long a lookup, a connection or a greeting may last: `longest_s`, or its share of the deadline.

        A stage that could use up the whole deadline would end without a sentence of its own.
        """
        return min(longest_s, self._deadline_s * _STAGE_SHARE)

    def passes_point_of_no_return(self) -> None:
        """The request's first byte goes out now. Raises WireFault instead when stop came in time.

        Nothing is ever sent twice on one attempt: should a library repeat a request, it ends here.
        """
        self.seconds_left()
        if self.sent:
            raise self.fault(FailureCode.PROGRAM_FAULT, FailureCode.PROGRAM_FAULT, "a second request was prevented")
        self._sent_at = self._monotonic()
        self.sent = True

    def waited_s(self) -> float:
        """Return the seconds since the request went out; 0 before."""
        return self._monotonic() - self._sent_at if self.sent else 0.0

    def too_late(self) -> WireFault:
        """Return the fault of a deadline that has passed."""
        return self.fault(FailureCode.CONNECT_TIMEOUT, FailureCode.REPLY_LATE)

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
