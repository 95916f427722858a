"""A newer version is told of in one quiet line, where somebody said where: nothing is fetched on the GUI thread."""

import json
import os
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QTabWidget
from pytestqt.qtbot import QtBot

from pbxdialer.app.new_look import wear
from pbxdialer.app.program import Program
from pbxdialer.app.updates import Updates
from pbxdialer.gui.program_page import ProgramPage
from pbxdialer.store.settings import Settings
from pbxdialer.store.settings_file import load
from tests.fault_pbx import FaultPbx, hang, read_request, reply
from tests.gui.conftest import Starter, account_at
from tests.store.policies import policy
from tests.tls_authority import TlsAuthority

PAGE = "https://software.company.example/pbxdialer"
TOLD = json.dumps({"version": "99.2", "page": PAGE}).encode()


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> TlsAuthority:
    return TlsAuthority(tmp_path_factory.mktemp("authority"))


@pytest.fixture
def server(authority: TlsAuthority) -> Iterator[FaultPbx]:
    with FaultPbx(read_request, reply(TOLD), tls=authority.server()) as server:
        yield server


@pytest.fixture
def begun(start: Starter, authority: TlsAuthority, qtbot: QtBot) -> Program:
    """The program, whose account trusts the server's issuer."""
    program = start(account_at("http://127.0.0.1:9", ca_file=authority.ca_file))
    qtbot.waitUntil(lambda: program.desks is not None, timeout=20_000)
    return program


def updates(program: Program) -> Updates:
    assert program.desks is not None
    return program.desks.updates


def announced_at(program: Program, address: str, **more: object) -> None:
    settings: Settings = replace(program.settings_desk.settings, update_address=address, **more)  # type: ignore[arg-type]
    program.settings_desk.change(settings)


def told(program: Program, qtbot: QtBot) -> str:
    qtbot.waitUntil(lambda: updates(program).bar is not None, timeout=20_000)
    bar = updates(program).bar
    assert bar is not None
    return bar.text


def await_look(program: Program, qtbot: QtBot) -> None:
    """Wait until the look that has begun is over, and what it found has been told."""
    looked: list[None] = []
    updates(program)._lane.submit(lambda: None, looked.append)
    qtbot.waitUntil(lambda: bool(looked), timeout=20_000)


def test_what_a_server_says_that_was_left_meanwhile_is_not_told(begun: Program, server: FaultPbx, qtbot: QtBot) -> None:
    announced_at(begun, server.url)
    announced_at(begun, "")
    await_look(begun, qtbot)
    assert server.connections == 1
    assert updates(begun).bar is None


def test_without_an_address_nobody_is_asked_and_nothing_is_kept(begun: Program) -> None:
    updates(begun).look()
    assert updates(begun).bar is None
    assert not begun.places.contacts.with_name("updates.json").exists()


@pytest.mark.skipif(sys.platform != "linux", reason="missing: xdg-open, which this test stands in for")
def test_it_is_told_opened_in_the_browser_after_a_press_and_closed_for_good(
    begun: Program, server: FaultPbx, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = tmp_path / "bin" / "xdg-open"
    browser.parent.mkdir()
    browser.write_text(f'#!/bin/sh\nprintf "%s\\n" "$1" >> "{tmp_path / "opened"}"\n')
    browser.chmod(0o755)
    monkeypatch.setenv("PATH", f"{browser.parent}{os.pathsep}{os.environ['PATH']}")
    line = begun.window.box.line
    line.setFocus()
    announced_at(begun, f"{server.url}/v.json")
    assert told(begun, qtbot) == "Version 99.2 is there."
    assert begun.window.focusWidget() is line, "it takes no keyboard"
    assert not (tmp_path / "opened").exists()
    bar = updates(begun).bar
    assert bar is not None
    qtbot.mouseClick(bar.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: (tmp_path / "opened").exists(), timeout=10_000)
    qtbot.waitUntil(lambda: (tmp_path / "opened").read_text() == f"{PAGE}\n")
    bar.closed.emit()
    assert updates(begun).bar is None
    kept = begun.places.contacts.with_name("updates.json")
    qtbot.waitUntil(lambda: json.loads(kept.read_text())["closed"] == "99.2")
    updates(begun).look()
    await_look(begun, qtbot)
    assert updates(begun).bar is None
    assert server.connections == 1, "once a day"


@pytest.mark.fault_matrix
def test_a_server_that_hangs_holds_nobody_up_and_a_refusal_stays_in_the_log(
    begun: Program, authority: TlsAuthority, qtbot: QtBot
) -> None:
    """That the window lives meanwhile is judged as in every test (`always_on`)."""
    with FaultPbx(read_request, hang, tls=authority.server()) as server:
        announced_at(begun, server.url)
        qtbot.waitUntil(lambda: server.connections == 1, timeout=20_000)
        QTest.keyClicks(begun.window.box.line, "0722")
        assert begun.window.box.line.text() == "0722"
        notices = begun.window.notices.text()
    announced_at(begun, "")
    assert updates(begun).bar is None
    assert begun.window.notices.text() == notices


def test_switched_off_it_goes_and_a_window_built_anew_has_it_again(
    begun: Program, server: FaultPbx, qtbot: QtBot
) -> None:
    announced_at(begun, server.url)
    told(begun, qtbot)
    old = updates(begun).bar
    wear(begun)
    qtbot.waitUntil(lambda: updates(begun).bar not in (None, old), timeout=10_000)
    bar = updates(begun).bar
    assert bar is not None
    assert bar.window() is begun.window
    announced_at(begun, server.url, update_notice=False)
    assert updates(begun).bar is None


def program_page(program: Program, qtbot: QtBot) -> ProgramPage:
    program.open_settings()
    window = program.settings_window
    assert window is not None
    tabs = window.findChild(QTabWidget)
    assert isinstance(tabs, QTabWidget)
    tabs.setCurrentIndex(1)
    qtbot.waitUntil(lambda: bool(window.findChildren(ProgramPage)), timeout=10_000)
    return window.findChildren(ProgramPage)[0]


def test_an_address_is_kept_when_it_can_be_used_and_told_about_when_not(begun: Program, qtbot: QtBot) -> None:
    page = program_page(begun, qtbot)
    line = page.updates.address
    line.setText("http://software.company.example")
    line.editingFinished.emit()
    assert "must begin with https://" in page.updates.verdict.text()
    assert begun.settings_desk.settings.update_address == ""
    line.setText(" https://127.0.0.1:9/v.json ")
    line.editingFinished.emit()
    assert page.updates.verdict.text() == ""
    qtbot.waitUntil(lambda: load(begun.places.settings).settings.update_address == "https://127.0.0.1:9/v.json")
    page.updates.notice.click()
    assert begun.settings_desk.settings.update_notice is False
    assert not line.isEnabled()
    page.window().close()


def test_a_locked_address_stays_asleep_when_the_notice_is_switched(begun: Program, qtbot: QtBot) -> None:
    begun.settings_desk.policy = policy({"UpdateAddress": ""})
    page = program_page(begun, qtbot)
    for _ in range(2):
        page.updates.notice.click()
        assert not page.updates.address.isEnabled()
    page.window().close()


def test_an_administrator_can_lock_it(begun: Program, qtbot: QtBot) -> None:
    begun.settings_desk.policy = policy({"UpdateNotice": False, "UpdateAddress": ""})
    page = program_page(begun, qtbot)
    assert not page.updates.notice.isEnabled()
    assert not page.updates.address.isEnabled()
    announced_at(begun, "https://127.0.0.1:9/v.json")
    assert begun.settings_desk.settings.update_address == ""
    page.window().close()
