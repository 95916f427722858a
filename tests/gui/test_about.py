"""What this program says of itself."""

from pathlib import Path

from PySide6.QtCore import Qt, qVersion
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from pbxdialer import __version__
from pbxdialer.app.about import show_about
from pbxdialer.gui.about_window import AboutWindow
from tests.gui.conftest import Starter, account_at
from tests.php_oracle import PhpOracle


def test_the_help_page_tells_version_machine_and_folder_and_esc_closes_it(
    start: Starter, qtbot: QtBot, oracle: PhpOracle
) -> None:
    program = start(account_at(oracle.url))
    program.open_settings("Help")
    settings = program.settings_window
    assert settings is not None
    assert program.desks is not None
    desk = program.desks.support
    qtbot.waitUntil(lambda: desk.page is not None, timeout=5000)
    assert desk.page is not None
    desk.page.about_button.click()
    window = settings.findChild(AboutWindow)
    assert window is not None
    told = " ".join(label.text() for label in window.findChildren(QLabel))
    for fact in (__version__, qVersion(), str(program.places.folder)):
        assert fact in told
    assert not window.licences_button.isVisible(), "from its source it brings no file of licences"
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not isValid(window), timeout=5000)
    settings.close()


def test_the_licences_are_read_when_they_are_wanted(
    start: Starter, qtbot: QtBot, oracle: PhpOracle, tmp_path: Path
) -> None:
    program = start(account_at(oracle.url))
    file = tmp_path / "licences.txt"
    file.write_text("httpx – © Encode", "utf-8")
    window = show_about(program, program.window, file)
    assert window.licences.toPlainText() == ""
    window.licences_button.click()
    qtbot.waitUntil(window.licences.isVisible, timeout=5000)
    assert window.licences.toPlainText() == "httpx – © Encode"
    window.accept()
