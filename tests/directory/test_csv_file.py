"""CSV import: every encoding and separator people have, a reason for every refused row, no crash on hostile files."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pbxdialer.core.contact import Contact, LabelledNumber
from pbxdialer.core.number import NotANumber, PhoneNumber
from pbxdialer.directory.csv_columns import (
    FIELD_TOO_LONG,
    LONGEST_FIELD,
    MOST_NUMBERS,
    NAMELESS,
    NOTHING_TO_CALL,
    numbers_in,
)
from pbxdialer.directory.csv_file import (
    BROKEN_ROW,
    LONGEST_FILE,
    MOST_ROWS,
    NO_COLUMNS,
    NOT_TEXT,
    TOO_LARGE,
    TOO_MANY_ROWS,
    ImportPreview,
    RefusedRow,
    UnreadableFile,
    preview,
    preview_of,
)

HEADER = "Name,Company,Email,Phone\n"


def read(text: str) -> ImportPreview:
    return preview_of(text.encode())


def only(text: str) -> Contact:
    (contact,) = read(text).contacts
    return contact


def numbers_of(contact: Contact) -> list[tuple[str, str]]:
    return [(number.label, number.text) for number in contact.numbers]


def test_a_simple_list_is_read() -> None:
    found = read(HEADER + "Ștefan Ionescu,Acme SRL,s@acme.example,0722 123 456\n")
    expected = Contact("Ștefan Ionescu", "Acme SRL", "s@acme.example", (LabelledNumber("", "0722 123 456"),))
    assert found == ImportPreview((expected,), (), "utf-8", ",")


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize(
    ("encoding", "name"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8"), ("utf-16", "utf-16"), ("cp1250", "cp1250")],
)
def test_separators_and_encodings_are_recognised(separator: str, encoding: str, name: str) -> None:
    rows = [["Nume", "Firmă", "Telefon"], ["Țurcanu, Ștefan; jr.", "Café | Noël", "0722 123 456"]]
    if encoding == "cp1250":
        rows[1][:2] = ["Ţurcanu, Ştefan; jr.", "Café | Łódź"]  # the code page has the old letters with cedilla only
    file = io.StringIO()
    csv.writer(file, delimiter=separator, lineterminator="\r\n").writerows(rows)
    found = preview_of(file.getvalue().encode(encoding))
    assert (found.encoding, found.separator) == (name, separator)
    assert [(contact.name, contact.company) for contact in found.contacts] == [tuple(rows[1][:2])]


@pytest.mark.parametrize(
    ("header", "row", "name", "numbers"),
    [
        ("First;Last;Mobile;Office phone", "Ana;Pop;0722123456;0213123456", "Ana Pop",
         [("mobile", "0722123456"), ("office", "0213123456")]),
        ("PRENUME;Nume de familie;Telefon mobil;Telefon birou;Acasă tel.", "Ana;Pop;1234;5678;9999", "Ana Pop",
         [("mobile", "1234"), ("office", "5678"), ("home", "9999")]),
        ("Nume,Companie,Telefon,Mobil", "Ana,Acme,0213123456,0722123456", "Ana",
         [("", "0213123456"), ("mobile", "0722123456")]),
        ("name,phone 1,Phone 2,phone3,Fax", "Ana,1111,2222,3333,4444", "Ana", [("", "1111"), ("", "2222")]),
        ("Name,Phone 1 - Type,Phone 1 - Value,Telephone/Fax", "Ana,Work 2,1111,2222", "Ana", [("", "1111")]),
        ("Display Name,Reception telephone,Hotel,Suffix,Customer number", "Ana,1111,2222,3333,4444", "Ana",
         [("reception", "1111")]),
        ("Contact,Number", "Ana,1111", "Ana", [("", "1111")]),
        ('"Name" , "Phone"', "Ana,1111", "Ana", [("", "1111")]),
    ],
)  # fmt: skip
def test_headers_are_understood(header: str, row: str, name: str, numbers: list[tuple[str, str]]) -> None:
    contact = only(f"{header}\n{row}\n")
    assert contact.name == name
    assert numbers_of(contact) == numbers


def test_a_company_without_a_person_is_a_contact_of_its_own() -> None:
    assert only(HEADER + ",Acme SRL,,0213123456\n") == Contact("Acme SRL", numbers=(LabelledNumber("", "0213123456"),))


def test_every_refused_row_has_its_line_and_its_reason() -> None:
    text = (
        HEADER
        + 'Ana,"Acme\nSRL",,0722123456\n'
        + "Ion,Acme,,\n"
        + "\n , ,,\n"
        + ",,nobody@example.com,0722123456\n"
        + "Zoe,,,n/a\n"
        + f"Dan,{'x' * (LONGEST_FIELD + 1)},,0722123456\n"
        + "Eva,Acme,,0733 000 111,too,many,fields\n"
        + "Short\n"
    )
    found = read(text)
    assert [contact.name for contact in found.contacts] == ["Ana", "Eva"]
    assert found.refused == (
        RefusedRow(4, NOTHING_TO_CALL),
        RefusedRow(7, NAMELESS),
        RefusedRow(8, NOTHING_TO_CALL),
        RefusedRow(9, FIELD_TOO_LONG),
        RefusedRow(11, NOTHING_TO_CALL),
    )


@pytest.mark.parametrize(
    ("field", "found"),
    [
        ("0722 123 456", ["0722 123 456"]), ("'0722123456", ["0722123456"]), ('="0722123456"', ["0722123456"]),
        ("'+40722123456", ["+40722123456"]), ("555-1234 or 555-9876", ["555-1234", "555-9876"]),
        ("0722.123.456 / 021 312 34 56", ["0722.123.456", "021 312 34 56"]),
        ("0722123456,0733123456;0744123456", ["0722123456", "0733123456", "0744123456"]),
        ("0722123456 ::: 0733123456", ["0722123456", "0733123456"]),
        ("0722123456\n0733123456", ["0722123456", "0733123456"]),
        ("021/312 34 56", ["021/312 34 56"]), ("(0264) 430-111", ["(0264) 430-111"]),
        ("0722 123 456/7", ["0722 123 456; 7"]), ("101", ["101"]), ("", []), ("-", []), ("n/a", []), ("٠٧٢٢", []),
        ("+49\u00a030\u202f901820", ["+49 30 901820"]), ("0722\u200b123\x00456\u202e", ["0722123456"]),
        ("=HYPERLINK(1)", ["=HYPERLINK(1)"]),
    ],
)  # fmt: skip
def test_numbers_are_taken_as_they_are_written_and_never_glued(field: str, found: list[str]) -> None:
    assert numbers_in(field) == found


def test_what_may_be_two_numbers_cannot_be_dialled() -> None:
    with pytest.raises(NotANumber):
        PhoneNumber.from_guest(numbers_in("0722 123 456/7")[0])


def test_the_apostrophe_of_a_formula_safe_export_is_removed() -> None:
    contact = only(HEADER + "'=cmd|'/C calc'!A0,'@Acme,'-a@example.com,'+40722123456\n")
    assert contact.name == "=cmd|'/C calc'!A0"
    assert contact.company == "@Acme"
    assert contact.email == "-a@example.com"
    assert numbers_of(contact) == [("", "+40722123456")]
    assert only(HEADER + "'t Hart,,,0722123456\n").name == "'t Hart"


def test_foreign_text_becomes_one_plain_line() -> None:
    contact = only(HEADER + '"<b>Ana</b>\u202e\x07\r\nPop","A\x00cme",,0722123456\n')
    assert (contact.name, contact.company) == ("<b>Ana</b> Pop", "Acme")


def test_the_first_line_excel_writes_names_the_separator() -> None:
    found = read("sep=|\r\nName|Phone\r\nPop, Ana|0722123456\r\n")
    assert (found.separator, [contact.name for contact in found.contacts]) == ("|", ["Pop, Ana"])


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", NO_COLUMNS), (b"\n\n", NO_COLUMNS), (b"\xef\xbb\xbf", NO_COLUMNS), (b"a,b\n1,2\n", NO_COLUMNS),
        (b"Name,Company\nAna,Acme\n", NO_COLUMNS), (b"Phone\n0722123456\n", NO_COLUMNS),
        (b"Ana,0722123456\n", NO_COLUMNS), ("Name,Phone\nAna,1".encode("utf-16-le"), NOT_TEXT),
        (b"\xff\xfeN", NOT_TEXT), (b"PK\x03\x04" + b"\x00\x81" * 500, NOT_TEXT), (b"Name,Phone\n\x81\x83", NOT_TEXT),
    ],
)  # fmt: skip
def test_a_file_that_is_no_contact_list_is_refused_as_a_whole(data: bytes, reason: str) -> None:
    with pytest.raises(UnreadableFile) as caught:
        preview_of(data)
    assert str(caught.value) == reason


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "contacts.csv"
    path.write_text(HEADER + "Ana,,,0722123456\n")
    assert len(preview(path).contacts) == 1
    with path.open("r+b") as file:
        file.truncate(10 * LONGEST_FILE)  # a sparse file: it takes no room
    with pytest.raises(UnreadableFile) as caught:
        preview(path)
    assert str(caught.value) == TOO_LARGE


def test_rows_beyond_the_limit_are_named() -> None:
    found = read("Name,Phone\n" + "A,1\n" * (MOST_ROWS + 5))
    assert len(found.contacts) == MOST_ROWS
    assert found.refused == (RefusedRow(MOST_ROWS + 2, TOO_MANY_ROWS),)


def test_a_field_of_200_kb_and_a_quotation_mark_that_never_closes_are_refused_rows() -> None:
    found = read(HEADER + f'Ana,"{"x" * 200_000}",,0722123456\nIon,,,0733123456\n')
    assert RefusedRow(2, BROKEN_ROW) in found.refused
    assert found.contacts[-1].name == "Ion"
    unclosed = read(HEADER + 'Ana,,,0722123456\nIon,"Acme,,0733123456\n' + "Zoe,,,0744123456\n" * 300)
    assert [contact.name for contact in unclosed.contacts] == ["Ana"]
    assert unclosed.refused == (RefusedRow(3, FIELD_TOO_LONG),)


def test_a_contact_has_at_most_twenty_numbers() -> None:
    many = " / ".join(f"07221234{place:02}" for place in range(40))
    assert len(only(HEADER + f"Ana,,,{many}\n").numbers) == MOST_NUMBERS
    header = ",".join(["Name"] + ["Phone"] * 200)
    assert len(only(f"{header}\nAna{',0722123456' * 200}\n").numbers) == MOST_NUMBERS


TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=30)


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.binary(max_size=400), TEXTS.map(str.encode)), st.sampled_from(("utf-8", "utf-16", "cp1250")))
def test_no_bytes_crash_the_import(rest: bytes, encoding: str) -> None:
    for data in (rest, HEADER.encode(encoding) + rest):
        try:
            found = preview_of(data)
        except UnreadableFile:
            continue
        for contact in found.contacts:
            assert contact.name
            assert contact.numbers
            assert contact.name.isprintable() or "\u200c" in contact.name or "\u200d" in contact.name


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(TEXTS, TEXTS, TEXTS), max_size=8), st.sampled_from(",;\t|"))
def test_every_row_is_a_contact_or_has_a_reason(rows: list[tuple[str, str, str]], separator: str) -> None:
    file = io.StringIO()
    csv.writer(file, delimiter=separator).writerows([("Name", "Company", "Phone"), *rows])
    found = preview_of(file.getvalue().encode())
    filled = [row for row in rows if any(field.strip() for field in row)]
    assert len(found.contacts) + len(found.refused) == len(filled)
