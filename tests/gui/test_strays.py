"""An exception nobody caught: written into the log without secrets, quietly said in the window, and no call is lost."""

import logging
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QTimer
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from pbxdialer.app.program import Program
from pbxdialer.core.account import Account, Secrets
from pbxdialer.core.call import Call, CallState
from pbxdialer.core.failure import FailureCode
from pbxdialer.dialer import Dialer
from pbxdialer.pbx.attempt import Attempt
from pbxdialer.pbx.client import Answer, PbxClient
from pbxdialer.store.paths import places
from pbxdialer.store.settings_file import load, save
from tests.fault_pbx import ACCEPTED, FaultPbx, read_request, reply
from tests.gui.conftest import Starter, account_at
from tests.gui.hand import SOON_MS

_SECRET = "api_password=canary-in-an-error&caller_id=0722123456"
_PBX = "http://127.0.0.1:9"

pytestmark = [
    pytest.mark.fault_matrix,
    pytest.mark.complains(
        "nobody caught this", "a job in the background failed", "placing a call", "was lost", "call not recorded"
    ),
]


class Boom(Exception):
    """What nobody caught."""


def _boom(*_: object) -> None:
    raise Boom(_SECRET)


class _Exploding(QWidget):
    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.User:
            _boom()
        return super().event(event)


class _ExplodesWhenForgotten:
    def __del__(self) -> None:
        _boom()


def _in_a_slot(program: Program) -> None:
    program.window.settings_button.clicked.disconnect()
    program.window.settings_button.clicked.connect(_boom)
    program.window.settings_button.click()


def _in_a_timer(program: Program) -> None:
    QTimer.singleShot(0, program, _boom)


def _in_an_event(program: Program) -> None:
    QApplication.postEvent(_Exploding(program.window), QEvent(QEvent.Type.User))  # as the event loop calls it


def _in_a_signal_of_the_system(program: Program) -> None:
    program._termination.requested.disconnect()
    program._termination.requested.connect(_boom)
    program._termination.requested.emit()


def _on_a_worker(program: Program) -> None:
    program.calls_lane.submit(_boom)


def _on_a_thread(_: Program) -> None:
    thread = threading.Thread(target=_boom)
    thread.start()
    thread.join()


def _in_the_garbage(_: Program) -> None:
    del [_ExplodesWhenForgotten()][0]


_PLACES = (
    *(_in_a_slot, _in_a_timer, _in_an_event, _in_a_signal_of_the_system),
    *(_on_a_worker, _on_a_thread, _in_the_garbage),
)


@pytest.mark.parametrize("stderr", ["with stderr", "without stderr"])
@pytest.mark.parametrize("explode", _PLACES, ids=lambda place: place.__name__.strip("_").replace("_", " "))
def test_what_nobody_caught_is_logged_without_secrets_and_quietly_said(
    start: Starter,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    explode: Callable[[Program], None],
    stderr: str,
) -> None:
    program = start(account_at(_PBX))
    if stderr == "without stderr":
        monkeypatch.setattr(sys, "stderr", None)

    explode(program)

    qtbot.waitUntil(lambda: "A fault in this program: Boom." in program.window.notices.text(), timeout=SOON_MS)
    log = (program.places.logs / "pbxdialer.log").read_text("utf-8")
    assert "Boom" in log
    assert "Traceback" in log
    assert "canary" not in log
    assert "0722123456" not in log
    assert "canary" not in capfd.readouterr().err


class _FailsAfterwards(PbxClient):
    """Sends the request, hears the answer, and falls over it."""

    def originate(self, call: Call, account: Account, secrets: Secrets, attempt: Attempt) -> Answer:
        super().originate(call, account, secrets, attempt)
        raise Boom(_SECRET)


class _BreaksItsWord(Dialer):
    """Raises, though it promises never to; `lost` does so, too, where the disk is said to be bad."""

    bad_disk = False

    def place(self, *_: object, **__: object) -> Call:
        raise Boom(_SECRET)

    def lost(self, *values: object) -> Call:
        if self.bad_disk:
            raise Boom(_SECRET)
        return super().lost(*values)  # type: ignore[arg-type]


@pytest.mark.parametrize("how", ["after sending", "instead of anything", "and the disk is bad"])
def test_a_fault_on_the_worker_makes_the_call_in_the_air_unknown_and_the_next_one_possible(
    start: Starter, qtbot: QtBot, how: str
) -> None:
    with FaultPbx(read_request, reply(ACCEPTED)) as pbx:
        program = start(account_at(pbx.url))
        good = program.dialer
        if how == "after sending":
            program.dialer = Dialer(_FailsAfterwards(), program.journal)
        else:
            program.dialer = _BreaksItsWord(PbxClient(), program.journal)
            program.dialer.bad_disk = how == "and the disk is bad"
        _call(program, "0722123456")
        qtbot.waitUntil(lambda: program.switchboard.call_in_the_air is None, timeout=SOON_MS)

        (call,) = program.window.history.calls.calls()
        assert call.state is CallState.UNKNOWN
        assert call.failure
        assert (call.failure.code, call.failure.detail) == (FailureCode.PROGRAM_FAULT, "Boom")
        assert pbx.posts == (how == "after sending")
        row = program.journal.opened.result().history.by_external_id(call.external_id)
        assert (row.state if row else None) == (None if how == "and the disk is bad" else CallState.UNKNOWN)
        log = (program.places.logs / "pbxdialer.log").read_text("utf-8")
        assert "Boom" in log
        assert "canary" not in log

        program.dialer = good
        _call(program, "0733555010")
        qtbot.waitUntil(
            lambda: program.window.history.calls.calls()[0].state is CallState.RINGING_AGENT, timeout=SOON_MS
        )


def _call(program: Program, digits: str) -> None:
    program.window.box.line.setText(digits)
    program.window.call_now()


@pytest.mark.parametrize("shown", [False, True], ids=["masked", "shown where the agent turned detail on"])
def test_telephone_numbers_in_the_log_are(start: Starter, tmp_path: Path, shown: bool) -> None:
    def with_detail() -> None:
        file = places(tmp_path).settings
        save(file, replace(load(file).settings, numbers_in_logs=shown))

    program = start(account_at(_PBX), before_show=with_detail)
    logging.getLogger("pbxdialer.test").info("a call to 0722 123 456 with api_key=canary-key")

    log = (program.places.logs / "pbxdialer.log").read_text("utf-8")
    assert ("a call to 0722 123 456 with api_key=…" if shown else "a call to …456 with api_key=…") in log


@pytest.mark.parametrize("stderr", ["with stderr", "without stderr"])
def test_a_fault_before_the_window_is_open_is_written_down_too(tmp_path: Path, stderr: str) -> None:
    script = (
        "import sys, pbxdialer.app.program, pbxdialer.app.start\n"
        "from pathlib import Path\n"
        f"sys.stderr = {'sys.stderr' if stderr == 'with stderr' else 'None'}\n"
        "def broken(*_, **__): raise RuntimeError('api_key=canary, to 0722123456')\n"
        "pbxdialer.app.program.Program = broken\n"
        f"pbxdialer.app.start.run(Path({str(tmp_path)!r}), [])\n"
    )
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60)

    assert ended.returncode == 1
    log = (tmp_path / "logs" / "pbxdialer.log").read_text("utf-8")
    assert "RuntimeError: api_key=…, to …456" in log
    assert ("RuntimeError" in ended.stderr) == (stderr == "with stderr")


def test_nothing_of_the_program_stays_behind_it(start: Starter, qtbot: QtBot) -> None:
    before = (sys.excepthook, threading.excepthook, sys.unraisablehook, list(logging.getLogger().handlers))
    program = start(account_at(_PBX))
    qtbot.waitUntil(lambda: program.guests.desk is not None, timeout=SOON_MS)
    desk = program.guests.desk
    assert desk is not None
    program.switchboard.offer("tel:0733555010", "link")
    heard: list[object] = []
    desk.cleared.connect(lambda: heard.append("cleared"))

    program.close()

    assert (sys.excepthook, threading.excepthook, sys.unraisablehook, list(logging.getLogger().handlers)) == before
    assert heard == ["cleared"], "no question, and no clock that would ask one in a window that is gone"
