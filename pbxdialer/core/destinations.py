"""Who can ring first: what the PBX says about users and queues, and how a chosen one stands before the call."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from pbxdialer.core.account import Destination, DestinationKind
from pbxdialer.core.language import mark
from pbxdialer.core.telephone import PhoneState, Telephone


class Standing(Enum):
    """What is known of a destination before it is used. UNTOLD where the PBX has no list that could tell."""

    FINE = "fine"
    OFFLINE = "offline"
    BUSY = "busy"
    STRANGER = "stranger"
    UNTOLD = "untold"


STANDING_WORDS: dict[Standing, str] = {
    Standing.FINE: "",
    Standing.OFFLINE: mark("{name} is offline"),
    Standing.BUSY: mark("{name} is in a call"),
    Standing.STRANGER: mark("{name} is not in the PBX's list"),
    Standing.UNTOLD: "",
}


@dataclass(frozen=True, slots=True)
class PbxLists:
    """The PBX's own lists, each None until it was told: telephones by user, names of queues."""

    telephones: tuple[Telephone, ...] | None = None
    queues: tuple[str, ...] | None = None

    def names(self, kind: DestinationKind) -> tuple[str, ...]:
        """Return the names the PBX has of one kind."""
        match kind:
            case DestinationKind.USER:
                return tuple(phone.user for phone in self.telephones or ())
            case DestinationKind.EXTENSION:
                return tuple(phone.extension for phone in self.telephones or () if phone.extension)
            case DestinationKind.QUEUE:
                return self.queues or ()
        return ()

    def standing(self, destination: Destination) -> Standing:
        """Return how `destination` stands.

        A PBX that tells no internal numbers cannot miss one, and contexts and e-mail addresses stand in no list.
        """
        match destination.kind:
            case DestinationKind.USER:
                return _standing_among(self.telephones, lambda phone: phone.user == destination.name)
            case DestinationKind.EXTENSION:
                with_number = tuple(phone for phone in self.telephones or () if phone.extension) or None
                return _standing_among(with_number, lambda phone: phone.extension == destination.name)
            case DestinationKind.QUEUE if self.queues is not None:
                return Standing.FINE if destination.name in self.queues else Standing.STRANGER
        return Standing.UNTOLD


def _standing_among(telephones: tuple[Telephone, ...] | None, is_it: Callable[[Telephone], bool]) -> Standing:
    if telephones is None:
        return Standing.UNTOLD
    phone = next(filter(is_it, telephones), None)
    if phone is None:
        return Standing.STRANGER
    return {PhoneState.OFFLINE: Standing.OFFLINE, PhoneState.IN_CALL: Standing.BUSY}.get(phone.state, Standing.FINE)
