"""Numbers from links and free text: the right digits, several never glued, or the offending character named."""

import string
import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pbxdialer.core.number import NumberFault
from pbxdialer.core.number_finder import Candidate, Found, find_in_link, find_in_text

_C = NumberFault.CHARACTER


def _digits(found: Found) -> list[str]:
    return [one.number.digits for one in found.candidates]


@pytest.mark.parametrize(
    ("link", "digits"),
    [
        ("tel:+1-555-123-4567", "+15551234567"),
        ("tel:(0722)%20123-456", "0722123456"),
        ("tel:+39%200721%20123456", "+390721123456"),
        ("tel:+49(0)89123456", "+4989123456"),
        ("tel:+39(0)6123456", "+3906123456"),
        ("callto:+40722123456", "+40722123456"),
        ("callto://0722123456", "0722123456"),
        ("callto:tel:+40722123456", "+40722123456"),
        ("callto:+40722123456?call", "+40722123456"),
        ("sip:+40722123456@pbx.example", "+40722123456"),
        ("sips:+40722123456;user=phone@pbx.example;transport=tls?subject=x", "+40722123456"),
        ("TEL:0722123456", "0722123456"),
        ("tel://0722123456", "0722123456"),
        ("tel:%2B40722123456", "+40722123456"),
        ("tel:+4402079460000", "+442079460000"),
        ("tel:1003", "1003"),
    ],
)
def test_the_number_of_a_link_is_found(link: str, digits: str) -> None:
    assert find_in_link(link, "RO") == Found((Candidate(find_in_link(link, "RO").candidates[0].number),))
    assert _digits(find_in_link(link, "RO")) == [digits]


@pytest.mark.parametrize(
    ("link", "digits", "extension", "context"),
    [
        ("tel:+442079460000;ext=12", "+442079460000", "12", ""),
        ("tel:+442079460000;ext=1-2;isub=3;x=y", "+442079460000", "12", ""),
        ("tel:7042;phone-context=example.com", "7042", "", "example.com"),
        ("tel:0722123456;phone-context=+40", "+40722123456", "", ""),
        ("tel:7042;phone-context=+1-914-555", "+19145557042", "", ""),
        ("tel:863-1234;phone-context=+1-914-555", "8631234", "", "+1-914-555"),
        ("tel:+40722123456;phone-context=example.com", "+40722123456", "", ""),
        ("sip:1003@pbx.example;user=phone", "1003", "", "pbx.example"),
        ("sip:0722123456;phone-context=+40@pbx.example", "+40722123456", "", ""),
    ],
)
def test_extension_and_context_are_told_apart_and_never_dialled(
    link: str, digits: str, extension: str, context: str
) -> None:
    (found,) = find_in_link(link, "RO").candidates
    assert (found.number.digits, found.extension, found.context) == (digits, extension, context)


@pytest.mark.parametrize(
    ("link", "reason", "character"),
    [
        ("callto:sip:bob@x.com", NumberFault.SIP_ADDRESS, "b"),
        ("callto:1003@x.com", NumberFault.SIP_ADDRESS, "@"),
        ("sip:192.168.1.10", NumberFault.SIP_ADDRESS, "."),
        ("tel:not-a-number", _C, "n"),
        ("tel:", NumberFault.EMPTY, ""),
        ("tel:%20", NumberFault.EMPTY, ""),
        ("tel:*21*0722123456%23", _C, "*"),
        ("tel:%2A21%2A0722123456%23", _C, "*"),
        ("tel:0722123456%23", _C, "#"),
        ("tel:0722123456,,1", _C, ","),
        ("tel:0722123456;12", _C, ";"),
        ("tel:0722123456%3Bext=1", _C, ";"),
        ("tel:0722123456;postd=pp22", _C, "p"),
        ("tel:0722123456;m-x=1", _C, "m"),
        ("tel:0722p1", _C, "p"),
        ("tel:0722w1", _C, "w"),
        ("tel:1 -platform minimal -stylesheet x", _C, "p"),
        ("tel:0722%0D%0A", _C, "\r"),
        ("tel:0722\n", _C, "\n"),
        ("tel:0722%00", _C, "\x00"),
        ("tel:0722%E2%80%8B1", _C, "\u200b"),
        ("tel:%E2%80%AE0722", _C, "\u202e"),
        ("tel:0722²", _C, "²"),
        ("tel:0722%D9%A3", _C, "٣"),
        ("tel:0722%2520", _C, "%"),
        ("tel:0722%2", _C, "%"),
        ("tel:0722%FF", _C, "%"),
        ("tel:0722&x", _C, "&"),
        ("tel:0722@x", _C, "@"),
        ("tel:0722?call", _C, "?"),
        ("tel:+40722123456;ext=1p", _C, "p"),
        ("tel:0722123456/0733123456", _C, "/"),
        ("tel:" + "1" * 19, NumberFault.TOO_LONG, ""),
        ("tel:" + "1" * 10_000, NumberFault.TOO_LONG, ""),
        ("skype:bob", NumberFault.NOT_A_TELEPHONE_LINK, ""),
        ("0722123456", NumberFault.NOT_A_TELEPHONE_LINK, ""),
        ("", NumberFault.NOT_A_TELEPHONE_LINK, ""),
        ("tel:112", NumberFault.EMERGENCY, ""),
        ("tel:911", NumberFault.EMERGENCY, ""),
        ("tel:+112", NumberFault.EMERGENCY, ""),
        ("tel:112;phone-context=+40", NumberFault.EMERGENCY, ""),
        ("sip:112@pbx.example", NumberFault.EMERGENCY, ""),
    ],
    ids=ascii,
)
def test_a_link_that_is_no_plain_number_is_refused_and_says_why(link: str, reason: NumberFault, character: str) -> None:
    found = find_in_link(link, "RO")
    assert found.candidates == ()
    assert found.refused is not None
    assert (found.refused.reason, found.refused.character) == (reason, character)


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("Tel: +39 0721 123456", ["+390721123456"]),
        ("555-1234 or 555-9876", ["5551234", "5559876"]),
        ("555-1234 555-9876", ["5551234", "5559876"]),
        ("Invoice 2024-118, call 0722 123 456", ["0722123456"]),
        ("Invoice 2024-118 0722 123 456", ["0722123456"]),
        ("+44 (0)20 7946 0000", ["+442079460000"]),
        ("0722.123.456 / 021 312 34 56", ["0722123456", "0213123456"]),
        ("0722 123 456 0733 123 456", ["0722123456", "0733123456"]),
        ("0722123456\r\n0733123456", ["0722123456", "0733123456"]),
        ("0722 123 456, +40 722 123 456", ["0722123456"]),
        ("1003", ["1003"]),
        ("14:30 0722 123 456", ["0722123456"]),
    ],
)
def test_the_numbers_of_a_text_are_found_and_never_glued(text: str, digits: list[str]) -> None:
    assert _digits(find_in_text(text, "RO")) == digits


@pytest.mark.parametrize(
    ("text", "reason", "character"),
    [
        ("Order 20241118, total 1,234.56 RON", NumberFault.NOTHING_FOUND, ""),
        ("18.11.2024", NumberFault.NOTHING_FOUND, ""),
        ("IBAN RO49 AAAA 1B31 0075 9384 0000", NumberFault.NOTHING_FOUND, ""),
        ("", NumberFault.EMPTY, ""),
        ("*21*0722123456#", _C, "*"),
        ("call *21*0722123456#", _C, "*"),
        ("0722123456²", _C, "²"),
        ("٠٧٢٢١٢٣٤٥٦", _C, "٠"),
        ("0722123456\u200b", _C, "\u200b"),
        ("call \u202e0722123456", _C, "\u202e"),
        ("0722123456\x00", _C, "\x00"),
        ("0722p1234567", _C, "p"),
        ("0" * 10_000, NumberFault.TOO_LONG, ""),
    ],
    ids=ascii,
)
def test_a_text_without_a_number_says_so(text: str, reason: NumberFault, character: str) -> None:
    found = find_in_text(text, "RO")
    assert found.candidates == ()
    assert found.refused is not None
    assert (found.refused.reason, found.refused.character) == (reason, character)


_NEAR = st.text(st.sampled_from("0123456789+()-./ \t\n*#,;:%p\u00a0\u202e²٣"), max_size=60)
_LINKS = st.builds(
    "{}{}".format, st.sampled_from(["tel:", "callto:", "sip:", "tel:+", ""]), st.text(max_size=60) | _NEAR
)


@given(st.text(max_size=80) | _NEAR, st.sampled_from(["RO", "US", "IT", "DE", "GB", "XX"]))
@example("+(0)0", "RO")
@example("(" * 60, "RO")
def test_nothing_but_ascii_digits_and_a_leading_plus_comes_out_of_a_text(text: str, region: str) -> None:
    _check(find_in_text(text, region), text)


@given(_LINKS, st.sampled_from(["RO", "US", "IT", "DE", "GB", "XX"]))
def test_nothing_but_ascii_digits_and_a_leading_plus_comes_out_of_a_link(link: str, region: str) -> None:
    _check(find_in_link(link, region), link)


def _check(found: Found, source: str) -> None:
    assert bool(found.candidates) is (found.refused is None)
    for one in found.candidates:
        assert set(one.number.digits.removeprefix("+")) <= set(string.digits)
        assert 1 <= len(one.number.digits) <= 19
        assert set(one.extension) <= set(string.digits)
    if found.refused is not None and found.refused.reason is _C:
        assert len(found.refused.character) == 1
        assert "%" in source or found.refused.character in source


@pytest.mark.parametrize("piece", ["1 ", "12 ", "1(", "+4 07 ", "0722 123 456 ", "555-1234 ", "a@", "AB12 ", "(", "@"])
def test_a_text_made_to_cost_time_costs_little(piece: str) -> None:
    for text in ((piece * 2000)[:2000], (piece * 2000)[: 99 * len(piece)][:2000]):
        begun = time.process_time()
        find_in_text(text, "US")
        assert time.process_time() - begun < 0.5  # measured: 0.1
