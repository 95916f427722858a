"""Whatever a PBX lacks, forbids, breaks or is slow with: calls go out and end, one sentence is said, no log line more,
and it is asked a few times and no more.
"""

import logging
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from pbxdialer.app.desks import Desks
from pbxdialer.core.account import Account, DestinationKind, Secrets
from pbxdialer.core.call import CallResult, CallState
from pbxdialer.core.call_back import CallBackState
from pbxdialer.demo_pbx.quirks import Endpoint, Fault, Quirks
from pbxdialer.enquiry import Enquiry
from tests.gui.day import Day
from tests.gui.gui_thread import own_work
from tests.pbx.desk import the_client

_SHORT_S = 0.2
_MOST_REQUESTS = {
    Endpoint.USERS_STATUS: 8,  # three for each call, and what the window asks by itself
    Endpoint.CHANNEL: 6,
    Endpoint.CDR: 6,
    Endpoint.QUEUES: 1,
}
_SENTENCES = {
    Endpoint.USERS_STATUS: "The PBX does not tell what the telephones do ({reason}). Calling works.",
    Endpoint.CHANNEL: "The PBX does not tell when the customer answers ({reason}). Calling works.",
    Endpoint.CDR: "The PBX does not tell how calls went ({reason}). Calling works.",
    Endpoint.QUEUES: "The PBX does not list its queues ({reason}). Type a queue's name; calling works.",
}
SLOW = "slow"
_REASONS: dict[Fault | str, str] = {
    Fault.MISSING: "The answer was not understood",
    Fault.FORBIDDEN: "You are not allowed to use this API",
    Fault.HTML: "The answer was not understood",
    SLOW: "The PBX has not answered",
}
DayWith = Callable[[Endpoint, "Fault | str"], Day]


@pytest.fixture
def day_with(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[DayWith]:
    """Return a function that begins a day beside a PBX that is whole but for one endpoint."""
    days: list[Day] = []

    def begun(endpoint: Endpoint, fault: Fault | str) -> Day:
        quirks = Quirks(slow_s={endpoint: 10.0}) if isinstance(fault, str) and fault == SLOW else Quirks()
        if isinstance(fault, Fault):
            quirks = replace(quirks, faults={endpoint: fault})
        day = Day(qapp, qtbot, tmp_path, quirks=quirks)
        days.append(day)
        return day

    yield begun
    for day in days:
        day.close()


def _desks(day: Day) -> Desks:
    assert day.program.desks is not None
    return day.program.desks


def _be_impatient(day: Day) -> None:
    """Let the program's own deadline for questions be over in a moment: the PBX's ten seconds do not pass by then."""
    telephones = _desks(day).telephones

    def enquiry(account: Account, secrets: Secrets) -> Enquiry:
        return Enquiry(the_client(), account, secrets, deadline_s=_SHORT_S)

    for desk in (telephones.questions, telephones.follower._desk, telephones.telephones._desk):
        desk._enquiry_for = enquiry


def _choose_queues(day: Day, qtbot: QtBot) -> None:
    """Look at the queues, as a person does, and go back to the own telephone."""
    kind = day.program.window.picker.kind
    for chosen in (DestinationKind.QUEUE, DestinationKind.USER):
        kind.setCurrentIndex(kind.findData(chosen))
        kind.activated.emit(kind.currentIndex())
    day.program.window.picker.name.setEditText("ionescu")
    qtbot.waitUntil(lambda: _asked(day, Endpoint.QUEUES) == 1, timeout=10_000)
    with own_work():  # this waits on the GUI thread; the program does not
        assert _desks(day).telephones.questions._lane.drained(10)
    QApplication.processEvents()


def _asked(day: Day, endpoint: Endpoint) -> int:
    return [request.path for request in day.pbx.requests].count(f"/api/{endpoint}")


@pytest.mark.parametrize("fault", [Fault.MISSING, Fault.FORBIDDEN, Fault.HTML, SLOW])
@pytest.mark.parametrize("lacking", list(_SENTENCES))
def test_what_the_pbx_does_not_offer_is_said_once_and_calls_go_on(
    day_with: DayWith, qtbot: QtBot, caplog: pytest.LogCaptureFixture, lacking: Endpoint, fault: Fault | str
) -> None:
    caplog.set_level(logging.INFO, logger="pbxdialer")
    day = day_with(lacking, fault)
    _be_impatient(day)
    window = day.program.window
    if fault == SLOW and lacking is Endpoint.USERS_STATUS:  # the first question is out already: on the PBX's own time
        qtbot.waitUntil(
            lambda: (day._clock.advance(1), _desks(day).telephones.telephones.known)[1] != (), timeout=10_000
        )
    _choose_queues(day, qtbot)

    first = day.call("0722123457")
    said = _SENTENCES[lacking].format(reason=_REASONS[fault])
    assert window.notices.text() == said
    window.notices._closed()
    second = day.call("0722123456")
    _choose_queues_again(day)

    assert window.notices.text() == "", "it was said"
    assert len(day.pbx.originates) == 2
    assert {first.state, second.state} <= {CallState.RINGING_AGENT, CallState.IN_CALL, CallState.ENDED}
    if lacking is not Endpoint.CDR:
        assert (first.result, second.result) == (CallResult.NO_ANSWER, CallResult.BUSY)
    assert 1 <= _asked(day, lacking) <= _MOST_REQUESTS[lacking]
    assert len(day.pbx.requests) < 150
    assert len([record for record in caplog.records if "not told" in record.getMessage()]) <= 1


def _choose_queues_again(day: Day) -> None:
    kind = day.program.window.picker.kind
    kind.setCurrentIndex(kind.findData(DestinationKind.QUEUE))
    kind.activated.emit(kind.currentIndex())
    with own_work():  # this waits on the GUI thread; the program does not
        assert _desks(day).telephones.questions._lane.drained(10)
    QApplication.processEvents()


@pytest.mark.parametrize("fault", [Fault.MISSING, Fault.FORBIDDEN, Fault.HTML, SLOW])
def test_a_pbx_that_takes_no_calls_for_later_says_so_in_their_window_and_calls_go_on(
    day_with: DayWith, qtbot: QtBot, fault: Fault | str
) -> None:
    day = day_with(Endpoint.CALL_QUEUE, fault)
    _be_impatient(day)
    window = day.program.window
    window.box.line.setText("0722123456")
    window.later_button.click()
    later = _desks(day).call_later
    dialog = later.window
    assert dialog is not None
    QTest.keyClick(dialog.note, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "reminded here" in dialog.told.text(), timeout=10_000)
    with own_work():  # this waits on the GUI thread; the program does not
        assert _desks(day).telephones.questions._lane.drained(10)
    QApplication.processEvents()

    refused = fault is Fault.FORBIDDEN  # anything else may come from a PBX that took it
    said = f"does not take calls for later ({_REASONS[fault]})" if refused else "It is not known whether"
    assert said in dialog.told.text()
    assert all(one.needs_reminder for one in later.known)
    dialog.close()
    call = day.call("0722123456")
    assert (call.result, len(day.pbx.originates)) == (CallResult.BUSY, 1)
    assert window.notices.text() == ""
    assert _asked(day, Endpoint.CALL_QUEUE) <= (1 if refused else 2)
    saves = [request for request in day.pbx.requests if request.fields.text("action") == "save"]
    assert len(saves) == 1, "never put to the PBX twice"


def test_calls_that_wait_are_shown_as_they_were_where_the_pbx_does_not_tell(day_with: DayWith, qtbot: QtBot) -> None:
    day = day_with(Endpoint.CALL_QUEUE, Fault.HTML)
    window = day.program.window
    window.box.line.setText("0722123456")
    window.later_button.click()
    later = _desks(day).call_later
    assert later.window is not None
    later.window.schedule_button.click()
    qtbot.waitUntil(lambda: [one.state for one in later.known] == [CallBackState.UNKNOWN], timeout=10_000)
    later.window.close()

    window.later_button.click()
    dialog = later.window
    qtbot.waitUntil(lambda: bool(dialog.told.text()), timeout=10_000)

    assert dialog.told.text() == "The PBX does not tell what became of these calls (The answer was not understood)."
    assert [one.state for one in later.known] == [CallBackState.UNKNOWN]
    dialog.close()


@pytest.mark.parametrize("slow", [Endpoint.USERS_STATUS, Endpoint.CDR, Endpoint.CHANNEL, Endpoint.QUEUES])
def test_an_answer_that_comes_after_ten_seconds_holds_up_no_call_and_is_not_complained_of(
    day_with: DayWith, qtbot: QtBot, slow: Endpoint
) -> None:
    day = day_with(slow, SLOW)
    window = day.program.window
    kind = window.picker.kind
    kind.setCurrentIndex(kind.findData(DestinationKind.QUEUE))
    kind.activated.emit(kind.currentIndex())
    window.picker.name.setEditText("sales-queue")
    window.box.line.setText("0722123456")
    QTest.keyClick(window.box.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(day.pbx.originates) == 1, timeout=10_000)  # the clock stands: nothing slow has come
    qtbot.waitUntil(lambda: day.program.switchboard.call_in_the_air is None, timeout=10_000)
    assert window.history.calls.calls()[0].state is CallState.RINGING_AGENT
    follower = _desks(day).telephones.follower

    def over() -> bool:
        day._clock.advance(0.5)
        follower.look_round()
        return not follower.waits_for_answer and bool(_desks(day).destinations._queues)

    qtbot.waitUntil(over, timeout=10_000)
    assert window.notices.text() == ""


def test_a_pbx_that_was_not_reached_is_asked_for_its_queues_again_and_not_said_to_lack_them(
    day_with: DayWith, qtbot: QtBot
) -> None:
    day = day_with(Endpoint.QUEUES, Fault.NOTICE)
    port = int(day.pbx.url.rsplit(":", 1)[1])
    day.pbx.stop()
    _choose_queues_again(day)
    assert "queues" not in day.program.window.notices.text()

    day.pbx.start(port)
    _choose_queues_again(day)

    qtbot.waitUntil(lambda: bool(_desks(day).destinations._queues), timeout=10_000)
