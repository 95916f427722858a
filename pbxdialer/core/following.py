"""A call that is followed: what was seen of the telephones since it was accepted, and what that proves.

The PBX has no word for "your call"; it tells what the telephones do, which calls have legs, and, when a call is
over, what became of it. A state is claimed only where what was seen proves it; the record has the last word.
"""

from dataclasses import dataclass, replace

from pbxdialer.core.call import Call, CallResult, CallState
from pbxdialer.core.call_record import CallRecord
from pbxdialer.core.telephone import PhoneState

_OPEN = frozenset({CallState.RINGING_AGENT, CallState.IN_CALL})


# Between two looks nobody sees anything. Somebody who picks up, and whose customer's line is busy, has a telephone in
# a call for as long as it takes to dial (the least is some two seconds); looks further apart prove nothing.
_UNSEEN_S = 1.6
_FREE_FOR_SURE = 2  # looks: between the last ring and the first word a telephone may seem free for a moment


@dataclass(frozen=True, slots=True)
class Followed:
    """`call` as it stands by now, and what the agent's telephone was seen to do since it went out.

    `rang_at` is when it was last seen to ring, in seconds of any steady clock; `fell_silent`, that it was free so soon
    after that nobody can have picked it up.
    """

    call: Call
    was_free: bool = False
    rang_at: float | None = None
    talked: bool = False
    looks_free: int = 0
    fell_silent: bool = False

    @property
    def is_open(self) -> bool:
        """True while telephones may be doing something because of this call."""
        return self.call.state in _OPEN

    def before(self, state: PhoneState) -> "Followed":
        """What the agent's telephone did just before the call: one that was free and now talks has taken it."""
        return replace(self, was_free=state is PhoneState.READY)

    def saw_telephone(self, state: PhoneState, at: float) -> "Followed":
        """The agent's telephone does this now, `at` seconds of a steady clock.

        A telephone in a call proves that the agent answered only where it was free or rang before: it may have been
        busy with somebody else all along. One that rang or talked and is free again proves that the call is over.
        """
        match state:
            case PhoneState.RINGING:
                return replace(self, rang_at=at, looks_free=0, fell_silent=False)
            case PhoneState.IN_CALL:
                return self._saw_it_talking()
            case PhoneState.READY:
                return self._saw_it_free(at)
        return self

    def saw_customer_talking(self) -> "Followed":
        """The customer's leg is up."""
        if self.call.state is CallState.IN_CALL and self.call.talking_since is None:
            return replace(self, call=self.call.answered_by_customer())
        return self

    def saw_record(self, record: CallRecord) -> "Followed":
        """The PBX's record: the truth, also about a call that was unknown.

        A call nobody answered, whose agent's telephone rang and fell silent, was not taken by the agent.
        """
        if self.fell_silent and self.call.answered_at is None and record.result is not CallResult.ANSWERED:
            return replace(self, call=self.call.not_answered(result=record.result))
        return replace(self, call=self.call.ended(record.result, record.shown_s))

    def _saw_it_talking(self) -> "Followed":
        if self.call.state is CallState.RINGING_AGENT and (self.rang_at is not None or self.was_free):
            return replace(self, call=self.call.answered_by_agent(), talked=True, looks_free=0, fell_silent=False)
        return replace(self, talked=self.talked or self.call.state is CallState.IN_CALL, looks_free=0)

    def _saw_it_free(self, at: float) -> "Followed":
        if not self.is_open or not (self.rang_at is not None or self.talked):
            return replace(self, was_free=True)
        looks = self.looks_free + 1
        over = looks >= _FREE_FOR_SURE
        silent = self.fell_silent or (
            looks == 1 and not self.talked and self.rang_at is not None and at - self.rang_at <= _UNSEEN_S
        )
        return replace(self, call=self.call.ended() if over else self.call, looks_free=looks, fell_silent=silent)
