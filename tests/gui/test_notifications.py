"""Notifications, shown by a real service of the desktop (dunst) on a bus of its own."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from select import select
from socket import SHUT_RDWR

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from pbxdialer.app.program import Program
from pbxdialer.core.call import Call, CallResult
from pbxdialer.core.call_news import CallNews
from pbxdialer.core.failure import Failure, FailureCode
from pbxdialer.desktop.notifications import Click, Notifications, NotificationsUnavailable
from pbxdialer.gui.quiet_switch import QuietSwitch
from tests.gui.conftest import Starter, account_at
from tests.gui.gui_thread import own_work
from tests.gui.lobby import elsewhere
from tests.gui.test_guests_on_a_real_screen import diary
from tests.gui.test_hotkeys_on_a_real_screen import await_focus
from tests.gui.test_hotkeys_on_a_real_screen import elsewhere as in_an_xterm
from tests.gui.test_on_a_real_screen import Desktop, desktop
from tests.pbx.desk import call_on
from tests.screen import Screen, screen
from tests.secret_service import SecretService, secret_service
from tests.waiting import await_condition

__all__ = ["desktop", "elsewhere", "screen", "secret_service"]
_UNKNOWN = Failure(FailureCode.REPLY_LATE)


def placed(**changes: object) -> Call:
    return replace(call_on(account_at("http://127.0.0.1:9")), **changes)  # type: ignore[arg-type]


def test_worth_saying_is_what_rings_who_answers_and_what_failed_once_each() -> None:
    begun = placed(waits_for_agent=False)
    rings = begun.accepted(())
    talking = rings.answered_by_agent().answered_by_customer()
    told = CallNews()
    steps = [begun, rings, rings, rings.answered_by_agent(), talking, replace(talking, note="x")]
    assert [told.is_news(call) for call in steps] == [False, True, False, False, True, False]
    assert not told.is_news(talking.ended(CallResult.ANSWERED, 12)), "the agent was there"
    for end in (begun.refused(()), begun.not_answered(), begun.unknown(_UNKNOWN), rings.ended(CallResult.BUSY)):
        told = CallNews()
        assert [told.is_news(begun), told.is_news(end), told.is_news(end)] == [False, True, False]
    assert CallNews().is_news(placed(waits_for_agent=True)), "the telephone rings while its answer is waited for"


def test_a_call_of_an_earlier_day_that_is_settled_now_is_no_news() -> None:
    assert not CallNews().is_news(placed().unknown(_UNKNOWN))
    assert not CallNews().is_news(placed().ended(CallResult.NO_ANSWER))


class Dunst:
    """A desktop's notification service; `shown` are title and text of what it showed."""

    def __init__(self, environment: dict[str, str], folder: Path) -> None:
        self._environment = environment
        self._out = (folder / "dunst.out").open("w+")
        settings = folder / "dunstrc"
        settings.write_text('[global]\nmarkup = full\nformat = "%s|%b"\nmouse_left_click = do_action, close_current\n')
        self._running = subprocess.Popen(["dunst", "-conf", settings], env=environment, stderr=self._out)
        await_condition(lambda: self._asks("is-paused").returncode == 0, 15, "dunst")

    def shown(self) -> list[tuple[str, str]]:
        self.control("close-all")
        history = json.loads(self.control("history"))["data"][0]
        return [(one["summary"]["data"], one["body"]["data"]) for one in reversed(history)]

    def waiting(self) -> int:
        return int(self.control("count", "waiting"))

    def displayed(self) -> int:
        return int(self.control("count", "displayed"))

    def control(self, *words: str) -> str:
        done = self._asks(*words)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def close(self) -> None:
        self._running.kill()
        self._running.wait()
        self._out.close()

    def _asks(self, *words: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            ["dunstctl", *words], env=self._environment, capture_output=True, text=True, check=False, timeout=20
        )


@pytest.fixture
def dunst(
    screen: Screen, secret_service: SecretService, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Dunst]:
    if missing := [name for name in ("dunst", "dunstctl") if not shutil.which(name)]:
        pytest.skip(f"missing: {', '.join(missing)}")
    environment = screen.environment(secret_service.environment)
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", environment["DBUS_SESSION_BUS_ADDRESS"])
    service = Dunst(environment, tmp_path)
    yield service
    service.close()


def test_what_is_shown_stands_in_the_place_of_the_last_and_is_plain_text(dunst: Dunst) -> None:
    notifications = Notifications("/none.svg")
    try:
        notifications.show("First", "one")
        notifications.show("Refused", "<b>Ion & Ana</b>\nNothing rang.")
        assert dunst.displayed() == 1
        assert dunst.shown()[-1] == ("Refused", "&lt;b&gt;Ion &amp; Ana&lt;/b&gt;\nNothing rang.")
    finally:
        notifications.close()


def test_where_nobody_shows_notifications_it_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path / 'none'}")
    with pytest.raises(NotificationsUnavailable):
        Notifications("").show("a", "b")
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS")
    with pytest.raises(NotificationsUnavailable):
        Notifications("").show("a", "b")


def test_a_bus_without_such_a_service_is_told_too(
    secret_service: SecretService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", secret_service.environment["DBUS_SESSION_BUS_ADDRESS"])
    with pytest.raises(NotificationsUnavailable, match="Notifications"):
        Notifications("").show("a", "b")


def test_a_click_is_told_once_and_only_of_the_one_that_is_shown(dunst: Dunst) -> None:
    notifications = Notifications("")
    try:
        notifications.show("Refused", "Nothing rang.")
        assert notifications.clicked() is None
        dunst.control("action")
        assert not heard_within(notifications, 0.3), "nothing was offered to be done by a click"
        notifications.show("Refused", "Nothing rang.", "Show the window")
        dunst.control("action")
        assert heard_within(notifications, 10)
        assert notifications.clicked() == Click()
        assert notifications.clicked() is None
    finally:
        notifications.close()


def test_another_program_cannot_pretend_a_click(dunst: Dunst, secret_service: SecretService) -> None:
    notifications = Notifications("")
    try:
        notifications.show("Refused", "Nothing rang.", "Show the window")
        assert notifications._bus is not None
        destination, number = notifications._bus.unique_name, notifications._last
        where = ("--session", "--object-path", "/org/freedesktop/Notifications", "--dest", destination)
        what = ("--signal", "org.freedesktop.Notifications.ActionInvoked", f"uint32 {number}", "default")
        subprocess.run(["gdbus", "emit", *where, *what], env=secret_service.environment, check=True, timeout=20)
        assert heard_within(notifications, 10)
        assert notifications.clicked() is None
    finally:
        notifications.close()


def test_a_bus_that_has_gone_is_told_and_the_next_one_is_shown_on_a_new_connection(dunst: Dunst) -> None:
    notifications = Notifications("")
    try:
        notifications.show("First", "one", "Show the window")
        with notifications.ear() as ear:
            ear.shutdown(SHUT_RDWR)
        with pytest.raises(NotificationsUnavailable):
            notifications.clicked()
        with pytest.raises(NotificationsUnavailable):
            notifications.ear()
        dunst.control("close-all")
        notifications.show("Second", "two", "Show the window")
        dunst.control("action")
        assert heard_within(notifications, 10)
        assert notifications.clicked() == Click()
    finally:
        notifications.close()


def heard_within(notifications: Notifications, seconds: float) -> bool:
    with notifications.ear() as ear:
        return bool(select([ear], [], [], seconds)[0])


def hear(program: Program, *calls: Call) -> None:
    for call in calls:
        program.switchboard.call_changed.emit(call)
    desk = program.desks
    assert desk is not None
    if desk.notifications._lane is not None:
        assert desk.notifications._lane.drained(10)


def test_calls_are_told_while_the_agent_works_elsewhere_and_not_in_front_of_the_window(
    start: Starter, qtbot: QtBot, dunst: Dunst
) -> None:
    program = start(account_at("http://127.0.0.1:9"))
    begun = placed(waits_for_agent=False, name="Ana Marin")
    program.window.come_forward()
    qtbot.waitUntil(program.window.isActiveWindow)
    hear(program, begun, begun.accepted(()))
    assert program.desks is not None
    assert program.desks.notifications._lane is None, "what the agent sees is not told, too"
    program.window.hide()
    qtbot.waitUntil(lambda: not program.window.isActiveWindow())
    again = placed(waits_for_agent=False, name="Ana Marin")
    hear(program, again, again.refused(("Busy",)))
    ((title, text),) = dunst.shown()
    assert title == "Refused by the PBX"
    assert text.startswith("Ana Marin\nBusy")


def test_a_click_brings_the_hidden_window_forward_with_the_card_of_the_call_and_nothing_else_does(
    start: Starter, qtbot: QtBot, dunst: Dunst, elsewhere: QWidget
) -> None:
    program = start(account_at("http://127.0.0.1:9"))
    for _ in range(2):  # it is heard a second time
        program.window.hide()
        qtbot.waitUntil(lambda: QApplication.activeWindow() is None)
        begun = placed(waits_for_agent=False, name="Ana Marin")
        hear(program, begun, begun.refused(("Busy",)))
        qtbot.waitUntil(lambda: dunst.displayed() == 1, timeout=5000)
        elsewhere.show()
        elsewhere.activateWindow()
        qtbot.waitUntil(elsewhere.isActiveWindow, timeout=5000)
        assert not program.window.isVisible(), "it comes when it is asked to, and not before"
        dunst.control("action")
        qtbot.waitUntil(program.window.isActiveWindow, timeout=5000)
        assert program.window.card.isVisible()
        assert "Refused by the PBX" in [label.text() for label in program.window.card.findChildren(QLabel)]
        elsewhere.hide()


def test_the_end_of_the_bus_is_heard_once_and_takes_nobodys_time(start: Starter, qtbot: QtBot, dunst: Dunst) -> None:
    program = start(account_at("http://127.0.0.1:9"))
    program.window.hide()
    qtbot.waitUntil(lambda: not program.window.isActiveWindow())
    begun = placed(waits_for_agent=False)
    hear(program, begun, begun.refused(("Busy",)))
    assert program.desks is not None
    desk = program.desks.notifications
    qtbot.waitUntil(lambda: desk._ear is not None, timeout=5000)
    assert desk._desktop is not None
    with desk._desktop.ear() as connection:
        connection.shutdown(SHUT_RDWR)
    qtbot.waitUntil(lambda: desk._ear is None, timeout=5000)


def test_a_click_on_what_the_tray_says_brings_the_window_forward(
    start: Starter, qtbot: QtBot, elsewhere: QWidget
) -> None:
    program = start(account_at("http://127.0.0.1:9"))
    elsewhere.show()
    elsewhere.activateWindow()
    qtbot.waitUntil(elsewhere.isActiveWindow, timeout=5000)
    program.window.hide()
    assert program.tray is not None
    program.tray._icon.messageClicked.emit()  # as Qt does on Windows and macOS, where it shows it
    qtbot.waitUntil(program.window.isActiveWindow, timeout=5000)


def test_nothing_is_told_while_the_agent_is_not_to_be_disturbed(start: Starter, qtbot: QtBot, dunst: Dunst) -> None:
    program = start(account_at("http://127.0.0.1:9"))
    with own_work():
        program.open_settings()
    window = program.settings_window
    assert window is not None
    with own_work():
        window.turn_to("At hand")
    switch = window.findChild(QuietSwitch)
    assert switch is not None
    switch.box.click()
    assert program.settings_desk.settings.do_not_disturb
    window.close()
    program.window.hide()
    qtbot.waitUntil(lambda: not program.window.isActiveWindow())
    begun = placed()
    hear(program, begun, begun.refused(()))
    assert program.desks is not None
    assert program.desks.notifications._lane is None, "nobody was even asked"
    assert dunst.shown() == []


def test_the_desktop_keeps_them_back_while_it_is_not_to_be_disturbed_itself(dunst: Dunst) -> None:
    dunst.control("set-paused", "true")
    notifications = Notifications("")
    try:
        notifications.show("Refused", "Nothing rang.")
        assert (dunst.displayed(), dunst.waiting()) == (0, 1)
    finally:
        notifications.close()


@pytest.mark.longer
def test_the_telephone_that_rings_is_told_to_somebody_who_types_elsewhere_and_takes_no_key_until_it_is_clicked(
    desktop: Desktop, dunst: Dunst, tmp_path: Path
) -> None:
    desktop.prepare()
    desktop.open()
    await_condition(lambda: "keys for all programs" in diary(desktop), 15, "the desks")
    desktop.oracle.configure(answer_after_s=4.0)
    desktop.screen.type("ste")
    desktop.screen.press("Return")
    desktop.oracle.await_originates(1)
    desktop.screen.minimise("PBX Dialer")
    with in_an_xterm(desktop, tmp_path) as typed:
        await_focus(desktop, "Elsewhere")
        await_condition(lambda: dunst.displayed() == 1, 15, "the notification")
        desktop.screen.type("still here")
        desktop.screen.press("Return")
        await_condition(lambda: "still here" in typed.read_text(), 10, "what is typed in the other program")
        (shown,) = desktop.screen.windows("Dunst")
        left, top, width, height = desktop.screen.geometry(shown)
        desktop.screen.click((left + width // 2, top + height // 2))
        await_focus(desktop, "PBX Dialer")
    assert dunst.shown()[0][0] == "Accepted – pick up your phone"
