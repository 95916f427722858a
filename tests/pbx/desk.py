"""An agent's desk for tests of the wire: an account, a call, and the real dialer with a journal one can read."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cache
from threading import Thread
from typing import Any

from pbxdialer.core.account import Account, Destination, DestinationKind, Secrets
from pbxdialer.core.call import Call
from pbxdialer.core.dial_plan import DialRule, DialString
from pbxdialer.core.intent import Callee, Intent
from pbxdialer.core.number import PhoneNumber
from pbxdialer.dialer import Dialer
from pbxdialer.pbx.attempt import Attempt
from pbxdialer.pbx.client import PbxClient
from tests.canary.mark import MARK

SECRETS = Secrets(api_username=f"agent-{MARK}", api_password=f"password-{MARK}", api_key=f"key-{MARK}")
SOON_S = 10.0


def account_at(url: str, **values: Any) -> Account:
    """Return an account on the PBX at `url`, where user ionescu rings first."""
    return replace(Account("1", "Sales", url, 1, Destination(DestinationKind.USER, "ionescu")), **values)


def call_on(account: Account, number: str = "0722123456", name: str = "Ștefan") -> Call:
    """Return a call to `number`, as typed."""
    callee = Callee(PhoneNumber(number), name)
    return Call.intended(Intent(callee, account.destination, account, DialString(number, DialRule.AS_TYPED)))


@dataclass(slots=True)
class ListJournal:
    """Remembers every version of every call it was given."""

    calls: list[Call] = field(default_factory=list)

    def record(self, call: Call) -> None:
        """Write `call` down."""
        self.calls.append(call)


@cache
def the_client() -> PbxClient:
    """Return one client for the whole run, as the program has: making its TLS contexts takes 20 ms each."""
    return PbxClient()


class Desk:
    """Places one call through the real dialer; the attempt's deadline is short, so that faults end soon."""

    def __init__(
        self, account: Account, deadline_s: float = SOON_S, secrets: Secrets = SECRETS, **reading: float
    ) -> None:
        """`reading` may have `look_again_s` (`Attempt`), by which a reader waits as on Windows."""
        self.account = account
        self.secrets = secrets
        self.journal = ListJournal()
        self.dialer = Dialer(the_client(), self.journal, attempt_for=lambda _: Attempt(deadline_s, **reading))
        self.call = call_on(account)
        self.took_s = 0.0
        self.departed: Callable[[float], bool] = lambda _: False

    def place(self) -> Call:
        """Place the call and return what became of it."""
        began = time.monotonic()
        outcome = self.dialer.place(self.call, self.account, self.secrets)
        self.took_s = time.monotonic() - began
        return outcome

    def stop_when(self, reached: Callable[[], object]) -> tuple[Call, float]:
        """Place the call on a worker, press Stop waiting when `reached` returns; return the outcome and the seconds
        from the press until the worker was free.
        """
        outcome: list[Call] = []
        worker = Thread(target=lambda: outcome.append(self.place()), daemon=True)
        self.departed = self.dialer.prepare(self.call, self.account)
        worker.start()
        reached()
        pressed = time.monotonic()
        self.dialer.stop_waiting(self.call.external_id)
        worker.join(SOON_S)
        return outcome[0], time.monotonic() - pressed
