"""The shape and colour of each outcome in lists of calls: told apart by shape, not by colour alone."""

from pbxdialer.core.call import Call, CallResult, CallState

SHAPES: dict[CallState, tuple[str, str]] = {
    CallState.REQUESTED: ("pause", "accent"),
    CallState.RINGING_AGENT: ("check", "good"),
    CallState.IN_CALL: ("check", "good"),
    CallState.ENDED: ("check", "good"),
    CallState.NOT_SENT: ("cross", "bad"),
    CallState.REFUSED: ("cross", "bad"),
    CallState.NOT_ANSWERED: ("minus", "warn"),
    CallState.UNKNOWN: ("question", "warn"),
}
UNREACHED = ("minus", "warn")


def shape_of(call: Call) -> tuple[str, str]:
    """Return icon name and colour name; a call that ended without an answer has no tick."""
    if call.state is CallState.ENDED and call.result not in (None, CallResult.ANSWERED):
        return UNREACHED
    return SHAPES[call.state]
