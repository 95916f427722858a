"""Settings, first run, keyring troubles and the tray, as a person meets them."""

import threading
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from pbxdialer.app.program import Program
from pbxdialer.core.account import Destination, DestinationKind, Secrets
from pbxdialer.core.call import CallState
from pbxdialer.gui.accounts_page import AccountsPage
from pbxdialer.gui.first_run import FirstRun
from pbxdialer.gui.settings_window import SettingsWindow
from pbxdialer.store.credentials import Credentials
from pbxdialer.store.settings import with_account
from pbxdialer.store.settings_file import load
from tests.gui.conftest import Heartbeat, KeyringInMemory, Starter, account_at, accounts_page
from tests.gui.gui_thread import own_work
from tests.gui.test_window import await_state, type_and_enter
from tests.php_oracle import BODY_SECRETS, PhpOracle


def field(window: QWidget, name: str) -> QLineEdit:
    """Return the line with this accessible name, as a screen reader would find it."""
    (found,) = [line for line in window.findChildren(QLineEdit) if line.accessibleName() == name]
    return found


def fill_in(page: AccountsPage, url: str) -> None:
    form = page.form
    field(form, "Name of this account").setText("Sales PBX")
    field(form, "Address of the PBX").setText(url)
    field(form, "Rings first").setText("ionescu")
    field(form, "API user").setText(BODY_SECRETS.api_username)
    field(form, "API password").setText(BODY_SECRETS.api_password)
    field(form, "API key (signs the requests)").setText(BODY_SECRETS.api_key)


def new_account(program: Program) -> AccountsPage:
    program.open_settings()
    page = accounts_page(program)
    page.new_account()
    return page


def send_the_welcome_away(qtbot: QtBot, program: Program) -> None:
    """Close what a first start shows, as an agent does who goes to the settings instead."""
    qtbot.waitUntil(lambda: bool(program.window.findChildren(FirstRun)), timeout=10_000)
    qtbot.waitUntil(lambda: program.desks is not None, timeout=10_000)  # no hand is quicker
    (welcome,) = program.window.findChildren(FirstRun)
    welcome.reject()


def test_an_agent_without_an_account_makes_one_in_the_settings_tests_it_saves_it_and_calls(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, oracle: PhpOracle, keyring_backend: KeyringInMemory
) -> None:
    with own_work():
        program = Program(qapp, tmp_path, open_vault=lambda: Credentials(keyring_backend))
        program.show()
    try:
        send_the_welcome_away(qtbot, program)
        page = new_account(program)
        fill_in(page, oracle.url)

        oracle.configure(answer={"has_error": False, "messages": [], "results": {}})
        qtbot.mouseClick(page.test_button, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: "accepted the credentials" in page.verdict_text(), timeout=5000)
        assert [seen.path for seen in oracle.requests()] == ["/api/users-status"], "the test rings nobody"

        qtbot.mouseClick(page.save_button, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: bool(load(program.places.settings).settings.accounts), timeout=5000)
        (account,) = load(program.places.settings).settings.accounts
        assert account.destination.kind is DestinationKind.USER
        qtbot.waitUntil(lambda: Credentials(keyring_backend).read(account.id) == BODY_SECRETS, timeout=5000)
        page.window().close()

        oracle.configure(answer=None)
        type_and_enter(qtbot, program, "0722123456")
        await_state(qtbot, program, CallState.RINGING_AGENT)
        assert oracle.originates()[0].verdict == ""
    finally:
        program.window.hide()
        program.close()


def test_wrong_credentials_are_said_in_the_words_of_the_pbx(qtbot: QtBot, start: Starter, oracle: PhpOracle) -> None:
    program = start(account_at(oracle.url))
    page = new_account(program)
    fill_in(page, oracle.url)
    field(page.form, "API key (signs the requests)").setText("wrong")
    qtbot.mouseClick(page.test_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.verdict_text().startswith("✕ The PBX says no"), timeout=5000)


def test_an_incomplete_account_is_refused_with_the_reason(qtbot: QtBot, start: Starter, oracle: PhpOracle) -> None:
    program = start(account_at(oracle.url))
    page = new_account(program)
    fill_in(page, "http://pbx.example.com")
    qtbot.mouseClick(page.save_button, Qt.MouseButton.LeftButton)
    assert "https://" in page.verdict_text()
    field(page.form, "Address of the PBX").setText("https://pbx.example.com")
    field(page.form, "Name of this account").setText("sales pbx")
    qtbot.mouseClick(page.save_button, Qt.MouseButton.LeftButton)
    assert "already" in page.verdict_text(), "two accounts may not share a name"
    assert len(program.settings_desk.settings.accounts) == 1


def test_a_kept_secret_is_neither_shown_nor_lost_when_another_is_changed(
    qtbot: QtBot, start: Starter, oracle: PhpOracle, keyring_backend: KeyringInMemory
) -> None:
    program = start(account_at(oracle.url))
    program.open_settings()
    page = accounts_page(program)
    assert field(page.form, "API password").text() == ""
    field(page.form, "API key (signs the requests)").setText("a new key")
    qtbot.mouseClick(page.save_button, Qt.MouseButton.LeftButton)

    def kept() -> Secrets:
        return Credentials(keyring_backend).read(program.settings_desk.settings.accounts[0].id)

    qtbot.waitUntil(lambda: kept().api_key == "a new key", timeout=5000)
    assert kept().api_password == BODY_SECRETS.api_password


def test_there_is_one_settings_window_and_a_verdict_finds_nobody_where_it_is_gone(
    qtbot: QtBot, start: Starter, oracle: PhpOracle
) -> None:
    program = start(account_at(oracle.url))
    program.open_settings()
    page = accounts_page(program)
    window = program.settings_window
    program.open_settings()
    assert program.settings_window is window
    page.window().close()
    let_go = threading.Event()
    program.questions_lane.submit(lambda: let_go.wait(20))
    page.test_button.click()
    program.open_settings()
    assert program.settings_window is not window
    qtbot.waitUntil(lambda: not isValid(page), timeout=5000)
    let_go.set()
    assert program.questions_lane.drained(10)
    QApplication.processEvents()
    assert len(program.window.findChildren(SettingsWindow)) == 1


def test_another_language_is_spoken_at_once_on_the_page_where_it_was_chosen(
    qtbot: QtBot, start: Starter, oracle: PhpOracle
) -> None:
    program = start(account_at(oracle.url))
    ended: list[bool] = []
    program.window.closing.connect(lambda: ended.append(True))  # as the start does with its first window
    program.open_settings("Program")
    assert program.settings_window is not None
    assert program.settings_window.program is not None
    program.settings_window.program.language.setCurrentIndex(2)
    qtbot.waitUntil(lambda: program.window.call_button.text() == "Apelează", timeout=5000)
    qtbot.waitUntil(lambda: program.settings_window is not None, timeout=5000)
    assert not ended, "one window goes and another comes: nobody takes that for the end of the program"
    assert program.settings_window.windowTitle() == "Setări"
    assert program.settings_window.program is not None, "its page is turned up again"
    assert program.settings_window.isVisible()


@pytest.mark.parametrize("field", ["Language", "Theme"])
def test_the_keyboard_stays_on_the_choice_by_which_the_window_was_built_anew(
    alone: None, qtbot: QtBot, start: Starter, oracle: PhpOracle, field: str
) -> None:
    program = start(account_at(oracle.url))
    program.open_settings("Program")
    before = program.settings_window
    assert before is not None
    assert before.program is not None
    chosen = before.program.by_policy_name()[field]
    assert isinstance(chosen, QComboBox)
    chosen.setFocus()

    def has_keyboard() -> bool:
        now = program.settings_window
        if now is None or now is before or now.program is None:
            return False
        return QApplication.focusWidget() is now.program.by_policy_name()[field]

    with own_work():  # how long a window takes to be built anew is looked at above
        chosen.setCurrentIndex(2)
        qtbot.waitUntil(has_keyboard, timeout=5000)


def test_who_rings_first_stays_as_chosen_when_something_else_is_set(start: Starter, oracle: PhpOracle) -> None:
    program = start(account_at(oracle.url))
    picker, queue = program.window.picker, Destination(DestinationKind.QUEUE, "sales-queue")
    picker.choose(queue)
    desk = program.settings_desk
    desk.change(replace(desk.settings, do_not_disturb=True))
    assert picker.destination() == queue
    (account,) = desk.settings.accounts
    desk.change(with_account(desk.settings, replace(account, destination=Destination(DestinationKind.USER, "popescu"))))
    assert picker.destination() == Destination(DestinationKind.USER, "popescu"), "another default of the account counts"


def test_without_a_keyring_the_program_works_for_the_session_and_says_so(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, oracle: PhpOracle
) -> None:
    with own_work():
        program = Program(qapp, tmp_path, open_vault=lambda: Credentials(None))
        program.show()
    try:
        qtbot.waitUntil(program.journal.opened.done, timeout=10_000)
        send_the_welcome_away(qtbot, program)
        page = new_account(program)
        fill_in(page, oracle.url)
        qtbot.mouseClick(page.save_button, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: "until the program ends" in program.window.notices.text(), timeout=5000)
        page.window().close()
        type_and_enter(qtbot, program, "0722123456")
        await_state(qtbot, program, CallState.RINGING_AGENT)
    finally:
        program.window.hide()
        program.close()


def test_a_hanging_keyring_leaves_the_window_alive_and_stop_waiting_works(
    qtbot: QtBot, start: Starter, oracle: PhpOracle, heartbeat: Heartbeat, keyring_backend: KeyringInMemory
) -> None:
    let_go = threading.Event()

    def hang() -> None:
        keyring_backend.delay = lambda: let_go.wait(20)

    program = start(account_at(oracle.url), before_show=hang)
    heartbeat.begin()
    type_and_enter(qtbot, program, "ste")
    qtbot.waitUntil(lambda: program.window.card.clock_text() == "00:01", timeout=3000)
    assert heartbeat.lives(longest_gap_ms=100)
    with qtbot.waitSignal(program.switchboard.gate_changed, timeout=1000):
        qtbot.mouseClick(program.window.card.stop_button, Qt.MouseButton.LeftButton)
    assert program.window.history.calls.calls()[0].state is CallState.NOT_SENT
    let_go.set()
    assert oracle.originates() == []


def test_the_tray_offers_show_recent_calls_and_quit(qtbot: QtBot, start: Starter, oracle: PhpOracle) -> None:
    program = start(account_at(oracle.url))
    type_and_enter(qtbot, program, "ste")
    await_state(qtbot, program, CallState.RINGING_AGENT)
    qtbot.waitUntil(lambda: program.tray is not None, timeout=5000)
    assert program.tray is not None
    texts = program.tray.menu_texts()
    assert texts[0] == "Show"
    assert any("Ștefan Ionescu" in text for text in texts)
    assert texts[-1] == "Quit"
    assert "Accepted" in program.tray.tool_tip()
