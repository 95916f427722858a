"""What a PBX may do to one call, how often, and what the dialer may truthfully say of it afterwards."""

from dataclasses import dataclass
from enum import Enum
from functools import partial
from random import Random

from pbxdialer.core.call import CallState
from tests.fault_pbx import ACCEPTED, Step, close, drip, half_close, pause, read_request, reply, reset, send
from workshop.soak.moody_pbx import accept, refuse, until_it_leaves

PATIENT_S = 30.0
HASTY_S = 0.5  # bounds the calls whose answer never comes
_RANG_S = 2.2  # an async=0 error counts as "not answered" after 2 s
_STOPPED_WITHIN_S = 0.03

_OK = b"HTTP/1.1 200 OK\r\n"
_LENGTH = f"Content-Length: {len(ACCEPTED)}\r\n\r\n".encode()
_HTML = b"<html><body><h1>Bad gateway</h1></body></html>"
_PHP_NOTICE = b"<br />\n<b>Notice</b>:  Undefined index: vars in <b>/var/www/api.php</b> on line <b>7</b><br />\n"


class Stop(Enum):
    """When the agent presses Stop waiting."""

    NEVER = "never"
    ONCE_CONNECTED = "once connected"
    ONCE_HEARD = "once heard"
    AT_ANY_MOMENT = "at any moment"


@dataclass(frozen=True, slots=True)
class Mood:
    """One way to treat a call; `weight` says how often, `outcomes` what the dialer may say.

    A PBX that does not greet speaks no TLS at a port where TLS is expected; one that does not listen is not there.
    """

    name: str
    weight: int
    outcomes: frozenset[CallState]
    script: tuple[Step, ...] = ()
    waits_for_agent: bool = False
    deadline_s: float = PATIENT_S
    stop: Stop = Stop.NEVER
    greets: bool = True
    listens: bool = True


@dataclass(frozen=True, slots=True)
class Planned:
    """One call of a soak: what the PBX will do, and after how many seconds Stop is pressed at the latest."""

    mood: Mood
    stop_within_s: float


def plan(count: int, seed: int) -> list[Planned]:
    """Return `count` calls as `seed` has them, the same ones each time."""
    dice = Random(seed)
    moods = dice.choices(MOODS, [mood.weight for mood in MOODS], k=count)
    return [Planned(mood, dice.uniform(0.0, _STOPPED_WITHIN_S)) for mood in moods]


_RINGS = frozenset({CallState.RINGING_AGENT})
_TALKS = frozenset({CallState.IN_CALL})
_REFUSED = frozenset({CallState.REFUSED})
_NOT_ANSWERED = frozenset({CallState.NOT_ANSWERED})
_NOT_SENT = frozenset({CallState.NOT_SENT})
_UNKNOWN = frozenset({CallState.UNKNOWN})
# a hasty deadline may pass before anything was sent; the ledger tells whether that is true
_LATE = _UNKNOWN | _NOT_SENT


def _lost(name: str, *script: Step) -> Mood:
    return Mood(name, 2, _UNKNOWN, (read_request, *script))


def _late(name: str, *script: Step) -> Mood:
    return Mood(name, 2, _LATE, (read_request, *script, until_it_leaves), deadline_s=HASTY_S)


def _odd(name: str, body: bytes, status: str = "200 OK") -> Mood:
    return Mood(name, 2, _UNKNOWN, (read_request, reply(body, status)))


MOODS = (
    Mood("accepts", 30, _RINGS, (read_request, accept)),
    Mood("accepts after a while", 6, _RINGS, (read_request, pause(0.05), accept)),
    Mood("accepts behind a PHP notice", 3, _RINGS, (read_request, partial(accept, before=_PHP_NOTICE))),
    Mood("async=0, answered", 6, _TALKS, (read_request, pause(0.05), accept), waits_for_agent=True),
    Mood("async=0, refused at once", 3, _REFUSED, (read_request, refuse()), waits_for_agent=True),
    Mood("async=0, not answered", 1, _NOT_ANSWERED, (read_request, pause(_RANG_S), refuse()), waits_for_agent=True),
    Mood("refuses", 8, _REFUSED, (read_request, refuse())),
    Mood("refuses with 403", 2, _REFUSED, (read_request, refuse("403 Forbidden"))),
    Mood("refuses with 503", 2, _REFUSED, (read_request, refuse("503 Service Unavailable"))),
    Mood("is not there", 3, _NOT_SENT, listens=False),
    Mood("closes before the greeting", 2, _NOT_SENT, (close,), greets=False),
    Mood("resets before the greeting", 2, _NOT_SENT, (reset,), greets=False),
    Mood("speaks no TLS", 2, _NOT_SENT, (send(b"HTTP/1.1 400 Bad Request\r\n\r\n"), until_it_leaves), greets=False),
    Mood("hangs in the greeting", 2, _NOT_SENT, (until_it_leaves,), deadline_s=HASTY_S, greets=False),
    Mood("closes before reading", 3, _UNKNOWN, (close,)),
    Mood("resets before reading", 3, _UNKNOWN, (reset,)),
    _lost("reads all, then closes", close),
    _lost("reads all, then half-closes", half_close, until_it_leaves),
    _lost("reads all, then resets", reset),
    _lost("half a status line", send(b"HTTP/1.1 2"), close),
    _lost("half a reply", send(_OK + _LENGTH + ACCEPTED[:40]), close),
    _lost("half a reply, then a reset", send(_OK + _LENGTH + ACCEPTED[:40]), reset),
    _late("hangs past the deadline"),
    _late("half a reply, then hangs", send(_OK + _LENGTH + ACCEPTED[:-1])),
    _late("drips past the deadline", drip(_OK + _LENGTH + ACCEPTED, every_s=0.02)),
    _odd("HTML", _HTML),
    _odd("502 with HTML", _HTML, "502 Bad Gateway"),
    _odd("504 with nothing", b"", "504 Gateway Timeout"),
    _odd("broken JSON", ACCEPTED[:-1]),
    _odd("an envelope without has_error", b'{"messages": [], "results": []}'),
    _lost("302", reply(b"", "302 Found", b"Location: https://127.0.0.1:9/api/originate-call\r\n")),
    _lost("307", reply(b"", "307 Temporary Redirect", b"Location: https://127.0.0.1:9/api/originate-call\r\n")),
    Mood("Stop in the greeting", 2, _NOT_SENT, (until_it_leaves,), stop=Stop.ONCE_CONNECTED, greets=False),
    Mood("Stop while it hangs", 4, _UNKNOWN, (read_request, until_it_leaves), stop=Stop.ONCE_HEARD),
    Mood(
        "Stop at any moment",
        10,
        _NOT_SENT | _UNKNOWN | _RINGS,
        (read_request, pause(0.005), accept),
        stop=Stop.AT_ANY_MOMENT,
    ),
)
