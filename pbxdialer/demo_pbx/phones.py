"""What can be seen of the telephones? Snapshots to look at, events to hear of."""

import logging
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from pbxdialer.demo_pbx.calls import LiveCall, Stage
from pbxdialer.demo_pbx.outcomes import CallStatus

_log = logging.getLogger(__name__)


class PhoneState(StrEnum):
    """What an agent's telephone is doing."""

    IDLE = "idle"
    RINGING = "ringing"
    IN_CALL = "in call"
    OFFLINE = "offline"
    BUSY = "busy"


@dataclass(frozen=True, slots=True)
class PhoneView:
    """One agent's telephone at one moment.

    `number` and `name` are the customer's, empty without a call. IN_CALL begins when the agent answers;
    `customer_answered` tells whether the customer is on the line yet. `since` is when `state` began, aware UTC.
    """

    user: str
    full_name: str
    extension: str
    state: PhoneState
    since: datetime
    number: str = ""
    name: str = ""
    external_id: str = ""
    customer_answered: bool = False

    def with_call(self, call: LiveCall) -> "PhoneView":
        """Return this telephone with `call` on it."""
        return replace(
            self,
            since=call.since if call.stage is Stage.RINGING_AGENT else call.agent_answered_at or call.since,
            number=call.order.number,
            name=call.order.name,
            external_id=call.order.external_id,
            customer_answered=call.stage is Stage.TALKING,
        )


@dataclass(frozen=True, slots=True)
class ChannelView:
    """One leg of a call at one moment: its channel as Asterisk names it, and whose call it is."""

    name: str
    stage: Stage
    user: str
    number: str
    since: datetime


class Happening(StrEnum):
    """What may happen to a telephone, in the words of the terminal view."""

    AGENT_RINGING = "ringing"
    AGENT_ANSWERED = "answered"
    AGENT_REJECTED = "rejected"
    AGENT_TIMED_OUT = "rang in vain"
    AGENT_BUSY = "busy"
    CUSTOMER_RINGING = "calling the customer"
    CUSTOMER_ANSWERED = "talking with the customer"
    CALL_ENDED = "call ended"
    PRESENCE_CHANGED = "presence changed"


@dataclass(frozen=True, slots=True)
class PhoneEvent:
    """Something that happened to the telephone of `user`. `status` is set when a call ended. Times are aware UTC."""

    what: Happening
    at: datetime
    user: str
    number: str = ""
    name: str = ""
    external_id: str = ""
    status: CallStatus | None = None


Watcher = Callable[[PhoneEvent], None]


class Watchers:
    """Those who want to hear of events: each event once, in order, one at a time, on whatever thread made it."""

    def __init__(self) -> None:
        self._watchers: list[Watcher] = []
        self._untold: deque[PhoneEvent] = deque()
        self._telling = threading.Lock()

    def add(self, watcher: Watcher) -> Callable[[], None]:
        """Tell `watcher` of every event from now on; return how to stop that."""
        self._watchers.append(watcher)
        return lambda: self._watchers.remove(watcher)

    def note(self, event: PhoneEvent) -> None:
        """Remember `event` until `tell`; never blocks."""
        self._untold.append(event)

    def tell(self) -> None:
        """Tell everything noted, unless another call of this is at it: then that one tells it."""
        while self._untold and self._telling.acquire(blocking=False):
            try:
                self._tell_all()
            finally:
                self._telling.release()

    def _tell_all(self) -> None:
        while self._untold:
            event = self._untold.popleft()
            for watcher in tuple(self._watchers):
                try:
                    watcher(event)
                except Exception:
                    # A faulty onlooker must not stop the telephones.
                    _log.exception("a watcher of the demo PBX failed")
