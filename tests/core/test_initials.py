"""Initials, in the names people have."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pbxdialer.core.initials import initials


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Ștefan O'Neil", "ȘO"),
        ("„Ștefan O'Neil”", "ȘO"),
        ("S\u0326tefan Ionescu", "ȘI"),  # the same letter in two characters
        ("ana-maria pop", "AP"),
        ("Dr. Anneliese-Charlotte von Württemberg", "AW"),
        ("Ionescu, Ștefan", "IȘ"),
        ("Ana Marin (Bitdesk)", "AM"),
        ("Helpdesk", "H"),
        ("Delta Construct SA", "DC"),
        ("Acme S.R.L.", "A"),
        ("SA", "S"),
        ("Prof.", "P"),
        ("ßzabo", "ß"),
        ("Ιωάννα Παππά", "ΙΠ"),
        ("Иван Петров", "ИП"),
        ("محمد علي", "م"),
        ("דוד כהן", "דכ"),
        ("王小明", "王"),
        ("山田 太郎", "山"),
        ("김철수", "김"),
        ("किरण शर्मा", "कि"),
        ("🚀 Rocket Man", "RM"),
        ("🎉", ""),
        ("1003", "1"),
        ("", ""),
        ("   ", ""),
        ("(none)", "N"),
    ],
)
def test_a_name_is_shortened_as_people_of_its_script_would(name: str, letters: str) -> None:
    assert initials(name) == letters


@given(st.text(max_size=60))
def test_any_name_has_at_most_two_letters_with_their_marks(name: str) -> None:
    from unicodedata import category

    assert len([char for char in initials(name) if not category(char).startswith("M")]) <= 2
