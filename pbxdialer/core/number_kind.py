"""Numbers that deserve a second look before they are called: emergency, premium rate, shared cost, satellite."""

from enum import StrEnum

from pbxdialer.core.dial_plan import DialPlan
from pbxdialer.core.number import PhoneNumber

# dialled on purpose everywhere in the world (ITU-T E.161.1)
_EMERGENCY_ANYWHERE = frozenset({"112", "911"})
# ITU-T E.164.1: +870 Inmarsat, +881 global mobile satellite, +882 and +883 international networks, +888 disaster relief
_SATELLITE = ("+870", "+881", "+882", "+883")
_PREMIUM_ANYWHERE = ("+979",)
_LONGEST_INTERNAL = 6


class NumberKind(StrEnum):
    """What is special about a number, the gravest first."""

    EMERGENCY = "emergency"
    SATELLITE = "satellite"
    PREMIUM = "premium"
    SHARED_COST = "shared_cost"
    ORDINARY = "ordinary"


def kind_of(number: PhoneNumber, region: str) -> NumberKind:
    """Return what is special about `number` when it is dialled in `region` (``RO``)."""
    if number.is_service_code:
        return NumberKind.ORDINARY
    if _is_emergency(number.digits, region):
        return NumberKind.EMERGENCY
    subscriber = number.subscriber(region)
    if subscriber.startswith(_SATELLITE):
        return NumberKind.SATELLITE
    if subscriber.startswith(_PREMIUM_ANYWHERE):
        return NumberKind.PREMIUM
    international = number.international(region)
    return _tariff(international) if international else _short_tariff(number.digits, region)


def kind_when_dialled(number: PhoneNumber, plan: DialPlan) -> NumberKind:
    """Return the gravest kind among `number` and what `plan` makes of it, with and without the outside line.

    Raises BrokenPlan where a rule of it is broken.
    """
    sent = plan.dial_string(number).digits
    ways = {
        number.digits,
        sent,
        sent.removeprefix(plan.outside_prefix),
        number.digits.removeprefix(plan.outside_prefix),
    }
    kinds = {kind_of(PhoneNumber(digits), plan.region) for digits in ways if digits}
    return next(kind for kind in NumberKind if kind in kinds)


def _is_emergency(digits: str, region: str) -> bool:
    import phonenumbers

    # a PBX that drops what comes before, or does not know it, dials the rest
    before = ("", "+", "00", *(sign + str(phonenumbers.country_code_for_region(region)) for sign in ("+", "00")))
    rest = {digits.removeprefix(prefix) for prefix in before}
    if any(one in _EMERGENCY_ANYWHERE or phonenumbers.is_emergency_number(one, region) for one in rest):
        return True
    # some networks connect 112 whatever follows; of an internal number such as 1121 nobody takes it for that
    return len(digits) > _LONGEST_INTERNAL and bool(phonenumbers.connects_to_emergency_number(digits, region))


def _tariff(subscriber: str) -> NumberKind:
    import phonenumbers

    found = phonenumbers.number_type(phonenumbers.parse(subscriber))
    kinds = phonenumbers.PhoneNumberType
    return {kinds.PREMIUM_RATE: NumberKind.PREMIUM, kinds.SHARED_COST: NumberKind.SHARED_COST}.get(
        found, NumberKind.ORDINARY
    )


def _short_tariff(digits: str, region: str) -> NumberKind:
    import phonenumbers

    cost = phonenumbers.ShortNumberCost
    try:
        number = phonenumbers.parse(digits, region)
    except phonenumbers.NumberParseException:
        return NumberKind.ORDINARY
    premium = phonenumbers.expected_cost_for_region(number, region) == cost.PREMIUM_RATE
    return NumberKind.PREMIUM if premium else NumberKind.ORDINARY
