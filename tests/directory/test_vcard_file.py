"""vCard import: what telephones, Outlook, Google and Apple write; hostile files cost nothing and crash nothing."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pbxdialer.core.contact import IMPORTED, Contact, LabelledNumber
from pbxdialer.directory.csv_columns import NAMELESS, NOTHING_TO_CALL
from pbxdialer.directory.file_text import LINE_TOO_LONG
from pbxdialer.directory.import_preview import ImportPreview, RefusedRow, UnreadableFile
from pbxdialer.directory.vcard_file import CUT_OFF
from tests.directory.reading import numbers_of, preview_of


def card(*lines: str, version: str = "3.0") -> str:
    return "\r\n".join(["BEGIN:VCARD", f"VERSION:{version}", *lines, "END:VCARD", ""])


def read(text: str) -> ImportPreview:
    return preview_of(text.encode(), ".vcf")


def only(*lines: str, version: str = "3.0") -> Contact:
    (contact,) = read(card(*lines, version=version)).contacts
    return contact


def test_a_card_of_version_3_is_read() -> None:
    found = read(
        card(
            "N:Pop;Ana;Maria;Dr.;", "FN:Ana Pop", "ORG:Acme\\, Sons;Sales", "EMAIL;TYPE=INTERNET:ana@example.com",
            "EMAIL;TYPE=WORK,PREF:ana@acme.example", "TEL;TYPE=CELL,VOICE:0722 123 456",
            'TEL;TYPE="work,voice":021 312 34 56', "TEL;TYPE=WORK,FAX:021 312 34 57", "TEL:+49 30 901820",
            "NOTE:prefers\\nmornings\\; call \\\\ twice", "CATEGORIES:Clienți,V\\,IP",
        )
    )  # fmt: skip
    assert list(found.contacts) == [
        Contact(
            "Ana Pop", "Acme, Sons", "ana@acme.example",
            (LabelledNumber("mobile", "0722 123 456"), LabelledNumber("office", "021 312 34 56"),
             LabelledNumber("", "+49 30 901820")),
            note="prefers\nmornings; call \\ twice", groups=("Clienți", "V,IP"), origin=IMPORTED,
        )
    ]  # fmt: skip
    assert (found.kind, found.refused) == ("vCard", ())


def test_a_card_of_version_21_is_read_with_quoted_printable_and_its_soft_breaks() -> None:
    contact = only(
        "N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=C8=9Aurcanu;=C8=98tefan;;;",
        "FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=C8=98tefan =C8=9A=",
        "urcanu",
        "ORG;CHARSET=ISO-8859-2;QUOTED-PRINTABLE:=AAoimul",
        "TEL;CELL;PREF:0722123456",
        "TEL;HOME;VOICE:021=",
        "NOTE;ENCODING=QUOTED-PRINTABLE:first line=0D=0A=",
        " second line",
        version="2.1",
    )
    assert (contact.name, contact.company) == ("Ștefan Țurcanu", "Şoimul")
    assert numbers_of(contact) == [("mobile", "0722123456"), ("home", "021=")]
    assert contact.note == "first line\nsecond line"


def test_a_card_of_version_4_is_read_with_telephone_addresses() -> None:
    contact = only(
        "FN:Ana Pop",
        'TEL;VALUE=uri;TYPE="voice,work";PREF=1:tel:+40-21-312-34-56;ext=7',
        "TEL;VALUE=URI;TYPE=cell:TEL:%2B40722123456",
        "TEL;VALUE=uri:sip:ana@acme.example",
        'EMAIL;PREF="1":ana@acme.example',
        version="4.0",
    )
    assert numbers_of(contact) == [("office", "+40-21-312-34-56"), ("mobile", "+40722123456")]
    assert contact.email == "ana@acme.example"


def test_apples_groups_name_the_numbers() -> None:
    contact = only(
        "FN:Ana Pop", "item1.TEL:0722123456", "item1.X-ABLabel:_$!<Mobile>!$_", "item2.TEL;type=WORK:0213123456",
        "item2.X-ABLabel:Recepție", "item3.TEL;type=pref:0733123456", "item3.X-ABLabel:_$!<Other>!$_",
        "TEL;type=IPHONE;type=VOICE:0744123456",
    )  # fmt: skip
    assert [label for label, _ in numbers_of(contact)] == ["mobile", "Recepție", "other", "iphone"]


def test_folded_lines_are_joined_wherever_they_are_broken() -> None:
    contact = only("FN:Ștefan-A", " na Pop", "TEL;TYPE=CE", "\tLL:0722 12", " 3 456", "NOTE:", " first", "  second")
    assert (contact.name, numbers_of(contact)) == ("Ștefan-Ana Pop", [("mobile", "0722 123 456")])
    assert contact.note == "first second"


@pytest.mark.parametrize(
    ("lines", "name", "company"),
    [
        (("N:Pop;Ana;;Dr.;jr.",), "Dr. Ana Pop jr.", ""), (("N:;;;;", "ORG:;Acme SRL"), "Acme SRL", ""),
        (("FN:", "N:Pop"), "Pop", ""), (("FN:Acme", "ORG:Acme"), "Acme", "Acme"),
        (("fn:Ana", "N:X;Y"), "Ana", ""), (("FN:A\u202en\x07a <b>",), "Ana <b>", ""),
    ],
)  # fmt: skip
def test_somebody_is_named_by_the_best_name_there_is(lines: tuple[str, ...], name: str, company: str) -> None:
    contact = only(*lines, "TEL:0722123456")
    assert (contact.name, contact.company) == (name, company)


def test_every_refused_card_has_its_line_and_its_reason() -> None:
    found = read(
        card("FN:Ana", "TEL:0722123456") + card("FN:Ion") + card("TEL:0722123456") + "BEGIN:VCARD\nFN:Dan\nTEL:1\n"
        + card("FN:Zoe", "TEL;TYPE=FAX:0722123456") + card("FN:Eva", "TEL:0733123456") + "BEGIN:VCARD\nFN:Cut\nTEL:1"
    )  # fmt: skip
    assert [contact.name for contact in found.contacts] == ["Ana", "Eva"]
    assert found.refused == (
        RefusedRow(6, NOTHING_TO_CALL), RefusedRow(10, NAMELESS), RefusedRow(14, CUT_OFF),
        RefusedRow(17, NOTHING_TO_CALL), RefusedRow(27, CUT_OFF),
    )  # fmt: skip


def test_a_card_inside_a_card_is_passed_over() -> None:
    agent = "AGENT:\nBEGIN:VCARD\nFN:Secretary\nTEL:0733123456\nEND:VCARD\n"
    contact = only("FN:Boss", agent + "TEL:0722123456", version="2.1")
    assert (contact.name, numbers_of(contact)) == ("Boss", [("", "0722123456")])


@pytest.mark.fault_matrix
def test_huge_photos_endless_folding_and_lines_without_an_end_cost_little() -> None:
    photo = "PHOTO;ENCODING=b;TYPE=JPEG:" + "\r\n ".join(["A" * 74] * 60_000)
    folding = "NOTE:" + "\r\n x" * 400_000
    begun_s = time.process_time()
    found = read(card("FN:Ana", photo, folding, "TEL:0722123456") + card("PHOTO:" + "A" * 3_000_000, "FN:Ion", "TEL:1"))
    assert time.process_time() - begun_s < 5
    assert [contact.name for contact in found.contacts] == ["Ana", "Ion"]
    assert len(found.contacts.at(0).note) <= 20_000
    assert [row.reason for row in found.refused] == [LINE_TOO_LONG]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1250"])
def test_encodings_are_recognised(encoding: str) -> None:
    text = card("FN:Ştefan Ţurcanu", "TEL:0722123456")
    (contact,) = preview_of(text.encode(encoding)).contacts
    assert contact.name == "Ştefan Ţurcanu"


LINES = st.sampled_from(
    ("BEGIN:VCARD", "END:VCARD", "AGENT:", "FN:Ana", "TEL:0722", " folded", "=", "TEL;TYPE=\"a:b", "TEL;=;;:1", "N:;;",
     "NOTE;ENCODING=QUOTED-PRINTABLE:=XX=", "item1.TEL:1", "item1.X-ABLabel:", "ORG", ":", ";", "FN;CHARSET=no:=E9",
     "FN;CHARSET=zip;ENCODING=QUOTED-PRINTABLE:=E9", "NOTE:\\", "[" * 5000)
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.binary(max_size=300), st.lists(LINES, max_size=20).map(lambda lines: "\n".join(lines).encode())))
def test_no_bytes_crash_the_import(rest: bytes) -> None:
    for data in (b"BEGIN:VCARD\n" + rest, b"BEGIN:VCARD\nFN:Ana\n" + rest + b"\nTEL:0722\nEND:VCARD\n"):
        try:
            found = preview_of(data, ".vcf")
        except UnreadableFile:
            continue
        assert all(contact.name and contact.numbers for contact in found.contacts)
