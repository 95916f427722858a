"""The act itself: place a call, once, and tell truthfully what became of it.

One press, at most one call: this is the only place that asks a PBX to originate, it writes the journal first, it never
sends a second time, and it holds the pace limit that stops a runaway caller.
"""

import logging
import math
import time
from collections import deque
from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

from pbxdialer.core.account import Account, Secrets
from pbxdialer.core.call import Call, JournalUnavailable
from pbxdialer.core.connection import ConnectionTest
from pbxdialer.core.failure import Failure, FailureCode
from pbxdialer.core.number_finder import find_typed
from pbxdialer.pbx.attempt import Attempt, WireFault
from pbxdialer.pbx.client import PbxClient

log = logging.getLogger(__name__)

SHORTEST_GAP_S = 2.0
MOST_PER_MINUTE = 10
# async=0 says "error" both for a wrong queue name and for an agent who let it ring. A refusal comes at once; the texts
# are not documented and never matched, so the time decides.
_A_PHONE_RANG_AFTER_S = 2.0


class Journal(Protocol):
    """Where calls are written down, before and after the wire."""

    def record(self, call: Call) -> None:
        """Write `call` down, durably. Raises JournalUnavailable."""


class Pace:
    """At most one call in two seconds and ten in a minute, on the monotonic clock."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._sent: deque[float] = deque(maxlen=MOST_PER_MINUTE)

    def seconds_to_wait(self) -> float:
        """Return how long the next call has to wait; 0 when it may go out now."""
        now = self._clock()
        wait_s = self._sent[-1] + SHORTEST_GAP_S - now if self._sent else 0.0
        if len(self._sent) == MOST_PER_MINUTE:
            wait_s = max(wait_s, self._sent[0] + 60.0 - now)
        return max(0.0, wait_s)

    def take(self) -> float:
        """Count one call and return 0, or return the seconds to wait and count nothing."""
        wait_s = self.seconds_to_wait()
        if not wait_s:
            self._sent.append(self._clock())
        return wait_s


class Dialer:
    """Places calls on a worker thread; `stop_waiting` may be called from any other."""

    def __init__(
        self,
        client: PbxClient,
        journal: Journal,
        pace: Pace | None = None,
        attempt_for: Callable[[Account], Attempt] = lambda account: Attempt(account.deadline_s),
    ) -> None:
        """`attempt_for` gives each call its deadline and clocks."""
        self._client = client
        self._journal = journal
        self._pace = pace or Pace()
        self._attempt_for = attempt_for
        self._attempts: dict[str, Attempt] = {}
        self._placed: set[str] = set()

    def warm_up(self) -> None:
        """Do beforehand what would delay the first call. A worker's job: it takes 120 ms."""
        self._client.warm_up()
        find_typed(
            "0722 123 456", "RO"
        )  # brings phonenumbers in, which journal and dial plan ask, and all that reads text

    def prepare(self, call: Call, account: Account) -> Callable[[float], bool]:
        """Get the stop button ready, so that it works from the moment the call is shown.

        Returns a function that waits, at most so many seconds, for the request to leave.
        """
        attempt = self._attempts[call.external_id] = self._attempt_for(account)
        return attempt.departed.wait

    def not_placed(self, call: Call, failure: Failure) -> Call:
        """Write down that `call` was given up before anything could be sent, and return it so."""
        self._attempts.pop(call.external_id, None)
        return self._recorded(call.not_sent(failure))

    def lost(self, call: Call, failure: Failure) -> Call:
        """Write down that `call` may have been sent and nobody knows what became of it, and return it so."""
        self._attempts.pop(call.external_id, None)
        return self._recorded(call.unknown(failure))

    def place(
        self, call: Call, account: Account, secrets: Secrets, changed: Callable[[Call], None] = lambda _: None
    ) -> Call:
        """Write `call` down, send it once, write down and return what became of it. Never raises.

        Blocks until the outcome is known, at the longest `account.deadline_s`. `changed` hears of the call once it
        has been journaled, on this thread.
        """
        if call.external_id in self._placed:  # a fault of the caller: the true row stays as it is
            return call.not_sent(Failure(FailureCode.PROGRAM_FAULT_BEFORE_SENDING, "this call was placed already"))
        self._placed.add(call.external_id)
        attempt = self._attempts.setdefault(call.external_id, self._attempt_for(account))
        try:
            call = self._recorded(call)
            changed(call)
            call = self._sent(call, account, secrets, attempt)
        except Exception as error:  # whatever happens, the agent is told on which side of the wire it happened
            log.exception("placing a call")
            call = _ended_by_fault(call, attempt, error)
        finally:
            self._attempts.pop(call.external_id, None)
        return self._recorded(call)

    def write_down(self, call: Call) -> Call:
        """Write down what was learnt of `call` after it was placed, and return it so. Never raises; any thread."""
        return self._recorded(call)

    def stop_waiting(self, external_id: str) -> None:
        """Free the worker that places this call; what was sent stays sent. Any thread."""
        if attempt := self._attempts.get(external_id):
            attempt.stop()

    def was_stopped(self, external_id: str) -> bool:
        """True once stop was pressed for a call that has not come back. Any thread."""
        attempt = self._attempts.get(external_id)
        return attempt is not None and attempt.stopped

    def seconds_to_wait(self) -> float:
        """Return how long the pace limit holds the next call back. Any thread."""
        return self._pace.seconds_to_wait()

    def check_clocks(self) -> None:
        """End the waits whose deadline passed while the computer slept. Any thread, about once a second."""
        for attempt in list(self._attempts.values()):
            attempt.expire_if_late()

    def test_connection(self, account: Account, secrets: Secrets) -> ConnectionTest:
        """Ask the PBX something that rings nobody, with the same credentials and signature as a call."""
        from pbxdialer.pbx.connection_check import check_connection

        return check_connection(self._client, account, secrets)

    def _sent(self, call: Call, account: Account, secrets: Secrets, attempt: Attempt) -> Call:
        missing = secrets.missing_for(account.auth)
        if missing:
            return call.not_sent(Failure(FailureCode.NO_SECRETS, ", ".join(missing)))
        if wait_s := self._pace.take():
            return call.not_sent(Failure(FailureCode.TOO_FAST, str(math.ceil(wait_s))))
        try:
            answer = self._client.originate(call, account, secrets, attempt).envelope
        except WireFault as fault:
            return _after(fault.failure, call)
        if not answer.has_error:
            return call.answered_by_agent(answer.messages) if call.waits_for_agent else call.accepted(answer.messages)
        rang = call.waits_for_agent and attempt.waited_s() > _A_PHONE_RANG_AFTER_S
        return call.not_answered(answer.messages) if rang else call.refused(answer.messages)

    def _recorded(self, call: Call) -> Call:
        """Return `call` written down; a journal that fails never stops a call, and the call says it is missing."""
        try:
            self._journal.record(call)
        except JournalUnavailable as error:
            log.warning("call not recorded: %s", error)
            return replace(call, recorded=False)
        except Exception:  # a journal that breaks its word must not stop a call, nor hide what became of one
            log.exception("call not recorded")
            return replace(call, recorded=False)
        return replace(call, recorded=True)


def _after(failure: Failure, call: Call) -> Call:
    return call.not_sent(failure) if failure.surely_not_sent else call.unknown(failure)


def _ended_by_fault(call: Call, attempt: Attempt, error: Exception) -> Call:
    return _after(
        attempt.fault(
            FailureCode.PROGRAM_FAULT_BEFORE_SENDING, FailureCode.PROGRAM_FAULT, type(error).__name__
        ).failure,
        call,
    )
