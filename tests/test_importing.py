"""The last step of an import, here and in another process: the same comes out, whole or not at all."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from pbxdialer.core.contact import IMPORTED, Contact, LabelledNumber
from pbxdialer.core.progress import Cancelled
from pbxdialer.directory.import_preview import PackedContacts
from pbxdialer.importing import keep
from pbxdialer.store.contacts import Contacts, Imported
from pbxdialer.store.database import DatabaseUnavailable

HERE, ELSEWHERE = 1_000_000, 0
KNOWN = Contact("Ștefan 7", "Acme", numbers=(LabelledNumber("mobile", "0722 100 007"),), note="mine")


@pytest.fixture
def contacts(tmp_path: Path) -> Iterator[Contacts]:
    contacts = Contacts.at(tmp_path / "contacts.sqlite", tmp_path / "backups", "RO")
    yield contacts
    contacts.close()


def people(count: int) -> PackedContacts:
    numbers = (LabelledNumber("mobile", "+4072210{:04}"), LabelledNumber("", "int. 12"))
    return PackedContacts(
        Contact(
            f"Ștefan {place}",
            "Acme",
            numbers=tuple(replace(number, text=number.text.format(place)) for number in numbers),
            groups=("Clienți", "VIP"),
            favourite=place % 100 == 0,
            origin=IMPORTED,
        )
        for place in range(count)
    )


@pytest.mark.parametrize("few", [HERE, ELSEWHERE], ids=["here", "in another process"])
def test_everybody_is_kept_and_who_is_known_is_updated(contacts: Contacts, few: int) -> None:
    kept = contacts.add(KNOWN)
    told: list[tuple[int, int]] = []
    assert keep(contacts, people(600), lambda *step: told.append(step), few=few) == Imported(599, 1)
    assert told[-1] == (1200, 1200)
    assert told == sorted(told)
    assert contacts.count() == 600
    now = contacts.get(kept.id)
    assert now is not None
    assert (now.note, [number.text for number in now.numbers]) == ("mine", ["+40722100007", "int. 12"])
    fresh = {replace(contact, id=0) for contact in contacts.all() if contact.id != kept.id}
    assert fresh == {contact for contact in people(600) if contact.name != KNOWN.name}
    assert keep(contacts, people(600), few=few) == Imported(0, 600)


@pytest.mark.parametrize("few", [HERE, ELSEWHERE], ids=["here", "in another process"])
def test_who_stops_it_finds_everything_as_it_was(contacts: Contacts, few: int) -> None:
    kept = contacts.add(KNOWN)
    reached = [0]

    def told(done: int, _total: int) -> None:
        reached[0] = done

    with pytest.raises(Cancelled):
        keep(contacts, people(5_000), told, lambda: reached[0] > 5_500, few)
    assert list(contacts.all()) == [kept]
    contacts.add(Contact("the file is free again"))


@pytest.mark.skipif(os.name != "posix", reason="on Windows the priority is a class, given by the flags of the start")
def test_the_other_process_lets_windows_come_first(contacts: Contacts) -> None:
    steps: set[int] = set()

    def told(_done: int, _total: int) -> None:
        for child in psutil.Process().children():
            with suppress(psutil.NoSuchProcess):  # what an earlier test has started may be ending just now
                steps.update([child.nice()] if "keep-contacts" in child.cmdline() else [])

    keep(contacts, people(600), told, few=ELSEWHERE)
    assert steps == {psutil.Process().nice() + 10}


def test_a_file_that_is_locked_is_said_and_nothing_is_kept(contacts: Contacts) -> None:
    with closing(sqlite3.connect(contacts.database.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(DatabaseUnavailable, match="locked"):
            keep(contacts, people(300), few=ELSEWHERE)
        other.execute("ROLLBACK")
    assert contacts.count() == 0
