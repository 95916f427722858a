"""The steps of a call as an agent sees them: sent, my phone, the customer, the end."""

from dataclasses import dataclass
from enum import Enum

from pbxdialer.core.call import Call, CallResult, CallState
from pbxdialer.core.language import mark


class LegState(Enum):
    """How far one step is. UNKNOWN is said when it is unknown."""

    WAITING = "waiting"
    ACTIVE = "active"
    DONE = "done"
    FAILED = "failed"
    UNKNOWN = "unknown"


STEP_WORDS = (mark("Sent"), mark("Your phone"), mark("Customer"), mark("Ended"))
LEG_WORDS = {
    LegState.WAITING: mark("waiting"),
    LegState.ACTIVE: mark("now"),
    LegState.DONE: mark("done"),
    LegState.FAILED: mark("failed"),
    LegState.UNKNOWN: mark("unknown"),
}


@dataclass(frozen=True, slots=True)
class Leg:
    """One step: its English source text, and how far it is."""

    word: str
    state: LegState


NO_LEGS = tuple(Leg(word, LegState.WAITING) for word in STEP_WORDS)


def legs(call: Call) -> tuple[Leg, ...]:
    """Return the four steps of `call`, claiming no more than is known."""
    waiting, active, done = LegState.WAITING, LegState.ACTIVE, LegState.DONE
    failed, unknown = LegState.FAILED, LegState.UNKNOWN
    match call.state:
        case CallState.REQUESTED:
            states = (active, waiting, waiting, waiting)
        case CallState.RINGING_AGENT:
            states = (done, active, waiting, waiting)
        case CallState.IN_CALL:
            states = (done, done, done if call.talking_since else active, waiting)
        case CallState.ENDED:
            states = (done, *_ended(call), done)
        case CallState.NOT_SENT:
            states = (failed, waiting, waiting, waiting)
        case CallState.REFUSED | CallState.NOT_ANSWERED:
            states = (done, failed, waiting, waiting)
        case CallState.UNKNOWN:
            states = (unknown, unknown, unknown, unknown)
    return tuple(Leg(word, state) for word, state in zip(STEP_WORDS, states, strict=True))


def _ended(call: Call) -> tuple[LegState, LegState]:
    """Return how the agent's and the customer's telephone fared; a record that says "busy" does not say whose."""
    if call.result is CallResult.ANSWERED:
        return LegState.DONE, LegState.DONE
    if call.answered_at is None:
        return LegState.UNKNOWN, LegState.UNKNOWN
    return LegState.DONE, LegState.FAILED if call.result else LegState.UNKNOWN
