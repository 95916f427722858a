"""The whole program beside the demo PBX, both on one clock that the test turns: a day goes by in minutes."""

import random
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from pbxdialer.app.program import Program
from pbxdialer.core.account import Secrets
from pbxdialer.core.call import Call
from pbxdialer.demo_pbx import DemoPbx
from pbxdialer.demo_pbx.clock import HandClock
from pbxdialer.demo_pbx.quirks import Quirks
from pbxdialer.dialer import Dialer, Pace
from pbxdialer.store.credentials import Credentials
from pbxdialer.store.paths import places
from pbxdialer.store.settings import Settings, with_account
from pbxdialer.store.settings_file import save
from tests.gui.conftest import KeyringInMemory, account_at
from tests.gui.gui_thread import own_work
from tests.pbx.desk import the_client

_LONGEST_CALL_S = 240
_PATIENCE_MS = 10_000


class Day:
    """The program and the demo PBX, on one clock that the test turns."""

    def __init__(
        self,
        qapp: QApplication,
        qtbot: QtBot,
        folder: Path,
        seed: int = 1,
        quirks: Quirks | None = None,
        **account: object,
    ) -> None:
        self._qtbot = qtbot
        self._closed = False
        self._chance = random.Random(seed)
        self._clock = HandClock(datetime.now(UTC))
        self.pbx = DemoPbx(
            replace(DemoPbx.plausible().config, agents=None, seed=seed), quirks=quirks, clock=self._clock
        )
        self.pbx.start()
        where = places(folder)
        where.prepare()
        sales = account_at(self.pbx.url, **account)
        save(where.settings, with_account(Settings(), sales))
        known = self.pbx.config.credentials
        vault = Credentials(KeyringInMemory())
        vault.write(sales.id, Secrets(known.username, known.password, known.key))
        with own_work():
            self.program = Program(qapp, folder, open_vault=lambda: vault)
            self.program.seconds = self._seconds
            self.program.dialer = Dialer(the_client(), self.program.journal, Pace(self._seconds))
            self.program.show()
        with own_work():  # how long it takes to open is measured elsewhere (dev.py bench)
            qtbot.waitUntil(lambda: self.program.desks is not None, timeout=_PATIENCE_MS)
            assert self.program.calls_lane.drained(_PATIENCE_MS / 1000), "the program is warm"

    def call_somebody(self) -> Call:
        """Type a number, press Enter, let the agent and the customer do something, and wait for the end."""
        act = self._chance.choices(("answer", "reject", "ignore"), (8, 1, 1))[0]
        acts_at, hangs_up_at = self._chance.randrange(1, 12), self._chance.randrange(15, 200)
        return self.call(f"07221234{self._chance.randrange(100):02d}", act, acts_at, hangs_up_at)

    def call(self, number: str, act: str = "answer", acts_at: int = 2, hangs_up_at: int = 200) -> Call:
        """Call `number`; the agent does `act` after so many seconds, and hangs up after `hangs_up_at` at the latest."""
        window, pbx = self.program.window, self.pbx
        before = len(window.history.calls.calls())
        window.box.line.setText(number)
        QTest.keyClick(window.box.line, Qt.Key.Key_Return)
        self._qtbot.waitUntil(lambda: self.program.switchboard.call_in_the_air is None, timeout=_PATIENCE_MS)
        assert len(window.history.calls.calls()) == before + 1
        for second in range(_LONGEST_CALL_S):
            if second == acts_at and act != "ignore":
                assert pbx.answer("ionescu") if act == "answer" else pbx.reject("ionescu")
            if second == hangs_up_at:
                pbx.hang_up("ionescu")
            if not self.second_passes():
                break
        newest: Call = window.history.calls.calls()[0]
        return newest

    def second_passes(self) -> bool:
        """Let a second pass; False once no call is looked after any more."""
        assert self.program.desks is not None
        follower = self.program.desks.telephones.follower
        self._clock.advance(1.0)
        follower.look_round()
        self._qtbot.waitUntil(lambda: not follower.waits_for_answer, timeout=_PATIENCE_MS)
        with own_work():  # this waits on the GUI thread; the program does not
            assert self.program.records_lane.drained(10)
        QApplication.processEvents()
        return follower.is_busy

    def close(self) -> None:
        """End it; a second time does nothing."""
        if self._closed:
            return
        self._closed = True
        self.program.quit()
        self.program.close()
        self.program.window.deleteLater()
        self.pbx.stop()

    def _seconds(self) -> float:
        return self._clock.now().timestamp()
