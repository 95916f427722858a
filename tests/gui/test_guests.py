"""faults.md, "Guests": one question with what will be sent; nothing rings before it is confirmed, one call after."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from pbxdialer.core.account import Destination, DestinationKind
from pbxdialer.core.call import CallState
from pbxdialer.core.dial_plan import DialPlan, NumberForm
from pbxdialer.store.settings import with_account
from tests.gui.conftest import Heartbeat, account_at
from tests.gui.hand import click, key, stroke
from tests.gui.reception import Reception, all_day, elsewhere, reception

__all__ = ["all_day", "elsewhere", "reception"]

TO_STEFAN = "tel:+40%20722-123-456"


def test_fault_matrix_guests_a_link_rings_nobody_before_the_confirmation_and_one_call_after(
    reception: Reception,
) -> None:
    reception.offer(TO_STEFAN)
    assert reception.is_asking()
    words = reception.words()
    for shown in ("Ștefan Ionescu", "0722123456", "national rule", "Sales PBX", "User ionescu"):
        assert shown in words
    assert reception.sheet.confirm.text() == "Call 0722123456"
    reception.wakes_up()
    assert reception.sent() == []
    reception.confirm()
    assert not reception.sheet.isVisible()
    (seen,) = reception.sent()
    assert seen.verdict == ""
    assert (seen.data["caller_id"], seen.data["caller_id_name"]) == ("0722123456", "Ștefan Ionescu")
    assert reception.program.window.card.isVisible()


@pytest.mark.parametrize("code", [Qt.Key.Key_Return, Qt.Key.Key_Space, Qt.Key.Key_Escape])
def test_the_default_is_cancel(reception: Reception, code: Qt.Key) -> None:
    reception.offer(TO_STEFAN)
    assert reception.sheet.cancel.hasFocus()
    reception.wakes_up()
    stroke(code)
    assert not reception.sheet.isVisible()
    assert reception.program.window.box.line.hasFocus(), "the keyboard goes back where it was"
    assert reception.program.switchboard.call_in_the_air is None
    assert reception.sent() == []


def test_fault_matrix_guests_the_confirming_button_cannot_be_hit_by_accident(reception: Reception) -> None:
    reception.offer(TO_STEFAN)
    confirm = reception.sheet.confirm

    def clicked_until_awake() -> bool:
        if not confirm.isEnabled():
            click(confirm)
        return confirm.isEnabled()

    reception.until(clicked_until_awake, "the button to wake up")
    QTest.keyClick(reception.sheet.cancel, Qt.Key.Key_Backtab)
    assert confirm.hasFocus()
    for code in (Qt.Key.Key_Return, Qt.Key.Key_Space):
        stroke(code)  # the keyboard has just come to it
    assert reception.is_asking()
    assert reception.sent() == []


def test_fault_matrix_guests_two_hundred_links_in_a_second_are_one_question(
    reception: Reception, heartbeat: Heartbeat, elsewhere: QWidget
) -> None:
    window = reception.program.window
    elsewhere.show()
    elsewhere.activateWindow()
    reception.until(lambda: not window.isActiveWindow(), "another window in front")
    heartbeat.begin()
    reception.offer(TO_STEFAN)
    reception.until(window.isActiveWindow, "the window to come forward")
    elsewhere.activateWindow()
    reception.until(lambda: not window.isActiveWindow(), "the agent to turn away")
    for n in range(199):
        reception.offer(f"tel:07330000{n:02}")
        if n % 20 == 0:
            reception.rest(1)
    reception.rest(50)
    assert not window.isActiveWindow(), "only the first may come forward"
    assert "0722123456" in reception.words(), "the first stays"
    assert "and 199 more were not taken" in reception.words()
    assert heartbeat.lives(longest_gap_ms=100)
    reception.desk.dismiss()
    reception.offer("tel:0733555010")
    assert "Too many numbers came at once" in reception.words(), "the flood may still go on"
    assert not reception.is_asking()
    reception.clock.now += 3.0
    reception.offer("tel:0733555010")
    assert "0733555010" in reception.words()
    assert reception.sent() == []


def test_fault_matrix_guests_a_page_that_insists_is_not_heard_any_more(reception: Reception) -> None:
    for n in range(15):
        reception.offer(f"tel:07330000{n:02}")
        reception.desk.dismiss()
        reception.clock.now += 3.0
    reception.offer("tel:0733555010")
    assert not reception.is_asking(), "at most five questions a minute"
    reception.clock.now += 60.0
    reception.offer("tel:0733555010")
    assert reception.is_asking()
    assert reception.sent() == []


def test_a_link_clicked_twice_is_one_number(reception: Reception) -> None:
    reception.offer(TO_STEFAN)
    reception.offer(TO_STEFAN)
    assert "more" not in reception.words()


def test_fault_matrix_guests_who_types_keeps_the_keyboard_and_enter_calls_what_was_typed(
    reception: Reception, qtbot: QtBot
) -> None:
    box = reception.program.window.box.line
    qtbot.keyClicks(box, "an")
    reception.offer("tel:0744000111")
    assert reception.is_asking()
    assert "F6 to answer" in reception.words()
    for letter in "a":
        qtbot.keyClick(QApplication.focusWidget(), letter)
    assert box.text() == "ana"
    reception.wakes_up()
    stroke(Qt.Key.Key_Return)
    reception.until(lambda: reception.state() is CallState.RINGING_AGENT, "the call that was typed")
    assert reception.dialled() == ["0733555010"], "Ana, not the link"
    assert "0744000111" in reception.words(), "the question is still there, and asleep again"
    assert not reception.sheet.confirm.isEnabled()


def test_the_keyboard_reaches_the_question_with_one_key(reception: Reception, qtbot: QtBot) -> None:
    qtbot.keyClicks(reception.program.window.box.line, "ana")
    reception.offer(TO_STEFAN)
    QTest.keyClick(reception.program.window, Qt.Key.Key_F6)
    assert reception.sheet.cancel.hasFocus()
    stroke(Qt.Key.Key_Escape)
    assert not reception.sheet.isVisible()
    assert reception.program.window.box.line.hasFocus()


def visible_windows() -> set[QWidget]:
    return {window for window in QApplication.topLevelWidgets() if window.isVisible()}


def edit_the_number(reception: Reception) -> None:
    reception.program.window.box.line.setText("1003")


def choose_a_queue(reception: Reception) -> None:
    reception.program.window.picker.use(Destination(DestinationKind.QUEUE, "sales"), {})


def switch_the_account(reception: Reception) -> None:
    other = account_at(
        f"{reception.php.url}/other",
        id="fedcba98765443218fedcba987654321",
        name="Other PBX",
        dial_plan=DialPlan(form=NumberForm.INTERNATIONAL_00, outside_prefix="9"),
    )
    program = reception.program
    program.settings_desk.change(with_account(program.settings_desk.settings, other))
    program.window.account_chosen.emit(other.id)
    assert program.switchboard.account == other


def delete_the_contact(reception: Reception) -> None:
    reception.program.window.use_directory(lambda _query: (), tuple)


def build_the_window_anew(reception: Reception) -> None:
    reception.program.rebuild_window()
    assert reception.program.settings_window is not None
    reception.program.settings_window.close()


@pytest.mark.parametrize(
    "meanwhile",
    [edit_the_number, choose_a_queue, switch_the_account, delete_the_contact, build_the_window_anew],
)
def test_fault_matrix_guests_what_was_shown_is_what_is_sent(
    reception: Reception, meanwhile: Callable[[Reception], None]
) -> None:
    reception.offer(TO_STEFAN)
    shown = reception.words()
    meanwhile(reception)
    assert reception.words() == shown
    reception.confirm()
    (seen,) = reception.sent()
    assert "/other" not in seen.path
    assert (seen.data["caller_id"], seen.data["caller_id_name"]) == ("0722123456", "Ștefan Ionescu")
    assert (seen.data["type"], seen.data["destination"]) == ("user", "ionescu")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("tel:*21*0722123456%23", "“*” does not belong in a telephone number. Nothing was called."),
        ("tel:1 -platform minimal -stylesheet x", "“p” does not belong"),
        ("tel:0722123456%00", "U+0000"),
        ("callto:sip:bob@x.com", "internet address"),
        ("tel:", "holds no telephone number"),
        ("tel:112", "emergency number"),
    ],
)
def test_fault_matrix_guests_what_is_refused_is_one_calm_sentence(
    reception: Reception, elsewhere: QWidget, text: str, said: str
) -> None:
    elsewhere.show()
    elsewhere.activateWindow()
    reception.until(elsewhere.isActiveWindow, "another window in front")
    before = visible_windows()
    reception.offer(text)
    assert said in reception.words()
    assert not reception.is_asking()
    reception.rest(20)
    assert elsewhere.isActiveWindow(), "no focus theft"
    assert visible_windows() == before, "no dialog"
    reception.come_forward()
    click(reception.sheet.cancel)
    assert reception.words() == ""
    assert reception.sent() == []


@pytest.mark.parametrize("text", ["tel:0900123456", "tel:+870773111632"], ids=["premium", "satellite"])
def test_fault_matrix_guests_a_dear_number_is_confirmed_twice(reception: Reception, text: str) -> None:
    reception.count_down()
    reception.offer(text)
    assert "expensive" in reception.words()
    assert not reception.sheet.bar.isVisible(), "never counted down"
    reception.rest(1000)
    assert not reception.sheet.confirm.isEnabled(), "it does not wake up by itself"
    reception.sheet.knows_the_cost.click()
    assert not reception.sheet.confirm.isEnabled()
    reception.confirm()
    assert len(reception.sent()) == 1


def test_several_numbers_are_a_choice_and_none_is_chosen(reception: Reception) -> None:
    reception.count_down()
    reception.offer("0722.123.456 / 0733 555 010", "drop")
    assert "Which number?" in reception.words()
    reception.rest(1000)
    assert not reception.sheet.confirm.isEnabled()
    first, second = reception.sheet.choice.buttons
    assert not first.isChecked()
    assert not second.isChecked()
    assert second.text() == "0733555010 · Ana Marin"
    click(first)
    reception.wakes_up()
    click(second)
    assert not reception.sheet.confirm.isEnabled(), "something else would be called now"
    assert reception.sheet.confirm.text() == "Call 0733555010"
    reception.confirm()
    assert reception.dialled() == ["0733555010"]


def test_extension_and_context_are_shown_apart(reception: Reception) -> None:
    reception.offer("tel:+442079460000;ext=12")
    assert "Extension 12 is not dialled" in reception.words()
    reception.desk.dismiss()
    reception.offer("tel:7042;phone-context=example.com")
    assert "The number belongs to example.com." in reception.words()
    assert "Extension" not in reception.words()


def test_an_offer_during_a_call_in_the_air_waits_and_says_so(reception: Reception) -> None:
    reception.php.configure(answer_after_s=1.2)
    reception.program.window.box.line.setText("1003")
    click(reception.program.window.call_button)
    assert reception.program.switchboard.call_in_the_air is not None
    reception.offer(TO_STEFAN)
    assert not reception.is_asking()
    reception.until(lambda: "A number waits" in reception.words(), "the agent to be told")
    assert reception.program.window.card.stop_button.isVisible()
    reception.until(reception.is_asking, "the question, once the line is free")
    assert reception.dialled() == ["1003"]


def test_a_question_makes_room_for_the_window_s_own_and_comes_back(reception: Reception) -> None:
    reception.php.configure(answer="<html>Bad gateway</html>", status=502)
    reception.offer("tel:0733555010")
    reception.confirm()
    assert reception.state() is CallState.UNKNOWN
    reception.clock.now += 3.0
    reception.offer("tel:0744000111")
    window = reception.program.window
    window.redial(reception.calls()[0])
    assert window.question.isVisible()
    assert not reception.sheet.isVisible(), "one question at a time"
    window.question.dismiss()
    assert reception.is_asking()
    assert "0744000111" in reception.words()


def test_a_number_whose_last_call_is_unknown_is_asked_about_with_a_warning(reception: Reception) -> None:
    reception.php.configure(answer="<html>Bad gateway</html>", status=502)
    reception.offer(TO_STEFAN)
    reception.confirm()
    reception.clock.now += 3.0
    reception.count_down()
    reception.offer(TO_STEFAN)
    assert "a phone may still ring" in reception.words()
    assert not reception.sheet.bar.isVisible()


def test_a_number_the_agent_calls_by_other_means_is_not_asked_about_again(reception: Reception) -> None:
    box = reception.program.window.box.line
    box.setText("0722123456")
    reception.offer(TO_STEFAN)
    key(QEvent.Type.KeyPress, Qt.Key.Key_Return, box)
    reception.until(lambda: reception.state() is CallState.RINGING_AGENT, "the call")
    assert not reception.sheet.isVisible()
    assert reception.dialled() == ["0722123456"]
