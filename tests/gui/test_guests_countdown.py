"""The countdown: three seconds in front of the agent's eyes, and any doubt stops it."""

import time
from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.gui.hand import click, stroke
from tests.gui.reception import Reception, all_day, elsewhere, reception

__all__ = ["all_day", "elsewhere", "reception"]


@pytest.fixture
def counting(reception: Reception) -> Reception:
    """The reception with a countdown running."""
    reception.count_down()
    reception.offer("tel:0722123456")
    reception.until(lambda: reception.sheet.bar.value() < 2900, "the countdown to run")
    assert "Calls in 3 s" in reception.words()
    return reception


def ran_out(reception: Reception) -> bool:
    """Say whether the call went out within the time of a countdown and a little more."""
    end = time.monotonic() + 3.5
    while time.monotonic() < end and not reception.sent():
        reception.rest(50)
    return bool(reception.sent())


def test_what_nobody_stops_is_called_after_three_seconds(counting: Reception) -> None:
    begun = time.monotonic()
    counting.until(lambda: bool(counting.sent()), "the call")
    assert time.monotonic() - begun > 2.5
    counting.until(lambda: counting.program.switchboard.call_in_the_air is None, "the answer")
    assert counting.dialled() == ["0722123456"]
    assert not counting.sheet.isVisible()


def press_escape(_reception: Reception, _other: QWidget) -> None:
    stroke(Qt.Key.Key_Escape)


def press_a_letter(_reception: Reception, _other: QWidget) -> None:
    stroke(Qt.Key.Key_A)


def click_into_the_window(reception: Reception, _other: QWidget) -> None:
    QTest.mouseClick(reception.program.window, Qt.MouseButton.LeftButton, pos=QPoint(200, 20))


def click_on_the_sheet(reception: Reception, _other: QWidget) -> None:
    QTest.mouseClick(reception.sheet, Qt.MouseButton.LeftButton, pos=QPoint(20, 20))


def turn_to_another_window(reception: Reception, other: QWidget) -> None:
    other.show()
    other.activateWindow()
    reception.until(lambda: not reception.program.window.isActiveWindow(), "another window in front")


def bring_another_link(reception: Reception, _other: QWidget) -> None:
    reception.offer("tel:0733555010")


def leave_the_screen_standing(_reception: Reception, _other: QWidget) -> None:
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
    counting: Reception, elsewhere: QWidget, doubt: Callable[[Reception, QWidget], None]
) -> None:
    doubt(counting, elsewhere)
    counting.until(lambda: not counting.sheet.countdown.is_running, "the countdown to stop")
    assert "Calls in" not in counting.words()
    assert counting.sheet.isVisible() == (doubt is not press_escape), "Esc says no; anything else asks"
    counting.rest(300)
    assert counting.sent() == []


@pytest.mark.longer
def test_a_stopped_countdown_never_calls(counting: Reception) -> None:
    stroke(Qt.Key.Key_A)
    assert not ran_out(counting)
    counting.confirm()
    assert counting.dialled() == ["0722123456"]


def test_the_confirming_button_is_no_doubt(counting: Reception) -> None:
    begun = time.monotonic()
    counting.wakes_up()
    click(counting.sheet.confirm)
    counting.until(lambda: bool(counting.sent()), "the call")
    assert time.monotonic() - begun < 2.0, "at once, not at the end of the countdown"
    counting.rest(100)
    assert counting.dialled() == ["0722123456"]


def test_nothing_is_counted_down_under_the_fingers_of_somebody_who_types(reception: Reception, qtbot: QtBot) -> None:
    reception.count_down()
    qtbot.keyClicks(reception.program.window.box.line, "ana")
    reception.offer("tel:0722123456")
    assert reception.is_asking()
    assert not reception.sheet.countdown.is_running


def test_nothing_is_counted_down_behind_another_window(reception: Reception, elsewhere: QWidget) -> None:
    """A desktop may refuse to bring a window forward; here, the agent goes back at once."""
    reception.count_down()
    window = reception.program.window
    elsewhere.show()
    elsewhere.activateWindow()
    reception.until(lambda: not window.isActiveWindow(), "another window in front")
    reception.offer("tel:0722123456")
    elsewhere.activateWindow()
    reception.until(lambda: not reception.sheet.countdown.is_running, "the countdown to give up")
    assert reception.is_asking()
    assert reception.sent() == []


def test_a_question_that_was_put_aside_is_not_counted_down_when_it_returns(reception: Reception) -> None:
    reception.count_down()
    reception.offer("tel:0722123456")
    assert reception.sheet.countdown.is_running
    window = reception.program.window
    window.box.line.setText("1003")
    window.call_now()
    reception.until(lambda: bool(reception.sent()) and reception.is_asking(), "the question to come back")
    assert not reception.sheet.countdown.is_running
    assert QApplication.activeModalWidget() is None
    assert reception.dialled() == ["1003"]
