"""The GUI thread stays free whatever hangs; and what holds in every GUI test (`always_on`) notices when it does not."""

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QLabel, QLineEdit, QTextEdit, QWidget
from pytestqt.qtbot import QtBot

from pbxdialer.app.program import Program
from pbxdialer.core.call import CallState
from pbxdialer.opening import open_journal
from pbxdialer.store.paths import places
from tests.crash.window import names_hang
from tests.gui.always_on import LONGEST_GAP_MS, assert_each_request_has_a_row, rich_texts
from tests.gui.conftest import KeyringInMemory, Starter, account_at
from tests.gui.gui_thread import GuiThread, own_work
from tests.gui.hand import SOON_MS, click
from tests.gui.test_window import await_state, type_and_enter
from tests.php_oracle import PhpOracle


@pytest.fixture
def let_go() -> Iterator[threading.Event]:
    """What hangs lasts until the end of the test."""
    event = threading.Event()
    yield event
    event.set()


def use_the_window(qtbot: QtBot, program: Program) -> None:
    """Do what an agent does while a call hangs; `always_on` looks at the clock."""
    type_and_enter(qtbot, program, "ste")
    qtbot.waitUntil(lambda: program.window.card.clock_text() == "00:01", timeout=SOON_MS)
    qtbot.keyClicks(program.window.box.line, "ana")
    program.window.resize(program.window.width() + 40, program.window.height() + 40)
    qtbot.keyClick(program.window.box.line, Qt.Key.Key_Down)
    qtbot.wait(200)
    click(program.window.card.stop_button)
    await_state(qtbot, program, CallState.NOT_SENT)


def test_the_gui_thread_is_free_while_the_keyring_hangs(
    qtbot: QtBot, start: Starter, oracle: PhpOracle, keyring_backend: KeyringInMemory, let_go: threading.Event
) -> None:
    def hang() -> None:
        keyring_backend.delay = lambda: let_go.wait(20)

    use_the_window(qtbot, start(account_at(oracle.url), before_show=hang))
    assert oracle.originates() == []


@pytest.mark.leaves_behind("name lookup")
def test_the_gui_thread_is_free_while_names_hang(
    qtbot: QtBot, start: Starter, oracle: PhpOracle, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_up = threading.Event()
    monkeypatch.setattr("socket.getaddrinfo", __import__("socket").getaddrinfo)  # put back afterwards
    names_hang(looked_up.set)
    use_the_window(qtbot, start(account_at("https://pbx.example")))
    assert looked_up.is_set()


@pytest.mark.complains("call not recorded")
def test_the_gui_thread_is_free_while_the_database_is_locked(
    qtbot: QtBot, start: Starter, oracle: PhpOracle, tmp_path: Path
) -> None:
    where = places(tmp_path)
    with own_work():
        where.prepare()
        open_journal(where, "RO").close()
    with closing(sqlite3.connect(where.calls, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        program = start(account_at(oracle.url))
        type_and_enter(qtbot, program, "ste")
        await_state(qtbot, program, CallState.RINGING_AGENT)
        qtbot.keyClicks(program.window.box.line, "ana")
        qtbot.wait(300)
    assert len(oracle.originates()) == 1


def watched(qtbot: QtBot, act: Callable[[], object]) -> GuiThread:
    """Do `act` and wait a moment, under a watch of its own, out of sight of the one over this test."""
    with own_work():
        thread = GuiThread(LONGEST_GAP_MS)
        thread.begin()
        act()
        qtbot.wait(400)
        thread.end()
    return thread


def sleeps_in_a_slot() -> None:
    time.sleep(0.3)


def test_a_slot_that_blocks_is_noticed_and_named(qtbot: QtBot) -> None:
    thread = watched(qtbot, lambda: QTimer.singleShot(20, sleeps_in_a_slot))
    assert thread.longest_ms > 250
    assert "sleeps_in_a_slot" in thread.told


def test_a_key_that_blocks_is_noticed(qtbot: QtBot) -> None:
    line = QLineEdit()
    qtbot.addWidget(line)
    line.textChanged.connect(sleeps_in_a_slot)
    assert watched(qtbot, lambda: qtbot.keyClick(line, Qt.Key.Key_A)).longest_ms > 250


def test_many_quick_keys_and_the_tests_own_work_are_not_taken_for_a_block(qtbot: QtBot) -> None:
    line = QLineEdit()
    qtbot.addWidget(line)
    line.textChanged.connect(lambda: time.sleep(0.02))

    def act() -> None:
        qtbot.keyClicks(line, "a" * 15)
        with own_work():
            time.sleep(0.3)

    assert watched(qtbot, act).longest_ms < 250


@pytest.mark.parametrize("foreign", ["<img src=file:///etc/passwd>", "Ana & Co", "1 < 2"])
def test_a_label_with_foreign_text_that_could_turn_rich_is_noticed(qtbot: QtBot, foreign: str) -> None:
    label = QLabel(foreign)
    qtbot.addWidget(label)
    assert rich_texts() == [f"the label {foreign!r}"]
    label.setTextFormat(Qt.TextFormat.PlainText)
    assert rich_texts() == []


def test_a_rich_tool_tip_and_a_rich_text_box_are_noticed(qtbot: QtBot) -> None:
    widget, text = QWidget(), QTextEdit()
    qtbot.addWidget(widget)
    qtbot.addWidget(text)
    widget.setToolTip("<b>Ana</b>")
    assert len(rich_texts()) == 2
    widget.setToolTip("Ana")
    text.setAcceptRichText(False)
    assert rich_texts() == []


def test_a_request_without_a_row_is_noticed(qtbot: QtBot, start: Starter, oracle: PhpOracle) -> None:
    program = start(account_at(oracle.url))
    type_and_enter(qtbot, program, "ste")
    await_state(qtbot, program, CallState.RINGING_AGENT)
    assert_each_request_has_a_row(oracle)
    calls = program.window.history.calls.calls()
    program.window.history.calls.show([replace(call, external_id="0" * 32) for call in calls])
    with pytest.raises(AssertionError, match="calls without a row"):
        assert_each_request_has_a_row(oracle)
    program.window.history.calls.show(calls)


def test_the_watch_itself_leaves_nothing(qtbot: QtBot) -> None:
    before = threading.active_count()
    owner = QObject()
    watched(qtbot, owner.objectName)
    assert threading.active_count() == before
