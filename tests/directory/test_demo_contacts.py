"""The demo's two hundred people: plausible, always the same, and good to try the program with."""

from collections import Counter

import phonenumbers
import pytest

from pbxdialer.core.number import PhoneNumber
from pbxdialer.directory.demo_contacts import HOW_MANY, demo_contacts
from pbxdialer.directory.search import Directory

PEOPLE = demo_contacts()
OUTSIDE = [
    number
    for contact in PEOPLE
    for number in contact.numbers
    if number.label != "internal"
]  # fmt: skip


def test_they_are_two_hundred_and_always_the_same() -> None:
    assert len(PEOPLE) == HOW_MANY == 200
    assert demo_contacts() == PEOPLE
    assert len({(contact.name, contact.company) for contact in PEOPLE}) == 200
    assert len({contact.email for contact in PEOPLE}) == 200


def test_every_number_could_exist_and_belongs_to_one_person() -> None:
    for number in OUTSIDE:
        parsed = phonenumbers.parse(PhoneNumber.from_guest(number.text).digits, "RO")
        assert phonenumbers.is_valid_number(parsed), number
    subscribers = [PhoneNumber.from_guest(number.text).subscriber("RO") for number in OUTSIDE]
    assert max(Counter(subscribers).values()) == 1


def test_the_last_digits_and_the_ways_of_writing_vary() -> None:
    assert {number.text[-1] for number in OUTSIDE} == set("0123456789")
    shapes = {"".join("9" if char.isdigit() else char for char in number.text) for number in OUTSIDE}
    assert {"9999 999 999", "+99 999 999 999", "999 999 99 99", "9999999999"} <= shapes
    assert {1, 2, 3} <= {len(contact.numbers) for contact in PEOPLE}


def test_a_few_are_favourites_and_a_few_live_abroad() -> None:
    assert 5 <= sum(contact.favourite for contact in PEOPLE) <= 8
    countries = {PhoneNumber.from_guest(number.text).subscriber("RO")[:3] for number in OUTSIDE}
    assert {"+40", "+49", "+33", "+48", "+36", "+44"} <= countries


@pytest.mark.parametrize(
    "query", ["stef", "ionescu", "mull", "muell", "lefevre", "kovacs", "0722", "+40 7", "+49", "021"]
)
def test_the_searches_of_a_first_try_find_somebody(query: str) -> None:
    assert Directory.of(PEOPLE, "RO").search(query)
