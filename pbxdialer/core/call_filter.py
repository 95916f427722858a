"""Which calls of the history are looked for: by words and digits, by time, by what became of them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from pbxdialer.core.call import Call, CallResult, CallState
from pbxdialer.core.folding import fold
from pbxdialer.core.language import mark
from pbxdialer.core.number import DIGITS, PhoneNumber

_BETWEEN_DIGITS = frozenset(" .-/()+")


class CallKind(StrEnum):
    """What became of a call, as far as a list is narrowed by it."""

    ALL = "all"
    UNKNOWN = "unknown"
    NOT_ANSWERED = "not answered"
    NOT_SENT = "not sent"


KIND_WORDS: dict[CallKind, str] = {
    CallKind.ALL: mark("every outcome"),
    CallKind.UNKNOWN: mark("unknown"),
    CallKind.NOT_ANSWERED: mark("not answered"),
    CallKind.NOT_SENT: mark("not sent or refused"),
}


@dataclass(frozen=True, slots=True)
class CallFilter:
    """`text` are words that must all be found in name, company, note, account or who rang first, or digits of the
    number in any spelling; `since` an aware moment, None for ever; `region` the country numbers are read in.
    """

    text: str = ""
    kind: CallKind = CallKind.ALL
    since: datetime | None = None
    region: str = "RO"

    def admits(self, call: Call) -> bool:
        """True for a call that is looked for."""
        if self.since is not None and call.requested_at < self.since:
            return False
        return _is_kind(call, self.kind) and self._is_named(call)

    def _is_named(self, call: Call) -> bool:
        text = self.text.strip()
        if not text:
            return True
        if (digits := _digits(text)) and any(digits in spelled for spelled in self._spellings(call)):
            return True
        words = fold(
            f"{call.name} {call.company} {call.note} {call.account_name} {call.destination.name} {call.number}"
        )
        return all(word in words for word in fold(text).split())

    def _spellings(self, call: Call) -> tuple[str, ...]:
        international, national = PhoneNumber(call.number).keys(self.region)
        return (call.number.lstrip("+"), call.dial_string.lstrip("+"), international.lstrip("+"), national or "")


def _digits(text: str) -> str:
    """Return the digits of a text that is nothing but a number, whatever stands between them; else nothing."""
    digits = "".join(char for char in text if char in DIGITS)
    return digits if digits and all(char in DIGITS or char in _BETWEEN_DIGITS for char in text) else ""


def _is_kind(call: Call, kind: CallKind) -> bool:
    match kind:
        case CallKind.UNKNOWN:
            return call.state is CallState.UNKNOWN
        case CallKind.NOT_ANSWERED:
            unanswered = call.state is CallState.ENDED and call.result not in (None, CallResult.ANSWERED)
            return unanswered or call.state is CallState.NOT_ANSWERED
        case CallKind.NOT_SENT:
            return call.state in (CallState.NOT_SENT, CallState.REFUSED)
    return True
