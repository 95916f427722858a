"""One ASCII parser for every source: digits and a leading +, service codes only where an agent typed them."""

import string
import sys

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pbxdialer.core.number import DIGITS, SEPARATORS, NotANumber, NumberFault, PhoneNumber

_PARSERS = [PhoneNumber.typed, PhoneNumber.from_guest]
_FOREIGN_DIGITS = "".join(
    char for char in map(chr, range(sys.maxunicode + 1)) if char.isnumeric() and char not in string.digits
)


@pytest.mark.parametrize("parse", _PARSERS)
@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("0722123456", "0722123456"),
        ("+40 722 123 456", "+40722123456"),
        ("0040722123456", "0040722123456"),
        ("+1-555-123-4567", "+15551234567"),
        ("(0722) 123-456", "0722123456"),
        ("0722.123.456", "0722123456"),
        ("021/312 34 56", "0213123456"),
        (" (+40) 722\u00a0123\u202f456\t", "+40722123456"),
        ("0722\u2011123\u2013456", "0722123456"),
        ("1003", "1003"),
        ("+390721123456", "+390721123456"),
        ("1" * 18, "1" * 18),
    ],
)
def test_a_number_is_read_whatever_its_separators(parse, text: str, digits: str) -> None:
    assert parse(text).digits == digits


@pytest.mark.parametrize(
    ("text", "digits"), [("*43", "*43"), ("*21*0722123456#", "*21*0722123456#"), ("#31#0722", "#31#0722")]
)
def test_service_codes_are_for_agents_only(text: str, digits: str) -> None:
    assert PhoneNumber.typed(text).digits == digits
    assert PhoneNumber.typed(text).is_service_code

    with pytest.raises(NotANumber) as refused:
        PhoneNumber.from_guest(text)
    assert (refused.value.fault, refused.value.character) == (NumberFault.CHARACTER, text[0])


@pytest.mark.parametrize("parse", _PARSERS)
@pytest.mark.parametrize(
    ("text", "fault", "character"),
    [
        ("", NumberFault.EMPTY, ""),
        ("  \t ", NumberFault.EMPTY, ""),
        ("\u00a0", NumberFault.EMPTY, ""),
        ("()-/.", NumberFault.NO_DIGITS, ""),
        ("+", NumberFault.NO_DIGITS, ""),
        ("not-a-number", NumberFault.CHARACTER, "n"),
        ("0722 123 456 ext 7", NumberFault.CHARACTER, "e"),
        ("0722,,1", NumberFault.CHARACTER, ","),
        ("0722;ext=1", NumberFault.CHARACTER, ";"),
        ("0722p1", NumberFault.CHARACTER, "p"),
        ("0722&x", NumberFault.CHARACTER, "&"),
        ("0722@pbx", NumberFault.CHARACTER, "@"),
        ("0722\n0733", NumberFault.CHARACTER, "\n"),
        ("0722\r", NumberFault.CHARACTER, "\r"),
        ("0722\x00", NumberFault.CHARACTER, "\x00"),
        ("0722²", NumberFault.CHARACTER, "²"),
        ("٠٧٢٢", NumberFault.CHARACTER, "٠"),
        ("07２2", NumberFault.CHARACTER, "２"),
        ("\u202e0722", NumberFault.CHARACTER, "\u202e"),
        ("0722\u200b123", NumberFault.CHARACTER, "\u200b"),
        ("\ufeff0722", NumberFault.CHARACTER, "\ufeff"),
        ("0722+40", NumberFault.CHARACTER, "+"),
        ("++40722", NumberFault.CHARACTER, "+"),
        ("0722%20", NumberFault.CHARACTER, "%"),
        ("0722\ud800", NumberFault.CHARACTER, "\ud800"),
        ("1" * 33, NumberFault.TOO_LONG, ""),
        ("1" * 10_000, NumberFault.TOO_LONG, ""),
    ],
    ids=ascii,
)
def test_whatever_does_not_belong_is_refused_and_named(parse, text: str, fault: NumberFault, character: str) -> None:
    with pytest.raises(NotANumber) as refused:
        parse(text)

    assert (refused.value.fault, refused.value.character) == (fault, character)


@pytest.mark.parametrize("parse", _PARSERS)
def test_no_foreign_digit_of_unicode_passes(parse) -> None:
    for char in _FOREIGN_DIGITS:
        with pytest.raises(NotANumber) as refused:
            parse(f"07{char}2")
        assert refused.value.character == char


_near_numbers = st.text(st.sampled_from(sorted(DIGITS | SEPARATORS | set("+*#"))), max_size=40)


@given(st.one_of(st.text(max_size=60), _near_numbers))
@example("(+)0")
@example("\u0660")
def test_from_a_guest_only_ascii_digits_and_a_leading_plus_pass(text: str) -> None:
    try:
        digits = PhoneNumber.from_guest(text).digits
    except NotANumber:
        return
    assert digits.removeprefix("+").isascii()
    assert set(digits.removeprefix("+")) <= set(string.digits)
    assert len(digits.removeprefix("+")) >= 1
    assert len(digits) <= 18


@given(_near_numbers)
def test_reading_a_number_again_changes_nothing(text: str) -> None:
    for parse in _PARSERS:
        try:
            number = parse(text)
        except NotANumber:
            continue
        assert parse(number.digits) == number
        assert [char for char in text if char in "0123456789*#"] == [char for char in number.digits if char != "+"]


@given(st.text(max_size=60))
def test_what_a_guest_may_offer_an_agent_may_type(text: str) -> None:
    try:
        offered = PhoneNumber.from_guest(text)
    except NotANumber:
        return
    assert PhoneNumber.typed(text) == offered


@pytest.mark.parametrize(
    ("text", "subscriber", "national"),
    [
        ("0722123456", "+40722123456", "0722123456"),
        ("+40 722 123 456", "+40722123456", "0722123456"),
        ("0040722123456", "+40722123456", "0722123456"),
        ("0213123456", "+40213123456", "0213123456"),
        ("+390721123456", "+390721123456", None),
        ("+442079460000", "+442079460000", None),
        ("+15551234567", "+15551234567", None),
        ("101", "101", None),
        ("1003", "1003", None),
        ("*43", "*43", None),
        ("*0722123456", "*0722123456", None),
        ("*21*0722123456#", "*21*0722123456#", None),
        ("0722123456#12", "0722123456#12", None),
        ("12345", "12345", None),
    ],
)
def test_one_subscriber_has_one_spelling_in_romania(text: str, subscriber: str, national: str | None) -> None:
    number = PhoneNumber.typed(text)

    assert number.subscriber("RO") == subscriber
    assert number.national("RO") == national


def test_a_number_short_of_its_area_code_is_nobodys_international_number() -> None:
    number = PhoneNumber.typed("555-1234")

    assert number.subscriber("US") == "5551234"
    assert number.national("US") is None
    assert number.for_eyes("US") == "5551234"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("0722123456", "0722 123 456"),
        ("+40722123456", "0722 123 456"),
        ("+442079460000", "+44 20 7946 0000"),
        ("*21*0722123456#", "*21*0722123456#"),
        ("101", "101"),
    ],
)
def test_numbers_are_grouped_for_eyes(text: str, shown: str) -> None:
    assert PhoneNumber.typed(text).for_eyes("RO") == shown


@given(st.from_regex(r"\+?[0-9*#]{1,31}", fullmatch=True), st.sampled_from(["RO", "US", "DE", "IT", "GB", "FR", "AR"]))
def test_every_dialable_text_has_a_subscriber_with_ascii_digits_only(digits: str, region: str) -> None:
    subscriber = PhoneNumber(digits).subscriber(region)

    assert set(subscriber) <= set("+0123456789*#")
    assert PhoneNumber(subscriber).subscriber(region) == subscriber or not subscriber.startswith("+")


@pytest.mark.parametrize("text", ["0722.123.456 / 021 312 34 56", "0722 123 456/7", "0722123456 0213123456"])
def test_two_numbers_are_never_glued_into_one(text: str) -> None:
    for read in (PhoneNumber.typed, PhoneNumber.from_guest):
        with pytest.raises(NotANumber):
            read(text)
