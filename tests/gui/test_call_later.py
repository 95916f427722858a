"""A call for later: the PBX takes it, or the agent is reminded; asked once, never lost, never dialled by itself."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QDateTime, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from pbxdialer.app.call_later import CallLater
from pbxdialer.core.account import Destination, DestinationKind
from pbxdialer.core.call_back import CallBack, CallBackState
from pbxdialer.demo_pbx.quirks import Endpoint, Fault, Quirks
from pbxdialer.gui.call_later_window import CallLaterWindow
from pbxdialer.store.call_backs import CallBacks
from pbxdialer.store.history import History
from tests.gui.conftest import ACCOUNT_ID
from tests.gui.day import Day

DayWith = Callable[..., Day]


@pytest.fixture
def day_with(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[DayWith]:
    days: list[Day] = []

    def begun(**how: object) -> Day:
        days.append(Day(qapp, qtbot, tmp_path, **how))  # type: ignore[arg-type]
        return days[-1]

    yield begun
    for day in days:
        day.close()


def _later(day: Day) -> CallLater:
    assert day.program.desks is not None
    return day.program.desks.call_later


def _dialog(day: Day, number: str = "0722123450") -> CallLaterWindow:
    window = day.program.window
    window.box.line.setText(number)
    window.later_button.click()
    dialog = _later(day).window
    assert dialog is not None
    return dialog


def _states(day: Day) -> list[CallBackState]:
    return [one.state for one in _later(day).known]


def _saves(day: Day) -> int:
    return sum(request.fields.text("action") == "save" for request in day.pbx.requests)


def test_the_pbx_takes_a_call_for_later_once_and_shows_it_as_waiting(day_with: DayWith, qtbot: QtBot) -> None:
    day = day_with()
    dialog = _dialog(day)
    dialog.note.setText("offer 118")
    QTest.keyClick(dialog.note, Qt.Key.Key_Return)
    QTest.keyClick(dialog.note, Qt.Key.Key_Return)
    dialog.schedule_button.click()
    qtbot.waitUntil(lambda: _states(day) == [CallBackState.PENDING], timeout=10_000)

    assert _saves(day) == 1
    assert day.pbx.originates == ()
    assert "The PBX will call then" in dialog.told.text()
    assert "offer 118" in dialog.waiting.item(0).text()
    (saved,) = [request for request in day.pbx.requests if request.fields.text("action") == "save"]
    assert saved.fields.groups("data", "calls")[0].text("caller_id") == "0722123450"
    assert saved.fields.text("data", "campaign_info") == "offer 118"
    dialog.close()


@pytest.mark.parametrize("fault", [Fault.MISSING, Fault.FORBIDDEN])
def test_where_the_pbx_takes_none_the_agent_is_reminded_and_told_so(
    day_with: DayWith, qtbot: QtBot, fault: Fault
) -> None:
    day = day_with(quirks=Quirks(faults={Endpoint.CALL_QUEUE: fault}))
    dialog = _dialog(day)
    dialog.schedule_button.click()
    qtbot.waitUntil(lambda: "reminded here" in dialog.told.text(), timeout=10_000)

    assert all(one.needs_reminder for one in _later(day).known)
    assert day.pbx.originates == ()
    dialog.close()


def test_a_lost_answer_is_said_to_be_unknown_and_settled_by_asking(day_with: DayWith, qtbot: QtBot) -> None:
    day = day_with(quirks=Quirks(faults={Endpoint.CALL_QUEUE: Fault.HTML}))  # it does the work, and says rubbish
    dialog = _dialog(day)
    dialog.schedule_button.click()
    qtbot.waitUntil(lambda: _states(day) == [CallBackState.UNKNOWN], timeout=10_000)
    assert "not known" in dialog.told.text()
    dialog.close()

    day.pbx.quirks = Quirks()
    dialog = _dialog(day)
    qtbot.waitUntil(lambda: _states(day) == [CallBackState.PENDING], timeout=10_000)
    assert _saves(day) == 1
    dialog.close()


def test_a_reminder_offers_the_number_when_its_time_comes_and_dials_nothing(day_with: DayWith, qtbot: QtBot) -> None:
    day = day_with(quirks=Quirks(faults={Endpoint.CALL_QUEUE: Fault.MISSING}))
    _keep(day, at=datetime.now(UTC) + timedelta(milliseconds=300))
    guests = day.program.guests
    qtbot.waitUntil(lambda: guests.sheet is not None and guests.sheet.isVisible(), timeout=10_000)

    assert day.pbx.originates == ()
    assert [one.needs_reminder for one in _later(day).known] == [True], "it stays until the number was called"
    day.call("0722123451")
    assert [one.needs_reminder for one in _later(day).known] == [True]
    assert guests.desk is not None
    guests.desk.dismiss()
    day.call("0722123450")
    assert _states(day) == [CallBackState.COMPLETED]


def test_a_reminder_survives_the_end_of_the_program(day_with: DayWith, qtbot: QtBot, tmp_path: Path) -> None:
    first = day_with()
    at = datetime.now(UTC) + timedelta(hours=3)
    _keep(first, at=at)
    assert first.program.records_lane.drained(10)
    first.close()
    second = day_with()

    qtbot.waitUntil(lambda: len(_later(second).known) == 1, timeout=10_000)
    assert _later(second).known[0].at == at
    assert _later(second)._timer.isActive()


def test_a_reminder_can_be_forgotten_and_a_call_of_the_pbx_cannot(day_with: DayWith, qtbot: QtBot) -> None:
    day = day_with()
    _keep(day, at=datetime.now(UTC) + timedelta(hours=3))
    _keep(day, at=datetime.now(UTC) + timedelta(hours=4), external_id="b" * 32, state=CallBackState.PENDING)
    dialog = _dialog(day)
    dialog.waiting.setCurrentRow(0)
    assert not dialog.remove_button.isEnabled()
    dialog.waiting.setCurrentRow(1)
    dialog.remove_button.click()

    assert [one.external_id for one in _later(day).known] == ["b" * 32]
    dialog.close()


def test_a_time_that_is_over_is_refused_before_anything_is_asked(day_with: DayWith) -> None:
    day = day_with()
    dialog = _dialog(day)
    dialog.at.setDateTime(QDateTime.currentDateTime().addSecs(-3600))
    dialog.schedule_button.click()

    assert "over already" in dialog.told.text()
    assert _saves(day) == 0
    assert dialog.schedule_button.isEnabled()
    dialog.close()


def test_what_was_shown_is_what_is_scheduled_whatever_is_typed_meanwhile(day_with: DayWith, qtbot: QtBot) -> None:
    day = day_with()
    dialog = _dialog(day, "0722123450")
    day.program.window.box.line.setText("0733999999")
    dialog.schedule_button.click()
    qtbot.waitUntil(lambda: _saves(day) == 1, timeout=10_000)

    assert _later(day).known[0].dial_string == "0722123450"
    dialog.close()


def test_the_table_keeps_what_it_was_given(tmp_path: Path) -> None:
    history = History.at(tmp_path / "calls.db", tmp_path / "backups", "s", "RO")
    store = CallBacks(history.database)
    call_back = _call_back(at=datetime(2026, 11, 24, 14, 30, tzinfo=UTC), note="ș ț")
    store.put([call_back])
    store.put([_call_back(at=call_back.at, state=CallBackState.PENDING, note="changed later")])

    (kept,) = store.latest(5)
    assert (kept.state, kept.note, kept.at) == (CallBackState.PENDING, "ș ț", call_back.at)
    store.remove(call_back.external_id)
    assert store.latest(5) == []
    history.close()


def _call_back(**changes: object) -> CallBack:
    usual: dict[str, object] = {
        "external_id": "a" * 32,
        "number": "0722123450",
        "dial_string": "0722123450",
        "name": "Ștefan Ionescu",
        "destination": Destination(DestinationKind.USER, "ionescu"),
        "account_id": ACCOUNT_ID,
    }
    return CallBack(**(usual | changes))  # type: ignore[arg-type]


def _keep(day: Day, **changes: object) -> None:
    _later(day)._keep([_call_back(**changes)])
