"""The countdown: three seconds in front of the agent's eyes, and any doubt stops it."""

import time
from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.gui.gui_thread import own_work
from tests.gui.hand import click, stroke
from tests.gui.lobby import Lobby, all_day, elsewhere, lobby

__all__ = ["all_day", "elsewhere", "lobby"]


@pytest.fixture
def counting(lobby: Lobby) -> Lobby:
    """The lobby with a countdown running."""
    lobby.count_down()
    lobby.offer("tel:0722123456")
    lobby.until(lambda: lobby.sheet.bar.value() < 2900, "the countdown to run")
    assert "Calls in 3 s" in lobby.words()
    return lobby


def ran_out(lobby: Lobby) -> bool:
    """Say whether the call went out within the time of a countdown and a little more."""
    end = time.monotonic() + 3.5
    while time.monotonic() < end and not lobby.sent():
        lobby.rest(50)
    return bool(lobby.sent())


def test_what_nobody_stops_is_called_after_three_seconds(counting: Lobby) -> None:
    begun = time.monotonic()
    counting.until(lambda: bool(counting.sent()), "the call")
    assert time.monotonic() - begun > 2.5
    counting.until(lambda: counting.program.switchboard.call_in_the_air is None, "the answer")
    assert counting.dialled() == ["0722123456"]
    assert not counting.sheet.isVisible()


def press_escape(_reception: Lobby, _other: QWidget) -> None:
    stroke(Qt.Key.Key_Escape)


def press_a_letter(_reception: Lobby, _other: QWidget) -> None:
    stroke(Qt.Key.Key_A)


def click_into_the_window(lobby: Lobby, _other: QWidget) -> None:
    QTest.mouseClick(lobby.program.window, Qt.MouseButton.LeftButton, pos=QPoint(200, 20))


def click_on_the_sheet(lobby: Lobby, _other: QWidget) -> None:
    QTest.mouseClick(lobby.sheet, Qt.MouseButton.LeftButton, pos=QPoint(20, 20))


def turn_to_another_window(lobby: Lobby, other: QWidget) -> None:
    other.show()
    other.activateWindow()
    lobby.until(lambda: not lobby.program.window.isActiveWindow(), "another window in front")


def bring_another_link(lobby: Lobby, _other: QWidget) -> None:
    lobby.offer("tel:0733555010")


def leave_the_screen_standing(_reception: Lobby, _other: QWidget) -> None:
    with own_work():
        time.sleep(1.2)  # the GUI thread itself: nobody saw the countdown meanwhile


@pytest.mark.parametrize(
    "doubt",
    [
        press_escape,
        press_a_letter,
        click_into_the_window,
        click_on_the_sheet,
        turn_to_another_window,
        bring_another_link,
        leave_the_screen_standing,
    ],
)
def test_fault_matrix_guests_any_doubt_stops_the_countdown(
    counting: Lobby, elsewhere: QWidget, doubt: Callable[[Lobby, QWidget], None]
) -> None:
    doubt(counting, elsewhere)
    counting.until(lambda: not counting.sheet.countdown.is_running, "the countdown to stop")
    assert "Calls in" not in counting.words()
    assert counting.sheet.isVisible() == (doubt is not press_escape), "Esc says no; anything else asks"
    counting.rest(300)
    assert counting.sent() == []


@pytest.mark.longer
def test_a_stopped_countdown_never_calls(counting: Lobby) -> None:
    stroke(Qt.Key.Key_A)
    assert not ran_out(counting)
    counting.confirm()
    assert counting.dialled() == ["0722123456"]


def test_the_confirming_button_is_no_doubt(counting: Lobby) -> None:
    begun = time.monotonic()
    counting.wakes_up()
    click(counting.sheet.confirm)
    counting.until(lambda: bool(counting.sent()), "the call")
    assert time.monotonic() - begun < 2.0, "at once, not at the end of the countdown"
    counting.rest(100)
    assert counting.dialled() == ["0722123456"]


def test_nothing_is_counted_down_under_the_fingers_of_somebody_who_types(lobby: Lobby, qtbot: QtBot) -> None:
    lobby.count_down()
    qtbot.keyClicks(lobby.program.window.box.line, "ana")
    lobby.offer("tel:0722123456")
    assert lobby.is_asking()
    assert not lobby.sheet.countdown.is_running


def test_nothing_is_counted_down_behind_another_window(lobby: Lobby, elsewhere: QWidget) -> None:
    """A desktop may refuse to bring a window forward; here, the agent goes back at once."""
    lobby.count_down()
    window = lobby.program.window
    elsewhere.show()
    elsewhere.activateWindow()
    lobby.until(lambda: not window.isActiveWindow(), "another window in front")
    lobby.offer("tel:0722123456")
    elsewhere.activateWindow()
    lobby.until(lambda: not lobby.sheet.countdown.is_running, "the countdown to give up")
    assert lobby.is_asking()
    assert lobby.sent() == []


def test_a_question_that_was_put_aside_is_not_counted_down_when_it_returns(lobby: Lobby) -> None:
    lobby.count_down()
    lobby.offer("tel:0722123456")
    assert lobby.sheet.countdown.is_running
    window = lobby.program.window
    window.box.line.setText("1003")
    window.call_now()
    lobby.until(lambda: bool(lobby.sent()) and lobby.is_asking(), "the question to come back")
    assert not lobby.sheet.countdown.is_running
    assert QApplication.activeModalWidget() is None
    assert lobby.dialled() == ["1003"]


def test_only_one_number_in_a_minute_is_counted_down(counting: Lobby) -> None:
    stroke(Qt.Key.Key_Escape)
    counting.clock.now += 10.0
    counting.offer("tel:0733555010")
    assert counting.is_asking()
    assert not counting.sheet.countdown.is_running
