"""Edits, deletions and mergers of contacts: nothing is lost, everything can be taken back."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pbxdialer.core.contact import IMPORTED, Contact, LabelledNumber, Origin, OriginKind
from pbxdialer.core.progress import Cancelled
from pbxdialer.store.contact_changes import ChangedSince, ReadOnlyContact
from pbxdialer.store.contacts import Contacts, Imported
from pbxdialer.store.duplicates import joined
from tests.store.test_contacts import PEOPLE, keys, numbers_of, opened, person, without_ids

RELEASED = Path(__file__).parent / "released"


@pytest.fixture
def contacts(tmp_path: Path) -> Iterator[Contacts]:
    contacts = opened(tmp_path)
    yield contacts
    contacts.close()


def test_groups_and_origin_come_back(contacts: Contacts) -> None:
    kept = contacts.add(replace(person("Ana", "0722123456"), groups=("Clienți", "VIP 1"), origin=IMPORTED))
    contacts.add(replace(person("Ion", "0722123457"), groups=("VIP 1",)))
    assert contacts.get(kept.id) == kept
    assert contacts.groups() == ["Clienți", "VIP 1"]


@pytest.mark.parametrize("released", sorted(RELEASED.glob("contacts-*.sqlite")), ids=lambda path: path.stem)
@pytest.mark.fault_matrix
def test_the_contacts_of_every_released_version_come_over_and_a_copy_of_them_is_kept(
    released: Path, tmp_path: Path
) -> None:
    shutil.copy(released, tmp_path / "contacts.sqlite")
    contacts = opened(tmp_path)
    helpdesk, stefan, ana = contacts.all()
    assert (helpdesk.name, helpdesk.favourite, numbers_of(helpdesk)) == ("Helpdesk", True, ["1003", "int. 12"])
    assert stefan == Contact(
        "Ștefan Ionescu", "Acme SRL", "stefan@acme.example",
        (LabelledNumber("mobile", "0722 123 456"), LabelledNumber("office", "021 312 34 56")),
        note="prefers\nmornings", favourite=True, id=stefan.id,
    )  # fmt: skip
    assert contacts.find_by_subscriber("+40733555010") == [ana]
    contacts.undo(contacts.delete(stefan.id))
    assert list(contacts.all()) == [helpdesk, stefan, ana]
    assert contacts.revision()
    contacts.close()
    assert (tmp_path / "backups" / "contacts-v1.sqlite").is_file()


def test_an_edit_is_taken_back(contacts: Contacts) -> None:
    kept = contacts.add(person("Ana", "0722123456", "0744000111", favourite=True))
    change = contacts.update(replace(kept, name="Ana Pop", numbers=kept.numbers[1:], favourite=False, note="n"))
    contacts.undo(change)
    assert list(contacts.all()) == [kept]
    assert contacts.find_by_subscriber("+40722123456") == [kept]


def test_a_deletion_is_taken_back_with_the_place_among_the_favourites(contacts: Contacts) -> None:
    for name in ("Ana", "Ion", "Zoe"):
        contacts.add(person(name, "0722123456", favourite=True))
    before = list(contacts.all())
    change = contacts.delete(before[1].id)
    assert [contact.name for contact in contacts.all()] == ["Ana", "Zoe"]
    contacts.undo(change)
    assert list(contacts.all()) == before


def test_who_comes_back_takes_nobodys_place(contacts: Contacts) -> None:
    ana = contacts.add(person("Ana", "0722123456", favourite=True))
    change = contacts.delete(ana.id)
    ion = contacts.add(person("Ion", "0722123457", favourite=True))
    assert ion.id == ana.id, "the id is free again, which is what this is about"
    contacts.undo(change)
    assert [contact.name for contact in contacts.all()] == ["Ana", "Ion"]
    assert contacts.get(ion.id) == ion


def test_what_was_changed_since_is_not_taken_back(contacts: Contacts) -> None:
    kept = contacts.add(person("Ana", "0722123456"))
    change = contacts.update(replace(kept, name="Ana Pop"))
    contacts.update(replace(kept, name="Ana Marin"))
    revision = contacts.revision()
    with pytest.raises(ChangedSince):
        contacts.undo(change)
    assert [contact.name for contact in contacts.all()] == ["Ana Marin"]
    assert contacts.revision() == revision


def test_merging_keeps_every_number_and_every_word(contacts: Contacts) -> None:
    ana = contacts.add(person("Ana Pop", "0722 123 456", company="Acme", email="ana@acme.example", note="mornings"))
    other = contacts.add(
        replace(
            person("Ana M. Pop", "+40722123456", "021 312 34 56", "int. 12", label="work"),
            company="Other SRL", email="ana@example.com", note="evenings", favourite=True, groups=("VIP",),
        )
    )  # fmt: skip
    before = list(contacts.all())
    change = contacts.merge([ana.id, other.id])
    (now,) = contacts.all()
    assert (now.id, now.name, now.company, now.email) == (ana.id, "Ana Pop", "Acme", "ana@acme.example")
    assert numbers_of(now) == ["0722 123 456", "021 312 34 56", "int. 12"]
    assert now.note == "mornings\nevenings\nAna M. Pop\nOther SRL\nana@example.com"
    assert (now.favourite, now.groups) == (True, ("VIP",))
    contacts.undo(change)
    assert list(contacts.all()) == before


def test_duplicates_are_those_with_a_number_in_common(contacts: Contacts) -> None:
    for contact in (
        person("Ana Pop", "0722 123 456"),
        person("ana pop", "+40722123456", "0733000111"),
        person("ANA POP", "0733 000 111"),
        person("Ion", "021 312 34 56"),
        person("Reception", "+40213123456"),
        person("Zoe", "0744000111"),
        *(person(f"Colleague {place}", "0264 430 111", f"07551{place:05}") for place in range(20)),
    ):
        contacts.add(contact)
    found = [([contact.name for contact in group.contacts], group.sure) for group in contacts.duplicates()]
    assert found == [(["Ana Pop", "ana pop", "ANA POP"], True), (["Ion", "Reception"], False)]


def test_an_entry_of_a_live_directory_cannot_be_changed_here_but_be_a_favourite(contacts: Contacts) -> None:
    contacts.synchronise("Acme LDAP", [("uid=ana", person("Ana", "0722123456"))])
    (ana,) = contacts.all()
    assert ana.origin == Origin(OriginKind.DIRECTORY, "Acme LDAP", "uid=ana")
    own = contacts.add(person("Ana", "0722123456"))
    revision = contacts.revision()
    for act in (
        lambda: contacts.update(replace(ana, name="Zoe")),
        lambda: contacts.delete(own.id, ana.id),
        lambda: contacts.merge([own.id, ana.id]),
    ):
        with pytest.raises(ReadOnlyContact):
            act()
    assert set(contacts.all()) == {ana, own}
    assert contacts.revision() == revision
    assert contacts.duplicates() == []
    change = contacts.set_favourite(ana.id, True)
    contacts.synchronise("Acme LDAP", [("uid=ana", person("Ana Pop", "0722123456"))])
    assert contacts.get(ana.id) == replace(ana, name="Ana Pop", favourite=True)
    with pytest.raises(ChangedSince):
        contacts.undo(change)


def test_a_live_directory_is_kept_in_step_and_imports_leave_it_alone(contacts: Contacts) -> None:
    entries = [(f"uid={place}", person(f"Ana {place}", f"07221{place:05}")) for place in range(5)]
    assert contacts.synchronise("Acme LDAP", entries) == 5
    assert contacts.synchronise("Other", entries[:1]) == 1
    assert contacts.synchronise("Acme LDAP", entries, gone=["uid=9"]) == 0
    assert contacts.synchronise("Acme LDAP", [("uid=1", person("Zoe", "0722123456"))], gone=["uid=0", "uid=2"]) == 1
    assert contacts.entries_of("Acme LDAP") == {"uid=1", "uid=3", "uid=4"}
    assert contacts.entries_of("Other") == {"uid=0"}
    assert contacts.add_many([person("Ana 3", "0722100003", email="ana@example.com")]) == Imported(1, 0)
    assert contacts.add_many([person("Ana 4", "0733000111")]) == Imported(1, 0)
    assert contacts.add_many([person("Ana 4", "0722100004", company="Nord")]) == Imported(1, 0), "an entry's number"
    own = [contact.id for contact in contacts.all() if contact.name == "Ana 4" and not contact.origin.directory]
    contacts.delete(*own)
    with pytest.raises(Cancelled):
        contacts.synchronise("Acme LDAP", entries, cancelled=lambda: True)
    assert contacts.count() == 5


def test_favourites_are_put_in_another_order(contacts: Contacts) -> None:
    ana, ion, zoe, _ = (contacts.add(person(name, favourite=name != "Dan")) for name in ("Ana", "Ion", "Zoe", "Dan"))
    contacts.move_favourites([zoe.id, ana.id])
    assert [contact.name for contact in contacts.all()] == ["Zoe", "Ana", "Ion", "Dan"]
    contacts.undo(contacts.set_favourite(ana.id, False))
    assert [contact.name for contact in contacts.all()] == ["Zoe", "Ana", "Ion", "Dan"]
    contacts.set_favourite(ion.id, False)
    contacts.set_favourite(ion.id, True)
    assert [contact.favourite for contact in contacts.all()] == [True, True, True, False]


def _changes(contacts: Contacts) -> dict[str, Callable[[], object]]:
    ana, ion = contacts.add(person("Ana", "0722123456")), contacts.add(person("Ion", "0722123456"))
    change = contacts.update(replace(ana, note="n"))
    return {
        "undo": lambda: contacts.undo(change),
        "add": lambda: contacts.add(person("Zoe")),
        "update": lambda: contacts.update(replace(ana, name="Ana Pop")),
        "favourite": lambda: contacts.set_favourite(ana.id, True),
        "order": lambda: contacts.order_favourites([ion.id, ana.id]),
        "move": lambda: contacts.move_favourites([ana.id]),
        "import": lambda: contacts.add_many([person("Dan")]),
        "synchronise": lambda: contacts.synchronise("LDAP", [("1", person("Eva"))]),
        "merge": lambda: contacts.merge([ana.id, ion.id]),
        "delete": lambda: contacts.delete(ana.id),
    }


def test_every_change_makes_another_revision(contacts: Contacts) -> None:
    seen = set()
    for name, change in _changes(contacts).items():
        seen.add(contacts.revision())
        change()
        assert contacts.revision() not in seen, name
    assert contacts.revision() == contacts.revision()


def test_the_same_number_of_changes_after_a_restored_backup_is_another_revision(tmp_path: Path) -> None:
    opened(tmp_path).close()
    seen = set()
    for folder in ("one", "other"):
        shutil.copytree(tmp_path, tmp_path.parent / f"{tmp_path.name}-{folder}")
        contacts = opened(tmp_path.parent / f"{tmp_path.name}-{folder}")
        contacts.add(person(folder))
        seen.add(contacts.revision())
        contacts.close()
    assert len(seen) == 2


def test_what_columns_mean_is_remembered_by_their_header(contacts: Contacts) -> None:
    assert contacts.column_choices() == {}
    contacts.remember_columns("a;b", "name,number")
    contacts.remember_columns("a;b", "name,company")
    assert contacts.column_choices() == {"a;b": "name,company"}


@settings(max_examples=40, deadline=None)
@given(PEOPLE.filter(bool), st.randoms(use_true_random=False))
def test_merging_anybody_with_anybody_loses_no_number_and_can_be_taken_back(
    tmp_path_factory: pytest.TempPathFactory, people: list[Contact], chance: "object"
) -> None:
    contacts = opened(tmp_path_factory.mktemp("contacts"))
    kept = [contacts.add(contact) for contact in people]
    before = list(contacts.all())
    chosen = [contact.id for contact in kept]
    chance.shuffle(chosen)  # type: ignore[attr-defined]
    change = contacts.merge(chosen)
    assert contacts.count() == 1
    assert keys(list(contacts.all())) == keys(before)
    contacts.undo(change)
    assert list(contacts.all()) == before
    for group in contacts.duplicates():
        contacts.merge([contact.id for contact in group.contacts])
    assert keys(list(contacts.all())) == keys(before)
    assert not any(group.sure for group in contacts.duplicates())
    assert len(without_ids(contacts)) <= len(before)
    contacts.close()


@given(st.lists(st.lists(st.integers(0, 9), min_size=1, max_size=4, unique=True), max_size=8))
def test_groups_with_a_member_in_common_become_one(groups: list[list[int]]) -> None:
    found = joined(groups)
    members = [member for group in found for member in group]
    assert len(members) == len(set(members))
    for group in groups:
        if len(group) > 1:
            assert sum(set(group) <= set(whole) for whole in found) == 1
    assert all(len(group) > 1 for group in found)
