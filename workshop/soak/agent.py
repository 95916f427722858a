"""Somebody who places one call after another through a dialer of their own, and remembers what they were told."""

import itertools
import socket
from collections.abc import Callable
from dataclasses import dataclass
from threading import Thread

from pbxdialer.core.account import Account, Destination, DestinationKind, Secrets
from pbxdialer.core.call import Call, CallState
from pbxdialer.core.dial_plan import DialRule, DialString
from pbxdialer.core.intent import Callee, Intent
from pbxdialer.core.number import PhoneNumber
from pbxdialer.dialer import Dialer, Journal, Pace
from pbxdialer.pbx.attempt import Attempt
from pbxdialer.pbx.client import PbxClient
from workshop.soak.moods import Mood, Planned, Stop
from workshop.soak.moody_pbx import MoodyPbx

_SECRETS = Secrets(api_username="agent-api", api_password="soak-password", api_key="soak-key")
_NUMBER = "0722123456"
_BETWEEN_CALLS_S = 6.0  # ten in a minute, as the pace limit has it


@dataclass(frozen=True, slots=True)
class Told:
    """What an agent was told of one call, and what the PBX was up to."""

    external_id: str
    mood: Mood
    state: CallState


class Agent:
    """Calls the PBX at hand; each call's deadline is its mood's."""

    def __init__(self, client: PbxClient, journal: Journal, pbx: MoodyPbx, ca_file: str) -> None:
        self._pbx = pbx
        self._ca_file = ca_file
        self._deadline_s = 0.0
        looks = itertools.count()
        pace = Pace(lambda: next(looks) * _BETWEEN_CALLS_S)  # time flies here; the limit is the program's own
        self._dialer = Dialer(client, journal, pace, lambda _: Attempt(self._deadline_s))

    def call(self, planned: Planned) -> Told:
        """Place one call and wait for its outcome."""
        mood = planned.mood
        self._deadline_s = mood.deadline_s
        with socket.socket() as silent:
            silent.bind(("127.0.0.1", 0))  # and never listens
            url = self._pbx.url if mood.listens else f"https://127.0.0.1:{silent.getsockname()[1]}"
            account = self._account(url, waits_for_agent=mood.waits_for_agent)
            call = _call_through(account)
            self._pbx.expect(call.external_id, mood.script, greets=mood.greets)
            self._dialer.prepare(call, account)
            thumb = self._thumb(call, planned)
            outcome = self._dialer.place(call, account, _SECRETS)
            thumb.join()
        return Told(call.external_id, mood, outcome.state)

    def _thumb(self, call: Call, planned: Planned) -> Thread:
        """Return the running thread that presses Stop when it is time."""
        moments: dict[Stop, Callable[[], object]] = {
            Stop.ONCE_CONNECTED: self._pbx.await_connection,
            Stop.ONCE_HEARD: self._pbx.await_post,
            Stop.AT_ANY_MOMENT: lambda: self._pbx.released.wait(planned.stop_within_s),
        }
        moment = moments.get(planned.mood.stop)

        def press() -> None:
            if moment is not None:
                moment()
                self._dialer.stop_waiting(call.external_id)

        thread = Thread(target=press, daemon=True)
        thread.start()
        return thread

    def _account(self, url: str, *, waits_for_agent: bool) -> Account:
        first = Destination(DestinationKind.USER, "ionescu")
        return Account("1", "Soak", url, 1, first, waits_for_agent=waits_for_agent, ca_file=self._ca_file)


def _call_through(account: Account) -> Call:
    callee = Callee(PhoneNumber(_NUMBER), "Ștefan")
    return Call.intended(Intent(callee, account.destination, account, DialString(_NUMBER, DialRule.AS_TYPED)))
