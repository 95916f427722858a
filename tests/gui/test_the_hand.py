"""faults.md, "The hand": double presses, several ways of dialling at once, runaway callers, a computer that sleeps."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from pbxdialer.app.program import Program
from pbxdialer.core.call import Call, CallState
from pbxdialer.core.dial_plan import DialPlan
from pbxdialer.core.failure import FailureCode
from pbxdialer.core.intent import Callee, Intent
from pbxdialer.core.number import PhoneNumber
from pbxdialer.core.rewrite import Rewrite
from pbxdialer.gui.match_list import MatchList
from pbxdialer.store.settings import with_account
from tests.gui.conftest import Heartbeat, Starter, account_at
from tests.gui.hand import SOON_MS, Clock, click, key, with_clocks
from tests.gui.test_window import await_state, latest, type_and_enter
from tests.php_oracle import PhpOracle

pytestmark = pytest.mark.fault_matrix

TO_STEFAN = "0722123456"


@pytest.fixture
def pace() -> Clock:
    return Clock()


@pytest.fixture
def program(start: Starter, oracle: PhpOracle, pace: Clock) -> Program:
    """The program, to be hurried by `pace` alone."""
    program = start(account_at(oracle.url))
    with_clocks(program, pace)
    return program


def test_enter_click_history_tray_and_link_in_one_event_turn_are_one_call(
    qtbot: QtBot, program: Program, oracle: PhpOracle, pace: Clock
) -> None:
    type_and_enter(qtbot, program, "ana")
    await_state(qtbot, program, CallState.RINGING_AGENT)
    pace.now += 3.0
    window, (earlier,) = program.window, program.window.history.calls.calls()
    assert program.tray is not None
    qtbot.keyClicks(window.box.line, "ste")

    qtbot.keyClick(window.box.line, Qt.Key.Key_Return)
    click(window.call_button)
    window.history.redial_requested.emit(earlier)
    program.tray.redial_requested.emit(earlier)
    program.switchboard.offer("0744000111", "link")
    qtbot.keyClick(window.box.line, Qt.Key.Key_Return)

    await_state(qtbot, program, CallState.RINGING_AGENT)
    assert [seen.data["caller_id"] for seen in oracle.originates()] == ["0733555010", TO_STEFAN]
    assert len(window.history.calls.calls()) == 2


def test_the_gate_itself_lets_one_of_a_thousand_through(qtbot: QtBot, program: Program, oracle: PhpOracle) -> None:
    account = program.switchboard.account
    assert account is not None
    intent = Intent.of(Callee(PhoneNumber(TO_STEFAN)), account.destination, account)
    placed = [program.switchboard.dial(intent) for _ in range(1000)]
    assert sum(call is not None for call in placed) == 1
    await_state(qtbot, program, CallState.RINGING_AGENT)
    assert len(oracle.originates()) == 1


def test_a_runaway_caller_rings_one_telephone_and_reads_a_sentence(
    qtbot: QtBot, program: Program, oracle: PhpOracle, heartbeat: Heartbeat
) -> None:
    account = program.switchboard.account
    assert account is not None
    dials = 0
    heartbeat.begin()
    while dials < 1000:
        for _ in range(20):
            program.window.dial(Callee(PhoneNumber(TO_STEFAN)), account.destination)
        dials += 20
        qtbot.waitUntil(lambda: program.switchboard.call_in_the_air is None, timeout=SOON_MS)
    assert len(oracle.originates()) == 1
    calls = program.window.history.calls.calls()
    assert [call.state for call in calls] == [CallState.NOT_SENT] * 49 + [CallState.RINGING_AGENT]
    assert calls[0].failure is not None
    assert calls[0].failure.code is FailureCode.TOO_FAST
    assert "Wait 2 s." in program.window.card.accessibleDescription()
    assert heartbeat.lives(longest_gap_ms=100)


def test_enter_that_is_still_held_when_the_call_is_over_does_not_call_again(
    qtbot: QtBot, program: Program, oracle: PhpOracle, pace: Clock
) -> None:
    type_and_enter(qtbot, program, "ste")
    await_state(qtbot, program, CallState.RINGING_AGENT)
    pace.now += 3.0
    program.window.history.setCurrentIndex(program.window.history.calls.index(0))
    for widget in (program.window.box.line, program.window.picker.name.lineEdit(), program.window.history):
        key(QEvent.Type.KeyPress, Qt.Key.Key_Return, widget, repeated=True)
    assert program.switchboard.call_in_the_air is None
    assert len(oracle.originates()) == 1


def test_a_double_click_on_a_match_calls_once(qtbot: QtBot, program: Program, oracle: PhpOracle) -> None:
    oracle.configure(answer_after_s=0.3)
    qtbot.keyClicks(program.window.box.line, "ste")
    matches = program.window.box.findChildren(MatchList)[0]
    row = matches.visualRect(matches.currentIndex())
    on_call = QPoint(row.right() - 20, row.bottom() - 8)
    QTest.mouseClick(matches.viewport(), Qt.MouseButton.LeftButton, pos=on_call)
    QTest.mouseDClick(matches.viewport(), Qt.MouseButton.LeftButton, pos=on_call)
    await_state(qtbot, program, CallState.RINGING_AGENT)
    assert [seen.data["caller_id"] for seen in oracle.originates()] == [TO_STEFAN]


def test_a_double_click_in_the_history_calls_once(
    qtbot: QtBot, program: Program, oracle: PhpOracle, pace: Clock
) -> None:
    type_and_enter(qtbot, program, "ste")
    await_state(qtbot, program, CallState.RINGING_AGENT)
    pace.now += 3.0
    history = program.window.history
    where = history.visualRect(history.calls.index(0)).center()
    for _ in range(2):
        QTest.mouseClick(history.viewport(), Qt.MouseButton.LeftButton, pos=where)
        QTest.mouseDClick(history.viewport(), Qt.MouseButton.LeftButton, pos=where)
    qtbot.waitUntil(lambda: program.switchboard.call_in_the_air is None, timeout=SOON_MS)
    assert len(oracle.originates()) == 2, "the first call, and once again"


def test_a_broken_rule_of_the_dial_plan_is_said_and_nothing_is_called(
    qtbot: QtBot, program: Program, oracle: PhpOracle, pace: Clock
) -> None:
    type_and_enter(qtbot, program, "ste")
    await_state(qtbot, program, CallState.RINGING_AGENT)
    pace.now += 3.0
    settings = program.settings_desk.settings
    broken = replace(settings.accounts[0], dial_plan=DialPlan(rewrites=(Rewrite("(.*)", r"\2"),)))
    program.settings_desk.change(with_account(settings, broken))
    program.window.redial(program.window.history.calls.calls()[0])
    assert "Rewrite rule" in program.window.notices.text()
    assert "fault in this program" not in program.window.notices.text()
    assert len(oracle.originates()) == 1


@pytest.mark.leaves_behind("presence", "following", "pages")
def test_a_computer_that_slept_through_the_deadline_says_at_once_that_it_is_unknown(
    qtbot: QtBot, start: Starter, oracle: PhpOracle
) -> None:
    oracle.configure(answer_after_s=30.0)
    program, wall = start(account_at(oracle.url, waits_for_agent=True)), Clock()
    with_clocks(program, Clock(), wall)
    type_and_enter(qtbot, program, "ste")
    qtbot.waitUntil(lambda: len(oracle.originates()) == 1, timeout=SOON_MS)
    assert latest(program) is CallState.REQUESTED
    wall.now += 3600.0  # on the monotonic clock of Linux no time passes in sleep
    qtbot.waitUntil(lambda: program.switchboard.call_in_the_air is None, timeout=2500)
    call: Call = program.window.history.calls.calls()[0]
    assert call.state is CallState.UNKNOWN
    assert call.failure is not None
    assert call.failure.code is FailureCode.REPLY_LATE
    assert "Check before calling again" in program.window.card.accessibleDescription()
    assert len(oracle.originates()) == 1
