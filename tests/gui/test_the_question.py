"""faults.md, "The hand": a question that gets in the way rings nobody, and what it showed is what is sent."""

import time
from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from pbxdialer.app.program import Program
from pbxdialer.core.account import Destination, DestinationKind
from pbxdialer.core.call import CallState
from pbxdialer.core.dial_plan import DialPlan, NumberForm
from pbxdialer.gui.late_button import WAKES_UP_AFTER_MS
from pbxdialer.store.settings import with_account
from tests.gui.conftest import Starter, account_at
from tests.gui.hand import SOON_MS, Clock, click, key, stroke, with_clocks
from tests.gui.test_window import await_state, type_and_enter
from tests.php_oracle import PhpOracle

pytestmark = pytest.mark.fault_matrix


@pytest.fixture
def pace() -> Clock:
    return Clock()


@pytest.fixture
def asked(qtbot: QtBot, start: Starter, oracle: PhpOracle, pace: Clock) -> Program:
    """The program with the question open whether to call Ștefan again, of whose last call nothing is known."""
    program = start(account_at(oracle.url))
    with_clocks(program, pace)
    oracle.configure(answer="<html>Bad gateway</html>", status=502)
    type_and_enter(qtbot, program, "ste")
    await_state(qtbot, program, CallState.UNKNOWN)
    oracle.configure(answer=None, status=200)
    pace.now += 3.0
    program.window.activateWindow()
    qtbot.waitUntil(program.window.isActiveWindow, timeout=SOON_MS)
    type_and_enter(qtbot, program, "ste")
    assert program.window.question.isVisible()
    return program


def wakes_up(qtbot: QtBot, program: Program) -> None:
    qtbot.waitUntil(program.window.question.confirm.isEnabled, timeout=WAKES_UP_AFTER_MS + 3000)


@pytest.mark.parametrize("code", [Qt.Key.Key_Return, Qt.Key.Key_Space], ids=["Enter", "Space"])
def test_a_key_that_is_held_when_the_question_appears_answers_nothing(
    qtbot: QtBot, asked: Program, oracle: PhpOracle, code: Qt.Key
) -> None:
    question = asked.window.question

    def held_until_awake() -> bool:
        key(QEvent.Type.KeyPress, code, repeated=True)
        return question.confirm.isEnabled()

    qtbot.waitUntil(held_until_awake, timeout=WAKES_UP_AFTER_MS + 3000)
    for _ in range(20):
        key(QEvent.Type.KeyPress, code, repeated=True)
    key(QEvent.Type.KeyRelease, code)
    assert question.isVisible()
    assert question.cancel.hasFocus()
    assert asked.switchboard.call_in_the_air is None
    assert len(oracle.originates()) == 1


@pytest.mark.parametrize("code", [Qt.Key.Key_Return, Qt.Key.Key_Space], ids=["Enter", "Space"])
def test_an_agent_who_types_on_cancels(qtbot: QtBot, asked: Program, oracle: PhpOracle, code: Qt.Key) -> None:
    wakes_up(qtbot, asked)
    for letter in (Qt.Key.Key_0, Qt.Key.Key_7, Qt.Key.Key_Y, Qt.Key.Key_C):
        stroke(letter)
    stroke(code)
    assert not asked.window.question.isVisible()
    assert asked.switchboard.call_in_the_air is None
    assert len(oracle.originates()) == 1


def test_the_confirming_button_is_deaf_when_it_appears_under_the_cursor(
    qtbot: QtBot, asked: Program, oracle: PhpOracle
) -> None:
    confirm, shown_at = asked.window.question.confirm, time.monotonic()

    def clicked_until_awake() -> bool:
        if not confirm.isEnabled():
            click(confirm)
        return confirm.isEnabled()

    qtbot.waitUntil(clicked_until_awake, timeout=WAKES_UP_AFTER_MS + 3000)
    # the question was shown a little before this test could look at its watch
    assert time.monotonic() - shown_at > 0.6 * WAKES_UP_AFTER_MS / 1000
    assert asked.window.question.isVisible()
    assert len(oracle.originates()) == 1
    click(confirm)
    await_state(qtbot, asked, CallState.RINGING_AGENT)


@pytest.mark.parametrize("code", [Qt.Key.Key_Return, Qt.Key.Key_Space], ids=["Enter", "Space"])
def test_the_confirming_button_is_deaf_when_the_keyboard_has_just_come_to_it(
    qtbot: QtBot, asked: Program, oracle: PhpOracle, code: Qt.Key
) -> None:
    wakes_up(qtbot, asked)
    question = asked.window.question
    QTest.keyClick(question.cancel, Qt.Key.Key_Backtab)
    assert question.confirm.hasFocus()
    focused_at = time.monotonic()
    stroke(code)
    assert asked.switchboard.call_in_the_air is None

    def insisted() -> bool:
        if question.isVisible():
            stroke(code)
        return asked.switchboard.call_in_the_air is not None

    qtbot.waitUntil(insisted, timeout=WAKES_UP_AFTER_MS + 3000)
    assert time.monotonic() - focused_at > 0.6 * WAKES_UP_AFTER_MS / 1000
    await_state(qtbot, asked, CallState.RINGING_AGENT)
    assert len(oracle.originates()) == 2


def test_the_confirming_button_is_deaf_when_its_window_has_just_come_to_the_front(
    qtbot: QtBot, asked: Program, oracle: PhpOracle
) -> None:
    wakes_up(qtbot, asked)
    other = QWidget()
    qtbot.addWidget(other)
    other.show()
    other.activateWindow()
    qtbot.waitUntil(lambda: not asked.window.isActiveWindow(), timeout=SOON_MS)
    asked.window.activateWindow()
    qtbot.waitUntil(asked.window.isActiveWindow, timeout=SOON_MS)
    click(asked.window.question.confirm)
    assert asked.window.question.isVisible()
    assert asked.switchboard.call_in_the_air is None


def edit_the_number(program: Program) -> None:
    program.window.box.line.setText("1003")


def choose_a_queue(program: Program) -> None:
    program.window.picker.use(Destination(DestinationKind.QUEUE, "sales"), {})


def switch_the_account(program: Program) -> None:
    other = account_at(
        f"{program.settings_desk.settings.accounts[0].url}/other",
        id="fedcba98765443218fedcba987654321",
        name="Other PBX",
        dial_plan=DialPlan(form=NumberForm.INTERNATIONAL_00, outside_prefix="9"),
    )
    program.settings_desk.change(with_account(program.settings_desk.settings, other))
    program.window.account_chosen.emit(other.id)
    assert program.switchboard.account == other


def delete_the_contact(program: Program) -> None:
    program.window.use_directory(lambda _query: (), tuple)


@pytest.mark.parametrize("meanwhile", [edit_the_number, choose_a_queue, switch_the_account, delete_the_contact])
def test_what_was_shown_when_the_question_was_asked_is_what_is_sent(
    qtbot: QtBot, asked: Program, oracle: PhpOracle, meanwhile: Callable[[Program], None]
) -> None:
    meanwhile(asked)
    wakes_up(qtbot, asked)
    click(asked.window.question.confirm)
    await_state(qtbot, asked, CallState.RINGING_AGENT)
    before, after = oracle.originates()
    assert after.path == before.path
    assert {**after.data, "external_id": ""} == {**before.data, "external_id": ""}
    assert after.data["external_id"] != before.data["external_id"]


def test_no_question_covers_a_call_in_the_air(qtbot: QtBot, asked: Program, oracle: PhpOracle, pace: Clock) -> None:
    window, (unknown,) = asked.window, asked.window.history.calls.calls()
    oracle.configure(answer_after_s=20.0)
    type_and_enter(qtbot, asked, "1003")
    assert window.card.stop_button.isVisible(), "the new call's card takes the open question's place"
    qtbot.waitUntil(lambda: len(oracle.originates()) == 2, timeout=SOON_MS)
    window.redial(unknown)
    assert window.card.stop_button.isVisible()
    click(window.card.stop_button)
    await_state(qtbot, asked, CallState.UNKNOWN)
    assert len(oracle.originates()) == 2
