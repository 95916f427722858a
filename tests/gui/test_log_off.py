"""The session ends in the middle of a call: by the system's signal, with the screen, or as Qt hears of it.

What is known is on the disk, the program is gone within two seconds, and nothing is sent again when it starts next.
Qt as it comes from the package index is built without X11's session management (it needs no libSM, and has no
QXcbSessionManager; looked up), so X11's session managers, xfce4-session for one, end it by the first two; the third is
Windows' and macOS' way.
"""

import json
import signal
import sqlite3
import subprocess
import time
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtGui import QSessionManager
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from pbxdialer.app.log_off import LogOff
from pbxdialer.gui.termination import Termination
from pbxdialer.store.paths import places
from tests.fault_pbx import FaultPbx, hang, read_request
from tests.gui.conftest import Starter, account_at
from tests.gui.gui_thread import own_work
from tests.gui.test_guests_on_a_real_screen import diary
from tests.gui.test_on_a_real_screen import Desktop, desktop
from tests.php_oracle import BODY_SECRETS, PhpOracle
from tests.screen import Screen, screen
from tests.secret_service import SecretService, secret_service
from tests.waiting import await_condition
from tests.xfce_session import XfceSession

__all__ = ["desktop", "screen", "secret_service"]
_GONE_WITHIN_S = 2.0


def in_the_middle_of_a_call(desktop: Desktop, pbx: FaultPbx) -> "subprocess.Popen[bytes]":
    """Start the program and call somebody whose PBX never answers."""
    desktop.prepare("--async", "0")
    settings = desktop.data / "settings.json"
    document = json.loads(settings.read_text())
    document["accounts"][0]["url"] = pbx.url
    settings.write_text(json.dumps(document | {"watch_phones": False}))
    running = desktop.open()
    await_condition(lambda: "keys for all programs" in diary(desktop), 15, "the desks")
    desktop.screen.type("ste")
    desktop.screen.press("Return")
    pbx.await_post()
    return running


def state_on_the_disk(desktop: Desktop) -> str:
    with closing(sqlite3.connect(f"{places(desktop.data).calls.as_uri()}?mode=ro", uri=True)) as journal:
        ((state,),) = journal.execute("SELECT state FROM calls").fetchall()
    return str(state)


def assert_it_ended_well(desktop: Desktop, running: "subprocess.Popen[bytes]", pbx: FaultPbx, began_s: float) -> None:
    """Check the end within its time, the row, and that the next start sends nothing."""
    code = running.wait(10)
    assert time.monotonic() - began_s < _GONE_WITHIN_S
    assert running.stderr is not None
    assert (code, running.stderr.read()) == (0, b"")
    assert state_on_the_disk(desktop) == "UNKNOWN"
    desktop.open()
    await_condition(lambda: diary(desktop).count("keys for all programs") == 2, 15, "the desks")
    assert desktop.calls()[0]["state"] == "UNKNOWN"
    assert pbx.posts == 1, "nothing is sent again"


def take_the_screen_away(screen: Screen) -> None:
    screen.__exit__(None, None, None)


@pytest.mark.longer
@pytest.mark.parametrize("desk", ["a screen that goes", "the session manager of a desktop"])
def test_a_log_off_in_the_middle_of_a_call(secret_service: SecretService, tmp_path: Path, desk: str) -> None:
    whole = desk == "the session manager of a desktop"
    kind: Screen = XfceSession(secret_service) if whole else Screen()
    with FaultPbx(read_request, hang) as pbx, PhpOracle(BODY_SECRETS, workers=1) as oracle, kind as screen:
        desktop = Desktop(screen, secret_service, oracle, tmp_path)
        running = in_the_middle_of_a_call(desktop, pbx)
        began_s = time.monotonic()
        screen.log_off() if isinstance(screen, XfceSession) else take_the_screen_away(screen)
        code = running.wait(10)
        assert time.monotonic() - began_s < _GONE_WITHIN_S
        assert running.stderr is not None
        said = running.stderr.read()
        assert code == 1, "Qt itself leaves, in the middle of whatever was done: nothing of ours runs any more"
        assert b"Traceback" not in said
        assert b"X11 connection broke" in said or b"XIO" in said, "in Qt's words or in Xlib's, whoever sees it first"
        assert state_on_the_disk(desktop) in ("REQUESTED", "UNKNOWN")
        desktop.close()
        with Screen() as another:
            again = Desktop(another, secret_service, oracle, tmp_path)
            again.open()
            await_condition(lambda: diary(again).count("keys for all programs") == 2, 15, "the desks")
            assert again.calls()[0]["state"] == "UNKNOWN"
            again.close()
        assert pbx.posts == 1, "nothing is sent again"


@pytest.mark.longer
@pytest.mark.parametrize(
    "signals",
    [[signal.SIGTERM], [signal.SIGHUP], [signal.SIGTERM, signal.SIGHUP]],
    ids=["a shutdown", "its terminal closes", "systemd ends the session"],
)
def test_the_systems_signals_in_the_middle_of_a_call(desktop: Desktop, signals: list[signal.Signals]) -> None:
    with FaultPbx(read_request, hang) as pbx:
        running = in_the_middle_of_a_call(desktop, pbx)
        began_s = time.monotonic()
        for number in signals:
            running.send_signal(number)
        assert_it_ended_well(desktop, running, pbx, began_s)


def test_who_started_it_with_nohup_has_it_go_on_when_the_terminal_closes(qapp: QApplication) -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    heard: list[bool] = []
    termination = Termination()
    try:
        termination.requested.connect(lambda: heard.append(True))
        signal.raise_signal(signal.SIGHUP)
        qapp.processEvents()
        assert heard == []
        signal.raise_signal(signal.SIGTERM)
        await_condition(lambda: (qapp.processEvents(), bool(heard))[1], 5, "the other signal")
    finally:
        termination.close()
        assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
        signal.signal(signal.SIGHUP, before)


class SessionManager:
    """Qt makes its own only when a session ends; what is said to this one is kept."""

    def __init__(self) -> None:
        self.hint: QSessionManager.RestartHint | None = None

    def setRestartHint(self, hint: QSessionManager.RestartHint) -> None:  # noqa: N802 - Qt's name
        self.hint = hint


def test_where_qt_ends_with_the_session_the_call_is_written_down_and_a_cancelled_log_off_changes_nothing(
    start: Starter, qtbot: QtBot, qapp: QApplication
) -> None:
    with FaultPbx(read_request, hang) as pbx:
        program = start(replace(account_at(pbx.url), waits_for_agent=True))
        program.window.box.line.setText("ste")
        program.window.call_now()
        qtbot.waitUntil(lambda: pbx.posts == 1, timeout=10_000)
        assert program.desks is not None
        log_off: LogOff = program.desks.log_off
        manager = SessionManager()
        log_off._commit(manager)  # type: ignore[arg-type]
        assert manager.hint is QSessionManager.RestartHint.RestartNever
        assert program.switchboard.call_in_the_air is not None, "somebody may cancel the log-off"
        began_s = time.monotonic()
        with own_work():  # the process ends: nobody looks at its window any more
            qapp.aboutToQuit.emit()
        assert time.monotonic() - began_s < _GONE_WITHIN_S
        qtbot.waitUntil(lambda: program.window.history.calls.calls()[0].state == "UNKNOWN", timeout=5000)
        assert pbx.posts == 1
