"""CSV import: every encoding and separator people have, a reason for every refused row, no crash on hostile files."""

import csv
import io
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pbxdialer.core.contact import IMPORTED, Contact, LabelledNumber
from pbxdialer.core.number import NotANumber, PhoneNumber
from pbxdialer.directory.contact_file import NO_COLUMNS, FileChoice, read_contacts, read_contacts_in
from pbxdialer.directory.csv_columns import (
    FIELD_TOO_LONG,
    MOST_NUMBERS,
    NAMELESS,
    NOTHING_TO_CALL,
    TOO_MANY_NUMBERS,
    Columns,
)
from pbxdialer.directory.csv_file import BROKEN_ROW, CsvChoice
from pbxdialer.directory.csv_headers import Field, Meaning
from pbxdialer.directory.file_text import LINE_TOO_LONG, LONGEST_FILE, LONGEST_LINE, NOT_TEXT, TOO_LARGE
from pbxdialer.directory.import_preview import MOST_ROWS, TOO_MANY_ROWS, RefusedRow, UnreadableFile
from pbxdialer.directory.number_field import LONGEST_FIELD, numbers_in
from tests.directory.reading import numbers_of, only, preview_of, read

HEADER = "Name,Company,Email,Phone\n"


def test_a_simple_list_is_read() -> None:
    found = read(HEADER + "Ștefan Ionescu,Acme SRL,s@acme.example,0722 123 456\n")
    numbers = (LabelledNumber("", "0722 123 456"),)
    assert list(found.contacts) == [Contact("Ștefan Ionescu", "Acme SRL", "s@acme.example", numbers, origin=IMPORTED)]
    assert (found.kind, found.refused, found.encoding, found.separator) == ("CSV", (), "utf-8", ",")


@pytest.mark.parametrize("separator", [",", ";", "\t", "|", "~", "^"])
@pytest.mark.parametrize(
    ("encoding", "name"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8"),
        ("utf-16", "utf-16"),
        ("cp1250", "cp1250"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
    ],
)
@pytest.mark.fault_matrix
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
        ("Name,Phone 1 - Type,Phone 1 - Value,Telephone/Fax", "Ana,Work 2,1111,2222", "Ana", [("office", "1111")]),
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
    assert only(HEADER + ",Acme SRL,,0213123456\n") == Contact(
        "Acme SRL", numbers=(LabelledNumber("", "0213123456"),), origin=IMPORTED
    )


@pytest.mark.fault_matrix
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


@pytest.mark.fault_matrix
def test_the_apostrophe_of_a_formula_safe_export_is_removed() -> None:
    contact = only(HEADER + "'=cmd|'/C calc'!A0,'@Acme,'-a@example.com,'+40722123456\n")
    assert contact.name == "=cmd|'/C calc'!A0"
    assert contact.company == "@Acme"
    assert contact.email == "-a@example.com"
    assert numbers_of(contact) == [("", "+40722123456")]
    assert only(HEADER + "'t Hart,,,0722123456\n").name == "'t Hart"


@pytest.mark.fault_matrix
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
        (b"Ana,0722123456\n", NO_COLUMNS),
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
    assert len(read_contacts(path).contacts) == 1
    with path.open("r+b") as file:
        file.truncate(10 * LONGEST_FILE)  # a sparse file: it takes no room
    with pytest.raises(UnreadableFile) as caught:
        read_contacts(path)
    assert str(caught.value) == TOO_LARGE


@pytest.mark.longer
@pytest.mark.fault_matrix
def test_rows_beyond_the_limit_are_named() -> None:
    found = read("Name,Phone\n" + "A,1\n" * (MOST_ROWS + 5))
    assert len(found.contacts) == MOST_ROWS
    assert found.refused == (RefusedRow(MOST_ROWS + 2, TOO_MANY_ROWS),)


@pytest.mark.fault_matrix
def test_a_field_of_200_kb_and_a_quotation_mark_that_never_closes_are_refused_rows() -> None:
    found = read(HEADER + f'Ana,"{"x" * 200_000}",,0722123456\nIon,,,0733123456\n')
    assert RefusedRow(2, BROKEN_ROW) in found.refused
    assert "Ion" in [contact.name for contact in found.contacts]
    unclosed = read(HEADER + 'Ana,,,0722123456\nIon,"Acme,,0733123456\n' + "Zoe,,,0744123456\n" * 300)
    assert [contact.name for contact in unclosed.contacts] == ["Ana"]
    assert unclosed.refused == (RefusedRow(3, FIELD_TOO_LONG),)


@pytest.mark.parametrize(
    ("header", "row", "expected"),
    [
        # Google's export, its columns shortened to those that are filled
        (
            "First Name,Middle Name,Last Name,Organization Name,Notes,Labels,E-mail 1 - Label,E-mail 1 - Value,"
            "Phone 1 - Label,Phone 1 - Value,Phone 2 - Label,Phone 2 - Value",
            "Ana,Maria,Pop,Acme SRL,prefers mornings,Clienți ::: * myContacts ::: * starred,* Work,ana@acme.example,"
            "Mobile,0722 123 456 ::: 0733 123 456,Work Fax,021 312 34 56",
            Contact("Ana Maria Pop", "Acme SRL", "ana@acme.example",
                    (LabelledNumber("mobile", "0722 123 456"), LabelledNumber("mobile", "0733 123 456"),
                     LabelledNumber("office", "021 312 34 56")),
                    note="prefers mornings", favourite=True, groups=("Clienți",), origin=IMPORTED),
        ),
        # Outlook's
        (
            "Title,First Name,Middle Name,Last Name,Company,Business Fax,Business Phone,Home Phone,Mobile Phone,"
            "Primary Phone,Categories,E-mail Address,Notes",
            "Dr,Ana,,Pop,Acme SRL,021 111 11 11,021 312 34 56,,0722 123 456,,Clienți;VIP,ana@acme.example,",
            Contact("Ana Pop", "Acme SRL", "ana@acme.example",
                    (LabelledNumber("office", "021 312 34 56"), LabelledNumber("mobile", "0722 123 456")),
                    groups=("Clienți", "VIP"), origin=IMPORTED),
        ),
        # Outlook's in Romanian
        (
            "Prenume;Nume;Firmă;Telefon serviciu;Telefon mobil;Adresă de e-mail;Categorii",
            "Ana;Pop;Acme SRL;021 312 34 56;0722 123 456;ana@acme.example;",
            Contact("Ana Pop", "Acme SRL", "ana@acme.example",
                    (LabelledNumber("office", "021 312 34 56"), LabelledNumber("mobile", "0722 123 456")),
                    origin=IMPORTED),
        ),
    ],
    ids=["Google", "Outlook", "Outlook in Romanian"],
)  # fmt: skip
def test_the_columns_of_google_and_outlook_are_known(header: str, row: str, expected: Contact) -> None:
    assert only(f"{header}\n{row}\n") == expected


def test_columns_that_are_not_understood_can_be_chosen_and_the_choice_is_kept_as_a_text() -> None:
    data = b"Wer;Was;Durchwahl\nAna Pop;Acme SRL;0722 123 456\n"
    with pytest.raises(UnreadableFile):
        preview_of(data)
    shown = read_contacts_in(io.BytesIO(data))
    assert shown.columns is not None
    assert (shown.columns.titles, len(shown.contacts)) == (("Wer", "Was", "Durchwahl"), 0)
    assert shown.sample == (("Ana Pop", "Acme SRL", "0722 123 456"),)
    meanings = (Meaning(Field.NAME), Meaning(Field.COMPANY), Meaning(Field.NUMBER, "office"))
    chosen = replace(shown.columns, meanings=meanings)
    found = preview_of(data, choice=FileChoice(csv=CsvChoice(columns=chosen)))
    numbers = (LabelledNumber("office", "0722 123 456"),)
    assert list(found.contacts) == [Contact("Ana Pop", "Acme SRL", numbers=numbers, origin=IMPORTED)]
    again = Columns.named(("WER", "was", "Durchwahl!"))
    assert again.key == chosen.key
    assert again.with_choice(chosen.choice()).meanings == meanings


@pytest.mark.parametrize(
    "choice", ["", "[", "[" * 100_000, "{}", '[["name", ""]]', '[["no such", ""], ["name", ""]]', "3"]
)
def test_a_remembered_choice_that_does_not_fit_changes_nothing(choice: str) -> None:
    columns = Columns.named(("Name", "Phone"))
    assert columns.with_choice(choice) == columns


def test_encoding_and_separator_can_be_chosen() -> None:
    data = "Name;Phone\nLefèvre;0722123456\n".encode("cp1252")
    (contact,) = preview_of(data, choice=FileChoice("cp1252", CsvChoice(";"))).contacts
    assert contact.name == "Lefèvre"
    (contact,) = preview_of(data, choice=FileChoice("utf-8")).contacts
    assert contact.name == "Lef\ufffdvre"


@pytest.mark.parametrize(
    ("encoding", "people"),
    [
        ("cp1250", ("Ştefan Ţurcanu", "Łukasz Żółkiewski", "Mănăilă Gică", "Jiří Dvořák žije ve městě")),
        ("cp1250", ("Jiří Dvořák", "Tomáš Novák", "Kateřina Kučerová")),
        ("cp1250", ("Kovács Erzsébet", "Szűcs Gyöngyi", "Őry Ágnes")),
        ("cp1252", ("Hélène Lefèvre", "Señor Muñoz", "Zoë Brontë")),
        ("cp1252", ("Søren Bjørnsen", "Håkan Ångström")),
        ("cp1252", ("João Simões",)),
    ],
)
def test_the_code_page_is_guessed_from_the_letters(encoding: str, people: tuple[str, ...]) -> None:
    data = "Name,Phone\n" + "".join(f"{name},0722123456\n" for name in people)
    assert [contact.name for contact in preview_of(data.encode(encoding)).contacts] == list(people)


def test_a_row_of_very_many_numbers_is_refused_and_not_cut() -> None:
    many = [f"07221234{place:02}" for place in range(MOST_NUMBERS)]
    assert len(only(HEADER + f"Ana,,,{' / '.join(many)}\n").numbers) == MOST_NUMBERS
    assert read(HEADER + f"Ana,,,{' / '.join([*many, '0733000111'])}\n").refused == (RefusedRow(2, TOO_MANY_NUMBERS),)


def test_a_line_without_an_end_is_refused_and_the_others_are_read() -> None:
    found = read(HEADER + "Ana,,,0722123456\n" + "a," * LONGEST_LINE + "\nIon,,,0733123456\n")
    assert [contact.name for contact in found.contacts] == ["Ana", "Ion"]
    assert found.refused == (RefusedRow(3, LINE_TOO_LONG),)


TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=30)


@settings(max_examples=300, deadline=None)
@given(
    st.one_of(st.binary(max_size=400), TEXTS.map(str.encode)), st.sampled_from(("utf-8", "utf-16", "cp1250", "cp1252"))
)
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
