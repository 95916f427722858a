"""The directory beside its database: mapped while it fits, built anew when it does not, in this process or another."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from mmap import mmap
from pathlib import Path

import pytest

from pbxdialer.core.contact import Contact, LabelledNumber, Origin, OriginKind
from pbxdialer.directory.index import Index
from pbxdialer.directory.index_file import FileMark
from pbxdialer.directory.search import Directory
from pbxdialer.opening import open_contacts, open_directory
from pbxdialer.phonebook import Phonebook
from pbxdialer.store.contacts import Contacts
from pbxdialer.store.database import Statements
from pbxdialer.store.file_state import state_of
from pbxdialer.store.paths import Places, places
from tests.directory import multilingual

ANA = Contact("Ana Marin", "Bitdesk", "ana@example.com", (LabelledNumber("mobile", "0722 123 456"),), "calls back")
ION = Contact("Ion Ionescu", numbers=(LabelledNumber("", "101"), LabelledNumber("x", "n/a")), favourite=True)


@pytest.fixture
def here(tmp_path: Path) -> Places:
    found = places(tmp_path)
    found.prepare()
    return found


@pytest.fixture
def contacts(here: Places) -> Iterator[Contacts]:
    opened = open_contacts(here, "RO")
    yield opened
    opened.close()


@pytest.fixture
def phonebook(here: Places) -> Phonebook:
    return Phonebook(here.contacts, "RO")


def names(index: Index | None, query: str) -> list[str]:
    assert index is not None
    return [match.contact.name for match in Directory(index).search(query)]


def test_what_was_built_is_found_in_its_file_at_the_next_start(contacts: Contacts, phonebook: Phonebook) -> None:
    assert phonebook.kept() is None
    contacts.add_many([ANA, ION])
    assert names(phonebook.build(contacts), "ana") == ["Ana Marin"]
    assert names(phonebook.kept(), "ana") == ["Ana Marin"]


def test_everything_of_a_stored_contact_comes_back(contacts: Contacts, phonebook: Phonebook) -> None:
    stored = [contacts.add(replace(ANA, groups=("A", "B c"))), contacts.add(ION)]
    contacts.synchronise("ldap", [("7", replace(ANA, name="Zoe", numbers=()))])
    stored += [contact for contact in contacts.all() if contact.name == "Zoe"]
    assert stored[2].origin == Origin(OriginKind.DIRECTORY, "ldap", "7")
    index = phonebook.build(contacts)
    for contact in stored:
        (match,) = Directory(index).search(contact.name)
        assert match.contact == contact


@pytest.mark.parametrize(
    "change",
    [
        lambda contacts: contacts.add(ION),
        lambda contacts: contacts.update(replace(ANA, id=1, name="Ana Pop")),
        lambda contacts: contacts.delete(1),
        lambda contacts: contacts.add_many([ION]),
        lambda contacts: contacts.order_favourites([1]) or contacts.set_favourite(1, True),
    ],
    ids=["add", "update", "delete", "import", "favourite"],
)
def test_any_change_makes_the_file_stale(
    contacts: Contacts, phonebook: Phonebook, change: Callable[[Contacts], object]
) -> None:
    contacts.add_many([ANA])
    phonebook.build(contacts)
    assert phonebook.kept() is not None
    change(contacts)
    assert phonebook.kept() is None


def test_a_question_leaves_the_file_fresh(contacts: Contacts, phonebook: Phonebook, here: Places) -> None:
    contacts.add_many([ANA])
    phonebook.build(contacts)
    contacts.find_by_subscriber("+40722123456")
    contacts.close()
    open_contacts(here, "RO").close()
    assert phonebook.kept() is not None


def test_another_region_has_another_file(contacts: Contacts, phonebook: Phonebook, here: Places) -> None:
    contacts.add_many([ANA])
    phonebook.build(contacts)
    assert Phonebook(here.contacts, "DE").kept() is None


def test_a_damaged_file_is_built_anew(contacts: Contacts, phonebook: Phonebook, here: Places) -> None:
    contacts.add_many([ANA])
    phonebook.build(contacts)
    (file,) = here.contacts.parent.glob("*.directory")
    file.write_bytes(file.read_bytes()[:-1])
    assert phonebook.kept() is None
    (match,) = open_directory(here, "RO", {}).search("ana")
    assert match.contact.name == "Ana Marin"
    assert names(phonebook.kept(), "ana") == ["Ana Marin"]


def test_only_the_last_file_is_kept_and_it_is_private(contacts: Contacts, phonebook: Phonebook, here: Places) -> None:
    for contact in (ANA, ION):
        contacts.add(contact)
        phonebook.build(contacts)
    (file,) = here.contacts.parent.glob("*.directory")
    if sys.platform != "win32":
        assert file.stat().st_mode & 0o777 == 0o600


class Busy:
    """Contacts of which somebody changes one as soon as the others have been read."""

    def __init__(self, contacts: Contacts, change: Callable[[], object]) -> None:
        self.database = self
        self._contacts = contacts
        self._changes = [change]

    @contextmanager
    def reading(self) -> Iterator[Statements]:
        with self._contacts.database.reading() as statements:
            yield statements
        if self._changes:
            self._changes.pop()()


def test_contacts_that_change_while_they_are_read_are_read_again(contacts: Contacts, phonebook: Phonebook) -> None:
    contacts.add_many([ANA])
    busy = Busy(contacts, lambda: contacts.update(replace(ANA, id=1, name="Ana Pop")))
    assert names(phonebook.build(busy), "ana") == ["Ana Pop"]  # type: ignore[arg-type]
    assert names(phonebook.kept(), "ana") == ["Ana Pop"]


def test_a_file_that_cannot_be_written_costs_time_and_nothing_else(
    contacts: Contacts, phonebook: Phonebook, here: Places
) -> None:
    contacts.add_many([ANA])
    FileMark.of(state_of(here.contacts), "RO").place(here.contacts.parent).mkdir()
    assert names(phonebook.build(contacts), "ana") == ["Ana Marin"]
    assert phonebook.kept() is None


def test_many_contacts_are_laid_out_by_another_process(contacts: Contacts, phonebook: Phonebook, here: Places) -> None:
    contacts.add_many(list(multilingual.contacts(60)))
    index = phonebook.build_elsewhere(contacts, here.folder, few=10)
    assert len(Directory(index)) == contacts.count() > 10
    assert isinstance(index.lines.pieces.buffer.obj, mmap), "mapped, as it came from there"


def test_where_the_other_process_fails_the_directory_is_built_here(
    contacts: Contacts, phonebook: Phonebook, here: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    contacts.add_many([ANA])
    monkeypatch.setattr(sys, "executable", str(here.folder / "nothing"))
    assert names(phonebook.build_elsewhere(contacts, here.folder, few=0), "ana") == ["Ana Marin"]


def test_the_state_of_a_file_that_is_not_there_is_none(tmp_path: Path) -> None:
    assert state_of(tmp_path / "nothing") == b""


def test_the_command_line_searches_the_file_and_opens_no_contacts(contacts: Contacts, here: Places) -> None:
    contacts.add_many([ANA])
    contacts.close()
    search = [sys.executable, "-m", "pbxdialer", "search", "ana", "--data-dir", str(here.folder)]
    first = subprocess.run(search, capture_output=True, text=True, check=True)
    assert first.stdout.startswith("Ana Marin · Bitdesk")
    watched = f"""
import sys, pbxdialer.__main__ as door
sys.addaudithook(lambda event, words: event == "sqlite3.connect" and print("opened", words[0], file=sys.stderr))
sys.exit(door.main({search[3:]!r}))
"""
    second = subprocess.run([sys.executable, "-c", watched], capture_output=True, text=True, check=True)
    assert second.stdout == first.stdout
    assert "contacts.sqlite" not in second.stderr
