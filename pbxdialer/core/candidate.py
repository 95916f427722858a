"""What was found in a link or a text: telephone numbers to offer, or the reason why there is none."""

from dataclasses import dataclass

from pbxdialer.core.number import PhoneNumber, Refusal


@dataclass(frozen=True, slots=True)
class Candidate:
    """A number somebody may be offered.

    `extension` is what to dial once the call is answered; `context` says where a number that is not international is
    valid (RFC 3966 §5.1.5), or the host of a SIP address. Both are for eyes only and never dialled.
    """

    number: PhoneNumber
    extension: str = ""
    context: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """The numbers found, in the order of the text, each subscriber once; `refused` is set where there is none."""

    candidates: tuple[Candidate, ...] = ()
    refused: Refusal | None = None
