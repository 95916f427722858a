"""What an offer comes to: the calls it could become, frozen before anybody is asked, or why there is none."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from pbxdialer.core.account import Account, Destination
from pbxdialer.core.call import Call
from pbxdialer.core.candidate import Candidate, Found
from pbxdialer.core.contact import Contact
from pbxdialer.core.intent import Callee, Intent
from pbxdialer.core.number import NumberFault, PhoneNumber, Refusal
from pbxdialer.core.number_finder import find_in_link, find_in_text
from pbxdialer.core.number_kind import NumberKind, kind_when_dialled
from pbxdialer.core.offer import Offer, OfferSource
from pbxdialer.core.plain_text import plain
from pbxdialer.core.rewrite import BrokenPlan

MOST_CHOICES = 6
_MOST_LOOKED_AT = 12  # each is looked up among the contacts, on the thread that paints
_SCHEMES = ("tel:", "callto:", "sip:", "sips:")
_LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class GuestCall:
    """One number of an offer as it would be called. `unknown` is the last call to it, where its end is not known."""

    intent: Intent
    kind: NumberKind = NumberKind.ORDINARY
    extension: str = ""
    context: str = ""
    unknown: Call | None = None

    @property
    def may_be_dear(self) -> bool:
        """True where the agent has to say so twice."""
        return self.kind in (NumberKind.PREMIUM, NumberKind.SATELLITE)


@dataclass(frozen=True, slots=True)
class GuestQuestion:
    """The question an offer leads to: which of `calls`, if any. `left_out` counts numbers there is no room for."""

    source: OfferSource
    calls: tuple[GuestCall, ...]
    left_out: int = 0

    @property
    def may_count_down(self) -> bool:
        """True for one ordinary number that somebody brought, and of which no call hangs in the air."""
        (first, *more) = self.calls
        harmless = first.kind is NumberKind.ORDINARY and first.unknown is None
        return not more and harmless and not self.source.is_watched


class Obstacle(StrEnum):
    """Why nothing is asked about an offer."""

    REFUSED = "refused"
    EMERGENCY = "emergency"
    BROKEN_PLAN = "broken plan"
    TOO_FAST = "too fast"
    WAITS_FOR_CALL = "waits for call"
    WAITS_FOR_ACCOUNT = "waits for account"


@dataclass(frozen=True, slots=True)
class Told:
    """What the agent is told instead of being asked; `detail` is plain text."""

    source: OfferSource
    obstacle: Obstacle
    refusal: Refusal | None = None
    broken_plan: BrokenPlan | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What stands in the window when an offer arrives: it is frozen into the question.

    `owner` returns who has a number, `unknown_to` the last call to the same subscriber, where its end is not known.
    """

    account: Account
    destination: Destination
    owner: Callable[[PhoneNumber], Contact | None]
    unknown_to: Callable[[Intent], Call | None]


def is_link(text: str) -> bool:
    """True for a text that calls itself a telephone link."""
    return text.lower().startswith(_SCHEMES)


def read(offer: Offer, region: str) -> Found:
    """Return the numbers in `offer`: a link is read as a link whoever brings it, and is nothing else to a link."""
    text = offer.text.strip()
    if offer.source is OfferSource.LINK or is_link(text):
        return find_in_link(text, region)
    return find_in_text(text, region)


def question_about(offer: Offer, around: Surroundings) -> GuestQuestion | Told:
    """Return what to ask the agent about `offer`, or what to say where there is nothing to ask."""
    found = read(offer, around.account.dial_plan.region)
    if found.refused or not found.candidates:
        refusal = found.refused or Refusal(NumberFault.NOTHING_FOUND)
        obstacle = Obstacle.EMERGENCY if refusal.reason is NumberFault.EMERGENCY else Obstacle.REFUSED
        return Told(offer.source, obstacle, refusal, detail=plain(offer.text, 40))
    try:
        calls = [_guest_call(candidate, offer.name, around) for candidate in found.candidates[:_MOST_LOOKED_AT]]
    except BrokenPlan as fault:
        return Told(offer.source, Obstacle.BROKEN_PLAN, broken_plan=fault)
    allowed = tuple(call for call in calls if call.kind is not NumberKind.EMERGENCY)
    if not allowed:
        return Told(offer.source, Obstacle.EMERGENCY, detail=calls[0].intent.callee.number.digits)
    left_out = len(allowed[MOST_CHOICES:]) + len(found.candidates[_MOST_LOOKED_AT:])
    return GuestQuestion(offer.source, allowed[:MOST_CHOICES], left_out)


def _guest_call(candidate: Candidate, name: str, around: Surroundings) -> GuestCall:
    number, plan = candidate.number, around.account.dial_plan
    owner = around.owner(number)
    if owner is None:
        callee = Callee(number, plain(name, _LONGEST_NAME))
    else:
        callee = Callee(number, plain(owner.name, _LONGEST_NAME), plain(owner.company, _LONGEST_NAME))
    intent = Intent.of(callee, around.destination, around.account)
    return GuestCall(
        intent,
        kind_when_dialled(number, plan),
        candidate.extension,
        candidate.context,
        around.unknown_to(intent),
    )
