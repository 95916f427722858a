"""The tray's panel and menu go the window's own way; the icon tells the state; closing is asked about once."""

import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from pbxdialer.app.closing import ClosingDesk
from pbxdialer.app.program import Program
from pbxdialer.app.tray_desk import TrayDesk
from pbxdialer.core.call import Call, CallState
from pbxdialer.core.dial_plan import DialPlan, NumberForm
from pbxdialer.core.failure import Failure, FailureCode
from pbxdialer.core.intent import Callee, Intent
from pbxdialer.core.number import PhoneNumber
from pbxdialer.core.telephone import PhoneState, Telephone
from pbxdialer.gui.at_hand_page import AtHandPage
from pbxdialer.gui.tray_menu import Line
from pbxdialer.gui.tray_panel import TrayPanel
from pbxdialer.gui.tray_sign import Sign, sign_of
from pbxdialer.store.settings import Closing
from tests.built_anew import build_anew
from tests.gui.conftest import Starter, account_at, accounts_page
from tests.gui.gui_thread import own_work
from tests.php_oracle import PhpOracle

pytestmark = pytest.mark.skipif(not os.environ.get("DISPLAY"), reason="missing: a screen")


def tray_of(program: Program) -> TrayDesk:
    assert program.tray_desk is not None
    return program.tray_desk


def opened(program: Program, qtbot: QtBot) -> TrayPanel:
    """Click the icon, and wait for the panel to have the keyboard."""
    desk = tray_of(program)
    qtbot.waitUntil(lambda: not desk.clicked_just_now, timeout=3000)
    desk.tray.clicked.emit()
    panel = desk.panel
    assert panel is not None
    qtbot.waitUntil(panel.isActiveWindow, timeout=5000)
    return panel


def await_answer(program: Program, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: program.switchboard.call_in_the_air is None, timeout=10_000)


def closing_of(program: Program) -> ClosingDesk:
    assert program.desks is not None
    return program.desks.closing


def a_call(state: CallState = CallState.REQUESTED) -> Call:
    account = account_at("https://pbx.example")
    call = Call.intended(Intent.of(Callee(PhoneNumber("0722123456"), "Ștefan"), account.destination, account))
    return replace(call, state=state)


def test_two_letters_and_enter_in_the_panel_are_one_signed_call_and_the_panel_is_gone(
    start: Starter, qtbot: QtBot, oracle: PhpOracle
) -> None:
    program = start(account_at(oracle.url))
    panel = opened(program, qtbot)
    QTest.keyClicks(panel.box.line, "st")
    assert panel.preview.accessibleName() == "Will dial 0722123456 (national rule)"
    QTest.keyClick(panel.box.line, Qt.Key.Key_Return)
    assert not panel.isVisible()
    QTest.keyClick(panel.box.line, Qt.Key.Key_Return)
    await_answer(program, qtbot)
    (seen,) = oracle.originates()
    assert (seen.verdict, seen.data["caller_id"]) == ("", "0722123456")


def test_alt_and_a_digit_choose_a_favourite_and_only_enter_calls_it(
    start: Starter, qtbot: QtBot, oracle: PhpOracle
) -> None:
    program = start(account_at(oracle.url))
    panel = opened(program, qtbot)
    QTest.keyClick(panel.box.line, Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
    assert panel.preview.accessibleName() == "Will dial 0722123456 (national rule)"
    assert program.switchboard.call_in_the_air is None
    QTest.keyClick(panel.box.line, Qt.Key.Key_Return)
    await_answer(program, qtbot)
    assert [seen.data["caller_id_name"] for seen in oracle.originates()] == ["Ștefan Ionescu"]


def test_who_was_called_lately_stands_in_the_panel_and_is_chosen_with_the_arrows_and_esc_is_gone(
    start: Starter, qtbot: QtBot, oracle: PhpOracle
) -> None:
    program = start(account_at(oracle.url))
    panel = opened(program, qtbot)
    QTest.keyClicks(panel.box.line, "0744 000 111")
    QTest.keyClick(panel.box.line, Qt.Key.Key_Return)
    await_answer(program, qtbot)
    panel = opened(program, qtbot)
    for _ in range(2):  # over the one favourite
        QTest.keyClick(panel.box.line, Qt.Key.Key_Down)
    assert "0744000111" in panel.preview.accessibleName()
    QTest.keyClick(panel.box.line, Qt.Key.Key_Escape)
    assert not panel.isVisible()
    assert len(oracle.originates()) == 1


def test_while_a_call_is_in_the_air_the_panel_shows_it_and_can_stop_waiting(
    start: Starter, qtbot: QtBot, oracle: PhpOracle
) -> None:
    oracle.configure(answer_after_s=5.0)
    program = start(account_at(oracle.url))
    panel = opened(program, qtbot)
    assert panel.card.isHidden()
    QTest.keyClicks(panel.box.line, "st")
    QTest.keyClick(panel.box.line, Qt.Key.Key_Return)
    assert tray_of(program).tray.sign is Sign.CALLING
    panel = opened(program, qtbot)
    assert panel.card.stop_button.isVisible()
    QTest.keyClicks(panel.box.line, "ana")
    QTest.keyClick(panel.box.line, Qt.Key.Key_Return)
    assert panel.isVisible(), "nobody else is called meanwhile, and it says so"
    assert "Calling…" in panel.preview.accessibleName()
    qtbot.mouseClick(panel.card.stop_button, Qt.MouseButton.LeftButton)
    await_answer(program, qtbot)
    assert len(oracle.originates()) <= 1
    assert program.window.history.calls.calls()[0].name == "Ștefan Ionescu"


def test_a_second_click_and_another_window_close_the_panel_and_a_double_click_does_not(
    start: Starter, qtbot: QtBot, oracle: PhpOracle
) -> None:
    program = start(account_at(oracle.url))
    panel, desk = opened(program, qtbot), tray_of(program)
    desk.tray.clicked.emit()
    assert panel.isVisible(), "it was the second half of a double click"
    qtbot.waitUntil(lambda: not desk.clicked_just_now, timeout=3000)
    desk.tray.clicked.emit()
    assert not panel.isVisible()
    panel = opened(program, qtbot)
    qtbot.waitUntil(lambda: not desk.clicked_just_now, timeout=3000)
    program.window.come_forward()
    qtbot.waitUntil(lambda: not panel.isVisible(), timeout=5000)
    desk.tray.clicked.emit()
    assert not panel.isVisible(), "this very click has closed it"


@pytest.mark.parametrize("corner", ["top left", "top right", "bottom left", "bottom right"])
def test_the_panel_is_never_off_the_screen(start: Starter, qtbot: QtBot, oracle: PhpOracle, corner: str) -> None:
    program = start(account_at(oracle.url))
    panel = opened(program, qtbot)
    area = QGuiApplication.primaryScreen().geometry()
    edge = {
        "top left": area.topLeft(),
        "top right": area.topRight() - QPoint(24, 0),
        "bottom left": area.bottomLeft() - QPoint(0, 24),
        "bottom right": area.bottomRight() - QPoint(24, 24),
    }[corner]
    place = QRect(panel._place(QRect(edge.x(), edge.y(), 24, 24)), panel.size())
    assert QGuiApplication.primaryScreen().availableGeometry().contains(place)


def test_the_menu_shows_the_digits_and_calls_once_and_is_closed_while_a_call_is_in_the_air(
    start: Starter, qtbot: QtBot, oracle: PhpOracle
) -> None:
    oracle.configure(answer_after_s=1.0)
    program = start(account_at(oracle.url, dial_plan=DialPlan(NumberForm.NATIONAL, outside_prefix="9")))
    desk = tray_of(program)
    desk.show_phone(Telephone("ionescu", PhoneState.READY, "101"))
    (favourite,) = desk.lines().favourites
    assert favourite.text == "Ștefan Ionescu · 90722123456"
    favourite.chosen()
    favourite.chosen()
    desk.tray.offer(desk.lines())
    texts = desk.tray.menu_texts()
    assert desk.lines().is_calling
    assert "Stop waiting" in texts
    await_answer(program, qtbot)
    qtbot.waitUntil(lambda: "Stop waiting" not in desk.tray.menu_texts(), timeout=5000)
    texts = desk.tray.menu_texts()
    assert texts[:3] == ["Show", "Quick dial", "Your phone: Ready"]
    assert any(text.startswith("Call again: Ștefan Ionescu · 90722123456 · ") for text in texts)
    assert [text for text in texts if text in ("Favourites", "Recent calls", "Account")] == [
        "Favourites",
        "Recent calls",
        "Account",
    ]
    assert texts[-3:] == ["Sales PBX", "Settings…", "Quit"]
    assert [seen.data["caller_id"] for seen in oracle.originates()] == ["90722123456"]


def test_the_menu_chooses_the_account(start: Starter, qtbot: QtBot, oracle: PhpOracle) -> None:
    program = start(account_at(oracle.url))
    desk = program.settings_desk
    other = account_at(f"{oracle.url}/other", id="fedcba98765443218fedcba987654321", name="Support PBX")
    desk.change(replace(desk.settings, accounts=(*desk.settings.accounts, other)))
    chosen = next(line for line in tray_of(program).lines().accounts if line.text == "Support PBX")
    chosen.chosen()
    assert program.switchboard.account == other
    assert [line.checked for line in tray_of(program).lines().accounts] == [False, True]


def test_in_another_language_the_menu_and_the_tool_tip_speak_it(
    start: Starter, qtbot: QtBot, oracle: PhpOracle
) -> None:
    program = start(account_at(oracle.url))
    tray_of(program).show_phone(Telephone("ionescu", PhoneState.READY, "101"))
    with own_work():
        program.settings_desk.change(replace(program.settings_desk.settings, language="ro"))
        build_anew(program)
    assert tray_of(program).tray.menu_texts()[-1] == "Ieșire"
    assert "Telefonul tău: Liber" in tray_of(program).tray.tool_tip()
    if program.settings_window is not None:
        program.settings_window.close()


_RINGING = Telephone("ionescu", PhoneState.RINGING)
_BUSY = Telephone("ionescu", PhoneState.IN_CALL)
_READY = Telephone("ionescu", PhoneState.READY)
_GONE = Telephone("ionescu", PhoneState.OFFLINE)
_MINUTES = timedelta(minutes=2)


@pytest.mark.parametrize(
    ("state", "phone", "later", "seen", "sign"),
    [
        (None, None, timedelta(), False, Sign.IDLE),
        (None, _RINGING, timedelta(), False, Sign.RINGING),
        (None, _BUSY, timedelta(), False, Sign.CALLING),
        (None, _GONE, timedelta(), False, Sign.OFFLINE),
        (CallState.REQUESTED, _READY, _MINUTES, False, Sign.CALLING),
        (CallState.RINGING_AGENT, None, timedelta(), False, Sign.RINGING),
        (CallState.RINGING_AGENT, None, _MINUTES, False, Sign.IDLE),
        (CallState.IN_CALL, _BUSY, _MINUTES, False, Sign.CALLING),
        (CallState.IN_CALL, _READY, _MINUTES, False, Sign.IDLE),
        (CallState.ENDED, _READY, timedelta(), False, Sign.IDLE),
        (CallState.REFUSED, _READY, _MINUTES, False, Sign.FAILED),
        (CallState.NOT_SENT, None, timedelta(), False, Sign.FAILED),
        (CallState.UNKNOWN, _RINGING, _MINUTES, False, Sign.UNKNOWN),
        (CallState.UNKNOWN, _READY, timedelta(), True, Sign.IDLE),
    ],
)
def test_the_icon_tells_what_goes_on_and_a_problem_until_it_is_seen(
    state: CallState | None, phone: Telephone | None, later: timedelta, seen: bool, sign: Sign
) -> None:
    call = a_call(state) if state is not None else None
    assert sign_of(call, phone, datetime.now(UTC) + later + timedelta(seconds=1), seen=seen) is sign


def test_a_problem_stays_on_the_icon_until_the_panel_shows_it(start: Starter, qtbot: QtBot, oracle: PhpOracle) -> None:
    program = start(account_at(oracle.url))
    tray = tray_of(program).tray
    program.switchboard.call_changed.emit(a_call().not_sent(Failure(FailureCode.NO_ROUTE, "pbx.example")))
    assert tray.sign is Sign.FAILED
    assert "Not sent" in tray.tool_tip()
    panel = opened(program, qtbot)
    assert panel.card.isVisible()
    assert tray.sign is Sign.IDLE


def test_without_a_tray_closing_asks_once_and_minimises_from_then_on(
    start: Starter, qtbot: QtBot, oracle: PhpOracle
) -> None:
    program = start(account_at(oracle.url))
    window, desk = program.window, closing_of(program)
    window.close()
    assert window.isVisible()
    assert desk.question is not None
    desk.question.reject()
    assert program.settings_desk.settings.closing is Closing.ASK, "no answer is no answer"
    window.close()
    qtbot.mouseClick(desk.question.keep, Qt.MouseButton.LeftButton)
    assert program.settings_desk.settings.closing is Closing.KEEP
    assert window.isMinimized()
    window.come_forward()
    window.close()
    assert desk.question is None
    assert window.isMinimized()


def test_who_wants_to_quit_is_asked_once_and_quits(start: Starter, qtbot: QtBot, oracle: PhpOracle) -> None:
    program = start(account_at(oracle.url))
    window, desk = program.window, closing_of(program)
    window.close()
    assert desk.question is not None
    qtbot.mouseClick(desk.question.quit, Qt.MouseButton.LeftButton)
    assert program.settings_desk.settings.closing is Closing.QUIT
    assert not window.isVisible()
    window.show()
    window.close()
    assert not window.isVisible(), "it closes without a question"
    assert desk.question is None


def test_a_window_that_is_hidden_comes_back_minimised_when_the_tray_is_gone_for_good(
    start: Starter, qtbot: QtBot, oracle: PhpOracle
) -> None:
    program = start(account_at(oracle.url))
    desk = closing_of(program)
    assert not desk.missed.isActive(), "nothing is looked for while the window is there"
    program.window.hide()
    assert desk.missed.isActive()
    desk.missed.timeout.emit()
    assert not program.window.isVisible(), "a panel may be on its way back"
    desk.missed.timeout.emit()
    assert program.window.isMinimized()
    assert not desk.missed.isActive()


def test_the_settings_say_what_closing_means_and_take_the_icon_away(
    start: Starter, qtbot: QtBot, oracle: PhpOracle
) -> None:
    program = start(account_at(oracle.url))
    program.open_settings()
    accounts_page(program)
    assert program.settings_window is not None
    program.settings_window.turn_to("At hand")
    page = program.settings_window.findChild(AtHandPage)
    assert page is not None
    page.closing.activated.emit(1)
    assert program.settings_desk.settings.closing is Closing.KEEP
    page.tray.click()
    assert not program.settings_desk.settings.tray
    assert not tray_of(program).tray.can_be_clicked
    program.settings_window.close()


def test_a_line_of_the_menu_shows_an_ampersand_as_it_is(start: Starter, qtbot: QtBot, oracle: PhpOracle) -> None:
    program = start(account_at(oracle.url))
    desk = tray_of(program)
    desk.tray.offer(replace(desk.lines(), recent=[Line("Fish & Chips", lambda: None)]))
    assert "Fish && Chips" in desk.tray.menu_texts()
