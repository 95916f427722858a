"""The picker knows what the PBX knows, warns before the call, and remembers who rang first for whom."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from pbxdialer.core.account import Destination, DestinationKind
from pbxdialer.demo_pbx.config import Presence
from pbxdialer.demo_pbx.quirks import Endpoint, Fault, Quirks
from pbxdialer.gui.destination_picker import DestinationPicker
from tests.gui.day import Day

USER, QUEUE, CONTEXT = DestinationKind.USER, DestinationKind.QUEUE, DestinationKind.CONTEXT


@pytest.fixture
def day(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[Day]:
    day = Day(qapp, qtbot, tmp_path)
    desks = day.program.desks
    assert desks is not None
    qtbot.waitUntil(lambda: bool(desks.telephones.telephones.known), timeout=10_000)
    yield day
    day.close()


def _names(picker: DestinationPicker) -> list[str]:
    return [picker.name.itemText(row) for row in range(picker.name.count())]


def _choose(picker: DestinationPicker, kind: DestinationKind, name: str = "") -> None:
    """Choose as a person does."""
    row = picker.kind.findData(kind)
    picker.kind.setCurrentIndex(row)
    picker.kind.activated.emit(row)
    if name:
        edit = picker.name.lineEdit()
        assert edit is not None
        edit.clear()
        QTest.keyClicks(edit, name)


def test_the_users_of_the_pbx_are_there_to_choose_from_with_what_their_telephones_do(day: Day) -> None:
    picker = day.program.window.picker

    assert _names(picker) == ["ionescu", "popescu", "ana.marin", "dumitru", "stan"]
    assert all(not picker.name.itemIcon(row).isNull() for row in range(5))
    assert picker.name.currentText() == "ionescu"


def test_the_queues_are_asked_for_when_queues_begin_to_matter(day: Day, qtbot: QtBot) -> None:
    picker = day.program.window.picker
    assert "/api/queues" not in [request.path for request in day.pbx.requests]

    _choose(picker, QUEUE)
    qtbot.waitUntil(lambda: _names(picker) == ["sales-queue"], timeout=10_000)
    _choose(picker, USER)
    _choose(picker, QUEUE)

    assert [request.path for request in day.pbx.requests].count("/api/queues") == 1


@pytest.mark.parametrize(
    ("kind", "name", "warning"),
    [
        (USER, "popescu", ""),
        (USER, "dumitru", "dumitru is offline"),
        (USER, "stan", "stan is in a call"),
        (USER, "nobody", "nobody is not in the PBX's list"),
        (QUEUE, "sales-queue", ""),
        (QUEUE, "sales", "sales is not in the PBX's list"),
        (CONTEXT, "anything", ""),
    ],
)
def test_what_speaks_against_a_destination_is_said_before_the_call(
    day: Day, qtbot: QtBot, kind: DestinationKind, name: str, warning: str
) -> None:
    window = day.program.window
    _choose(window.picker, kind, name)

    qtbot.waitUntil(lambda: window.standing.text() == warning, timeout=10_000)
    day.program.window.box.line.setText("0722123450")
    assert window.call_button.isEnabled(), "a warning is not a ban"


def test_a_telephone_that_goes_offline_is_warned_of(day: Day, qtbot: QtBot) -> None:
    day.pbx.set_presence("ionescu", Presence.OFFLINE)
    day._clock.advance(60)
    QTest.keyClicks(day.program.window.box.line, "0722")  # the agent is about to call: ask now

    qtbot.waitUntil(lambda: day.program.window.standing.text() == "ionescu is offline", timeout=10_000)
    assert day.program.window.presence.text() == "Offline"


def test_a_pbx_without_lists_warns_of_nothing(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> None:
    day = Day(
        qapp, qtbot, tmp_path, quirks=Quirks(faults={Endpoint.USERS_STATUS: Fault.MISSING, Endpoint.QUEUES: Fault.HTML})
    )
    window = day.program.window
    qtbot.waitUntil(lambda: "does not tell" in window.notices.text(), timeout=10_000)
    _choose(window.picker, QUEUE, "whatever")
    qtbot.waitUntil(lambda: "/api/queues" in [request.path for request in day.pbx.requests], timeout=10_000)

    assert window.standing.text() == ""
    day.close()


def test_who_rang_first_is_remembered_for_each_number(day: Day) -> None:
    window = day.program.window
    _choose(window.picker, CONTEXT, "outbound")
    call = day.call("0722123450")
    assert call.destination == Destination(CONTEXT, "outbound")
    window.box.line.clear()
    assert window.picker.destination() == Destination(USER, "ionescu"), "a new beginning"

    window.box.line.setText("0722123451")
    assert window.picker.destination() == Destination(USER, "ionescu")
    window.box.line.setText("0722123450")
    assert window.picker.destination() == Destination(CONTEXT, "outbound")


def test_what_the_agent_has_chosen_is_never_replaced_by_a_suggestion(day: Day) -> None:
    window = day.program.window
    _choose(window.picker, CONTEXT, "outbound")
    day.call("0722123450")
    window.box.line.clear()

    _choose(window.picker, USER, "popescu")
    window.box.line.setText("0722123450")
    assert window.picker.destination() == Destination(USER, "popescu")
    QTest.keyClick(window.box.line, Qt.Key.Key_Escape)
    assert window.picker.destination() == Destination(USER, "ionescu")


def test_a_name_being_typed_survives_the_pbxs_answer(day: Day) -> None:
    picker = day.program.window.picker
    _choose(picker, USER, "pop")
    desks = day.program.desks
    assert desks is not None
    desks.destinations._offer()

    assert picker.name.currentText() == "pop"
    edit = picker.name.lineEdit()
    assert edit is not None
    assert edit.cursorPosition() == 3
