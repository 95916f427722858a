"""The window as an agent uses it: keys and clicks in, requests at a real PHP server out."""

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from pbxdialer.app.program import Program
from pbxdialer.core.account import DestinationKind
from pbxdialer.core.call import CallState
from pbxdialer.gui.question_card import WAKES_UP_AFTER_MS
from tests.gui.conftest import Heartbeat, Starter, account_at
from tests.php_oracle import PhpOracle


def latest(program: Program) -> CallState | None:
    calls = program.window.history.calls.calls()
    return calls[0].state if calls else None


def type_and_enter(qtbot: QtBot, program: Program, text: str) -> None:
    box = program.window.box.line
    box.clear()
    qtbot.keyClicks(box, text)
    qtbot.keyClick(box, Qt.Key.Key_Return)


def await_state(qtbot: QtBot, program: Program, state: CallState) -> None:
    qtbot.waitUntil(lambda: latest(program) is state, timeout=5000)


def test_three_letters_and_enter_make_one_signed_call(qtbot: QtBot, start: Starter, oracle: PhpOracle) -> None:
    program = start(account_at(oracle.url))
    type_and_enter(qtbot, program, "ste")
    await_state(qtbot, program, CallState.RINGING_AGENT)
    (seen,) = oracle.originates()
    assert seen.verdict == ""
    assert seen.data["caller_id"] == "0722123456"
    assert seen.data["caller_id_name"] == "Ștefan Ionescu"
    assert (seen.data["type"], seen.data["destination"]) == ("user", "ionescu")


def test_the_digits_shown_are_the_digits_sent(qtbot: QtBot, start: Starter, oracle: PhpOracle) -> None:
    program = start(account_at(oracle.url))
    qtbot.keyClicks(program.window.box.line, "+40 733 555 010")
    assert program.window.preview.accessibleName() == "Will dial 0733555010 (national rule)"
    qtbot.keyClick(program.window.box.line, Qt.Key.Key_Return)
    await_state(qtbot, program, CallState.RINGING_AGENT)
    (seen,) = oracle.originates()
    assert seen.data["caller_id"] == "0733555010"
    assert seen.data["caller_id_name"] == "Ana Marin", "a typed number of a known contact carries its name"


def test_the_arrow_chooses_another_number_of_the_contact(qtbot: QtBot, start: Starter, oracle: PhpOracle) -> None:
    program = start(account_at(oracle.url))
    qtbot.keyClicks(program.window.box.line, "ana")
    qtbot.keyClick(program.window.box.line, Qt.Key.Key_Down)
    qtbot.keyClick(program.window.box.line, Qt.Key.Key_Return)
    await_state(qtbot, program, CallState.RINGING_AGENT)
    assert [seen.data["caller_id"] for seen in oracle.originates()] == ["0213123456"]


@pytest.mark.fault_matrix
def test_a_held_enter_calls_once(qtbot: QtBot, start: Starter, oracle: PhpOracle) -> None:
    program = start(account_at(oracle.url))
    box = program.window.box.line
    qtbot.keyClicks(box, "ste")
    for repeated in (False, True, True, True, True):
        press = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, "\r", repeated, 1)
        QApplication.sendEvent(box, press)
    await_state(qtbot, program, CallState.RINGING_AGENT)
    assert len(oracle.originates()) == 1


@pytest.mark.fault_matrix
def test_unmarked_repeats_of_a_held_key_are_one_press(qtbot: QtBot, start: Starter, oracle: PhpOracle) -> None:
    """On X11 a repeat may come as a release and a press with the same time stamp, without Qt's mark."""
    program = start(account_at(oracle.url))
    qtbot.keyClicks(program.window.box.line, "ste")
    handle = program.window.windowHandle()
    pressed = []
    program.window.box.call_requested.connect(lambda: pressed.append(True))
    for at_ms in (1000, 1040, 1080, 1500):
        for kind, moment_ms in ((QEvent.Type.KeyPress, at_ms), (QEvent.Type.KeyRelease, at_ms + 40)):
            key = QKeyEvent(kind, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, "\r")
            key.setTimestamp(moment_ms)
            QApplication.sendEvent(handle, key)
    assert len(pressed) == 2, "the hand pressed at 1000 and at 1500 ms"
    await_state(qtbot, program, CallState.RINGING_AGENT)


@pytest.mark.fault_matrix
def test_a_double_click_and_enter_in_one_breath_call_once(qtbot: QtBot, start: Starter, oracle: PhpOracle) -> None:
    oracle.configure(answer_after_s=0.3)
    program = start(account_at(oracle.url))
    qtbot.keyClicks(program.window.box.line, "ste")
    button = program.window.call_button
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.mouseDClick(button, Qt.MouseButton.LeftButton)
    qtbot.keyClick(program.window.box.line, Qt.Key.Key_Return)
    program.window.call_now()
    await_state(qtbot, program, CallState.RINGING_AGENT)
    assert len(oracle.originates()) == 1
    assert len(program.window.history.calls.calls()) == 1


def test_a_queue_is_chosen_with_the_keyboard(qtbot: QtBot, start: Starter, oracle: PhpOracle) -> None:
    program = start(account_at(oracle.url))
    picker = program.window.picker
    qtbot.keyClicks(program.window.box.line, "ste")
    picker.kind.setFocus()
    qtbot.keyClick(picker.kind, Qt.Key.Key_Q)
    assert picker.kind.currentData() == DestinationKind.QUEUE
    assert not program.window.call_button.isEnabled(), "no queue is named yet"
    edit = picker.name.lineEdit()
    assert edit is not None
    qtbot.keyClicks(edit, "sales-queue")
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    await_state(qtbot, program, CallState.RINGING_AGENT)
    (seen,) = oracle.originates()
    assert (seen.data["type"], seen.data["destination"]) == ("queue", "sales-queue")


def test_a_refusal_shows_the_words_of_the_pbx(qtbot: QtBot, start: Starter, oracle: PhpOracle) -> None:
    words = "Invalid Queue. <b>Check</b> if pbx queue exists"
    oracle.configure(answer={"has_error": True, "messages": [words], "results": []})
    program = start(account_at(oracle.url))
    type_and_enter(qtbot, program, "ste")
    await_state(qtbot, program, CallState.REFUSED)
    assert words in program.window.card.accessibleDescription()


def test_nothing_is_called_while_nothing_is_typed(qtbot: QtBot, start: Starter, oracle: PhpOracle) -> None:
    program = start(account_at(oracle.url))
    qtbot.keyClick(program.window.box.line, Qt.Key.Key_Return)
    assert not program.window.call_button.isEnabled()
    assert program.switchboard.call_in_the_air is None
    assert oracle.originates() == []


@pytest.mark.fault_matrix
def test_calling_again_after_an_unknown_call_asks_first(qtbot: QtBot, start: Starter, oracle: PhpOracle) -> None:
    oracle.configure(answer="<html>Bad gateway</html>", status=502)
    program = start(account_at(oracle.url))
    window = program.window
    type_and_enter(qtbot, program, "ste")
    await_state(qtbot, program, CallState.UNKNOWN)
    type_and_enter(qtbot, program, "ste")
    assert window.question.isVisible()
    assert window.question.cancel.hasFocus(), "Cancel is the default"
    assert not window.question.confirm.isEnabled(), "it wakes up late, so that no stray key confirms"
    qtbot.keyClick(window.question.cancel, Qt.Key.Key_Return)
    assert not window.question.isVisible()
    assert len(oracle.originates()) == 1

    type_and_enter(qtbot, program, "ste")
    box_text_before = window.box.line.text()
    window.box.line.setText("1003")  # what was shown when the question was asked is what is sent
    assert box_text_before == "ste"
    qtbot.waitUntil(window.question.confirm.isEnabled, timeout=WAKES_UP_AFTER_MS + 1500)
    oracle.configure(answer=None, status=200)
    qtbot.waitUntil(lambda: program.dialer.seconds_to_wait() == 0, timeout=3000)
    qtbot.mouseClick(window.question.confirm, Qt.MouseButton.LeftButton)
    await_state(qtbot, program, CallState.RINGING_AGENT)
    assert [seen.data["caller_id"] for seen in oracle.originates()] == ["0722123456"] * 2


@pytest.mark.leaves_behind("presence", "following", "pages")
@pytest.mark.fault_matrix
def test_while_the_pbx_is_silent_the_window_lives_and_stop_waiting_frees_it(
    qtbot: QtBot, start: Starter, oracle: PhpOracle, heartbeat: Heartbeat
) -> None:
    oracle.configure(answer_after_s=30.0)
    program = start(account_at(oracle.url, waits_for_agent=True))
    heartbeat.begin()
    type_and_enter(qtbot, program, "ste")
    qtbot.waitUntil(lambda: len(oracle.originates()) == 1, timeout=5000)
    card = program.window.card
    qtbot.waitUntil(lambda: card.clock_text() == "00:01", timeout=3000)
    assert heartbeat.lives(longest_gap_ms=50)
    with qtbot.waitSignal(program.switchboard.gate_changed, timeout=1000):
        qtbot.mouseClick(card.stop_button, Qt.MouseButton.LeftButton)
    assert latest(program) is CallState.UNKNOWN
    assert "may still ring" in card.accessibleDescription()


@pytest.mark.leaves_behind("presence", "following", "pages")
@pytest.mark.longer
@pytest.mark.fault_matrix
def test_an_answer_after_forty_seconds_is_shown_and_the_window_lived_all_the_while(
    qtbot: QtBot, start: Starter, oracle: PhpOracle, heartbeat: Heartbeat
) -> None:
    oracle.configure(answer_after_s=40.0)
    program = start(account_at(oracle.url, waits_for_agent=True))
    type_and_enter(qtbot, program, "ste")
    heartbeat.begin()
    for clock in ("00:01", "00:10", "00:20", "00:39"):
        qtbot.waitUntil(lambda clock=clock: program.window.card.clock_text() == clock, timeout=25_000)
    qtbot.waitUntil(lambda: latest(program) is CallState.IN_CALL, timeout=5000)
    assert heartbeat.lives(longest_gap_ms=50)
    assert program.window.card.clock_text() >= "00:40"
    assert len(oracle.originates()) == 1


@pytest.mark.fault_matrix
def test_missing_secrets_block_neither_window_nor_truth(
    qtbot: QtBot, start: Starter, oracle: PhpOracle, heartbeat: Heartbeat
) -> None:
    program = start(account_at(oracle.url), secrets=type(oracle.secrets)())
    heartbeat.begin()
    type_and_enter(qtbot, program, "ste")
    await_state(qtbot, program, CallState.NOT_SENT)
    assert "api_key" in program.window.card.accessibleDescription()
    assert oracle.originates() == []
    assert heartbeat.lives(longest_gap_ms=100)
