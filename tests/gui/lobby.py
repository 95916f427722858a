"""One running program that receives guests all day: real window, real files, real PHP, and clocks the tests turn."""

import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from keyring.backend import KeyringBackend
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from pbxdialer.app.program import Program
from pbxdialer.core.account import Account
from pbxdialer.core.call import Call, CallState
from pbxdialer.core.offer_pace import OfferPace
from pbxdialer.gui.guest_desk import GuestDesk
from pbxdialer.gui.guest_sheet import GuestSheet
from pbxdialer.opening import open_contacts
from pbxdialer.store.credentials import Credentials
from pbxdialer.store.paths import places
from pbxdialer.store.settings import GuestMode, Settings, with_account
from pbxdialer.store.settings_file import save
from tests.gui.conftest import CONTACTS, KeyringInMemory, account_at
from tests.gui.gui_thread import own_work
from tests.gui.hand import Clock, click, with_clocks
from tests.php_oracle import BODY_SECRETS, PhpOracle, Seen
from tests.waiting import await_condition

WAITS_S = 8.0


class Lobby:
    """The program, the PBX it calls, and what can be seen on the sheet."""

    def __init__(self, application: QApplication, folder: Path, php: PhpOracle, account: Account | None) -> None:
        self._application = application
        self.php = php
        self.clock = Clock()
        where = places(folder)
        where.prepare()
        keyring: KeyringBackend = KeyringInMemory()
        if account is not None:
            save(where.settings, with_account(Settings(), account))
            Credentials(keyring).write(account.id, BODY_SECRETS)
        store = open_contacts(where, "RO")
        store.add_many(CONTACTS)
        store.close()
        self.account = account
        self.program = Program(application, folder, open_vault=lambda: Credentials(keyring))
        self.program.guests.pace = OfferPace(self.clock)

    def open(self) -> None:
        """Show the window and wait until guests are received."""
        with own_work():
            self.program.show()
        self.until(lambda: self.program.guests.desk is not None, "the lobby to open")

    def fresh(self) -> None:
        """Begin a new test: nothing is asked, nothing is typed, nobody was called."""
        self.desk.dismiss()
        self.sheet.countdown.clock = time.monotonic
        self.until(lambda: self.program.switchboard.call_in_the_air is None, "the line to be free")
        self.php.configure(answer=None, answer_after_s=0.0, status=200)
        self.php.forget()
        self.clock.now += 1000.0
        with_clocks(self.program, self.clock)
        if self.account is not None:
            settings = with_account(Settings(), self.account)
            self.program.settings_desk.change(replace(settings, current_account_id=self.account.id))
            self.program.switchboard.use_account(self.account)
        window = self.program.window
        window.history.calls.show([])
        window.question.dismiss()
        window.box.line.clear()
        self.come_forward()
        window.box.line.setFocus()

    def close(self) -> None:
        """End the program."""
        self.program.window.hide()
        self.program.switchboard.close(2.0)
        self.program.close()
        self.program.window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    @property
    def desk(self) -> GuestDesk:
        desk = self.program.guests.desk
        assert desk is not None
        return desk

    @property
    def sheet(self) -> GuestSheet:
        sheet = self.program.guests.sheet
        assert sheet is not None
        return sheet

    def offer(self, text: str, source: str = "link") -> None:
        self.program.switchboard.offer(text, source)

    def count_down(self) -> None:
        """Let numbers be counted down from now on."""
        desk = self.program.settings_desk
        desk.change(replace(desk.settings, confirm_guests=GuestMode.COUNTDOWN))

    def words(self) -> str:
        """Return everything that can be read on the sheet; nothing where there is none."""
        if not self.sheet.isVisible():
            return ""
        labels = [label for label in self.sheet.findChildren(QLabel) if label.isVisible()]
        return "\n".join(label.text() for label in labels if label.text())

    def is_asking(self) -> bool:
        return self.sheet.isVisible() and self.sheet.confirm.isVisible()

    def wakes_up(self) -> None:
        """Wait until the confirming button is awake."""
        self.until(self.sheet.confirm.isEnabled, "the button to wake up")

    def confirm(self) -> None:
        """Confirm as an agent does, and wait for the call."""
        self.wakes_up()
        click(self.sheet.confirm)
        self.until(lambda: bool(self.php.originates()) and self.program.switchboard.call_in_the_air is None, "the call")

    def calls(self) -> list[Call]:
        return self.program.window.history.calls.calls()

    def state(self) -> CallState | None:
        calls = self.calls()
        return calls[0].state if calls else None

    def sent(self) -> list[Seen]:
        return self.php.originates()

    def dialled(self) -> list[str]:
        """Return what the PBX was asked to dial, in order."""
        return [seen.data["caller_id"] for seen in self.sent()]

    def come_forward(self) -> None:
        window = self.program.window
        window.activateWindow()
        self.until(window.isActiveWindow, "the window to be in front")

    def until(self, holds: object, what: str) -> None:
        await_condition(lambda: (self._application.processEvents(), holds())[1], WAITS_S, what)  # type: ignore[operator]

    def rest(self, milliseconds: int) -> None:
        """Let the program live for a while in which nothing must happen."""
        QTest.qWait(milliseconds)


@pytest.fixture(scope="module")
def all_day(qapp: QApplication, php: PhpOracle, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lobby]:
    lobby = Lobby(qapp, tmp_path_factory.mktemp("lobby"), php, account_at(php.url))
    lobby.open()
    yield lobby
    lobby.close()


@pytest.fixture
def lobby(all_day: Lobby) -> Iterator[Lobby]:
    """The lobby at the beginning of a test."""
    all_day.fresh()
    yield all_day
    all_day.desk.dismiss()


@pytest.fixture
def elsewhere(qapp: QApplication) -> Iterator[QWidget]:
    """Another window the agent may look at."""
    other = QWidget()
    other.resize(200, 100)
    yield other
    with suppress(RuntimeError):
        other.close()
        other.deleteLater()
