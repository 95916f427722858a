"""A call is followed to its end by what the demo PBX tells; politely, and whatever the PBX lacks."""

import gc
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from pbxdialer.core.account import Account, Destination, DestinationKind, Secrets
from pbxdialer.core.call import Call, CallResult, CallState
from pbxdialer.core.failure import Failure, FailureCode
from pbxdialer.core.language import Language
from pbxdialer.core.legs import legs
from pbxdialer.core.telephone import PhoneState, Telephone
from pbxdialer.core.wording import call_sentence
from pbxdialer.demo_pbx import DemoPbx
from pbxdialer.demo_pbx.clock import HandClock
from pbxdialer.demo_pbx.config import Presence
from pbxdialer.demo_pbx.quirks import Endpoint, Fault, Quirks
from pbxdialer.enquiry import Enquiry
from pbxdialer.gui.background import Background
from pbxdialer.gui.follower import Follower
from pbxdialer.gui.question_desk import QuestionDesk
from pbxdialer.gui.secrets_desk import SecretsDesk
from pbxdialer.gui.telephones import Attention, Telephones
from pbxdialer.store.credentials import Credentials
from tests.gui.gui_thread import own_work
from tests.pbx.desk import Desk, ListJournal, account_at, call_on, the_client
from tests.waiting import await_condition

_EN = Language()
_PATIENCE_MS = 10_000


class Room:
    """A demo PBX whose time a test turns by hand, and the two that watch it, on the same clock."""

    def __init__(self, qtbot: QtBot, pbx: DemoPbx, clock: HandClock) -> None:
        self._qtbot = qtbot
        self.pbx = pbx
        self._clock = clock
        self._background = Background()
        known = pbx.config.credentials
        self.secrets = Secrets(known.username, known.password, known.key)
        secrets_desk = SecretsDesk(self._background.lane("keyring"), lambda: Credentials(None))
        self.account: Account = account_at(pbx.url)
        secrets_desk.keep_for_session(self.account.id, self.secrets)
        self._lane = self._background.lane("questions")
        desk = QuestionDesk(self._lane, secrets_desk, lambda account, known: Enquiry(the_client(), account, known))
        self.journal = ListJournal()
        self._records = self._background.lane("records")
        self.follower = Follower(desk, self._records, self._written_down, self.seconds)
        self.telephones = Telephones(desk, self.seconds)
        self.follower.heard.connect(self.telephones.hear)
        self.follower.learned.connect(self._learn)
        self.known: dict[str, Call] = {}

    def seconds(self) -> float:
        return self._clock.now().timestamp()

    def place(self, number: str = "0722123450", **changes: object) -> Call:
        """Place a call through the real dialer, and follow it."""
        desk = Desk(replace(self.account, **changes), secrets=self.secrets)  # type: ignore[arg-type]
        desk.call = call_on(desk.account, number)
        call = desk.place()
        self.known[call.external_id] = call
        self.follower.follow(call, self.account)
        return call

    def pass_by(self, seconds: float, step_s: float = 1.0) -> None:
        """Let time go by; the follower looks round at each step."""
        until = self.seconds() + seconds
        while self.seconds() < until:
            self._clock.advance(min(step_s, until - self.seconds()))
            self.follower.look_round()
            self.come_in()

    def come_in(self) -> None:
        """Let every answer that is under way come in."""
        with own_work():
            assert self._lane.drained(10)
        QApplication.processEvents()
        with own_work():
            assert self._records.drained(10)
        QApplication.processEvents()

    def state(self, call: Call) -> CallState:
        return self.known[call.external_id].state

    def close(self) -> None:
        self.telephones.switch(on=False)
        self._background.close()
        await_condition(_no_worker_lives, 10, "the workers to end")
        self.follower.deleteLater()
        self.telephones.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    def _written_down(self, call: Call) -> Call:
        self.journal.record(call)
        return call

    def _learn(self, call: Call) -> None:
        self.known[call.external_id] = call


@pytest.fixture
def room(qtbot: QtBot, qapp: QApplication) -> Iterator[Room]:
    clock = HandClock(datetime.now(UTC))
    config = replace(DemoPbx.plausible().config, agents=None)  # nobody picks up but the test
    with DemoPbx(config, clock=clock) as pbx:
        room = Room(qtbot, pbx, clock)
        yield room
        room.close()
        del room
        gc.collect()  # here, on the GUI thread


def _no_worker_lives() -> bool:
    return {"questions", "records", "keyring"}.isdisjoint(thread.name for thread in threading.enumerate())


def _legs(call: Call) -> str:
    return " ".join(leg.state.value for leg in legs(call))


def test_the_card_walks_through_every_leg_of_an_answered_call(room: Room) -> None:
    call = room.place("0722123450")
    seen = [(_legs(call), call_sentence(call, _EN).title)]
    room.pass_by(3)
    room.pbx.answer("ionescu")
    for _ in range(70):
        room.pass_by(1)
        now = room.known[call.external_id]
        story = (_legs(now), call_sentence(now, _EN).title)
        if story != seen[-1]:
            seen.append(story)

    talked = room.pbx.records[0].talk_s
    assert seen[:3] == [
        ("done active waiting waiting", "Accepted – pick up your phone"),
        ("done done active waiting", "You answered"),
        ("done done done waiting", "Talking"),
    ]
    assert seen[-1] == ("done done done done", f"Answered · {talked // 60}:{talked % 60:02d}")
    assert len(room.pbx.originates) == 1
    assert room.journal.calls[-1] == room.known[call.external_id]


@pytest.mark.parametrize(
    ("number", "result", "advice"),
    [
        ("0722123456", CallResult.BUSY, "The customer's line was busy."),
        ("0722123457", CallResult.NO_ANSWER, "The customer did not answer."),
        ("0722123458", CallResult.CONGESTION, "The network could not put it through."),
        ("0722123459", CallResult.FAILED, "The customer could not be reached."),
    ],
)
def test_the_card_says_how_the_customers_leg_failed(room: Room, number: str, result: CallResult, advice: str) -> None:
    call = room.place(number)
    room.pass_by(2)
    room.pbx.answer("ionescu")
    room.pass_by(40)

    now = room.known[call.external_id]
    assert (now.state, now.result) == (CallState.ENDED, result)
    assert call_sentence(now, _EN).advice == advice
    assert _legs(now) == "done done failed done"


@pytest.mark.parametrize("ends", ["rejected", "rings out"])
def test_a_phone_that_was_not_picked_up_is_told_as_that(room: Room, ends: str) -> None:
    call = room.place()
    room.pass_by(3)
    if ends == "rejected":
        assert room.pbx.reject("ionescu")
    room.pass_by(45)

    now = room.known[call.external_id]
    assert now.state is CallState.NOT_ANSWERED
    assert call_sentence(now, _EN).advice == "Your phone was not picked up; the customer was not called."


def test_a_call_of_async_0_is_followed_from_the_answer_on(room: Room) -> None:
    call = room.place()
    answered = replace(call, waits_for_agent=True).answered_by_agent(("ok",))
    room.pbx.answer("ionescu")
    room.follower.follow(answered, room.account)
    room.pass_by(80)

    assert (room.known[call.external_id].state, room.known[call.external_id].result) == (
        CallState.ENDED,
        CallResult.ANSWERED,
    )


@pytest.mark.parametrize("fault", list(Fault)[:3])
@pytest.mark.parametrize("lacking", [Endpoint.USERS_STATUS, Endpoint.CDR, Endpoint.CHANNEL, Endpoint.CALL_QUEUE])
def test_whatever_is_missing_a_call_ends_truly_and_nobody_is_asked_for_ever(
    room: Room, lacking: Endpoint, fault: Fault
) -> None:
    room.pbx.quirks = Quirks(faults={lacking: fault})
    call = room.place("0722123456")
    room.pass_by(2)
    room.pbx.answer("ionescu")
    room.pass_by(1500, step_s=5)

    now = room.known[call.external_id]
    asked = [request.path for request in room.pbx.requests]
    assert now.state is CallState.ENDED
    assert now.result is (None if lacking is Endpoint.CDR else CallResult.BUSY)
    assert not room.follower.is_busy
    assert asked.count(f"/api/{lacking}") <= 3
    assert len(asked) < 60
    assert len(room.pbx.originates) == 1


def test_a_pbx_that_tells_nothing_is_given_up_and_nothing_is_claimed(room: Room) -> None:
    room.pbx.quirks = Quirks(
        faults=dict.fromkeys((Endpoint.USERS_STATUS, Endpoint.CDR, Endpoint.CHANNEL), Fault.MISSING)
    )
    call = room.place()
    room.pbx.answer("ionescu")
    room.pass_by(200)

    assert room.state(call) is CallState.RINGING_AGENT
    assert room.journal.calls == []
    assert not room.follower.is_busy
    assert len(room.pbx.requests) <= 10


def test_an_unknown_call_becomes_what_the_record_says_when_it_appears(room: Room) -> None:
    room.pbx.quirks = Quirks(record_after_s=100)
    call = room.place().unknown(Failure(FailureCode.REPLY_LOST))
    room.known[call.external_id] = call
    room.follower.follow(call, room.account)
    room.pbx.answer("ionescu")
    room.pass_by(100)
    assert room.state(call) is CallState.UNKNOWN

    room.pass_by(300, step_s=5)

    assert room.state(call) is CallState.ENDED
    assert room.known[call.external_id].result is CallResult.ANSWERED
    assert len(room.pbx.originates) == 1


def test_an_unknown_call_without_a_record_stays_unknown_and_is_given_up(room: Room) -> None:
    room.pbx.quirks = Quirks(record_after_s=float("inf"))
    call = room.place().unknown(Failure(FailureCode.REPLY_LOST))
    room.known[call.external_id] = call
    room.follower.follow(call, room.account)
    room.pbx.answer("ionescu")
    room.pass_by(1400, step_s=5)

    asked = [request.path for request in room.pbx.requests]
    assert room.state(call) is CallState.UNKNOWN
    assert not room.follower.is_busy
    assert set(asked) == {"/api/originate-call", "/api/cdr"}
    assert len(asked) <= 9


def test_a_call_whose_agent_talks_with_somebody_else_is_not_claimed_to_be_answered(room: Room) -> None:
    room.pbx.set_presence("stan", Presence.BUSY)
    busy = Destination(DestinationKind.USER, "stan")
    call = room.place("0722123450", destination=busy)
    room.pass_by(5)

    assert room.state(call) in (CallState.RINGING_AGENT, CallState.ENDED, CallState.NOT_ANSWERED)
    assert not any(known.state is CallState.IN_CALL for known in room.journal.calls)


def test_a_long_talk_is_followed_with_few_questions(room: Room) -> None:
    call = room.place()
    room.pbx.answer("ionescu")
    began = len(room.pbx.requests)
    room.pass_by(20)
    room.follower._lines[call.external_id].changed_at -= 1000
    before = len(room.pbx.requests)
    room.pass_by(10)

    assert before - began <= 45
    assert len(room.pbx.requests) - before <= 2


def _telephones_after(room: Room, seconds: float, step_s: float = 1.0) -> int:
    before = len(room.pbx.requests)
    passed = 0.0
    while passed < seconds:
        room._clock.advance(step_s)
        passed += step_s
        room.telephones.ask_if_due()
        room.come_in()
    return len(room.pbx.requests) - before


@pytest.mark.parametrize(
    ("attention", "seconds", "most"), [(Attention.SHOWN, 600, 20), (Attention.HIDDEN, 3600, 12)], ids=lambda x: str(x)
)
def test_an_idle_program_asks_seldom(room: Room, attention: Attention, seconds: int, most: int) -> None:
    room.telephones.use_account(room.account)
    room.telephones.pay(attention)
    room.telephones.switch(on=True)
    room.come_in()

    assert 1 <= _telephones_after(room, seconds, 5.0) <= most


def test_a_pbx_that_does_not_tell_is_asked_ever_more_seldom_and_complained_of_once(room: Room, qtbot: QtBot) -> None:
    room.pbx.quirks = Quirks(faults={Endpoint.USERS_STATUS: Fault.MISSING})
    complaints: list[object] = []
    room.telephones.silent.connect(complaints.append)
    room.telephones.use_account(room.account)
    room.telephones.switch(on=True)
    room.come_in()

    assert _telephones_after(room, 4 * 3600, 30.0) <= 12
    assert len(complaints) == 1
    before = len(room.pbx.requests)
    room.telephones.look_now()
    room.come_in()
    assert len(room.pbx.requests) == before, "typing does not wake a PBX that does not tell"


def test_nothing_is_asked_where_the_agent_does_not_want_it(room: Room) -> None:
    room.telephones.use_account(room.account)
    room.telephones.switch(on=False)
    room.telephones.look_now()

    assert _telephones_after(room, 600, 60.0) == 0


def test_the_own_telephone_is_told_when_it_changes_and_unknown_when_the_pbx_goes_silent(room: Room) -> None:
    told: list[Telephone | None] = []
    room.telephones.own_phone_changed.connect(told.append)
    room.telephones.use_account(room.account)
    room.telephones.switch(on=True)
    room.come_in()
    room.pbx.set_presence("ionescu", Presence.OFFLINE)
    _telephones_after(room, 41)
    room.pbx.quirks = Quirks(faults={Endpoint.USERS_STATUS: Fault.FORBIDDEN})
    _telephones_after(room, 41)

    states = [phone.state for phone in told if phone]
    assert states == [PhoneState.READY, PhoneState.OFFLINE, PhoneState.UNKNOWN]


def test_a_slow_pbx_is_not_asked_again_before_it_has_answered(room: Room, qtbot: QtBot) -> None:
    room.pbx.quirks = Quirks(slow_s={Endpoint.USERS_STATUS: 10.0})
    room.telephones.use_account(room.account)
    room.telephones.switch(on=True)
    for _ in range(20):
        room.telephones.look_now()
        room.telephones.ask_if_due()
    _await(qtbot, lambda: len(room.pbx.requests) == 1)

    def answered() -> bool:
        room._clock.advance(1)
        return room.telephones.own is not None

    _await(qtbot, answered)
    assert len(room.pbx.requests) == 1


def _await(qtbot: QtBot, holds: Callable[[], bool]) -> None:
    qtbot.waitUntil(holds, timeout=_PATIENCE_MS)


@pytest.mark.parametrize("slow", [Endpoint.USERS_STATUS, Endpoint.CDR, Endpoint.CHANNEL])
def test_a_slow_endpoint_is_asked_one_question_at_a_time_and_the_call_still_ends_truly(
    room: Room, qtbot: QtBot, slow: Endpoint
) -> None:
    room.pbx.quirks = Quirks(slow_s={slow: 10.0})
    call = room.place("0722123457")
    room.pbx.answer("ionescu")

    def ended() -> bool:
        room._clock.advance(0.5)
        room.follower.look_round()
        return room.known[call.external_id].result is not None

    _await(qtbot, ended)
    assert room.known[call.external_id].result is CallResult.NO_ANSWER
    assert len(room.pbx.originates) == 1
    room.pbx.quirks = Quirks()
    _await(qtbot, lambda: (room._clock.advance(1), not room.follower.waits_for_answer)[1])
