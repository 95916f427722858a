"""An account from a file is a guest: shown value by value, taken on a late button, and no danger to what is there."""

import json
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from pbxdialer.app.account_files import ask
from pbxdialer.app.program import Program
from pbxdialer.gui.account_question import AccountQuestion
from pbxdialer.gui.late_button import WAKES_UP_AFTER_MS
from tests.gui.conftest import Starter, account_at, accounts_page
from tests.gui.test_settings import field
from tests.php_oracle import PhpOracle
from tests.store.policies import OURS, policy

NEW: dict[str, Any] = {
    "name": "Support",
    "url": "https://support.example",
    "project_id": 9,
    "destination": {"kind": "queue", "name": "support-queue"},
}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "support.pbxdialer"


def write(file: Path, **changes: Any) -> Path:
    file.write_text(json.dumps({"format": "pbxdialer account", "version": 1, "account": NEW | changes}))
    return file


def drop(program: Program, file: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file))])
    at, buttons, keys = QPointF(200, 300), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(at.toPoint(), Qt.DropAction.CopyAction, data, buttons, keys)
    enter.ignore()
    QApplication.sendEvent(program.window, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(program.window, QDropEvent(at, Qt.DropAction.CopyAction, data, buttons, keys))


def question_of(program: Program, qtbot: QtBot) -> AccountQuestion:
    qtbot.waitUntil(lambda: bool(program.window.findChildren(AccountQuestion)), timeout=5000)
    (question,) = program.window.findChildren(AccountQuestion)
    return question


@pytest.mark.fault_matrix
def test_a_dropped_file_is_shown_and_taken_only_when_the_agent_says_so_a_moment_later(
    start: Starter, qtbot: QtBot, oracle: PhpOracle, file: Path
) -> None:
    program = start(account_at(oracle.url))
    before = program.settings_desk.settings
    drop(program, write(file))
    question = question_of(program, qtbot)
    for value in ("Support", "https://support.example", "9", "Queue: support-queue", "User and password"):
        assert value in question.shown_values()
    assert question.cancel.isDefault()
    question.confirm.click()
    assert program.settings_desk.settings is before, "the button is still asleep"
    qtbot.waitUntil(question.confirm.isEnabled, timeout=WAKES_UP_AFTER_MS + 3000)
    question.confirm.click()
    old, new = program.settings_desk.settings.accounts
    assert old == before.accounts[0]
    assert (new.name, new.url) == ("Support", "https://support.example")
    assert program.settings_desk.settings.current_account is old, "calls go where they went"
    page = accounts_page(program)
    assert field(page.form, "Name of this account").text() == "Support"
    assert field(page.form, "API password").placeholderText() == ""
    assert "Enter its credentials" in page.verdict_text()
    page.window().close()
    assert oracle.originates() == [], "nothing was dialled"


def test_cancel_and_escape_leave_everything_as_it_was(
    start: Starter, qtbot: QtBot, oracle: PhpOracle, file: Path
) -> None:
    program = start(account_at(oracle.url))
    before = program.settings_desk.settings
    drop(program, write(file))
    question = question_of(program, qtbot)
    qtbot.waitUntil(question.confirm.isEnabled, timeout=WAKES_UP_AFTER_MS + 3000)
    with qtbot.waitSignal(question.rejected):
        qtbot.keyClick(question, Qt.Key.Key_Escape)
    assert program.settings_desk.settings is before


@pytest.mark.fault_matrix
def test_a_file_cannot_move_an_account_that_is_there(
    start: Starter, qtbot: QtBot, oracle: PhpOracle, file: Path
) -> None:
    program = start(account_at(oracle.url))
    before = program.settings_desk.settings
    for changes, why in (
        ({"name": before.accounts[0].name.upper(), "url": "https://attacker.example"}, "changes it"),
        ({"id": before.accounts[0].id, "url": "https://attacker.example"}, "there is no setting id"),
        ({"api_key": "x7"}, "looks like a secret"),
    ):
        drop(program, write(file, **changes))
        qtbot.waitUntil(lambda why=why: why in program.window.notices.text(), timeout=5000)  # type: ignore[misc]
        assert program.window.findChildren(AccountQuestion) == []
        assert "x7" not in program.window.notices.text()
    assert program.settings_desk.settings is before


def test_a_file_cannot_do_what_the_administrator_locked(
    start: Starter, qtbot: QtBot, oracle: PhpOracle, file: Path
) -> None:
    program = start(account_at(oracle.url))
    program.settings_desk.policy = policy({"AccountUrl": OURS})
    ask(program, write(file), program.background.lane("account file"))
    qtbot.waitUntil(lambda: "Ask the help desk" in program.window.notices.text(), timeout=5000)
    assert program.window.findChildren(AccountQuestion) == []


def test_a_file_is_chosen_in_the_settings_and_its_question_stands_before_them(
    start: Starter, qtbot: QtBot, oracle: PhpOracle, file: Path
) -> None:
    program = start(account_at(oracle.url))
    program.open_settings()
    page = accounts_page(program)
    qtbot.mouseClick(page.file_button, Qt.MouseButton.LeftButton)
    settings = page.window()
    qtbot.waitUntil(lambda: bool(settings.findChildren(QFileDialog)), timeout=5000)
    (dialog,) = settings.findChildren(QFileDialog)
    dialog.fileSelected.emit(str(write(file)))
    dialog.close()
    qtbot.waitUntil(lambda: not settings.findChildren(QFileDialog), timeout=5000)
    qtbot.waitUntil(lambda: bool(settings.findChildren(AccountQuestion)), timeout=5000)
    (question,) = settings.findChildren(AccountQuestion)
    qtbot.waitUntil(question.confirm.isEnabled, timeout=WAKES_UP_AFTER_MS + 3000)
    question.confirm.click()
    assert program.settings_window is settings
    assert field(page.form, "Name of this account").text() == "Support"
    settings.close()
