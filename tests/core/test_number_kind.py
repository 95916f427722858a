"""Emergency, satellite, premium: what deserves a stronger question before it is called."""

import pytest

from pbxdialer.core.dial_plan import DialPlan, NumberForm
from pbxdialer.core.language import Language
from pbxdialer.core.number import PhoneNumber
from pbxdialer.core.number_kind import NumberKind, kind_of, kind_when_dialled
from pbxdialer.core.rewrite import Rewrite
from pbxdialer.core.wording import KINDS, kind_warning

_EMERGENCY, _SATELLITE, _PREMIUM, _SHARED, _ORDINARY = NumberKind


@pytest.mark.parametrize(
    ("digits", "region", "kind"),
    [
        ("112", "RO", _EMERGENCY),
        ("911", "RO", _EMERGENCY),  # ITU-T E.161.1: one of the two that work everywhere
        ("112", "US", _EMERGENCY),
        ("999", "GB", _EMERGENCY),
        ("999", "RO", _ORDINARY),
        ("110", "DE", _EMERGENCY),
        ("15", "FR", _EMERGENCY),
        ("000", "AU", _EMERGENCY),
        ("+112", "RO", _EMERGENCY),
        ("00112", "RO", _EMERGENCY),
        ("+40112", "RO", _EMERGENCY),
        ("1121234567", "RO", _EMERGENCY),
        ("1121", "RO", _ORDINARY),
        ("1003", "RO", _ORDINARY),
        ("*112", "RO", _ORDINARY),
        ("+881612345678", "RO", _SATELLITE),
        ("00881612345678", "RO", _SATELLITE),
        ("+870773123456", "DE", _SATELLITE),
        ("+8821612345678", "US", _SATELLITE),
        ("011881612345678", "US", _SATELLITE),
        ("0900123456", "RO", _PREMIUM),
        ("+40900123456", "DE", _PREMIUM),
        ("09001123456", "DE", _PREMIUM),
        ("+19002345678", "RO", _PREMIUM),
        ("9002345678", "US", _PREMIUM),
        ("0899123456", "FR", _PREMIUM),
        ("118218", "FR", _PREMIUM),
        ("+979123456789", "RO", _PREMIUM),
        ("01805123456", "DE", _SHARED),
        ("0722123456", "RO", _ORDINARY),
        ("+442079460000", "RO", _ORDINARY),
        ("+0", "RO", _ORDINARY),
        ("12345678901234567", "RO", _ORDINARY),
    ],
)
def test_a_number_has_its_kind(digits: str, region: str, kind: NumberKind) -> None:
    assert kind_of(PhoneNumber(digits), region) is kind


@pytest.mark.parametrize(
    ("plan", "digits", "kind"),
    [
        (DialPlan(outside_prefix="9"), "9112", _EMERGENCY),  # the page knows how offices dial out
        (DialPlan(outside_prefix="0", form=NumberForm.NATIONAL), "0112", _EMERGENCY),
        (DialPlan(rewrites=(Rewrite("7(.*)", r"\1"),)), "7112", _EMERGENCY),
        (DialPlan(outside_prefix="9", form=NumberForm.INTERNATIONAL_00), "+881612345678", _SATELLITE),
        (DialPlan(outside_prefix="9", form=NumberForm.NATIONAL), "+40900123456", _PREMIUM),
        (DialPlan(outside_prefix="9", form=NumberForm.NATIONAL), "+40722123456", _ORDINARY),
    ],
)
def test_the_plan_does_not_hide_what_is_dialled(plan: DialPlan, digits: str, kind: NumberKind) -> None:
    assert kind_when_dialled(PhoneNumber(digits), plan) is kind


def test_every_kind_has_its_warning_but_the_ordinary() -> None:
    assert set(KINDS) == set(NumberKind)
    assert [kind for kind in NumberKind if not kind_warning(kind, Language())] == [_ORDINARY]
