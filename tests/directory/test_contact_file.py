"""Any file of contacts: what it is, how far its reading is, and that it can be stopped."""

import io
from pathlib import Path

import pytest

from pbxdialer.core.contact import IMPORTED, Contact, LabelledNumber
from pbxdialer.core.progress import Cancelled
from pbxdialer.directory.contact_file import FileChoice, read_contacts, read_contacts_in
from pbxdialer.directory.csv_file import CsvChoice
from pbxdialer.directory.import_preview import ImportPreview, PackedContacts

CSV = "Name,Phone\nAna,0722123456\n"
VCARD = "BEGIN:VCARD\nFN:Ana\nTEL:0722123456\nEND:VCARD\n"
LDIF = "dn: cn=Ana\ncn: Ana\nmobile: 0722123456\n"


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        (CSV, "a.csv", "CSV"), (VCARD, "a.vcf", "vCard"), (LDIF, "a.ldif", "LDIF"), (VCARD, "a.csv", "vCard"),
        (LDIF, "a.txt", "LDIF"), ("\ufeff\n" + VCARD.lower(), "a", "vCard"), (CSV, "a.tsv", "CSV"),
        ("FN:no beginning\n", "a.VCF", "vCard"), ("", "a.ldif", "LDIF"), ("# a\nversion: 1\n" + LDIF, "a", "LDIF"),
    ],
)  # fmt: skip
def test_a_file_is_known_by_its_content_and_then_by_its_name(text: str, name: str, kind: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_text(text, "utf-8")
    assert read_contacts(path).kind == kind


def many(kind: str) -> bytes:
    rows = {"csv": "Ana,0722123456\n", "vcf": VCARD, "ldif": LDIF + "\n"}[kind]
    return (("Name,Phone\n" if kind == "csv" else "") + rows * 5_000).encode()


@pytest.mark.parametrize("kind", ["csv", "vcf", "ldif"])
def test_reading_tells_how_far_it_is_and_can_be_stopped(kind: str) -> None:
    data, told = many(kind), []
    found = read_contacts_in(io.BytesIO(data), f".{kind}", told=lambda done, total: told.append((done, total)))
    assert len(found.contacts) == 5_000
    assert told[0] == (0, len(data))
    assert told[-1] == (len(data), len(data))
    assert len(told) > 3
    assert told == sorted(told)

    def stopped() -> ImportPreview:
        return read_contacts_in(io.BytesIO(data), f".{kind}", told=lambda *step: told.append(step), cancelled=stop)

    def stop() -> bool:
        return len(told) >= 2

    told.clear()
    with pytest.raises(Cancelled):
        stopped()
    assert len(told) == 2


def test_a_remembered_choice_of_columns_is_used_unless_another_is_made() -> None:
    remembered = {"name|phone": '[["company", ""], ["number", "office"]]', "phone|name": "[]"}
    choice = FileChoice(csv=CsvChoice(remembered=remembered))
    found = read_contacts_in(io.BytesIO(CSV.encode()), ".csv", choice)
    assert [(contact.name, contact.numbers[0].label) for contact in found.contacts] == [("Ana", "office")]


def test_packed_contacts_are_what_was_packed() -> None:
    whole = Contact(
        "Zoé 😀", "A;B", "a@b", (LabelledNumber("", "1"), LabelledNumber("x", "")), "one\ntwo", True,
        groups=("a", "b c"), origin=IMPORTED,
    )  # fmt: skip
    people = [whole, Contact("x", origin=IMPORTED)]
    packed = PackedContacts(people)
    assert list(packed) == people
    assert list(packed) == people, "they can be gone through twice"
    assert (len(packed), packed.at(1), whole in packed) == (2, people[1], True)


@pytest.mark.longer
@pytest.mark.fault_matrix
def test_a_million_rows_are_read_up_to_the_limit(tmp_path: Path) -> None:
    path = tmp_path / "million.csv"
    path.write_text("Name,Phone\n" + "A,1\n" * 1_000_000)
    found = read_contacts(path)
    assert (len(found.contacts), len(found.refused)) == (250_000, 1)
