"""The program started with the agent's session: nothing on the screen, in the tray or minimised, and only once."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtWidgets import QSystemTrayIcon
from pytestqt.qtbot import QtBot

from pbxdialer.gui.login_switch import LoginSwitch
from tests.gui.conftest import Starter, account_at
from tests.gui.gui_thread import own_work
from tests.gui.test_guests_on_a_real_screen import diary
from tests.gui.test_on_a_real_screen import Desktop, desktop
from tests.screen import program, screen
from tests.secret_service import secret_service
from tests.waiting import await_condition

__all__ = ["desktop", "screen", "secret_service"]
_ON_A_SCREEN = pytest.mark.skipif(not os.environ.get("DISPLAY"), reason="missing: a screen")


@contextmanager
def tray(desktop: Desktop) -> Iterator[None]:
    if not shutil.which("trayer"):
        pytest.skip("missing: trayer")
    with subprocess.Popen(["trayer"], env=desktop.environment, stderr=subprocess.DEVNULL) as running:
        try:
            yield
        finally:
            running.kill()


def shown(desktop: Desktop) -> list[str]:
    return desktop.screen.windows("PBX Dialer")


@pytest.mark.longer
@pytest.mark.skipif(not shutil.which("gio"), reason="missing: libglib2.0-bin")
def test_what_login_starts_is_hidden_in_the_tray_and_a_second_start_shows_it(desktop: Desktop, tmp_path: Path) -> None:
    desktop.prepare()
    desktop.environment["XDG_CONFIG_HOME"] = str(tmp_path / "settings")
    desktop.command("login", "on")
    entry = tmp_path / "settings" / "autostart" / "pbxdialer.desktop"
    with tray(desktop):
        subprocess.run(["gio", "launch", str(entry)], env=desktop.environment, check=True, timeout=30)
        try:
            await_condition(lambda: "open for business" in diary(desktop), 20, "the program")
            assert shown(desktop) == []
            again = program("--hidden", "--data-dir", str(desktop.data))
            assert subprocess.run(again, env=desktop.environment, check=False, timeout=30).returncode == 0
            assert shown(desktop) == [], "a second start by the session shows nothing either"
            by_hand = program("--data-dir", str(desktop.data))
            subprocess.run(by_hand, env=desktop.environment, check=True, timeout=30)
            await_condition(lambda: bool(shown(desktop)), 10, "the window")
        finally:
            quits = program("--quit", "--data-dir", str(desktop.data))
            subprocess.run(quits, env=desktop.environment, check=True, timeout=30)


@pytest.mark.longer
def test_a_link_finds_a_program_that_was_started_hidden(desktop: Desktop) -> None:
    desktop.prepare()
    with tray(desktop):
        words = program("--hidden", "--data-dir", str(desktop.data))
        with subprocess.Popen(words, env=desktop.environment) as hidden:
            try:
                await_condition(lambda: "open for business" in diary(desktop), 20, "the program")
                link = program("--data-dir", str(desktop.data), "tel:+40722123456")
                subprocess.run(link, env=desktop.environment, check=True, timeout=30)
                await_condition(lambda: "an offer (link): asked" in diary(desktop), 15, "the question")
                await_condition(lambda: bool(shown(desktop)), 10, "the window")
            finally:
                hidden.kill()


@pytest.mark.longer
def test_somebody_without_an_account_is_shown_the_window_all_the_same(desktop: Desktop) -> None:
    words = program("--hidden", "--data-dir", str(desktop.data))
    with subprocess.Popen(words, env=desktop.environment) as started:
        try:
            await_condition(lambda: bool(shown(desktop)), 20, "the window")
        finally:
            started.kill()


@_ON_A_SCREEN
def test_where_no_tray_comes_the_window_is_minimised_so_that_there_is_a_way_back(
    start: Starter, qtbot: QtBot, tmp_path: Path
) -> None:
    program = start(account_at("http://127.0.0.1:9"))
    assert not QSystemTrayIcon.isSystemTrayAvailable(), "the screen of the tests has none"
    assert program.desks is not None
    program.window.hide()
    program.desks.closing.missed.timeout.emit()
    assert not program.window.isVisible(), "a tray may come late"
    program.desks.closing.missed.timeout.emit()
    assert program.window.isMinimized()


def test_the_switch_in_the_settings_does_what_it_says_and_tells_what_is_so(
    start: Starter, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "settings"))
    program = start(account_at("http://127.0.0.1:9"))
    with own_work():
        program.open_settings()
    window = program.settings_window
    assert window is not None
    window.turn_to("At hand")
    switch = window.findChild(LoginSwitch)
    assert switch is not None
    entry = tmp_path / "settings" / "autostart" / "pbxdialer.desktop"
    assert program.records_lane.drained(5)
    assert not switch.box.isChecked()
    assert not entry.exists(), "opening the settings switches nothing on"
    switch.box.click()
    qtbot.waitUntil(entry.exists)
    assert "--hidden --data-dir" in entry.read_text()
    switch.box.click()
    qtbot.waitUntil(lambda: not entry.exists())
    entry.parent.rmdir()
    entry.parent.write_text("a file")
    switch.box.click()
    qtbot.waitUntil(lambda: bool(switch.trouble()))
    assert not switch.box.isChecked()
    window.close()
