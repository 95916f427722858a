"""Rewrite rules: they do what they say, or are refused with a sentence, and no rule can hang the program."""

import re
import time
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pbxdialer.core.dial_plan import DialPlan, DialRule
from pbxdialer.core.language import Language
from pbxdialer.core.number import PhoneNumber
from pbxdialer.core.rewrite import BrokenPlan, Rewrite

_LONGEST_S = 0.25  # far below a second, far above what a busy machine needs for what is let through


@pytest.mark.parametrize(
    ("pattern", "replacement", "digits", "result"),
    [
        (r"(?:00|\+)(.*)", r"9\1", "+40722123456", "940722123456"),
        (r"(?:00|\+)(.*)", r"9\1", "0722123456", None),
        (r"0(\d{3})(\d{6})", r"+40\1\2", "0722123456", "+40722123456"),
        (r"(?P<area>021|031)(\d+)", r"\g<area>\2", "0213123456", "0213123456"),
        (r"(\d)\1+", "1", "777", "1"),
        (r"(?!112)\d{3}", "100", "112", None),
        (r"(?!112)\d{3}", "100", "113", "100"),
        (r"\*43", "101", "*43", "101"),
        (r"07\d{8}", "1", "07221234567", None),
        (r"\d+", "1", "9" * 33, None),
    ],
)
def test_a_rule_takes_the_whole_number_or_nothing(
    pattern: str, replacement: str, digits: str, result: str | None
) -> None:
    assert Rewrite(pattern, replacement).apply(digits) == result


_CATASTROPHES = [
    r"(\d+)+x",
    r"(\d+)*x",
    r"(\d*)*x",
    r"(\d+?)+?x",
    r"(\d|\d\d)+x",
    r"(a|aa|\d)*(a|aa|\d)*x",
    r"(\d?){32}x",
    r"\d*\d*\d*\d*\d*\d*\d*\d*x",
    r"(?=(\d+)+x)\d",
    r"(?!(\d+)+x)x",
    r"(?>(\d+)+x)",
    r"(?:(\d+)+)++x",
    r"(\d)(?(1)(\d+)+|y)x",
    r"(?i:(\d+)+)x",
    r"(?P<n>(\d+)+)x",
    r"((((){32}){32}){32}){32}",
    r"((((()*)*)*)*)*x",
    r"(.*)(.*)(.*)(.*)(.*)(.*)(.*)(.*)x",
    r"(\d{1,3}){1,30}x",
]


@pytest.mark.parametrize("pattern", _CATASTROPHES)
def test_a_rule_that_could_hang_is_refused_at_once(pattern: str) -> None:
    begun = time.perf_counter()
    with pytest.raises(BrokenPlan, match="could hang"):
        Rewrite(pattern, "1").apply("1" * 32)
    assert time.perf_counter() - begun < _LONGEST_S


def test_it_is_the_ways_that_hang_and_not_the_test() -> None:
    """The same engine, a shorter number: each digit more doubles the time, as the refusal claims."""
    times = []
    for length in (14, 18):
        begun = time.perf_counter()
        assert re.fullmatch(r"(\d+)+x", "1" * length) is None
        times.append(time.perf_counter() - begun)
    assert times[1] > 4 * times[0]


_ATOMS = st.sampled_from([r"\d", ".", "0", "[0-4]", "[^7]", "07", "", r"\*", "^", "$", r"\b"])
_QUANTIFIERS = st.sampled_from(["", "", "*", "+", "?", "{2}", "{1,3}", "{0,30}", "{3,}", "*?", "+?", "++", "?+"])
_PATTERNS = st.recursive(
    _ATOMS,
    lambda inner: st.one_of(
        st.builds("({}){}".format, inner, _QUANTIFIERS),
        st.builds("(?:{}){}".format, inner, _QUANTIFIERS),
        st.builds("(?>{}){}".format, inner, _QUANTIFIERS),
        st.builds("{}{}".format, inner, inner),
        st.builds("({}|{}){}".format, inner, inner, _QUANTIFIERS),
        st.builds("(?={}){}".format, inner, inner),
    ),
    max_leaves=8,
)


@given(_PATTERNS, st.sampled_from(["", "x"]), st.sampled_from(["1", "0", "07", "407"]))
@settings(max_examples=150)
def test_no_pattern_holds_the_program_up(pattern: str, last: str, digits: str) -> None:
    number = (digits * 32)[:32]
    begun = time.perf_counter()
    with suppress(BrokenPlan):
        Rewrite(pattern + last, "1").apply(number)
    assert time.perf_counter() - begun < _LONGEST_S


@given(st.text(max_size=30), st.text(max_size=10), st.from_regex(r"\+?[0-9*#]{1,20}", fullmatch=True))
def test_any_text_is_a_rule_or_a_sentence(pattern: str, replacement: str, digits: str) -> None:
    result, sentence = "", ""
    try:
        result = Rewrite(pattern, replacement).apply(digits) or ""
    except BrokenPlan as fault:
        sentence = fault.sentence(Language())
    assert set(result) <= set("+0123456789*#")
    assert not (result and sentence)


@pytest.mark.parametrize("pattern", ["(", "[", "*", "(" * 2000, "x{99999999999}", "[[a]", "(?P<a", "\\", "x" * 201])
def test_a_rule_that_cannot_be_read_says_so_briefly(pattern: str) -> None:
    with pytest.raises(BrokenPlan, match="cannot be read") as broken:
        Rewrite(pattern, "1").apply("101")
    assert len(str(broken.value)) < 200


def test_a_rule_that_grows_a_number_without_end_is_refused() -> None:
    with pytest.raises(BrokenPlan, match="no number"):
        Rewrite(r"(\d+)", r"\1" * 10).apply("0722123456")


def test_literal_means_exactly_what_was_typed() -> None:
    plan = DialPlan(outside_prefix="9", rewrites=(Rewrite(".*", "101"), Rewrite("(", "")))
    sent = plan.literal(PhoneNumber.typed("0722 123 456"))

    assert (sent.digits, sent.rule, sent.prefix) == ("0722123456", DialRule.LITERAL, "")


def test_the_trace_names_the_rule_that_decided() -> None:
    plan = DialPlan(outside_prefix="9", rewrites=(Rewrite("1..", "2"), Rewrite(r"0(\d{9})", r"+40\1")))
    tr = Language()

    assert plan.dial_string(PhoneNumber("0722123456")).words(tr) == r"rewrite rule 0(\d{9})"
    assert plan.dial_string(PhoneNumber("07221234567")).words(tr) == "as typed, outside line 9"
    assert plan.dial_string(PhoneNumber("201")).words(tr) == "internal number"
