"""The history as a work tool: find, narrow, note, settle, call again, export; with a hundred thousand calls, too."""

import csv
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from pbxdialer.app.program import Program
from pbxdialer.core.call import Call, CallResult, CallState
from pbxdialer.core.call_filter import CallKind
from pbxdialer.core.failure import Failure, FailureCode
from pbxdialer.gui.history_shapes import UNREACHED, shape_of
from pbxdialer.gui.history_window import HistoryWindow
from pbxdialer.store.history import History
from pbxdialer.store.paths import places
from tests.gui.conftest import Heartbeat, Starter, account_at
from tests.gui.test_window import await_state, type_and_enter
from tests.pbx.desk import call_on
from tests.php_oracle import PhpOracle


def _call(account: object, number: str, name: str, minutes_ago: float) -> Call:
    at = datetime.now(UTC) - timedelta(minutes=minutes_ago)
    return replace(call_on(account, number, name), requested_at=at, changed_at=at)  # type: ignore[arg-type]


def _history(folder: Path) -> History:
    where = places(folder)
    return History.at(where.calls, where.backups, "earlier", "RO")


@pytest.fixture
def program(qtbot: QtBot, start: Starter, oracle: PhpOracle, tmp_path: Path) -> Program:
    account = account_at(oracle.url)

    def fill() -> None:
        history = _history(tmp_path)
        history.record(_call(account, "0722123456", "Ștefan Ionescu", 5).ended(CallResult.ANSWERED, 192))
        history.record(_call(account, "0733555010", "Ana Marin", 60).ended(CallResult.BUSY))
        history.record(_call(account, "0744000111", "", 90).unknown(Failure(FailureCode.REPLY_LOST)))
        history.record(_call(account, "0755000222", "Old Friend", 60 * 24 * 30).ended(CallResult.NO_ANSWER))
        history.close()

    program = start(account, before_show=fill)
    qtbot.waitUntil(lambda: program.desks is not None, timeout=10_000)
    return program


@pytest.fixture
def opened(program: Program, qtbot: QtBot) -> HistoryWindow:
    program.window.history_button.click()
    assert program.desks is not None
    window = program.desks.history.window
    assert window is not None
    qtbot.waitUntil(lambda: len(window.calls.calls()) == 4, timeout=10_000)
    return window


def _names(window: HistoryWindow) -> list[str]:
    return [call.name or call.number for call in window.calls.calls()]


def _await_names(qtbot: QtBot, window: HistoryWindow, names: list[str]) -> None:
    qtbot.waitUntil(lambda: _names(window) == names, timeout=10_000)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("stefan", ["Ștefan Ionescu"]),
        ("+40 733", ["Ana Marin"]),
        ("0744", ["0744000111"]),
        ("nobody at all", []),
    ],
)
def test_a_call_is_found_by_name_and_by_number(
    opened: HistoryWindow, qtbot: QtBot, text: str, names: list[str]
) -> None:
    opened.search.setText(text)

    _await_names(qtbot, opened, names)
    assert ("No call was found" in opened.told.text()) == (not names)


def test_outcome_and_time_narrow_the_list(opened: HistoryWindow, qtbot: QtBot) -> None:
    opened.kind.setCurrentIndex(opened.kind.findData(CallKind.UNKNOWN))
    _await_names(qtbot, opened, ["0744000111"])
    opened.kind.setCurrentIndex(opened.kind.findData(CallKind.NOT_ANSWERED))
    _await_names(qtbot, opened, ["Ana Marin", "Old Friend"])
    opened.since.setCurrentIndex(opened.since.findData(7))
    _await_names(qtbot, opened, ["Ana Marin"])


def test_a_call_without_an_answer_has_no_tick(opened: HistoryWindow) -> None:
    shapes = {call.name or call.number: shape_of(call) for call in opened.calls.calls()}

    assert shapes["Ștefan Ionescu"] == ("check", "good")
    assert shapes["Ana Marin"] == shapes["Old Friend"] == UNREACHED


def test_a_note_is_kept_and_shown_everywhere(
    program: Program, opened: HistoryWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    opened.table.selectRow(1)
    opened.note.setText("call back on Monday")
    QTest.keyClick(opened.note, Qt.Key.Key_Return)

    qtbot.waitUntil(lambda: opened.calls.calls()[1].note == "call back on Monday", timeout=10_000)
    assert program.window.history.calls.calls()[1].note == "call back on Monday"
    history = program.journal.opened.result().history
    written = ["", "call back on Monday", "", ""]
    qtbot.waitUntil(lambda: [call.note for call in history.recent(10)] == written, timeout=10_000)
    opened.search.setText("monday")
    _await_names(qtbot, opened, ["Ana Marin"])


@pytest.mark.parametrize(("rang", "words"), [(True, "rang, you said"), (False, "did not ring, you said")])
def test_an_unknown_call_is_settled_by_the_agents_word(
    program: Program, opened: HistoryWindow, qtbot: QtBot, rang: bool, words: str
) -> None:
    assert not opened.rang_button.isEnabled()
    opened.table.selectRow(2)
    (opened.rang_button if rang else opened.silent_button).click()

    qtbot.waitUntil(lambda: opened.calls.calls()[2].settled_by_agent, timeout=10_000)
    assert opened.calls.index(2, 1).data() == words
    assert not opened.rang_button.isEnabled()
    kept = program.journal.opened.result().history.recent(10)[2]
    assert (kept.state, kept.settled_by_agent) == (CallState.ENDED, True)


def test_calling_again_goes_through_the_window_and_asks_after_an_unknown_call(
    program: Program, opened: HistoryWindow, qtbot: QtBot, oracle: PhpOracle
) -> None:
    opened.table.selectRow(2)
    opened.redial_button.click()
    assert program.window.question.isVisible()
    assert oracle.originates() == []
    program.window.question.cancel.click()

    opened.table.selectRow(0)
    opened.redial_button.click()
    await_state(qtbot, program, CallState.RINGING_AGENT)
    assert [seen.data["caller_id"] for seen in oracle.originates()] == ["0722123456"]


def test_how_far_the_selected_call_came_stands_below_the_table(opened: HistoryWindow) -> None:
    opened.table.selectRow(0)
    answered = opened.told.text()
    opened.table.selectRow(2)
    assert "Your phone: " in answered
    assert "Your phone: " in opened.told.text() != answered


def test_the_menu_offers_for_a_call_what_can_be_done_with_it(opened: HistoryWindow, qtbot: QtBot) -> None:
    def offered(row: int) -> list[str]:
        place = opened.table.visualRect(opened.calls.index(row, 2)).center()
        opened.table.customContextMenuRequested.emit(place)
        qtbot.waitUntil(lambda: QApplication.activePopupWidget() is not None)
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        words = [action.text() for action in menu.actions() if action.text()]
        menu.close()
        qtbot.waitUntil(lambda: QApplication.activePopupWidget() is None)
        return words

    assert offered(0) == ["Call again", "Contact…", "Copy number"]
    assert offered(2) == ["Call again", "Contact…", "Copy number", "It rang", "It did not ring"]
    assert opened.selected() == opened.calls.call_at(2)


def test_the_number_is_copied(opened: HistoryWindow) -> None:
    opened.table.selectRow(1)
    opened.table.setFocus()
    opened._copy()

    assert QApplication.clipboard().text() == "0733555010"


def test_what_was_found_is_exported_whole(opened: HistoryWindow, qtbot: QtBot, tmp_path: Path) -> None:
    file = tmp_path / "calls.csv"
    opened.export_requested.emit(str(file))
    qtbot.waitUntil(lambda: "4 calls were written" in opened.told.text(), timeout=10_000)

    rows = list(csv.reader(file.read_text("utf-8-sig").splitlines()))
    assert len(rows) == 5
    assert rows[1][1] == "Ștefan Ionescu"


def test_a_note_on_the_card_survives_news_of_the_call(program: Program, qtbot: QtBot, oracle: PhpOracle) -> None:
    type_and_enter(qtbot, program, "0722123456")
    await_state(qtbot, program, CallState.RINGING_AGENT)
    card = program.window.card
    card.note.setText("wants an offer")
    card.note.editingFinished.emit()
    newest = program.window.history.calls.calls()[0]
    program.switchboard.learn(replace(newest, note="").answered_by_agent())

    assert card.note.text() == "wants an offer"
    qtbot.waitUntil(lambda: _stored_note(program) == "wants an offer", timeout=10_000)
    program.switchboard.learn(replace(newest, note="").ended(CallResult.ANSWERED, 3))
    assert program.window.history.calls.calls()[0].note == "wants an offer"
    type_and_enter(qtbot, program, "0733555010")
    qtbot.waitUntil(lambda: card.note.text() == "", timeout=10_000)


def _stored_note(program: Program) -> str:
    return program.journal.opened.result().history.recent(1)[0].note


@pytest.mark.longer
def test_a_hundred_thousand_calls_are_searched_beside_the_window(
    start: Starter, oracle: PhpOracle, qtbot: QtBot, tmp_path: Path, heartbeat: Heartbeat
) -> None:
    account = account_at(oracle.url)

    def fill() -> None:
        history = _history(tmp_path)
        one = _call(account, "0722123456", "Ștefan Ionescu", 1).ended(CallResult.ANSWERED, 1)
        history.record(one)
        columns = [name for _, name, *_ in history.database.rows("PRAGMA table_info(calls)")]
        fields = ", ".join(columns)
        values = ", ".join(
            {
                "external_id": "external_id || n",
                "requested_at": "'2020-01-01T00:00:00.' || printf('%06d', n) || '+00:00'",
            }.get(name, name)
            for name in columns
        )
        history.database.execute(
            f"WITH RECURSIVE counted(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counted WHERE n < 100000) "
            f"INSERT INTO calls ({fields}) SELECT {values} FROM calls, counted"
        )
        history.close()

    program = start(account, before_show=fill)
    qtbot.waitUntil(lambda: program.desks is not None, timeout=10_000)
    program.window.history_button.click()
    assert program.desks is not None
    window = program.desks.history.window
    assert window is not None
    qtbot.waitUntil(lambda: len(window.calls.calls()) == 200, timeout=10_000)
    heartbeat.begin()
    window.search.setText("nobody of that name")
    qtbot.waitUntil(lambda: window.calls.calls() == [], timeout=30_000)
    assert heartbeat.lives(longest_gap_ms=100)
    window.search.setText("stefan")
    qtbot.waitUntil(lambda: len(window.calls.calls()) == 200, timeout=10_000)
    window.table.scrollToBottom()
    qtbot.waitUntil(lambda: len(window.calls.calls()) == 400, timeout=10_000)
