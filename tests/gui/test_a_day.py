"""A day in minutes: 150 calls through the window, and the history is what the PBX wrote down."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from pbxdialer.core.call import Call, CallResult, CallState
from pbxdialer.demo_pbx.calls import CallRecord
from tests.gui.day import Day

_CALLS = 150


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
