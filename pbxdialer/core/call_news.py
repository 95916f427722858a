"""What is worth saying of a call to somebody who works elsewhere: telephones that ring, and how it turned out."""

from pbxdialer.core.call import Call, CallResult, CallState

_TURNED_OUT = frozenset({CallState.NOT_SENT, CallState.REFUSED, CallState.NOT_ANSWERED, CallState.UNKNOWN})


class CallNews:
    """Tells news from what was said already, and from calls of earlier days."""

    def __init__(self) -> None:
        self._said: dict[str, str] = {}  # what was said last of each call that was seen to begin

    def is_news(self, call: Call) -> bool:
        """True where `call` is one of today's that came to a point worth saying, for the first time."""
        if call.state is CallState.REQUESTED:
            self._said.setdefault(call.external_id, "")
        before, point = self._said.get(call.external_id), _point(call)
        if before is None or not point or point == before:
            return False
        self._said[call.external_id] = point
        return True


def _point(call: Call) -> str:
    """Return the point a call has come to, or nothing where nobody needs to hear of it.

    The agent knows that they picked up, and that a talk is over.
    """
    rings = call.state is CallState.RINGING_AGENT or (call.state is CallState.REQUESTED and call.waits_for_agent)
    if rings:
        return "rings"
    if call.state is CallState.IN_CALL and call.talking_since is not None:
        return "talking"
    missed = call.state is CallState.ENDED and call.result not in (None, CallResult.ANSWERED)
    if call.state in _TURNED_OUT or (missed and not call.settled_by_agent):
        return str(call.state)
    return ""
