"""The quick dial goes the window's own way: one press is one call, and what is unknown is asked about."""

import os
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from pbxdialer.app.at_hand import AtHand
from pbxdialer.app.program import Program
from pbxdialer.desktop.hotkey import Combination
from pbxdialer.desktop.hotkey_x11 import X11Hotkeys
from pbxdialer.gui.at_hand_page import AtHandPage
from tests.gui.conftest import Starter, account_at, accounts_page
from tests.gui.gui_thread import own_work
from tests.php_oracle import PhpOracle

pytestmark = pytest.mark.skipif(not os.environ.get("DISPLAY"), reason="missing: a screen")
_HAND_MS = 50  # between two acts of a hand, which Qt's loop has to itself
_KEYS = "Ctrl+Alt+F11"


def at_hand(program: Program) -> AtHand:
    assert program.desks is not None
    with own_work():  # kept warm: what the first showing costs is paid before the key
        program.desks.at_hand.palette.warm_up()
    return program.desks.at_hand


def call(program: Program, qtbot: QtBot, typed: str) -> None:
    hand = at_hand(program)
    hand.quick_dial()
    qtbot.waitUntil(hand.palette.isActiveWindow, timeout=5000)
    QTest.keyClicks(hand.palette.box.line, typed)
    QTest.keyClick(hand.palette.box.line, Qt.Key.Key_Return)
    assert not hand.palette.isVisible()


def test_enter_calls_what_is_shown_once_and_the_box_is_empty_for_the_next_time(
    start: Starter, qtbot: QtBot, oracle: PhpOracle
) -> None:
    program = start(account_at(oracle.url))
    call(program, qtbot, "st")
    QTest.keyClick(at_hand(program).palette.box.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: program.switchboard.call_in_the_air is None, timeout=10_000)
    (seen,) = oracle.originates()
    assert (seen.verdict, seen.data["caller_id"]) == ("", "0722123456")
    assert at_hand(program).palette.box.line.text() == ""


def test_while_a_call_is_in_the_air_the_key_shows_the_window_and_calls_nobody(
    start: Starter, qtbot: QtBot, oracle: PhpOracle
) -> None:
    oracle.configure(answer_after_s=1.0)
    program = start(account_at(oracle.url))
    call(program, qtbot, "st")
    assert program.switchboard.call_in_the_air is not None
    at_hand(program).quick_dial()
    assert not at_hand(program).palette.isVisible()
    qtbot.waitUntil(lambda: program.switchboard.call_in_the_air is None, timeout=10_000)
    assert len(oracle.originates()) == 1


def test_after_an_unknown_call_the_window_asks_before_the_same_number_is_called_again(
    start: Starter, qtbot: QtBot, oracle: PhpOracle
) -> None:
    oracle.configure(answer="", status=502)
    program = start(account_at(oracle.url))
    call(program, qtbot, "st")
    qtbot.waitUntil(lambda: program.switchboard.call_in_the_air is None, timeout=10_000)
    program.window.hide()
    call(program, qtbot, "st")
    assert program.window.isVisible()
    assert program.window.asks_something
    assert len(oracle.originates()) == 1


def test_tab_goes_to_who_rings_first_and_esc_is_gone(start: Starter, qtbot: QtBot, oracle: PhpOracle) -> None:
    program = start(account_at(oracle.url))
    hand = at_hand(program)
    hand.quick_dial()
    qtbot.waitUntil(hand.palette.isActiveWindow, timeout=5000)
    QTest.keyClick(hand.palette.box.line, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is hand.palette.picker.kind
    QTest.keyClick(hand.palette.picker.kind, Qt.Key.Key_Escape)
    assert not hand.palette.isVisible()


def test_a_key_that_another_program_has_is_told_below_it(start: Starter, oracle: PhpOracle) -> None:
    other = X11Hotkeys(lambda _: None)
    other.grab(1, Combination(_KEYS))
    program = start(account_at(oracle.url))
    program.open_settings()
    accounts_page(program)
    assert program.settings_window is not None
    program.settings_window.turn_to("At hand")
    page = program.settings_window.findChild(AtHandPage)
    assert page is not None
    desk = program.settings_desk
    QTest.qWait(_HAND_MS)
    desk.change(replace(desk.settings, palette_hotkey=_KEYS))
    QTest.qWait(_HAND_MS)
    assert page.palette_key.trouble() == f"{_KEYS} belongs to another program already; choose another key."
    assert page.selection_key.trouble() == ""
    other.close()
    desk.change(replace(desk.settings, selection_hotkey="D"))
    assert page.palette_key.trouble() == "", "it is free by now"
    assert "hold Ctrl, Alt" in page.selection_key.trouble()
    program.settings_window.close()
