"""faults.md, "Guests": one question with what will be sent; nothing rings before it is confirmed, one call after."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot

from pbxdialer.app.new_look import wear
from pbxdialer.core.account import Destination, DestinationKind
from pbxdialer.core.call import CallState
from pbxdialer.core.dial_plan import DialPlan, NumberForm
from pbxdialer.store.settings import with_account
from tests.gui.conftest import Heartbeat, account_at
from tests.gui.hand import click, key, stroke
from tests.gui.lobby import Lobby, all_day, elsewhere, lobby

__all__ = ["all_day", "elsewhere", "lobby"]

TO_STEFAN = "tel:+40%20722-123-456"


def test_fault_matrix_guests_a_link_rings_nobody_before_the_confirmation_and_one_call_after(
    lobby: Lobby,
) -> None:
    lobby.offer(TO_STEFAN)
    assert lobby.is_asking()
    words = lobby.words()
    for shown in ("Ștefan Ionescu", "0722123456", "national rule", "Sales PBX", "User ionescu"):
        assert shown in words
    assert lobby.sheet.confirm.text() == "Call 0722123456"
    lobby.wakes_up()
    assert lobby.sent() == []
    lobby.confirm()
    assert not lobby.sheet.isVisible()
    (seen,) = lobby.sent()
    assert seen.verdict == ""
    assert (seen.data["caller_id"], seen.data["caller_id_name"]) == ("0722123456", "Ștefan Ionescu")
    assert lobby.program.window.card.isVisible()


@pytest.mark.parametrize("code", [Qt.Key.Key_Return, Qt.Key.Key_Space, Qt.Key.Key_Escape])
def test_the_default_is_cancel(lobby: Lobby, code: Qt.Key) -> None:
    lobby.offer(TO_STEFAN)
    assert lobby.sheet.cancel.hasFocus()
    lobby.wakes_up()
    stroke(code)
    assert not lobby.sheet.isVisible()
    assert lobby.program.window.box.line.hasFocus(), "the keyboard goes back where it was"
    assert lobby.program.switchboard.call_in_the_air is None
    assert lobby.sent() == []


def test_fault_matrix_guests_the_confirming_button_cannot_be_hit_by_accident(lobby: Lobby) -> None:
    lobby.offer(TO_STEFAN)
    confirm = lobby.sheet.confirm

    def clicked_until_awake() -> bool:
        if not confirm.isEnabled():
            click(confirm)
        return confirm.isEnabled()

    lobby.until(clicked_until_awake, "the button to wake up")
    QTest.keyClick(lobby.sheet.cancel, Qt.Key.Key_Backtab)
    assert confirm.hasFocus()
    for code in (Qt.Key.Key_Return, Qt.Key.Key_Space):
        stroke(code)  # the keyboard has just come to it
    assert lobby.is_asking()
    assert lobby.sent() == []


def test_fault_matrix_guests_two_hundred_links_in_a_second_are_one_question(
    lobby: Lobby, heartbeat: Heartbeat, elsewhere: QWidget
) -> None:
    window = lobby.program.window
    elsewhere.show()
    elsewhere.activateWindow()
    lobby.until(lambda: not window.isActiveWindow(), "another window in front")
    heartbeat.begin()
    lobby.offer(TO_STEFAN)
    lobby.until(window.isActiveWindow, "the window to come forward")
    elsewhere.activateWindow()
    lobby.until(lambda: not window.isActiveWindow(), "the agent to turn away")
    for n in range(199):
        lobby.offer(f"tel:07330000{n:02}")
        if n % 20 == 0:
            lobby.rest(1)
    lobby.rest(50)
    assert not window.isActiveWindow(), "only the first may come forward"
    assert "0722123456" in lobby.words(), "the first stays"
    assert "and 199 more were not taken" in lobby.words()
    assert heartbeat.lives(longest_gap_ms=100)
    lobby.desk.dismiss()
    lobby.offer("tel:0733555010")
    assert "Too many numbers came at once" in lobby.words(), "the flood may still go on"
    assert not lobby.is_asking()
    lobby.clock.now += 3.0
    lobby.offer("tel:0733555010")
    assert "0733555010" in lobby.words()
    assert lobby.sent() == []


def test_fault_matrix_guests_a_page_that_insists_is_not_heard_any_more(lobby: Lobby) -> None:
    for n in range(15):
        lobby.offer(f"tel:07330000{n:02}")
        lobby.desk.dismiss()
        lobby.clock.now += 3.0
    lobby.offer("tel:0733555010")
    assert not lobby.is_asking(), "at most five questions a minute"
    lobby.clock.now += 60.0
    lobby.offer("tel:0733555010")
    assert lobby.is_asking()
    assert lobby.sent() == []


def test_who_types_into_the_settings_goes_on_typing(lobby: Lobby, qtbot: QtBot) -> None:
    settings = QDialog(lobby.program.window)  # as every window that is opened from this one
    qtbot.addWidget(settings)
    settings.show()
    settings.activateWindow()
    lobby.until(settings.isActiveWindow, "the settings in front")
    lobby.offer(TO_STEFAN)
    lobby.rest(50)
    assert settings.isActiveWindow()
    assert lobby.is_asking()
    settings.close()


def test_what_was_told_goes_away_with_the_next_call(lobby: Lobby) -> None:
    lobby.offer("tel:*43")
    assert "“*”" in lobby.words()
    lobby.program.window.box.line.setText("1003")
    lobby.program.window.call_now()
    assert lobby.words() == ""


def test_a_link_clicked_twice_is_one_number(lobby: Lobby) -> None:
    lobby.offer(TO_STEFAN)
    lobby.offer(TO_STEFAN)
    assert "more" not in lobby.words()


def test_fault_matrix_guests_who_types_keeps_the_keyboard_and_enter_calls_what_was_typed(
    lobby: Lobby, qtbot: QtBot
) -> None:
    box = lobby.program.window.box.line
    qtbot.keyClicks(box, "an")
    lobby.offer("tel:0744000111")
    assert lobby.is_asking()
    assert "F6 to answer" in lobby.words()
    for letter in "a":
        qtbot.keyClick(QApplication.focusWidget(), letter)
    assert box.text() == "ana"
    lobby.wakes_up()
    stroke(Qt.Key.Key_Return)
    lobby.until(lambda: lobby.state() is CallState.RINGING_AGENT, "the call that was typed")
    assert lobby.dialled() == ["0733555010"], "Ana, not the link"
    assert "0744000111" in lobby.words(), "the question is still there, and asleep again"
    assert not lobby.sheet.confirm.isEnabled()


def test_the_keyboard_reaches_the_question_with_one_key(lobby: Lobby, qtbot: QtBot) -> None:
    qtbot.keyClicks(lobby.program.window.box.line, "ana")
    lobby.offer(TO_STEFAN)
    QTest.keyClick(lobby.program.window, Qt.Key.Key_F6)
    assert lobby.sheet.cancel.hasFocus()
    stroke(Qt.Key.Key_Escape)
    assert not lobby.sheet.isVisible()
    assert lobby.program.window.box.line.hasFocus()


def visible_windows() -> set[QWidget]:
    return {window for window in QApplication.topLevelWidgets() if window.isVisible()}


def test_tab_stays_on_the_sheet_and_the_arrows_choose(lobby: Lobby) -> None:
    lobby.offer("0722.123.456 / 0733 555 010", "drop")
    sheet = lobby.sheet
    stroke(Qt.Key.Key_Tab)
    assert sheet.choice.buttons[0].hasFocus()
    stroke(Qt.Key.Key_Down)
    assert sheet.choice.buttons[1].hasFocus()
    stroke(Qt.Key.Key_Space)
    assert sheet.confirm.text() == "Call 0733555010"
    stroke(Qt.Key.Key_Tab)
    assert sheet.cancel.hasFocus(), "what cannot be pressed yet is passed over"
    lobby.wakes_up()
    stroke(Qt.Key.Key_Backtab)
    assert sheet.confirm.hasFocus()
    QTest.keyClick(lobby.program.window, Qt.Key.Key_F6)
    assert lobby.program.window.box.line.hasFocus()
    assert lobby.sent() == []


def edit_the_number(lobby: Lobby) -> None:
    lobby.program.window.box.line.setText("1003")


def choose_a_queue(lobby: Lobby) -> None:
    lobby.program.window.picker.use(Destination(DestinationKind.QUEUE, "sales"), {})


def switch_the_account(lobby: Lobby) -> None:
    other = account_at(
        f"{lobby.php.url}/other",
        id="fedcba98765443218fedcba987654321",
        name="Other PBX",
        dial_plan=DialPlan(form=NumberForm.INTERNATIONAL_00, outside_prefix="9"),
    )
    program = lobby.program
    program.settings_desk.change(with_account(program.settings_desk.settings, other))
    program.window.account_chosen.emit(other.id)
    assert program.switchboard.account == other


def delete_the_contact(lobby: Lobby) -> None:
    lobby.program.window.use_directory(lambda _query: (), tuple)


def build_the_window_anew(lobby: Lobby) -> None:
    before = lobby.program.window
    wear(lobby.program)
    lobby.until(lambda: lobby.program.window is not before, "the new window")


@pytest.mark.parametrize(
    "meanwhile",
    [edit_the_number, choose_a_queue, switch_the_account, delete_the_contact, build_the_window_anew],
)
def test_fault_matrix_guests_what_was_shown_is_what_is_sent(lobby: Lobby, meanwhile: Callable[[Lobby], None]) -> None:
    lobby.offer(TO_STEFAN)
    shown = lobby.words()
    meanwhile(lobby)
    assert lobby.words() == shown
    lobby.confirm()
    (seen,) = lobby.sent()
    assert "/other" not in seen.path
    assert (seen.data["caller_id"], seen.data["caller_id_name"]) == ("0722123456", "Ștefan Ionescu")
    assert (seen.data["type"], seen.data["destination"]) == ("user", "ionescu")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("tel:*21*0722123456%23", "“*” does not belong in a telephone number. Nothing was called."),
        ("tel:1 -platform minimal -stylesheet x", "“p” does not belong"),
        ("tel:0722123456%00", "U+0000"),
        ("callto:sip:bob@x.com", "SIP address"),
        ("tel:", "no number in it"),
        ("tel:112", "emergency number"),
    ],
)
def test_fault_matrix_guests_what_is_refused_is_one_calm_sentence(
    lobby: Lobby, elsewhere: QWidget, text: str, said: str
) -> None:
    elsewhere.show()
    elsewhere.activateWindow()
    lobby.until(elsewhere.isActiveWindow, "another window in front")
    before = visible_windows()
    lobby.offer(text)
    assert said in lobby.words()
    assert not lobby.is_asking()
    lobby.rest(20)
    assert elsewhere.isActiveWindow(), "no focus theft"
    assert visible_windows() == before, "no dialog"
    lobby.come_forward()
    click(lobby.sheet.cancel)
    assert lobby.words() == ""
    assert lobby.sent() == []


@pytest.mark.parametrize(
    ("text", "warning"),
    [("tel:0900123456", "premium-rate number"), ("tel:+870773111632", "satellite number")],
    ids=["premium", "satellite"],
)
def test_fault_matrix_guests_a_dear_number_is_confirmed_twice(lobby: Lobby, text: str, warning: str) -> None:
    lobby.count_down()
    lobby.offer(text)
    assert warning in lobby.words()
    assert not lobby.sheet.bar.isVisible(), "never counted down"
    lobby.rest(1000)
    assert not lobby.sheet.confirm.isEnabled(), "it does not wake up by itself"
    lobby.sheet.knows_the_cost.click()
    assert not lobby.sheet.confirm.isEnabled()
    lobby.confirm()
    assert len(lobby.sent()) == 1


def test_several_numbers_are_a_choice_and_none_is_chosen(lobby: Lobby) -> None:
    lobby.count_down()
    lobby.offer("0722.123.456 / 0733 555 010", "drop")
    assert "Which number?" in lobby.words()
    lobby.rest(1000)
    assert not lobby.sheet.confirm.isEnabled()
    first, second = lobby.sheet.choice.buttons
    assert not first.isChecked()
    assert not second.isChecked()
    assert second.text() == "0733555010 · Ana Marin"
    click(first)
    lobby.wakes_up()
    click(second)
    assert not lobby.sheet.confirm.isEnabled(), "something else would be called now"
    assert lobby.sheet.confirm.text() == "Call 0733555010"
    lobby.confirm()
    assert lobby.dialled() == ["0733555010"]


def test_extension_and_context_are_shown_apart(lobby: Lobby) -> None:
    lobby.offer("tel:+442079460000;ext=12")
    assert "Extension 12 is not dialled" in lobby.words()
    lobby.desk.dismiss()
    lobby.offer("tel:7042;phone-context=example.com")
    assert "The number belongs to example.com." in lobby.words()
    assert "Extension" not in lobby.words()


def test_an_offer_during_a_call_in_the_air_waits_and_says_so(lobby: Lobby) -> None:
    lobby.php.configure(answer_after_s=1.2)
    lobby.program.window.box.line.setText("1003")
    click(lobby.program.window.call_button)
    assert lobby.program.switchboard.call_in_the_air is not None
    lobby.offer(TO_STEFAN)
    assert not lobby.is_asking()
    lobby.until(lambda: "A number waits" in lobby.words(), "the agent to be told")
    assert lobby.program.window.card.stop_button.isVisible()
    lobby.until(lobby.is_asking, "the question, once the line is free")
    assert lobby.dialled() == ["1003"]


def test_a_question_makes_room_for_the_window_s_own_and_comes_back(lobby: Lobby) -> None:
    lobby.php.configure(answer="<html>Bad gateway</html>", status=502)
    lobby.offer("tel:0733555010")
    lobby.confirm()
    assert lobby.state() is CallState.UNKNOWN
    lobby.clock.now += 3.0
    lobby.offer("tel:0744000111")
    window = lobby.program.window
    window.redial(lobby.calls()[0])
    assert window.question.isVisible()
    assert not lobby.sheet.isVisible(), "one question at a time"
    window.question.dismiss()
    assert lobby.is_asking()
    assert "0744000111" in lobby.words()


def test_a_number_whose_last_call_is_unknown_is_asked_about_with_a_warning(lobby: Lobby) -> None:
    lobby.php.configure(answer="<html>Bad gateway</html>", status=502)
    lobby.offer(TO_STEFAN)
    lobby.confirm()
    lobby.clock.now += 3.0
    lobby.count_down()
    lobby.offer(TO_STEFAN)
    assert "a phone may still ring" in lobby.words()
    assert not lobby.sheet.bar.isVisible()


def test_a_number_the_agent_calls_by_other_means_is_not_asked_about_again(lobby: Lobby) -> None:
    box = lobby.program.window.box.line
    box.setText("0722123456")
    lobby.offer(TO_STEFAN)
    key(QEvent.Type.KeyPress, Qt.Key.Key_Return, box)
    lobby.until(lambda: lobby.state() is CallState.RINGING_AGENT, "the call")
    assert not lobby.sheet.isVisible()
    assert lobby.dialled() == ["0722123456"]
