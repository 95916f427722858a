"""The contacts kept here: nothing lost, nobody doubled, nobody taken for somebody else, imports whole or not at all."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pbxdialer.core.contact import Contact, LabelledNumber
from pbxdialer.core.number import NotANumber, PhoneNumber
from pbxdialer.core.progress import Cancelled
from pbxdialer.store.contacts import Contacts, Imported
from pbxdialer.store.database import DatabaseUnavailable
from pbxdialer.store.same_person import folded


def opened(folder: Path) -> Contacts:
    return Contacts.at(folder / "contacts.sqlite", folder / "backups", "RO")


@pytest.fixture
def contacts(tmp_path: Path) -> Iterator[Contacts]:
    contacts = opened(tmp_path)
    yield contacts
    contacts.close()


def person(name: str = "Ștefan Ionescu", *numbers: str, label: str = "mobile", **fields: object) -> Contact:
    return replace(Contact(name, numbers=tuple(LabelledNumber(label, text) for text in numbers)), **fields)


def without_ids(contacts: Contacts) -> list[Contact]:
    return [replace(contact, id=0) for contact in contacts.all()]


def numbers_of(contact: Contact | None) -> list[str]:
    return [number.text for number in contact.numbers] if contact else []


def test_everything_of_a_contact_comes_back(contacts: Contacts) -> None:
    whole = Contact(
        "Zoé 'Z' Lefèvre", "Atelier; Beauséjour", "zoe@example.com",
        (LabelledNumber("bureau", "+33 1 53 67 10 20"), LabelledNumber("", "int. 12"), LabelledNumber("bureau", "x")),
        note="prefers\nmornings 😀", favourite=True,
    )  # fmt: skip
    kept = contacts.add(whole)
    assert kept == replace(whole, id=kept.id)
    assert contacts.get(kept.id) == kept
    assert list(contacts.all()) == [kept]
    assert contacts.count() == 1
    assert contacts.get(kept.id + 1) is None


def test_a_changed_contact_replaces_the_old_one(contacts: Contacts) -> None:
    kept = contacts.add(person("Ana", "0722123456", "0744000111"))
    changed = replace(kept, name="Ana Pop", numbers=kept.numbers[1:], favourite=True)
    contacts.update(changed)
    assert contacts.get(kept.id) == changed
    assert contacts.find_by_subscriber("+40722123456") == []


def test_a_deleted_contact_takes_its_numbers_with_it_and_cannot_be_updated_back(contacts: Contacts) -> None:
    kept = contacts.add(person("Ana", "0722123456"))
    contacts.delete(kept.id)
    contacts.update(kept)
    assert contacts.count() == 0
    assert contacts.database.rows("SELECT count(*) FROM numbers") == [(0,)]


def test_a_subscriber_is_found_in_whatever_way_the_number_is_written(contacts: Contacts) -> None:
    spellings = ["0722 123 456", "+40 722-123-456", "0040722123456"]
    kept = [contacts.add(person(f"Ana {place}", spelling)) for place, spelling in enumerate(spellings)]
    contacts.add(person("Ion", "0722123457", "nothing to dial", ""))
    assert contacts.find_by_subscriber("+40722123456") == kept
    assert contacts.find_by_subscriber("") == []
    assert contacts.subscribers() == {
        **dict.fromkeys(spellings, ("+40722123456", "0722123456")),
        "0722123457": ("+40722123457", "0722123457"),
    }


def test_favourites_come_first_in_their_own_order(contacts: Contacts) -> None:
    ana, ion, zoe, dan = (contacts.add(person(name, favourite=name != "Dan")) for name in ("Ana", "Ion", "Zoe", "Dan"))
    assert [contact.name for contact in contacts.all()] == ["Ana", "Ion", "Zoe", "Dan"]
    contacts.order_favourites([zoe.id, dan.id, ana.id])
    assert [(contact.name, contact.favourite) for contact in contacts.all()] == [
        ("Zoe", True), ("Dan", True), ("Ana", True), ("Ion", False),
    ]  # fmt: skip
    contacts.update(replace(zoe, note="still first"))
    contacts.update(replace(ion, favourite=True))
    contacts.update(replace(dan, favourite=False))
    assert [contact.name for contact in contacts.all()] == ["Zoe", "Ana", "Ion", "Dan"]


def test_everybody_comes_page_by_page(contacts: Contacts) -> None:
    many = [person(f"Ana {place}", f"07221{place:05}") for place in range(2_345)]
    assert contacts.add_many(many) == Imported(2_345, 0)
    assert without_ids(contacts) == many


KNOWN = person("Ștefan Ionescu", "0722 123 456", company="Acme SRL", email="stefan@acme.example", note="mine")


@pytest.mark.parametrize(
    "again",
    [
        KNOWN,
        person("stefan  IONESCU", company="ACME srl"),
        person("Şţefan Ionescu".replace("ţ", "t"), "+40722123456", company="Another Company"),
        person("Ștefan M. Ionescu", "0733000111", email="Stefan@Acme.example"),
    ],
    ids=["the very same", "name and company", "name and number", "e-mail"],
)
def test_somebody_known_is_updated_and_not_doubled(contacts: Contacts, again: Contact) -> None:
    kept = contacts.add(KNOWN)
    assert contacts.add_many([again]) == Imported(0, 1)
    (now,) = contacts.all()
    assert now.id == kept.id
    assert now.name == again.name
    assert now.note == "mine"


@pytest.mark.parametrize(
    "other",
    [
        person("Ștefania Ionescu", "0722 123 456", company="Acme SRL"),
        person("Ștefan Ionescu", "0733 000 111", company="Other SRL"),
        person("Ștefan Ionescu", company="Acme SRL", email="another.stefan@acme.example"),
        person("Ștefan Ionescu", "0733 000 111"),
        person("", "0733 000 111"),
    ],
    ids=["a relative with the same number", "a namesake elsewhere", "a namesake with another e-mail",
         "a namesake without a company", "nobody by name"],
)  # fmt: skip
def test_somebody_else_stays_somebody_else(contacts: Contacts, other: Contact) -> None:
    contacts.add(KNOWN)
    assert contacts.add_many([other]) == Imported(1, 0)
    assert contacts.count() == 2


def test_namesakes_without_a_company_are_told_apart_by_their_numbers(contacts: Contacts) -> None:
    first, second = person("Ion Popescu", "0722123450"), person("Ion Popescu", "0722123451")
    assert contacts.add_many([first, second]) == Imported(2, 0)
    assert contacts.add_many([second, first]) == Imported(0, 2)
    assert without_ids(contacts) == [first, second]


def test_colleagues_who_share_an_office_address_stay_apart(contacts: Contacts) -> None:
    office = [
        person("Ana", "0722123450", email="office@acme.example"),
        person("Ion", "0722123451", email="office@acme.example"),
    ]
    assert contacts.add_many(office) == Imported(2, 0)
    assert contacts.add_many(office) == Imported(0, 2)
    assert contacts.add_many([person("Zoe", "0722123452", email="office@acme.example")]) == Imported(1, 0)
    assert [contact.name for contact in contacts.all()] == ["Ana", "Ion", "Zoe"]


def test_an_address_that_several_people_of_a_file_share_makes_nobody_another(contacts: Contacts) -> None:
    contacts.add(person("Ana", "0722123450", email="office@acme.example"))
    others = [person(name, email="office@acme.example") for name in ("Ion", "Zoe")]
    assert contacts.add_many(others) == Imported(2, 0)
    assert [contact.name for contact in contacts.all()] == ["Ana", "Ion", "Zoe"]


def test_nobody_takes_the_place_of_whom_the_same_import_has_written(contacts: Contacts) -> None:
    contacts.add(person("Ana", "0722123450", email="a@example.com"))
    assert contacts.add_many([person("Ana", "0722123450"), person("Ion", email="a@example.com")]) == Imported(1, 1)
    assert [contact.name for contact in contacts.all()] == ["Ana", "Ion"]


def test_somebody_who_stands_twice_in_a_list_is_one_contact(contacts: Contacts) -> None:
    twice = [person("Ana", "0722123450", company="Acme"), person("Ana", "0733000111", company="Acme")]
    assert contacts.add_many(twice) == Imported(1, 1)
    (now,) = contacts.all()
    assert sorted(numbers_of(now)) == ["0722123450", "0733000111"]


def test_an_import_loses_no_number_and_doubles_none(contacts: Contacts) -> None:
    contacts.add(person("Ana", "0722 123 456", "+40 264 430 111", "by fax only", company="Acme", favourite=True))
    fresh = person("Ana", "+40722123456", "0744 000 111", label="", company="Acme", email="ana@acme.example")
    contacts.add_many([fresh, person("Ana", "021 312 34 56", company="Acme")])
    (now,) = contacts.all()
    assert sorted(numbers_of(now)) == sorted(
        ["021 312 34 56", "+40722123456", "0744 000 111", "+40 264 430 111", "by fax only"]
    )
    assert next(number.label for number in now.numbers if number.text == "+40722123456") == "mobile"
    assert (now.favourite, now.email) == (True, "ana@acme.example")


def test_an_import_tells_how_far_it_is(contacts: Contacts) -> None:
    steps: list[tuple[int, int]] = []
    contacts.add_many([person(f"Ana {place}") for place in range(600)], lambda done, total: steps.append((done, total)))
    assert steps == [(250, 1200), (500, 1200), (750, 1200), (1000, 1200), (1200, 1200)]
    contacts.add_many([], lambda done, total: pytest.fail("there is nothing to tell"))


@pytest.mark.parametrize("stopped_at", [250, 1000])
@pytest.mark.fault_matrix
def test_a_cancelled_import_leaves_nothing_behind(contacts: Contacts, stopped_at: int) -> None:
    before = contacts.add(person("Ana", "0722123456"))
    reached = 0

    def progress(done: int, total: int) -> None:
        nonlocal reached
        reached = done

    with pytest.raises(Cancelled):
        contacts.add_many([person(f"Ion {place}") for place in range(600)], progress, lambda: reached >= stopped_at)
    assert list(contacts.all()) == [before]
    contacts.add(person("the file is free again"))


@pytest.mark.fault_matrix
def test_an_import_that_hits_the_end_of_the_disk_leaves_nothing_behind(contacts: Contacts) -> None:
    before = contacts.add(person("Ana", "0722123456"))
    pages = contacts.database.rows("PRAGMA page_count")[0][0]
    contacts.database.execute(f"PRAGMA max_page_count = {pages + 5}")
    with pytest.raises(DatabaseUnavailable, match="disk is full"):
        contacts.add_many([person(f"Ion {place}", f"07221{place:05}") for place in range(2_000)])
    assert list(contacts.all()) == [before]


def test_while_an_import_reads_its_numbers_the_file_is_free(contacts: Contacts) -> None:
    kept = contacts.add(person("Ana", "0722123456"))
    seen: list[Contact | None] = []

    def progress(done: int, total: int) -> None:
        if done <= total // 2:
            seen.append(contacts.get(kept.id))

    contacts.add_many([person(f"Ion {place}") for place in range(500)], progress)
    assert seen == [kept, kept]


def test_contacts_can_be_read_while_another_program_writes(tmp_path: Path, contacts: Contacts) -> None:
    kept = contacts.add(person("Ana", "0722123456"))
    with closing(sqlite3.connect(tmp_path / "contacts.sqlite", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert list(contacts.all()) == [kept]
        with pytest.raises(DatabaseUnavailable, match="locked"):
            contacts.add(person("Ion"))
        other.execute("ROLLBACK")


def test_threads_add_at_once_and_everybody_is_there(contacts: Contacts) -> None:
    faults: list[BaseException] = []

    def work(thread: int) -> None:
        try:
            for step in range(20):
                kept = contacts.add(person(f"Ana {thread} {step}", f"07221{thread}{step:04}"))
                assert contacts.get(kept.id) == kept
        except BaseException as error:
            faults.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert contacts.count() == 80


NUMBERS = st.sampled_from(
    ("0722 123 456", "+40722123456", "0722123457", "021 312 34 56", "+49 30 901820", "int. 12", "101")
)
PEOPLE = st.lists(
    st.builds(
        Contact,
        name=st.sampled_from(("Ana Pop", "ana pop", "Ștefan Ion", "Stefan Ion", "", "Ion")),
        company=st.sampled_from(("", "Acme", "ACME", "Other")),
        email=st.sampled_from(("", "", "a@example.com", "A@example.com", "b@example.com")),
        numbers=st.lists(st.builds(LabelledNumber, st.sampled_from(("", "mobile")), NUMBERS), max_size=3).map(tuple),
        note=st.sampled_from(("", "note")),
    ),
    max_size=12,
)  # fmt: skip


def keys(contacts: list[Contact]) -> set[str]:
    found = set()
    for number in (number for contact in contacts for number in contact.numbers):
        try:
            found.add(PhoneNumber.from_guest(number.text).subscriber("RO"))
        except NotANumber:
            found.add(number.text)
    return found


@settings(max_examples=150, deadline=None)
@given(PEOPLE, PEOPLE)
def test_no_import_loses_a_number_and_the_same_import_again_changes_nothing(
    tmp_path_factory: pytest.TempPathFactory, first: list[Contact], second: list[Contact]
) -> None:
    second = list({folded(contact.name or contact.company): contact for contact in second if contact.name}.values())
    contacts = opened(tmp_path_factory.mktemp("contacts"))
    for people in (first, second):
        result = contacts.add_many(people)
        assert result.added + result.updated == len(people)
    after = list(contacts.all())
    assert keys(after) == keys(first + second)
    assert contacts.add_many(second) == Imported(0, len(second))
    assert list(contacts.all()) == after
    contacts.close()
