"""The two long steps of an import, here and in another process: the same comes out, whole or not at all."""

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
from pbxdialer.directory.contact_file import FileChoice, read_contacts
from pbxdialer.directory.csv_file import CsvChoice
from pbxdialer.directory.import_preview import ImportPreview, PackedContacts, UnreadableFile
from pbxdialer.importing import keep, read
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
                steps.update([child.nice()] if "keep-contacts" in _words(child) else [])

    keep(contacts, people(600), told, few=ELSEWHERE)
    assert steps == {psutil.Process().nice() + 10}


def test_a_file_that_is_locked_is_said_and_nothing_is_kept(contacts: Contacts) -> None:
    with closing(sqlite3.connect(contacts.database.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(DatabaseUnavailable, match="locked"):
            keep(contacts, people(300), few=ELSEWHERE)
        other.execute("ROLLBACK")
    assert contacts.count() == 0


def csv_of(rows: int) -> bytes:
    """Every third row is refused, so that refused rows are told in several pieces."""
    lines = (f"Ștefan {row},{'' if row % 3 == 0 else f'+407221{row:05}'}" for row in range(rows))
    return "\n".join(["Name,Phone", *lines]).encode()


FILES = {
    "people.csv": csv_of(5_000),
    "people.vcf": b"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ana\r\nTEL;TYPE=CELL:0722 100 200\r\nEND:VCARD\r\n" * 900,
    "people.ldif": b"dn: cn=Ana\ncn: Ana\ntelephoneNumber: 0722 100 200\n\ndn: cn=Bo\ncn: Bo\n\n" * 700,
    "nothing.csv": b"a,b\n1,2\n",
}


def told_of(found: ImportPreview) -> tuple[object, ...]:
    return (
        found.kind,
        list(found.contacts),
        found.refused,
        found.encoding,
        found.separator,
        found.columns,
        found.sample,
    )


@pytest.mark.parametrize("name", FILES)
def test_another_process_finds_in_a_file_what_is_found_here(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(FILES[name])
    told: list[tuple[int, int]] = []
    there = read(path, FileChoice(), lambda *step: told.append(step), short=ELSEWHERE)
    assert told_of(there) == told_of(read(path, FileChoice(), short=HERE)) == told_of(read_contacts(path))
    assert told == sorted(told)
    assert told[-1] == (path.stat().st_size, path.stat().st_size)


def test_what_the_person_has_chosen_holds_in_the_other_process(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_bytes("Name;Phone\nŞtefan;1".encode("cp1250"))
    remembered = {"name|phone": '[["company", ""], ["number", "office"]]'}
    choice = FileChoice("cp1250", CsvChoice(remembered=remembered))
    found = read(path, choice, short=ELSEWHERE)
    assert [(one.name, one.numbers[0].label) for one in found.contacts] == [("Ştefan", "office")]


@pytest.mark.parametrize(("content", "expected"), [(b"\x00\x81" * 500, UnreadableFile), (None, OSError)])
def test_a_file_that_cannot_be_read_is_refused_by_the_other_process_as_here(
    tmp_path: Path, content: bytes | None, expected: type[Exception]
) -> None:
    path = tmp_path / "people.csv"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(expected) as here:
        read(path, FileChoice(), short=HERE)
    with pytest.raises(expected) as there:
        read(path, FileChoice(), short=-1)
    assert str(there.value) == str(here.value)


def test_who_stops_the_reading_ends_the_other_process(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_bytes(csv_of(20_000))
    told: list[int] = []
    with pytest.raises(Cancelled):
        read(path, FileChoice(), lambda done, _: told.append(done), lambda: len(told) > 2, short=ELSEWHERE)
    assert told[-1] < path.stat().st_size
    assert [child for child in psutil.Process().children() if "read-contacts" in _words(child)] == []


def test_where_the_other_process_dies_the_file_is_read_here(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = tmp_path / "people.csv"
    path.write_bytes(csv_of(20_000))
    killed: list[int] = []

    def told(_done: int, _total: int) -> None:
        for child in psutil.Process().children():
            if not killed and "read-contacts" in _words(child):
                child.kill()
                killed.append(child.pid)

    assert told_of(read(path, FileChoice(), told, short=ELSEWHERE)) == told_of(read_contacts(path))
    assert killed, "there was another process"
    assert "the file is read here" in caplog.text


def _words(child: psutil.Process) -> list[str]:
    with suppress(psutil.NoSuchProcess):
        return child.cmdline()
    return []
