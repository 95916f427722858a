"""The settings' page about links, with the system's own tools in a home of its own."""

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from pbxdialer.app.front_door import FrontDoor
from pbxdialer.app.program import Program
from pbxdialer.desktop.handover import of_this_session
from pbxdialer.desktop.link_handler import SCHEMES
from pbxdialer.desktop.process_lock import hold
from pbxdialer.first_start import Arrival
from pbxdialer.gui.link_trial import LinkTrial
from pbxdialer.gui.links_page import LinksPage
from pbxdialer.gui.switchboard import Offer
from pbxdialer.store.credentials import Credentials
from tests.desktop.test_linux_links import OTHER_ENTRY

pytestmark = [
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="missing: Linux"),
    pytest.mark.skipif(not shutil.which("xdg-open"), reason="missing: xdg-utils"),
    pytest.mark.skipif(not os.environ.get("DISPLAY"), reason="missing: a screen"),
]
_PATIENCE_MS = 15_000


class Settings:
    """The program in a home of its own, its settings open on the page about links."""

    def __init__(self, application: QApplication) -> None:
        self.program = Program(application, None, open_vault=lambda: Credentials(None))
        self.offers: list[Offer] = []
        self.program.switchboard.offered.connect(self.offers.append)
        self.places = self.program.places
        lock = hold(of_this_session(self.places.instance_lock))
        assert lock is not None
        self.door = FrontDoor(self.program, Arrival(door=lock))
        self.program.show()
        self.program.open_settings()
        window = self.program.settings_window
        assert window is not None
        window.turn_to("Phone links")
        self.page = window.findChild(LinksPage)

    def says(self) -> dict[str, str]:
        return {scheme: self.page.handler_text(scheme) for scheme in SCHEMES}

    def close(self) -> None:
        self.program.window.hide()
        self.door.close()
        self.program.close()
        self.program.window.deleteLater()


@pytest.fixture
def settings(qapp: QApplication, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Settings]:
    for name in [name for name in os.environ if name.startswith(("XDG_", "DESKTOP_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    applications = tmp_path / ".local" / "share" / "applications"
    applications.mkdir(parents=True)
    (applications / "other.desktop").write_text(OTHER_ENTRY)
    config = tmp_path / ".config"
    config.mkdir()
    (config / "mimeapps.list").write_text("[Default Applications]\nx-scheme-handler/tel=other.desktop;\n")
    opened = Settings(qapp)
    qtbot.waitUntil(lambda: of_this_session(opened.places.socket).exists(), timeout=_PATIENCE_MS)
    yield opened
    opened.close()


def test_it_shows_who_opens_links_and_claims_and_releases_them(qtbot: QtBot, settings: Settings) -> None:
    page = settings.page
    nobody = {"tel": "Other Phone", "callto": "nobody", "sip": "nobody"}
    qtbot.waitUntil(lambda: settings.says() == nobody, timeout=_PATIENCE_MS)
    assert not page.try_button.isEnabled()
    assert not page.release_button.isEnabled()
    page.claim_button.click()
    qtbot.waitUntil(lambda: page.verdict_text() == "✓ Links open with this program.", timeout=_PATIENCE_MS)
    assert settings.says() == dict.fromkeys(SCHEMES, "✓ this program")
    page.release_button.click()
    qtbot.waitUntil(lambda: settings.says() == nobody, timeout=_PATIENCE_MS)


def test_a_link_opened_through_the_system_arrives_and_is_not_offered(qtbot: QtBot, settings: Settings) -> None:
    page = settings.page
    page.claim_button.click()
    qtbot.waitUntil(page.try_button.isEnabled, timeout=_PATIENCE_MS)
    page.try_button.click()
    arrived = "✓ The link arrived here. No call was placed."
    qtbot.waitUntil(lambda: page.verdict_text() == arrived, timeout=_PATIENCE_MS)
    assert settings.offers == []
    assert page.try_button.isEnabled()


def test_a_link_that_another_program_took_is_told(qtbot: QtBot, settings: Settings) -> None:
    page = settings.page
    page._patience.setInterval(1500)
    page.try_it()
    qtbot.waitUntil(lambda: page.verdict_text().startswith("✕ The link did not arrive"), timeout=_PATIENCE_MS)
    assert page.try_button.isEnabled()


def test_a_trial_takes_its_own_link_once_and_no_other() -> None:
    trial = LinkTrial()
    link = trial.begin()
    assert not trial.takes("tel:0722123456")
    assert trial.takes(link.replace("+", "%2B"))
    assert not trial.takes(link)
    assert not trial.takes("tel:")
    late = trial.begin()
    trial.end()
    assert not trial.takes(late)
    assert trial.begin() != trial.begin()
