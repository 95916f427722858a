"""The sentences about offers: where a number comes from, what is special about it, why it was not taken."""

import unicodedata

from pbxdialer.core.guest import Obstacle, Told
from pbxdialer.core.language import Language, mark
from pbxdialer.core.number import NumberFault, Refusal
from pbxdialer.core.number_kind import NumberKind

REFUSALS: dict[NumberFault, str] = {
    NumberFault.EMPTY: mark("It holds no telephone number."),
    NumberFault.NO_DIGITS: mark("It holds no telephone number."),
    NumberFault.NOTHING_FOUND: mark("It holds no telephone number."),
    NumberFault.CHARACTER: mark("{character} does not belong in a telephone number."),
    NumberFault.TOO_LONG: mark("It is too long for a telephone number."),
    NumberFault.NOT_A_TELEPHONE_LINK: mark("It is no telephone link."),
    NumberFault.SIP_ADDRESS: mark("It is an internet address, not a telephone number ({character})."),
}
KINDS: dict[NumberKind, str] = {
    NumberKind.PREMIUM: mark("This is a premium-rate number: the call may be expensive."),
    NumberKind.SATELLITE: mark("This is a satellite or international-network number: the call may be very expensive."),
    NumberKind.SHARED_COST: mark("This is a shared-cost number: the call may cost more than usual."),
}
_TOLD: dict[Obstacle, str] = {
    Obstacle.EMERGENCY: mark(
        "{detail} is an emergency number. It is never called for somebody else: if there is an emergency, dial it on"
        " your phone."
    ),
    Obstacle.BROKEN_PLAN: mark("The account's dial plan cannot be used: {detail}."),
    Obstacle.TOO_FAST: mark("Too many numbers came at once; they were not taken. Nothing was called."),
    Obstacle.WAITS_FOR_CALL: mark("A number waits until the call in progress has been placed."),
    Obstacle.WAITS_FOR_ACCOUNT: mark("A number waits until there is an account to call it with."),
}


def told_sentence(told: Told, tr: Language) -> str:
    """Return the one calm sentence for `told`."""
    if told.refusal is not None and told.obstacle is Obstacle.REFUSED:
        nothing = tr("Nothing was called.")
        return f"{refusal_sentence(told.refusal, tr)} {nothing}"
    return tr(_TOLD[told.obstacle], detail=told.detail)


def refusal_sentence(refusal: Refusal, tr: Language) -> str:
    """Return why no number was taken, the character named where one is to blame."""
    return tr(REFUSALS[refusal.reason], character=character_name(refusal.character))


def character_name(character: str) -> str:
    """Return `character` as one can read it aloud: “*”, or ``RIGHT-TO-LEFT OVERRIDE (U+202E)`` where it hides."""
    if not character:
        return "–"
    char = character[0]
    if char.isprintable() and not char.isspace() and not unicodedata.combining(char):
        return f"“{char}”" if char.isascii() else f"“{char}” (U+{ord(char):04X})"
    name = unicodedata.name(char, "")
    return f"{name} (U+{ord(char):04X})" if name else f"U+{ord(char):04X}"
