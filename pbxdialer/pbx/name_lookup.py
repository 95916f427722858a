"""Looks up a host's addresses within a deadline.

``getaddrinfo`` takes no time-out and cannot be interrupted, so it runs on a daemon thread of its own: the only thread
of the program that `gui/background.py` does not start. A lookup that never ends is left behind.
"""

import queue
import socket
import threading

from pbxdialer.core.failure import Failure, FailureCode
from pbxdialer.pbx.attempt import Attempt, WireFault

Address = tuple[socket.AddressFamily, tuple[str, int] | tuple[str, int, int, int]]
_LOOK_AGAIN_S = 0.1
LONGEST_LOOKUP_S = 10.0


def addresses_of(host: str, port: int, attempt: Attempt) -> list[Address]:
    """Return the addresses of `host` in the system's order of preference.

    Raises WireFault: NAME_NOT_FOUND, NAME_LOOKUP_TIMEOUT after `LONGEST_LOOKUP_S`, or what the attempt says.
    """
    numeric = _asked(host, port, socket.AI_NUMERICHOST)
    if not isinstance(numeric, OSError):
        return numeric
    answer: queue.SimpleQueue[list[Address] | OSError] = queue.SimpleQueue()
    threading.Thread(target=lambda: answer.put(_asked(host, port, 0)), name="name lookup", daemon=True).start()
    waited_s, longest_s = 0.0, attempt.stage_s(LONGEST_LOOKUP_S)
    while waited_s < longest_s:
        attempt.seconds_left()
        try:
            found = answer.get(timeout=_LOOK_AGAIN_S)
        except queue.Empty:
            waited_s += _LOOK_AGAIN_S
            continue
        if isinstance(found, OSError) or not found:
            raise WireFault(Failure(FailureCode.NAME_NOT_FOUND, host))
        return found
    raise WireFault(Failure(FailureCode.NAME_LOOKUP_TIMEOUT, host))


def _asked(host: str, port: int, flags: int) -> "list[Address] | OSError":
    try:
        rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=flags)
    except UnicodeError:
        return OSError("not a host name")
    except OSError as error:
        return error
    return [(family, address) for family, _, _, _, address in rows]  # type: ignore[misc]
