"""One call from the key press to its end, as a value. A later state is a new `Call`."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum

from pbxdialer.core.account import Destination
from pbxdialer.core.failure import Failure
from pbxdialer.core.intent import Intent


class JournalUnavailable(Exception):
    """The journal of calls cannot be written just now (locked, full, read-only); the message is plain text."""


class CallState(StrEnum):
    """Where a call stands, as far as is known."""

    REQUESTED = "REQUESTED"
    RINGING_AGENT = "RINGING_AGENT"
    IN_CALL = "IN_CALL"
    ENDED = "ENDED"
    NOT_SENT = "NOT_SENT"
    REFUSED = "REFUSED"
    NOT_ANSWERED = "NOT_ANSWERED"
    UNKNOWN = "UNKNOWN"


FINAL_STATES = frozenset(
    {CallState.ENDED, CallState.NOT_SENT, CallState.REFUSED, CallState.NOT_ANSWERED, CallState.UNKNOWN}
)


class CallResult(StrEnum):
    """How an ended call went, in the words of the PBX's call records (field ``call_status``)."""

    ANSWERED = "ANSWERED"
    NO_ANSWER = "NO ANSWER"
    BUSY = "BUSY"
    CONGESTION = "CONGESTION"
    FAILED = "FAILED"


@dataclass(frozen=True, slots=True)
class Call:
    """A call: the frozen intent (who, which digits, who rings first) and what became of it.

    `number` is what the agent saw, `dial_string` what is sent; `external_id` names the call on the PBX.
    `messages` are the PBX's own words, plain text. `answered_at` is when the agent's phone was picked up and
    `talking_since` when the customer's was, as far as it was seen. Times are aware UTC.
    """

    external_id: str
    number: str
    dial_string: str
    rule: str
    name: str
    company: str
    destination: Destination
    account_id: str
    account_name: str
    waits_for_agent: bool
    requested_at: datetime
    changed_at: datetime
    state: CallState = CallState.REQUESTED
    messages: tuple[str, ...] = ()
    failure: Failure | None = None
    result: CallResult | None = None
    answered_at: datetime | None = None
    talking_since: datetime | None = None
    duration_s: int | None = None
    settled_by_agent: bool = False
    note: str = ""
    recorded: bool = True

    @classmethod
    def intended(cls, intent: Intent, at: datetime | None = None) -> "Call":
        """Return a new call for `intent`, with an id of its own."""
        from uuid import uuid4  # brings platform in, which no first frame should wait for

        moment = at or datetime.now(UTC)
        return cls(
            external_id=uuid4().hex,
            number=intent.callee.number.digits,
            dial_string=intent.dial_string.digits,
            rule=intent.dial_string.rule,
            name=intent.callee.name,
            company=intent.callee.company,
            destination=intent.destination,
            account_id=intent.account.id,
            account_name=intent.account.name,
            waits_for_agent=intent.account.waits_for_agent,
            requested_at=moment,
            changed_at=moment,
        )

    @property
    def is_final(self) -> bool:
        """True when nothing more will be learnt about this call by itself."""
        return self.state in FINAL_STATES

    def not_sent(self, failure: Failure) -> "Call":
        """Nothing left this computer."""
        return self._became(CallState.NOT_SENT, failure=failure)

    def unknown(self, failure: Failure) -> "Call":
        """It went out, or may have; whether a telephone rings cannot be told."""
        return self._became(CallState.UNKNOWN, failure=failure)

    def accepted(self, messages: tuple[str, ...]) -> "Call":
        """``async=1`` success: the user is online and the PBX rings the agent's phone. Nobody has answered yet."""
        return self._became(CallState.RINGING_AGENT, messages=messages)

    def answered_by_agent(self, messages: tuple[str, ...] = ()) -> "Call":
        """The agent answered: the answer of ``async=0``, or what the PBX says of the agent's telephone."""
        moment = datetime.now(UTC)
        return replace(
            self,
            state=CallState.IN_CALL,
            messages=messages or self.messages,
            changed_at=moment,
            answered_at=moment,
            failure=None,
        )

    def answered_by_customer(self) -> "Call":
        """The PBX says that the customer's leg is up."""
        moment = datetime.now(UTC)
        return replace(self, talking_since=moment, changed_at=moment)

    def ended(self, result: CallResult | None = None, duration_s: int | None = None) -> "Call":
        """It is over. Without a `result` only the agent's telephone was seen to be free again."""
        moment = datetime.now(UTC)
        return replace(
            self, state=CallState.ENDED, result=result, duration_s=duration_s, changed_at=moment, failure=None
        )

    def refused(self, messages: tuple[str, ...]) -> "Call":
        """The PBX said no, in `messages`."""
        return self._became(CallState.REFUSED, messages=messages)

    def settled(self, *, rang: bool) -> "Call":
        """The agent says of a call that was unknown whether a telephone rang: it counts, and is named as their word."""
        ended = self.ended(None if rang else CallResult.FAILED)
        return replace(ended, settled_by_agent=True)

    def not_answered(self, messages: tuple[str, ...] = (), result: CallResult | None = None) -> "Call":
        """The agent's phone was not answered or was rejected: an ``async=0`` error after ringing, or the record."""
        return replace(self._became(CallState.NOT_ANSWERED, messages=messages), result=result)

    def _became(self, state: CallState, *, messages: tuple[str, ...] = (), failure: Failure | None = None) -> "Call":
        return replace(
            self, state=state, messages=messages or self.messages, failure=failure, changed_at=datetime.now(UTC)
        )
