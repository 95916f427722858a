"""Foreign text on one line: nothing that breaks it apart, turns it round or hides in it."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pbxdialer.core.plain_text import first_hidden, plain


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Ștefan Ionescu", "Ștefan Ionescu"),
        ("  two\t\r\nlines \u2028 here ", "two lines here"),
        ("<b>bold</b> &amp; <img src=file:///x>", "<b>bold</b> &amp; <img src=file:///x>"),
        ("a\u202eb\u2066c\u200fd", "abcd"),
        ("a\x00b\x1b[31mc\x7f\x9bd", "ab[31mcd"),
        ("zero\u200bwidth\ufeff\u00ad", "zerowidth"),
        ("lone \ud83d", "lone"),
        ("private \ue000 \U000f0000", "private"),
        ("👩🏽\u200d💻 می\u200cخواهم", "👩🏽\u200d💻 می\u200cخواهم"),
        ("\U000e0041tag", "tag"),
        ("a\u00a0b\u2003c", "a b c"),
        ("", ""),
        ("\u200b", ""),
    ],
    ids=ascii,
)
def test_it_keeps_what_can_be_seen_and_drops_the_rest(text: str, shown: str) -> None:
    assert plain(text) == shown


def test_it_is_cut_at_its_length() -> None:
    assert plain("x" * 10_000) == "x" * 500
    assert plain("ș" * 10_000, 40) == "ș" * 40
    assert plain(" " * 3 + "word", 3) == "wor"
    assert plain("ș b", 2) == "ș"
    assert plain("a b", 2) == "a"


@given(st.text(alphabet=st.characters(), max_size=200), st.integers(1, 60))
def test_the_result_is_one_harmless_line_and_stays_as_it_is(text: str, longest: int) -> None:
    shown = plain(text, longest)

    assert len(shown) <= longest
    assert len(shown.splitlines()) <= 1
    assert not {unicodedata.category(char) for char in shown} & {"Cc", "Cs", "Co", "Cn", "Zl", "Zp"}
    assert all(char in "\u200c\u200d" for char in shown if unicodedata.category(char) == "Cf")
    assert shown == shown.strip()
    assert plain(shown, longest) == shown


def test_what_nobody_sees_is_found_joiners_and_line_breaks_too() -> None:
    assert first_hidden("Ștefan Ionescu (birou) 👩🏽") == ""
    for hidden in ("\x00", "\n", "\u200d", "\u202e", "\u2066", "\ufeff", "\u2028", "\ue000", "\u0378"):
        assert first_hidden(f"a{hidden}b\u200e") == hidden
