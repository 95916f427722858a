"""How does the customer's leg of a call end? The words for it, and the demo's rule."""

from enum import StrEnum


class CallStatus(StrEnum):
    """How a call ended, in the words of the PBX's call records (field ``call_status``)."""

    ANSWERED = "ANSWERED"
    BUSY = "BUSY"
    NO_ANSWER = "NO ANSWER"
    CONGESTION = "CONGESTION"
    FAILED = "FAILED"


OUTCOME_BY_LAST_DIGIT: dict[str, CallStatus] = {
    "0": CallStatus.ANSWERED,
    "1": CallStatus.ANSWERED,
    "2": CallStatus.ANSWERED,
    "3": CallStatus.ANSWERED,
    "4": CallStatus.ANSWERED,
    "5": CallStatus.ANSWERED,
    "6": CallStatus.BUSY,
    "7": CallStatus.NO_ANSWER,
    "8": CallStatus.CONGESTION,
    "9": CallStatus.FAILED,
}
"""The demo's rule: whoever dials a number knows beforehand what its last digit will bring."""


def by_last_digit(number: str) -> CallStatus:
    """Return how a call to `number` ends; a number that does not end in a digit cannot be reached."""
    return OUTCOME_BY_LAST_DIGIT.get(number[-1:], CallStatus.FAILED)
