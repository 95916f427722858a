"""The first start: three steps to an account, by the keyboard alone, and what each of them says."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from pbxdialer.app.program import Program
from pbxdialer.app.threshold import RESOURCES
from pbxdialer.core.account import Account, AuthMode, Destination, DestinationKind, Secrets
from pbxdialer.core.call import CallState
from pbxdialer.core.connection import ConnectionTest, Doubt
from pbxdialer.core.destinations import Standing
from pbxdialer.core.failure import Failure, FailureCode
from pbxdialer.gui.background import Background
from pbxdialer.gui.connection_desk import ConnectionDesk
from pbxdialer.gui.first_run import FirstRun
from pbxdialer.gui.look import dressed
from pbxdialer.store.credentials import Credentials
from pbxdialer.store.settings_file import load
from tests.gui.conftest import KeyringInMemory
from tests.gui.gui_thread import own_work
from tests.gui.hand import key
from tests.gui.test_window import await_state, type_and_enter
from tests.php_oracle import BODY_SECRETS, PhpOracle
from tests.store.policies import policy

_BLANK = Account("", "", "", 1, Destination(DestinationKind.USER, ""))
_GOOD = ConnectionTest(accepted=True)
Asked = list[tuple[Account, Secrets]]
Opened = Callable[..., tuple[FirstRun, Asked]]


def type_in(text: str) -> None:
    """Type where the keyboard is."""
    field = QApplication.focusWidget()
    assert isinstance(field, QLineEdit)
    field.insert(text)  # QTest has keys for ASCII only


def press(key: Qt.Key) -> None:
    QTest.qWait(30)  # as far apart as a hand's
    focus = QApplication.focusWidget()
    assert focus is not None
    QTest.keyClick(focus, key)


def named(welcome: QWidget, name: str) -> QLineEdit:
    (line,) = [line for line in welcome.findChildren(QLineEdit) if line.accessibleName() == name]
    return line


def test_a_new_agent_walks_through_the_three_steps_by_keyboard_and_calls(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, oracle: PhpOracle, keyring_backend: KeyringInMemory
) -> None:
    with own_work():
        program = Program(qapp, tmp_path, open_vault=lambda: Credentials(keyring_backend))
        program.show()
    try:
        qtbot.waitUntil(lambda: bool(program.window.findChildren(FirstRun)), timeout=10_000)
        qtbot.waitUntil(lambda: program.desks is not None, timeout=10_000)  # no hand is quicker
        (welcome,) = program.window.findChildren(FirstRun)
        qtbot.waitUntil(lambda: welcome.welcome.enter_button.hasFocus(), timeout=5000)
        oracle.configure(answer={"has_error": False, "messages": [], "results": {}})

        press(Qt.Key.Key_Return)
        type_in(oracle.url)
        press(Qt.Key.Key_Return)
        for text in (BODY_SECRETS.api_username, BODY_SECRETS.api_password, BODY_SECRETS.api_key):
            type_in(text)
            press(Qt.Key.Key_Tab)
        press(Qt.Key.Key_Tab)  # past the kind of who rings first
        type_in("ionescu")
        press(Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: welcome.test.verdict is not None, timeout=5000)
        assert "accepted the credentials" in welcome.test.sentence.text()
        assert [seen.path for seen in oracle.requests()] == ["/api/users-status"], "the test rings nobody"
        assert not load(program.places.settings).settings.accounts, "nothing is kept before the agent says so"

        press(Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: bool(load(program.places.settings).settings.accounts), timeout=5000)
        (account,) = load(program.places.settings).settings.accounts
        assert (account.name, account.destination) == ("127.0.0.1", Destination(DestinationKind.USER, "ionescu"))
        qtbot.waitUntil(lambda: Credentials(keyring_backend).read(account.id) == BODY_SECRETS, timeout=5000)
        assert welcome.isHidden()

        oracle.configure(answer=None)
        type_and_enter(qtbot, program, "0722123456")
        await_state(qtbot, program, CallState.RINGING_AGENT)
        assert oracle.originates()[0].verdict == ""
    finally:
        program.window.hide()
        program.close()


@pytest.fixture
def opened(qapp: QApplication, qtbot: QtBot) -> Iterator[Opened]:
    """Return a function that opens a first run whose tests find these things in turn, and what they were asked."""
    background = Background()
    open_ones: list[FirstRun] = []

    def open_one(*found: ConnectionTest, **given: object) -> tuple[FirstRun, Asked]:
        asked: Asked = []
        left, gates = iter(found), iter(given.pop("gates", ()))  # type: ignore[call-overload]

        def test(account: Account, secrets: Secrets) -> ConnectionTest:
            asked.append((account, secrets))
            if gate := next(gates, None):
                gate.wait(10)
            return next(left)

        look = dressed(qapp, "light", "en", RESOURCES)
        beginning = given.pop("beginning", _BLANK)
        desk = ConnectionDesk(background.lane("questions"), test, look.tr)
        welcome = FirstRun(look, desk, beginning, **given)  # type: ignore[arg-type]
        open_ones.append(welcome)
        welcome.show()
        return welcome, asked

    yield open_one
    background.close()
    for welcome in open_ones:
        welcome.close()
        welcome.deleteLater()


def to_the_test(welcome: FirstRun) -> None:
    welcome.turn_to(1)
    named(welcome, "Address of the PBX").setText("pbx.example.com")
    welcome.go_on()
    for name in ("API user", "API password", "API key (signs the requests)", "Rings first"):
        named(welcome, name).setText("ionescu")
    welcome.go_on()


def test_a_step_that_lacks_something_says_what_and_stays(opened: Opened) -> None:
    welcome, asked = opened()
    welcome.turn_to(1)
    welcome.go_on()
    assert (welcome.step, welcome.fault()) == (1, "Enter the address of the PBX.")
    address = named(welcome, "Address of the PBX")
    address.setText("http://pbx.example.com")
    welcome.go_on()
    assert welcome.step == 1
    assert "https://" in welcome.fault()
    assert address.property("invalid")
    address.setText("pbx.example.com")
    welcome.go_on()
    assert (welcome.step, welcome.fault()) == (2, "")
    assert address.text() == "https://pbx.example.com", "what is sent is seen"
    assert not address.property("invalid")
    welcome.go_on()
    assert (welcome.step, welcome.fault()) == (2, "Enter this, too: API user.")
    assert asked == []


@pytest.mark.parametrize(
    ("found", "button", "step"),
    [
        (ConnectionTest(False, failure=Failure(FailureCode.NAME_NOT_FOUND, "pbx")), "Change the address", 1),
        (ConnectionTest(False, ("No.",), doubt=Doubt.SIGNATURE_KEY), "Change the credentials", 2),
        (ConnectionTest(True, destination=Standing.STRANGER), "Change who rings first", 2),
    ],
)
def test_a_finding_is_mended_where_its_button_leads_and_is_tested_again(
    qtbot: QtBot, opened: Opened, found: ConnectionTest, button: str, step: int
) -> None:
    welcome, asked = opened(found, _GOOD)
    to_the_test(welcome)
    qtbot.waitUntil(lambda: welcome.test.verdict is not None, timeout=5000)
    assert welcome.test.mend_button.text() == button
    welcome.test.mend_button.click()
    assert welcome.step == step
    assert named(welcome, "API key (signs the requests)").text() == "ionescu", "nothing typed is lost"
    while welcome.step < 3:
        welcome.go_on()
    qtbot.waitUntil(lambda: welcome.test.verdict is not None, timeout=5000)
    assert welcome.test.mend_button.isHidden()
    assert welcome.next_button.text() == "Start calling"
    assert len(asked) == 2


def test_what_cannot_be_mended_here_is_tested_again_saved_anyway_or_taken_to_the_settings(
    qtbot: QtBot, opened: Opened
) -> None:
    welcome, _ = opened(
        ConnectionTest(False, failure=Failure(FailureCode.NO_ROUTE, "pbx")),
        ConnectionTest(False, failure=Failure(FailureCode.TLS_UNKNOWN_ISSUER, "pbx\nOurs")),
    )
    made: list[tuple[Account, Secrets, bool]] = []
    welcome.account_made.connect(lambda *what: made.append(what))
    to_the_test(welcome)
    qtbot.waitUntil(lambda: welcome.test.verdict is not None, timeout=5000)
    assert welcome.test.mend_button.isHidden()
    welcome.keep_button.click()
    assert welcome.next_button.text() == "Test again"
    welcome.next_button.click()
    qtbot.waitUntil(lambda: welcome.test.verdict is not None, timeout=5000)
    assert welcome.test.mend_button.text() == "Save, and open the settings"
    welcome.test.mend_button.click()
    assert [further for _, _, further in made] == [False, True]
    assert {account.name for account, _, _ in made} == {"pbx.example.com"}


def test_an_answer_that_comes_when_the_agent_went_back_changes_nothing(qtbot: QtBot, opened: Opened) -> None:
    first, second = threading.Event(), threading.Event()
    welcome, asked = opened(ConnectionTest(False, ("No.",), doubt=Doubt.EITHER), _GOOD, gates=(first, second))
    to_the_test(welcome)
    welcome.go_back()
    named(welcome, "API user").setText("anamarin")
    welcome.go_on()
    first.set()
    qtbot.waitUntil(lambda: len(asked) == 2, timeout=5000)
    QApplication.processEvents()
    assert welcome.test.verdict is None
    second.set()
    qtbot.waitUntil(lambda: welcome.test.verdict is not None, timeout=5000)
    assert welcome.test.verdict is not None
    assert welcome.test.verdict.good, "the verdict is that of what stands in the fields"
    assert [secrets.api_username for _, secrets in asked] == ["ionescu", "anamarin"]


def test_esc_goes_a_step_back_and_leaves_only_from_the_welcome(opened: Opened) -> None:
    welcome, _ = opened()
    welcome.turn_to(1)
    QTest.keyClick(welcome, Qt.Key.Key_Escape)
    assert (welcome.step, welcome.isVisible()) == (0, True)
    QTest.keyClick(welcome, Qt.Key.Key_Escape)
    assert not welcome.isVisible()


def test_a_held_enter_turns_one_page(opened: Opened) -> None:
    welcome, _ = opened(beginning=Account("", "", "https://pbx.example.com", 1, _BLANK.destination))
    welcome.turn_to(1)
    for repeated in (False, True, True, True):
        key(QEvent.Type.KeyPress, Qt.Key.Key_Return, welcome.focusWidget(), repeated=repeated)
    assert welcome.step == 2
    assert welcome.fault() == ""


def test_what_the_administrator_locked_is_filled_in_and_asleep(opened: Opened) -> None:
    beginning = Account("", "", "https://pbx.company.example", 7, _BLANK.destination, AuthMode.BEARER)
    welcome, _ = opened(beginning=beginning, policy=policy({"AccountUrl": beginning.url, "AccountAuth": "bearer"}))
    welcome.turn_to(1)
    address = named(welcome, "Address of the PBX")
    assert (address.text(), address.isEnabled()) == (beginning.url, False)
    welcome.go_on()
    assert welcome.step == 2
    assert named(welcome, "API token").isVisible()
    assert not named(welcome, "API user").isVisible()
