"""LDIF import (RFC 2849): base64, folding, comments; addresses in it are never fetched."""

import base64

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pbxdialer.core.contact import IMPORTED, Contact, LabelledNumber
from pbxdialer.directory.csv_columns import NAMELESS, NOTHING_TO_CALL
from pbxdialer.directory.import_preview import RefusedRow, UnreadableFile
from pbxdialer.directory.ldif_file import BROKEN_VALUE, ONLY_A_CHANGE
from tests.directory.reading import numbers_of, preview_of, read


def encoded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def test_entries_are_read() -> None:
    found = read(
        f"""version: 1
# people of Acme
#  go on here
dn:: {encoded("cn=Ștefan Ionescu,dc=acme")}
objectClass: inetOrgPerson
cn:: {encoded("Ștefan Ionescu")}
sn: Ionescu
o: Acme
  SRL
mail: stefan@acme.example
telephoneNumber: +40 21 312
  34 56
mobile;lang-ro: 0722 123 456
facsimileTelephoneNumber: 021 111 11 11
jpegPhoto:: {"A" * 76}
 {"A" * 76}
 {"A" * 20}
description: prefers
  mornings

dn: cn=Ana,dc=acme
givenName: Ana
sn: Pop
homePhone: 0733 123 456
""",
        ".ldif",
    )
    assert list(found.contacts) == [
        Contact(
            "Ștefan Ionescu", "Acme SRL", "stefan@acme.example",
            (LabelledNumber("office", "+40 21 312 34 56"), LabelledNumber("mobile", "0722 123 456")),
            note="prefers mornings", origin=IMPORTED,
        ),
        Contact("Ana Pop", numbers=(LabelledNumber("home", "0733 123 456"),), origin=IMPORTED),
    ]  # fmt: skip
    assert (found.kind, found.refused) == ("LDIF", ())


def test_every_refused_entry_has_its_line_and_its_reason() -> None:
    found = read(
        "dn: ou=people\n\ndn: cn=a\ncn: A\n\ndn: cn=b\nchangetype: delete\n\ndn: cn=c\ncn:: !!!\nmobile: 1\n\n"
        "dn: cn=d\ncn:: /w==\nmobile: 1\n\ndn: cn=e\ncn: E\nmobile: 1"
    )
    assert [contact.name for contact in found.contacts] == ["E"]
    assert found.refused == (
        RefusedRow(1, NAMELESS), RefusedRow(3, NOTHING_TO_CALL), RefusedRow(6, ONLY_A_CHANGE),
        RefusedRow(9, BROKEN_VALUE), RefusedRow(13, BROKEN_VALUE),
    )  # fmt: skip


def test_an_address_is_never_fetched() -> None:
    found = read("dn: cn=a\ncn: A\nmobile: 1\ndescription:< file:///etc/passwd\n")
    assert found.contacts.at(0).note == ""


@pytest.mark.parametrize("beginning", ["version: 1\n", "# a comment\n\nversion: 1\n\n", "\n\n", "\ufeff"])
def test_ldif_is_known_by_its_beginning(beginning: str) -> None:
    found = read(beginning + "dn: cn=a\ncn: A\nmobile: 1\n", ".txt")
    assert [numbers_of(contact) for contact in found.contacts] == [[("mobile", "1")]]


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300))
def test_no_bytes_crash_the_import(rest: bytes) -> None:
    for data in (b"dn: a\n" + rest, b"dn: a\ncn:: " + rest + b"\nmobile: 1\n"):
        try:
            found = preview_of(data, ".ldif")
        except UnreadableFile:
            continue
        assert all(contact.name and contact.numbers for contact in found.contacts)
