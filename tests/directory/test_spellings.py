"""Two spellings of one subscriber are one: in the search, in the order of who was called, among the favourites."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from pbxdialer.core.contact import Contact, LabelledNumber
from pbxdialer.core.number import PhoneNumber
from pbxdialer.directory.search import Directory
from pbxdialer.store.contacts import Contacts

_SPELLINGS = {
    "RO": ("0722123456", "+40 722 123 456", "0040722123456", "(0722) 123-456", "+40 (0)722 123456", "0722.123.456"),
    "US": ("212-555-0123", "(212) 555-0123", "+1 212 555 0123", "1-212-555-0123"),
    "GB": ("020 7946 0000", "(020) 7946 0000", "+44 20 7946 0000", "+44 (0)20 7946 0000", "0044 20 7946 0000"),
    "IT": ("06 1234 5678", "+39 06 1234 5678", "0039 06 1234 5678", "+39 (0)6 1234 5678"),
    "DE": ("030/12345678", "+49 30 12345678", "0049 30 12345678", "+49 (0)30 12345678"),
    "HU": ("06 1 234 5678", "+36 1 234 5678", "(1) 234 5678"),
    "RU": ("8 (495) 123-45-67", "+7 495 123-45-67"),
}
_PAIRS = [(region, one, other) for region, all_ in _SPELLINGS.items() for one in all_ for other in all_]


def _contact(name: str, number: str, *, favourite: bool = False) -> Contact:
    return Contact(name, "", numbers=(LabelledNumber("", number),), favourite=favourite)


@pytest.mark.parametrize(("region", "written", "typed"), _PAIRS)
def test_every_spelling_finds_every_other(region: str, written: str, typed: str) -> None:
    directory = Directory.of([_contact("Ana", written), _contact("Ion", "+355 67 212 3456")], region)

    assert [match.contact.name for match in directory.search(typed)] == ["Ana"]


@pytest.mark.parametrize(("region", "written", "typed"), _PAIRS)
def test_a_call_in_one_spelling_counts_for_the_contact_in_another(region: str, written: str, typed: str) -> None:
    subscriber = PhoneNumber.typed(typed).subscriber(region)
    calls = {subscriber: (3, datetime(2026, 1, 1, tzinfo=UTC))}
    people = [_contact("Ana A", "+355 67 212 3456"), _contact("Ana B", written)]

    assert Directory.of(people, region, calls=calls).search("ana")[0].contact.name == "Ana B"


@pytest.mark.parametrize("written", _SPELLINGS["RO"])
def test_a_favourite_imported_again_in_another_spelling_stays_one_favourite(tmp_path: Path, written: str) -> None:
    contacts = Contacts.at(tmp_path / "contacts.sqlite", tmp_path, "RO")
    contacts.add_many([_contact("Ana", "0722 123 456", favourite=True)])
    contacts.add_many([_contact("Ana", written)])
    found = list(contacts.all())
    contacts.close()

    assert [(contact.name, len(contact.numbers), contact.favourite) for contact in found] == [("Ana", 1, True)]


@pytest.mark.parametrize("written", ["021 312 34 56 int. 12", "tel: +40 21 312 34 56", "021/312.34.56 (birou)"])
@pytest.mark.parametrize("typed", ["0213123456", "+40213123456", "0040 21 312 34 56"])
def test_a_number_with_words_around_it_is_found_like_any_other(written: str, typed: str) -> None:
    directory = Directory.of([_contact("Ana", written), _contact("Ion", "0722 123 456")], "RO")

    assert [match.contact.name for match in directory.search(typed)] == ["Ana"]
