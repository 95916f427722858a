"""What the telephones of the PBX are doing, as far as it tells: one telephone a user."""

from dataclasses import dataclass
from enum import StrEnum

from pbxdialer.core.account import Destination, DestinationKind
from pbxdialer.core.language import mark


class PhoneState(StrEnum):
    """What one telephone does. UNKNOWN where the PBX does not know the user, or does not tell."""

    READY = "ready"
    RINGING = "ringing"
    IN_CALL = "in_call"
    OFFLINE = "offline"
    UNKNOWN = "unknown"


PHONE_WORDS: dict[PhoneState, str] = {
    PhoneState.READY: mark("Ready"),
    PhoneState.RINGING: mark("Ringing"),
    PhoneState.IN_CALL: mark("In a call"),
    PhoneState.OFFLINE: mark("Offline"),
    PhoneState.UNKNOWN: mark("Phone unknown"),
}


@dataclass(frozen=True, slots=True)
class Telephone:
    """The telephone of `user`: what it does, its internal number, and the number it talks to, where told."""

    user: str
    state: PhoneState
    extension: str = ""
    number: str = ""


def telephone_of(destination: Destination, telephones: tuple[Telephone, ...]) -> Telephone | None:
    """Return the telephone that `destination` rings, or None.

    A queue or a context rings somebody the PBX chooses, and an e-mail address is in no list: for those nobody knows.
    """
    for phone in telephones:
        if destination.kind is DestinationKind.USER and phone.user == destination.name:
            return phone
        if destination.kind is DestinationKind.EXTENSION and phone.extension == destination.name:
            return phone
    return None
