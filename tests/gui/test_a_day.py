"""A day in minutes: 150 calls through the window, and the history is what the PBX wrote down."""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from pbxdialer.app import Program
from pbxdialer.core.account import Secrets
from pbxdialer.core.call import Call, CallResult, CallState
from pbxdialer.demo_pbx import DemoPbx
from pbxdialer.demo_pbx.calls import CallRecord
from pbxdialer.demo_pbx.clock import HandClock
from pbxdialer.dialer import Dialer, Pace
from pbxdialer.store.credentials import Credentials
from pbxdialer.store.paths import places
from pbxdialer.store.settings import Settings, with_account
from pbxdialer.store.settings_file import save
from tests.gui.conftest import KeyringInMemory, account_at
from tests.pbx.desk import the_client

_CALLS = 150
_LONGEST_CALL_S = 240
_PATIENCE_MS = 10_000


class Day:
    """The program and the demo PBX, on one clock that the test turns."""

    def __init__(self, qapp: QApplication, qtbot: QtBot, folder: Path, seed: int) -> None:
        self._qtbot = qtbot
        self._chance = random.Random(seed)
        self._clock = HandClock(datetime.now(UTC))
        self.pbx = DemoPbx(replace(DemoPbx.plausible().config, agents=None, seed=seed), clock=self._clock)
        self.pbx.start()
        where = places(folder)
        where.prepare()
        account = account_at(self.pbx.url)
        save(where.settings, with_account(Settings(), account))
        known = self.pbx.config.credentials
        vault = Credentials(KeyringInMemory())
        vault.write(account.id, Secrets(known.username, known.password, known.key))
        self.program = Program(qapp, folder, open_vault=lambda: vault)
        self.program.seconds = self._seconds
        self.program.dialer = Dialer(the_client(), self.program.journal, Pace(self._seconds))
        self.program.show()
        qtbot.waitUntil(lambda: self.program.telephone_desk is not None, timeout=_PATIENCE_MS)

    def call_somebody(self) -> Call:
        """Type a number, press Enter, let the agent and the customer do something, and wait for the end."""
        window, pbx = self.program.window, self.pbx
        desk = self.program.telephone_desk
        assert desk is not None
        number = f"07221234{self._chance.randrange(100):02d}"
        act = self._chance.choices(("answer", "reject", "ignore"), (8, 1, 1))[0]
        acts_at, hangs_up_at = self._chance.randrange(1, 12), self._chance.randrange(15, 200)
        window.box.line.setText(number)
        before = len(window.history.calls.calls())
        QTest.keyClick(window.box.line, Qt.Key.Key_Return)
        self._qtbot.waitUntil(lambda: self.program.switchboard.call_in_the_air is None, timeout=_PATIENCE_MS)
        assert len(window.history.calls.calls()) == before + 1
        for second in range(_LONGEST_CALL_S):
            if second == acts_at and act != "ignore":
                assert pbx.answer("ionescu") if act == "answer" else pbx.reject("ionescu")
            if second == hangs_up_at:
                pbx.hang_up("ionescu")
            self._clock.advance(1.0)
            desk.follower.look_round()
            self._qtbot.waitUntil(lambda: not desk.follower.waits_for_answer, timeout=_PATIENCE_MS)
            if not desk.follower.is_busy:
                break
        assert self.program.records_lane.drained(10)
        QApplication.processEvents()
        newest: Call = window.history.calls.calls()[0]
        return newest

    def close(self) -> None:
        self.program.quit()
        self.program.close()
        self.program.window.deleteLater()
        self.pbx.stop()

    def _seconds(self) -> float:
        return self._clock.now().timestamp()


@pytest.fixture
def day(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[Day]:
    day = Day(qapp, qtbot, tmp_path, seed=20261124)
    yield day
    day.close()


def _told_truly(call: Call, record: CallRecord) -> bool:
    """True where the row says what the record says: how it went, and how long people talked."""
    if call.result != CallResult(record.status.value):
        return False
    if call.state is CallState.NOT_ANSWERED:
        return record.agent_answered_at is None
    return call.state is CallState.ENDED and call.duration_s == record.talk_s


@pytest.mark.longer
def test_a_day_of_150_calls_stands_in_the_history_as_the_pbx_wrote_it_down(day: Day) -> None:
    calls = [day.call_somebody() for _ in range(_CALLS)]

    records = {record.order.external_id: record for record in day.pbx.records}
    assert len(day.pbx.originates) == len(records) == _CALLS
    untrue = [(call, records[call.external_id]) for call in calls if not _told_truly(call, records[call.external_id])]
    assert untrue == []
    assert {record.status.value for record in records.values()} == {result.value for result in CallResult}
    assert any(call.state is CallState.NOT_ANSWERED for call in calls)
    assert all(call.answered_at for call in calls if records[call.external_id].customer_answered_at)
    stored = day.program.journal.opened.result().history.recent(_CALLS)
    assert {call.external_id: call.result for call in stored} == {call.external_id: call.result for call in calls}
