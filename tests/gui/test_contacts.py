"""Contacts in the window: edited, deleted and brought back, made favourites, imported, exported, merged."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QModelIndex, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from pbxdialer.app.contacts import ContactsDesk
from pbxdialer.app.program import Program
from pbxdialer.core.account import Destination, DestinationKind
from pbxdialer.core.call import Call
from pbxdialer.core.contact import Contact, LabelledNumber
from pbxdialer.core.intent import Callee, Intent
from pbxdialer.core.number import PhoneNumber
from pbxdialer.directory.csv_headers import Field, Meaning
from pbxdialer.gui.contact_editor import ContactEditor
from pbxdialer.gui.import_window import ImportWindow
from pbxdialer.opening import open_contacts
from tests.gui.conftest import Heartbeat, Starter, account_at
from tests.gui.gui_thread import own_work
from workshop.bench.import_ import write_list

SOON_MS = 10_000
FAVOURITES = tuple(
    Contact(name, numbers=(LabelledNumber("mobile", f"07221234{place:02}"),), favourite=True)
    for place, name in enumerate(("Ana", "Ion", "Zoe"))
)


def call_to(number: str) -> Call:
    """Return an earlier call to a number."""
    intent = Intent.of(
        Callee(PhoneNumber.typed(number)), Destination(DestinationKind.USER, "x"), account_at("https://x")
    )
    return Call.intended(intent, datetime.now(UTC))


class Desk:
    """The running program, and what a person sees of its contacts."""

    def __init__(self, program: Program, qtbot: QtBot) -> None:
        self.program = program
        self.window = program.window
        self.qtbot = qtbot
        qtbot.waitUntil(lambda: program.desks is not None, timeout=SOON_MS)
        assert program.desks is not None
        self.contacts: ContactsDesk = program.desks.contacts

    def until(self, holds: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(holds, timeout=SOON_MS)

    def select(self, name: str) -> None:
        self.window.box.line.setText(name)
        self.until(lambda: (self.selected() or Contact("")).name == name)

    def selected(self) -> Contact | None:
        return self.window.box.selected_contact()

    def press(self, keys: str, key: Qt.Key) -> None:
        modifiers = {"ctrl": Qt.KeyboardModifier.ControlModifier, "shift": Qt.KeyboardModifier.ShiftModifier,
                     "alt": Qt.KeyboardModifier.AltModifier}  # fmt: skip
        held = Qt.KeyboardModifier.NoModifier
        self.window.activateWindow()
        self.until(self.window.isActiveWindow)
        for word in keys.split():
            held |= modifiers[word]
        QTest.keyClick(self.window.box.line, key, held)

    def editor(self) -> ContactEditor:
        self.until(lambda: self.contacts.actions.editor is not None and self.contacts.actions.editor.isVisible())
        editor = self.contacts.actions.editor
        assert editor is not None
        return editor

    def kept(self) -> list[Contact]:
        store = open_contacts(self.program.places, "RO")
        try:
            return list(store.all())
        finally:
            store.close()

    def names(self) -> list[str]:
        return [contact.name for contact in self.kept()]

    def says(self) -> str:
        return self.window.undo_bar.text()

    def undo(self) -> None:
        self.window.undo_bar.button.click()

    def open_import(self, file: Path) -> ImportWindow:
        self.contacts.open_import()
        window = self.contacts.import_window
        assert window is not None
        window.read(file)
        return window


@pytest.fixture
def desk(start: Starter, qtbot: QtBot) -> Callable[..., Desk]:
    def opened(*contacts: Contact) -> Desk:
        program = start(account_at("https://localhost:9"), *([contacts] if contacts else []))
        found = Desk(program, qtbot)
        program.window.activateWindow()
        qtbot.waitUntil(program.window.isActiveWindow, timeout=SOON_MS)
        return found

    return opened


def test_a_contact_is_edited_with_f2_found_at_once_and_the_edit_is_taken_back(desk: Callable[..., Desk]) -> None:
    office = desk()
    before = office.kept()
    office.select("Ana Marin")
    office.press("", Qt.Key.Key_F2)
    editor = office.editor()
    assert (editor.name.text(), editor.company.text()) == ("Ana Marin", "Bitdesk")
    editor.name.setText("Ana-Maria Marin")
    editor.save_button.click()
    office.select("Ana-Maria Marin")
    assert office.says() == "“Ana-Maria Marin” was saved."
    office.undo()
    office.until(lambda: office.says() == "Taken back.")
    assert office.kept() == before


def test_a_deleted_contact_comes_back(desk: Callable[..., Desk]) -> None:
    office = desk()
    before = office.kept()
    office.select("Ștefan Ionescu")
    office.press("ctrl shift", Qt.Key.Key_Delete)
    office.until(lambda: office.says() == "“Ștefan Ionescu” was deleted.")
    assert "Ștefan Ionescu" not in office.names()
    office.until(lambda: office.selected() is None)
    office.undo()
    office.select("Ștefan Ionescu")
    assert office.kept() == before


def test_a_typed_number_becomes_a_contact(desk: Callable[..., Desk]) -> None:
    office = desk()
    office.window.box.line.setText("0744 000 111")
    office.press("ctrl", Qt.Key.Key_N)
    editor = office.editor()
    assert editor.numbers.numbers() == (LabelledNumber("", "0744000111"),)
    assert not editor.save_button.isEnabled()
    assert editor.hint() == "Enter a name or a company."
    editor.company.setText("Nord SRL")
    editor.groups.setText("VIP, clienți,, VIP")
    editor.note.setPlainText("mornings\n\nonly \u202e")
    editor.save_button.click()
    office.until(lambda: office.says() == "“Nord SRL” was added.")
    (fresh,) = [contact for contact in office.kept() if contact.name == "Nord SRL"]
    assert (fresh.company, fresh.groups, fresh.note) == ("", ("VIP", "clienți"), "mornings\n\nonly")
    office.undo()
    office.until(lambda: "Nord SRL" not in office.names())


def test_a_row_of_the_history_becomes_a_contact_or_opens_the_one_it_is(desk: Callable[..., Desk]) -> None:
    office = desk()
    office.contacts.actions.add_caller(call_to("+40722123456"))
    assert office.editor().name.text() == "Ștefan Ionescu"
    office.editor().reject()
    office.contacts.actions.editor = None
    office.contacts.actions.add_caller(call_to("0799000111"))
    assert office.editor().numbers.numbers() == (LabelledNumber("", "0799000111"),)


def test_favourites_stand_first_are_moved_by_hand_and_by_keys_and_chosen_by_alt_and_a_digit(
    desk: Callable[..., Desk],
) -> None:
    office = desk(*FAVOURITES, Contact("Dan", numbers=(LabelledNumber("", "0755000111"),)))
    box = office.window.box
    ana, ion, zoe = box.favourites()
    office.press("alt", Qt.Key.Key_3)
    assert (office.selected() or Contact("")).name == "Zoe"
    office.press("ctrl shift", Qt.Key.Key_Up)
    office.until(lambda: box.favourites() == [ana, zoe, ion])
    model = box._matches.model()
    data: QMimeData = model.mimeData([model.index(2, 0)])
    assert not model.dropMimeData(data, Qt.DropAction.MoveAction, 0, 0, QModelIndex())
    office.until(lambda: box.favourites() == [ion, ana, zoe])
    assert office.names() == ["Ion", "Ana", "Zoe", "Dan"]
    office.select("Dan")
    office.press("ctrl", Qt.Key.Key_D)
    office.until(lambda: office.says() == "“Dan” is a favourite.")
    assert office.names() == ["Ion", "Ana", "Zoe", "Dan"]
    office.press("alt", Qt.Key.Key_4)
    office.until(lambda: len(box.favourites()) == 4)
    office.press("alt", Qt.Key.Key_4)
    assert (office.selected() or Contact("")).name == "Dan"
    assert box.line.text() == ""


def test_the_menu_of_a_match_shows_its_keys(desk: Callable[..., Desk]) -> None:
    office = desk()
    office.select("Ștefan Ionescu")
    shown = [
        (action.text(), action.shortcut().toString()) for action in office.contacts.actions.context_menu().actions()
    ]
    assert shown == [
        ("Edit…", "F2"), ("Remove from the favourites", "Ctrl+D"), ("Move up", "Ctrl+Shift+Up"),
        ("Move down", "Ctrl+Shift+Down"), ("", ""), ("Delete", "Ctrl+Shift+Del"), ("", ""), ("Copy number", "Ctrl+C"),
    ]  # fmt: skip


def test_a_contact_of_a_live_directory_can_be_looked_at_only(desk: Callable[..., Desk]) -> None:
    office = desk()
    store = open_contacts(office.program.places, "RO")
    entry = Contact("Eva Live", numbers=(LabelledNumber("office", "0213000111"),))
    store.synchronise("Acme LDAP", [("uid=eva", entry)])
    store.close()
    office.program.contact_desk.load()
    office.select("Eva Live")
    office.press("", Qt.Key.Key_F2)
    editor = office.editor()
    assert editor.hint() == "From the directory “Acme LDAP”; it can be changed there only."
    assert not editor.save_button.isVisible()
    editor.reject()
    office.press("ctrl shift", Qt.Key.Key_Delete)
    office.until(lambda: "directory" in office.says())
    assert "Eva Live" in office.names()


def test_a_list_is_looked_at_mapped_imported_and_remembered(desk: Callable[..., Desk], tmp_path: Path) -> None:
    office, file = desk(), tmp_path / "people.csv"
    file.write_text("Wer;Durchwahl\nGabi Nord;0755 000 111\n;0755000112\nTudor;\n", "utf-8")
    window = office.open_import(file)
    office.until(lambda: len(window.preview.meanings) == 2)
    assert not window.import_button.isEnabled()
    assert window.preview.hint.isVisible()
    for place, meaning in enumerate((Meaning(Field.NAME), Meaning(Field.NUMBER, "office"))):
        box = window.preview.meanings[place]
        box.setCurrentIndex(next(row for row in range(box.count()) if box.itemData(row) == meaning))
        box.activated.emit(box.currentIndex())
    office.until(window.import_button.isEnabled)
    assert window.import_button.text() == "Import 1 contact"
    rows = [window.preview.refused.item(row).text() for row in range(window.preview.refused.count())]
    assert rows == ["Row 3: there is neither a name nor a company", "Row 4: there is no number"]
    window.import_button.click()
    office.until(lambda: "new" in window.outcome.text())
    assert window.outcome.text().splitlines() == [
        "1 contact is new.", "0 were known and are up to date.", "2 rows were refused.",
    ]  # fmt: skip
    office.select("Gabi Nord")
    window.read(file)
    office.until(window.import_button.isVisible)
    assert window.import_button.isEnabled(), "the columns are remembered"


@pytest.mark.parametrize("content", [b"", b"\x00\x81" * 500])
def test_a_file_that_is_no_list_is_refused_in_the_window(
    desk: Callable[..., Desk], tmp_path: Path, content: bytes
) -> None:
    office, file = desk(), tmp_path / "people.csv"
    file.write_bytes(content)
    window = office.open_import(file)
    office.until(lambda: bool(window.verdict.text()) or window.preview.hint.isVisible())
    assert not (window.import_button.isVisible() and window.import_button.isEnabled())
    window.read(tmp_path / "nowhere.csv")
    office.until(lambda: "nowhere" in window.verdict.text() or "No such file" in window.verdict.text())


def test_a_long_import_shows_its_progress_is_stopped_and_leaves_nothing(
    desk: Callable[..., Desk], tmp_path: Path
) -> None:
    office, file = desk(), tmp_path / "people.vcf"
    before = office.names()
    with own_work():
        write_list(file, 6_000)
    window = office.open_import(file)
    office.until(lambda: window.import_button.isVisible())
    window.import_button.click()
    office.until(lambda: window.bar.value() > 100)
    window.stop_button.click()
    office.until(lambda: window.verdict.text() == "Stopped. Nothing was imported.")
    assert office.names() == before
    window.read(file)
    office.until(lambda: window.import_button.isVisible())
    window.import_button.click()
    office.until(lambda: window.outcome.text().startswith("6000 contacts are new."))
    office.select("Ștefan5999 Pop")


@pytest.mark.longer
@pytest.mark.parametrize("suffix", ["csv", "vcf"])
def test_a_hundred_thousand_contacts_come_in_while_the_window_lives(
    desk: Callable[..., Desk], tmp_path: Path, heartbeat: Heartbeat, qtbot: QtBot, suffix: str
) -> None:
    office, file = desk(), tmp_path / f"people.{suffix}"
    with own_work():
        write_list(file, 100_000)
    window = office.open_import(file)
    shown: set[int] = set()
    window.bar.valueChanged.connect(shown.add)
    qtbot.waitUntil(window.import_button.isVisible, timeout=120_000)
    assert len(shown) > 20
    heartbeat.begin()
    window.import_button.click()
    qtbot.waitUntil(lambda: window.outcome.text().startswith("100000 contacts are new."), timeout=300_000)
    assert heartbeat.lives(100)
    window.close()
    qtbot.waitUntil(lambda: len(office.program.contact_desk.search("ștefan99999")) == 1, timeout=120_000)


@pytest.mark.parametrize("suffix", ["csv", "vcf"])
def test_contacts_are_exported_whole(desk: Callable[..., Desk], tmp_path: Path, suffix: str) -> None:
    office, file = desk(), tmp_path / f"out.{suffix}"
    office.contacts.export(file)
    office.until(file.exists)
    office.until(lambda: office.says() == f"3 contacts were written to out.{suffix}.")
    office.contacts.export(tmp_path / "nowhere" / "x.csv")
    office.until(lambda: "nowhere" in office.says() or "No such file" in office.says())


def test_duplicates_are_shown_merged_and_taken_apart_again(desk: Callable[..., Desk]) -> None:
    office = desk(
        Contact("Ana Pop", "Acme", numbers=(LabelledNumber("", "0722123456"),)),
        Contact("Zoe", numbers=(LabelledNumber("", "021 312 34 56"),)),
        Contact("Reception", numbers=(LabelledNumber("", "0213123456"),)),
    )
    store = open_contacts(office.program.places, "RO")
    store.add(Contact("ana pop", "Other", numbers=(LabelledNumber("", "+40722123456"), LabelledNumber("", "101"))))
    store.close()
    before = office.kept()
    office.contacts.open_duplicates()
    office.until(lambda: office.contacts.duplicates_window is not None)
    window = office.contacts.duplicates_window
    assert window is not None
    assert window.chosen() == [[before[0].id, before[3].id]]
    assert window.merge_button.text() == "Merge 1 group"
    window.merge_button.click()
    office.until(lambda: office.says() == "1 group was merged.")
    assert [len(contact.numbers) for contact in office.kept()] == [2, 1, 1]
    office.undo()
    office.until(lambda: office.says() == "Taken back.")
    assert office.kept() == before


def test_the_editor_keeps_what_it_cannot_show_and_every_number(qapp: QApplication, desk: Callable[..., Desk]) -> None:
    office = desk()
    whole = Contact(
        "Ana", "Acme", "a@b", tuple(LabelledNumber("x", f"int. {place}") for place in range(8)), "one\ntwo",
        groups=("with, comma", "VIP"), id=77,
    )  # fmt: skip
    editor = ContactEditor(office.program.look, whole, office.window)
    assert editor.contact() == whole
    editor.close()


@pytest.mark.parametrize("leave", ["close_button", "reject", "close"])
def test_the_import_window_closes_by_its_button_by_esc_and_by_its_frame(desk: Callable[..., Desk], leave: str) -> None:
    office = desk()
    office.contacts.open_import()
    window = office.contacts.import_window
    assert window is not None
    way: dict[str, Callable[[], object]] = {
        "close_button": window.close_button.click,
        "reject": window.reject,
        "close": window.close,
    }
    way[leave]()
    assert not window.isVisible()
