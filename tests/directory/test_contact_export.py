"""Export: nothing a spreadsheet would compute, and export → import is the identity."""

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pbxdialer.core.contact import IMPORTED, Contact, LabelledNumber
from pbxdialer.core.plain_text import plain, plain_block
from pbxdialer.directory.csv_export import csv_of, quoted
from pbxdialer.directory.number_field import unquoted
from pbxdialer.directory.vcard_export import vcards_of
from tests.directory.reading import preview_of

DANGEROUS = ("=1+1", "+40722123456", "-1", "@cmd", "'=1", "''+x", "'t Hart", "'", "a=b", "\ttab", "\rcr")
LETTERS = st.characters(codec="utf-8")
TEXTS = st.one_of(
    st.text(LETTERS, max_size=20), st.sampled_from(DANGEROUS), st.text("=+-@'\";,:\\|n\n\r\t _$!<>", max_size=8)
)
LINES = TEXTS.map(plain)
LABELS = st.one_of(LINES, st.sampled_from(("mobile", "office", "home", "main", "cell", "_$!<Home>!$_")))
NUMBERS = st.one_of(
    LINES,
    st.sampled_from(("0722 123 456", "021/312 34 56, 0722 123 456", "tel:123", "int. 12", "0722 123 456/7", "'0722")),
)
PEOPLE = st.lists(
    st.builds(
        Contact,
        name=LINES.filter(bool),
        company=LINES,
        email=LINES,
        numbers=st.lists(st.builds(LabelledNumber, LABELS, NUMBERS.filter(bool)), max_size=4).map(tuple),
        note=st.lists(TEXTS, max_size=3).map(lambda lines: plain_block("\n".join(lines))),
        favourite=st.booleans(),
        groups=st.lists(LINES.filter(bool), max_size=3, unique=True).map(tuple),
        origin=st.just(IMPORTED),
    ),
    min_size=1,
    max_size=5,
)


@settings(max_examples=400, deadline=None)
@given(PEOPLE)
def test_what_was_exported_comes_back_as_it_was(people: list[Contact]) -> None:
    assert list(preview_of(csv_of(people), ".csv").contacts) == people
    assert list(preview_of(vcards_of(people), ".vcf").contacts) == people


@settings(max_examples=300)
@given(TEXTS)
@pytest.mark.fault_matrix
def test_no_cell_begins_as_a_formula_does_and_the_apostrophe_comes_off_again(text: str) -> None:
    assert not quoted(text).startswith(("=", "+", "-", "@", "\t", "\r"))
    assert unquoted(quoted(text)) == text


@pytest.mark.parametrize("text", DANGEROUS)
@pytest.mark.fault_matrix
def test_a_spreadsheet_computes_nothing(text: str) -> None:
    people = [Contact(text, text, text, (LabelledNumber(text, text),), text, groups=(text,))]
    (_, row) = csv.reader(io.StringIO(csv_of(people).decode("utf-8-sig"), newline=""))
    assert not [cell for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


def test_vcards_are_of_version_4_with_folded_lines() -> None:
    contact = Contact("Ștefan " * 30, numbers=(LabelledNumber("mobile", "0722 123 456"), LabelledNumber("ax", "1")))
    file = vcards_of([contact])
    assert file.startswith(b"BEGIN:VCARD\r\nVERSION:4.0\r\n")
    assert b"TEL;TYPE=cell:0722 123 456\r\n" in file
    assert b"item2.TEL:1\r\nitem2.X-ABLabel:ax\r\n" in file
    for line in file.split(b"\r\n"):
        assert len(line) <= 75
        line.decode()


def test_nobody_at_all_can_be_exported() -> None:
    assert (
        csv_of([]).decode("utf-8-sig")
        == "Name,Company,E-mail,Note,Groups,Favourite,Phone 1 - Label,Phone 1 - Value\r\n"
    )
    assert vcards_of([]) == b""
