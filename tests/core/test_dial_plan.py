"""What goes out for a number, and the rule that made it; the right digits are shown before they are sent."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pbxdialer.core.dial_plan import FORM_WORDS, RULE_WORDS, DialPlan, DialRule, NumberForm
from pbxdialer.core.number import PhoneNumber, is_dialable
from pbxdialer.core.rewrite import BrokenPlan, Rewrite

_AS_TYPED, _NATIONAL, _00, _E164 = NumberForm


def _sent(plan: DialPlan, typed: str) -> tuple[str, str]:
    result = plan.dial_string(PhoneNumber.typed(typed))
    return result.digits, str(result.rule)


@pytest.mark.parametrize(
    ("form", "typed", "sent", "rule"),
    [
        (_AS_TYPED, "0722 123 456", "0722123456", "as_typed"),
        (_AS_TYPED, "+40722123456", "+40722123456", "as_typed"),
        (_NATIONAL, "+40722123456", "0722123456", "national"),
        (_NATIONAL, "0040722123456", "0722123456", "national"),
        (_NATIONAL, "0722123456", "0722123456", "national"),
        (_NATIONAL, "+442079460000", "00442079460000", "international_00"),
        (_NATIONAL, "+390721123456", "00390721123456", "international_00"),
        (_00, "0722123456", "0040722123456", "international_00"),
        (_00, "+390721123456", "00390721123456", "international_00"),
        (_E164, "0722123456", "+40722123456", "e164"),
        (_E164, "0040722123456", "+40722123456", "e164"),
        (_E164, "+390721123456", "+390721123456", "e164"),
        (_NATIONAL, "12345", "12345", "as_typed"),
        (_00, "12345", "12345", "as_typed"),
        (_E164, "12345", "12345", "as_typed"),
    ],
)
def test_a_number_is_written_in_the_accounts_form(form: NumberForm, typed: str, sent: str, rule: str) -> None:
    assert _sent(DialPlan(form=form), typed) == (sent, rule)


@pytest.mark.parametrize("form", [_NATIONAL, _00, _E164])
def test_a_number_short_of_its_area_code_is_never_made_international(form: NumberForm) -> None:
    assert _sent(DialPlan(form=form, region="US"), "555-1234") == ("5551234", "as_typed")


@pytest.mark.parametrize("form", list(NumberForm))
@pytest.mark.parametrize(("typed", "rule"), [("*43", "service_code"), ("101", "internal"), ("1003", "internal")])
def test_internal_numbers_and_service_codes_are_never_touched(form: NumberForm, typed: str, rule: str) -> None:
    plan = DialPlan(form=form, outside_prefix="9")

    assert _sent(plan, typed) == (typed, rule)


@pytest.mark.parametrize("form", list(NumberForm))
def test_a_service_code_with_a_number_in_it_is_never_touched(form: NumberForm) -> None:
    assert _sent(DialPlan(form=form), "*21*0722123456#") == ("*21*0722123456#", "service_code")
    assert _sent(DialPlan(form=form), "*0722123456") == ("*0722123456", "service_code")


@pytest.mark.parametrize(
    ("up_to", "typed", "rule"),
    [(0, "101", "as_typed"), (3, "101", "internal"), (3, "1003", "as_typed"), (6, "123456", "internal")],
)
def test_internal_numbers_go_up_to_the_accounts_length(up_to: int, typed: str, rule: str) -> None:
    assert _sent(DialPlan(internal_up_to=up_to), typed) == (typed, rule)


def test_an_international_number_is_never_internal() -> None:
    assert _sent(DialPlan(internal_up_to=20), "+40722123456") == ("+40722123456", "as_typed")


def test_the_outside_line_comes_first_and_is_told() -> None:
    plan = DialPlan(form=_NATIONAL, outside_prefix="9")
    result = plan.dial_string(PhoneNumber.typed("+40722123456"))

    assert (result.digits, result.rule, result.prefix) == ("90722123456", DialRule.NATIONAL, "9")
    assert plan.dial_string(PhoneNumber.typed("101")).prefix == ""


@pytest.mark.parametrize(
    ("plan", "typed"),
    [
        (DialPlan(form=_E164, outside_prefix="9"), "0722123456"),
        (DialPlan(form=_AS_TYPED, outside_prefix="9"), "+40722123456"),
        (DialPlan(outside_prefix="9w"), "0722123456"),
        (DialPlan(outside_prefix="٩"), "0722123456"),
    ],
    ids=["before_a_plus", "before_a_typed_plus", "letter", "foreign_digit"],
)
def test_a_prefix_that_makes_no_number_is_refused_before_anything_is_shown_as_dialable(
    plan: DialPlan, typed: str
) -> None:
    with pytest.raises(ValueError, match="outside line"):
        plan.dial_string(PhoneNumber.typed(typed))


_SALES = (Rewrite(r"0800(\d+)", r"7\1"), Rewrite(r"0\d{9}", "1"), Rewrite(r"\*43", "101"), Rewrite("101", "202"))


@pytest.mark.parametrize(
    ("typed", "sent", "rule"),
    [
        ("0800123456", "7123456", "rewrite"),
        ("0722123456", "1", "rewrite"),
        ("*43", "101", "rewrite"),
        ("101", "202", "rewrite"),
        ("+40800123456", "+40800123456", "as_typed"),
        ("07221234567", "07221234567", "as_typed"),
    ],
)
def test_the_first_rewrite_rule_that_fits_the_whole_number_decides(typed: str, sent: str, rule: str) -> None:
    assert _sent(DialPlan(rewrites=_SALES, outside_prefix=""), typed) == (sent, rule)


def test_a_rewritten_number_gets_no_prefix() -> None:
    assert _sent(DialPlan(rewrites=_SALES, outside_prefix="9"), "0722123456") == ("1", "rewrite")


@pytest.mark.parametrize(
    "rewrite",
    [
        Rewrite("(", "1"),
        Rewrite("101", r"\1"),
        Rewrite("101", r"\g<name>"),
        Rewrite("101", ""),
        Rewrite("101", "letters"),
        Rewrite("101", "1+2"),
        Rewrite("101", "٣"),
        Rewrite("101", "1&x=2"),
    ],
    ids=str,
)
def test_a_broken_rewrite_rule_says_so_and_makes_nothing(rewrite: Rewrite) -> None:
    with pytest.raises(ValueError, match="Rewrite rule"):
        DialPlan(rewrites=(rewrite,)).dial_string(PhoneNumber.typed("101"))


def test_d_in_a_rewrite_rule_means_ascii_digits() -> None:
    assert Rewrite(r"\d+", "1").apply("٠٧") is None


@pytest.mark.parametrize("text", ["0", "+4", "*43", "#31#1", "+40722123456"])
def test_digits_stars_and_a_leading_plus_are_dialable(text: str) -> None:
    assert is_dialable(text)


@pytest.mark.parametrize("text", ["", "+", "*", "#", "4+0", "++4", "٣", "1 2", "1\n", "\n1", "1²", "a", "1,2", "1&2"])
def test_nothing_else_is_dialable(text: str) -> None:
    assert not is_dialable(text)


_plans = st.builds(
    DialPlan,
    form=st.sampled_from(NumberForm),
    region=st.sampled_from(["RO", "US", "DE", "IT", "GB"]),
    outside_prefix=st.sampled_from(["", "9", "0"]),
    internal_up_to=st.integers(0, 6),
)


@given(_plans, st.from_regex(r"\+?[0-9]{1,15}|\*[0-9][0-9*]{0,12}#?", fullmatch=True))
def test_every_plan_makes_a_dialable_text_or_refuses_and_always_names_its_rule(plan: DialPlan, typed: str) -> None:
    number = PhoneNumber.typed(typed)
    try:
        result = plan.dial_string(number)
    except ValueError:
        assert plan.outside_prefix
        return
    assert is_dialable(result.digits)
    assert result.rule in RULE_WORDS
    assert plan.dial_string(number) == result


def test_every_form_and_every_rule_has_its_word() -> None:
    assert set(FORM_WORDS) == set(NumberForm)
    assert set(RULE_WORDS) == set(DialRule)


@pytest.mark.parametrize(
    ("plan", "sentence"),
    [
        (DialPlan(region="UK"), "no country UK"),
        (DialPlan(outside_prefix="9w"), "cannot be 9w"),
        (DialPlan(outside_prefix="123456789"), "eight at most"),
        (DialPlan(outside_prefix="9", form=_E164), "before a"),
        (DialPlan(rewrites=(Rewrite("1", "2"), Rewrite("(", "2"))), "cannot be read"),
        (DialPlan(rewrites=(Rewrite("1", r"\2"),)), "cannot be read"),
        (DialPlan(rewrites=(Rewrite(r"(\d+)+x", "2"),)), "could hang"),
    ],
)
def test_a_plan_that_can_make_no_number_is_found_before_it_is_kept(plan: DialPlan, sentence: str) -> None:
    with pytest.raises(BrokenPlan, match=sentence):
        plan.check()


@given(_plans)
def test_a_plan_that_is_whole_passes(plan: DialPlan) -> None:
    replace(plan, outside_prefix="" if plan.form is _E164 else plan.outside_prefix).check()
