"""Company directories in the running program: read in the background from a real slapd, added and removed."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from pbxdialer.app.directories import Directories
from pbxdialer.gui.directory_settings import DirectorySettings
from pbxdialer.opening import open_contacts
from tests.directory_servers import BASE, MANAGER, PASSWORD, Slapd, needs_slapd, person
from tests.gui.conftest import accounts_page
from tests.gui.office import Office, make_profile

pytestmark = needs_slapd


@pytest.fixture
def slapd(tmp_path: Path) -> Iterator[Slapd]:
    folder = tmp_path / "slapd"
    folder.mkdir()
    server = Slapd(folder)
    server.fill([person("eva", "Eva Nistor", mobile="0755 123 123")])
    server.start()
    yield server
    server.discard()


@pytest.fixture
def office(qapp: QApplication, tmp_path: Path) -> Iterator[Office]:
    office = Office(qapp, make_profile(tmp_path / "profile").folder)
    yield office
    office.close()


def page_of(office: Office) -> DirectorySettings:
    program = office.program
    office.until(lambda: program.desks is not None, "the desks")
    program.open_settings()
    accounts_page(program)
    assert program.settings_window is not None
    program.settings_window.turn_to(program.look.tr("Directories"))
    page = desk_of(office).page
    assert page is not None
    return page


def desk_of(office: Office) -> Directories:
    assert office.program.desks is not None
    return office.program.desks.directories


def names(office: Office) -> list[str]:
    contacts = open_contacts(office.places, "RO")
    try:
        return [contact.name for contact in contacts.all() if contact.origin.is_read_only]
    finally:
        contacts.close()


def fill_in(page: DirectorySettings, slapd: Slapd, password: str) -> None:
    page.name.setText("Acme")
    page.url.setText(f"ldap://127.0.0.1:{slapd.port}")
    page.user.setText(MANAGER)
    page.base.setText(BASE)
    page.password.setText(password)


def test_a_directory_is_tested_added_found_and_removed(office: Office, qtbot: QtBot, slapd: Slapd) -> None:
    page = page_of(office)
    qtbot.mouseClick(page.save_button, Qt.MouseButton.LeftButton)
    assert page.verdict_text() == "✕ The directory needs a name."
    fill_in(page, slapd, "wrong")
    qtbot.mouseClick(page.test_button, Qt.MouseButton.LeftButton)
    office.until(lambda: page.verdict_text().startswith("✕ The server does not accept"), "the verdict")
    page.password.setText(PASSWORD)
    qtbot.mouseClick(page.test_button, Qt.MouseButton.LeftButton)
    office.until(lambda: page.verdict_text() == "✓ The server has 1 entry to call.", "the verdict")
    assert names(office) == []
    qtbot.mouseClick(page.save_button, Qt.MouseButton.LeftButton)
    office.until(lambda: page.verdict_text() == "✓ It was read.", "the reading")
    office.until(lambda: page.state_text().endswith("1 entry."), "the state")
    office.until(lambda: bool(office.program.contact_desk.search("eva nist")), "the search to know her")
    assert names(office) == ["Eva Nistor"]
    qtbot.mouseClick(page.remove_button, Qt.MouseButton.LeftButton)
    office.until(lambda: names(office) == [], "her to be gone")
    office.until(lambda: not office.program.contact_desk.search("eva nist"), "the search to forget her")


def test_a_server_that_is_away_is_told_once_and_nobody_waits_for_it(office: Office, qtbot: QtBot, slapd: Slapd) -> None:
    page = page_of(office)
    fill_in(page, slapd, PASSWORD)
    qtbot.mouseClick(page.save_button, Qt.MouseButton.LeftButton)
    office.until(lambda: page.verdict_text() == "✓ It was read.", "the reading")
    slapd.stop()
    bar = office.program.window.notices
    sentence = "Acme: The server does not answer (127.0.0.1)."
    qtbot.mouseClick(page.read_button, Qt.MouseButton.LeftButton)
    office.until(lambda: sentence in bar.text(), "the notice")
    office.until(lambda: page.state_text().endswith("The server does not answer (127.0.0.1)."), "the state")
    assert names(office) == ["Eva Nistor"]
    bar.hide()
    page.say("")
    qtbot.mouseClick(page.read_button, Qt.MouseButton.LeftButton)
    office.until(lambda: page.verdict_text().startswith("✕"), "the second try")
    assert not bar.isVisible(), "the same trouble is told once"
    slapd.start()
    qtbot.mouseClick(page.read_button, Qt.MouseButton.LeftButton)
    office.until(lambda: page.verdict_text() == "✓ It was read.", "the reading")
    assert sentence not in bar.text()


def test_directories_are_read_at_the_start_and_then_when_they_are_due(
    office: Office, qtbot: QtBot, slapd: Slapd
) -> None:
    page = page_of(office)
    fill_in(page, slapd, PASSWORD)
    qtbot.mouseClick(page.save_button, Qt.MouseButton.LeftButton)
    office.until(lambda: page.verdict_text() == "✓ It was read.", "the reading")
    slapd.modify(f"dn: uid=eva,{BASE}\nchangetype: delete\n")
    office.quit()
    office.start()
    office.until(lambda: names(office) == [], "the first reading")
    clock = [1000.0]
    office.program.seconds = lambda: clock[0]
    desk = desk_of(office)
    (acme,) = office.program.settings_desk.settings.directories
    office.until(lambda: acme.id not in desk._running, "the first reading to end")
    desk.read(acme)
    office.until(lambda: acme.id not in desk._running, "the reading")
    clock[0] += acme.interval_min * 60 - 1
    desk.read_what_is_due()
    assert acme.id not in desk._running
    clock[0] += 1
    desk.read_what_is_due()
    assert acme.id in desk._running
    office.until(lambda: acme.id not in desk._running, "the reading")
