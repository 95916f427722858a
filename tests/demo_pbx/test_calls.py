"""The two legs of a call, moved by a clock in the hand of the test."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from pbxdialer.demo_pbx import (
    OUTCOME_BY_LAST_DIGIT,
    AgentHabits,
    CallRecord,
    CallStatus,
    DemoPbx,
    HandClock,
    Happening,
    Order,
    PbxConfig,
    PhoneEvent,
    PhoneState,
    PhoneView,
    Presence,
    Quirks,
    ReceivedRequest,
    Span,
    by_last_digit,
)
from tests.demo_pbx.client import Client, Ear


def test_an_answered_call_goes_through_every_leg(pbx: DemoPbx, client: Client, clock: HandClock, ear: Ear) -> None:
    client.originate(caller_id="0722123450", caller_id_name="Ana", external_id="x1")
    rings = pbx.phone("ionescu")
    assert (rings.state, rings.number, rings.name, rings.since) == (
        PhoneState.RINGING,
        "0722123450",
        "Ana",
        clock.now(),
    )

    clock.advance(5.0)
    pbx.answer("ionescu")
    calls = pbx.phone("ionescu")
    assert (calls.state, calls.customer_answered, calls.since) == (PhoneState.IN_CALL, False, clock.now())

    clock.advance(4.0)
    assert (pbx.phone("ionescu").customer_answered, pbx.phone("ionescu").since) == (True, calls.since)

    clock.advance(29.0)
    assert pbx.phone("ionescu").state is PhoneState.IN_CALL
    clock.advance(1.0)
    over = pbx.phone("ionescu")
    assert (over.state, over.number, over.since) == (PhoneState.IDLE, "", clock.now())

    assert [event.what for event in ear.heard()] == [
        Happening.AGENT_RINGING,
        Happening.AGENT_ANSWERED,
        Happening.CUSTOMER_RINGING,
        Happening.CUSTOMER_ANSWERED,
        Happening.CALL_ENDED,
    ]
    [record] = pbx.records
    assert (record.status, record.duration_s, record.talk_s) == (CallStatus.ANSWERED, 39, 30)


@pytest.mark.parametrize(
    ("number", "status", "seconds"),
    [
        ("0722123456", CallStatus.BUSY, 2),
        ("0722123457", CallStatus.NO_ANSWER, 20),
        ("0722123458", CallStatus.CONGESTION, 2),
        ("0722123459", CallStatus.FAILED, 2),
    ],
)
def test_a_customer_who_cannot_be_reached_ends_the_call(
    pbx: DemoPbx, client: Client, clock: HandClock, ear: Ear, number: str, status: CallStatus, seconds: int
) -> None:
    client.originate(caller_id=number)
    pbx.answer("ionescu")
    clock.advance(seconds - 0.1)
    assert pbx.phone("ionescu").state is PhoneState.IN_CALL
    clock.advance(0.1)
    assert pbx.phone("ionescu").state is PhoneState.IDLE
    assert ear.heard()[-1].status is status
    [record] = pbx.records
    assert (record.status, record.duration_s, record.talk_s) == (status, seconds, 0)


def test_the_last_digit_decides_and_every_status_has_a_digit() -> None:
    assert set(OUTCOME_BY_LAST_DIGIT) == set("0123456789")
    assert set(OUTCOME_BY_LAST_DIGIT.values()) == set(CallStatus)
    assert by_last_digit("+40722123455") is CallStatus.ANSWERED
    assert by_last_digit("*21#") is CallStatus.FAILED
    assert by_last_digit("") is CallStatus.FAILED


def test_the_configuration_may_decide_otherwise(config: PbxConfig, clock: HandClock) -> None:
    with DemoPbx(replace(config, outcome_of=lambda number: CallStatus.CONGESTION), clock=clock) as pbx:
        Client(pbx).originate(caller_id="0722123450")
        pbx.answer("ionescu")
        clock.advance(2.0)
        assert [record.status for record in pbx.records] == [CallStatus.CONGESTION]


def test_a_rejected_call_counts_as_busy(pbx: DemoPbx, client: Client, ear: Ear) -> None:
    client.originate()
    assert pbx.reject("ionescu")
    assert [event.what for event in ear.heard()][1:] == [Happening.AGENT_REJECTED, Happening.CALL_ENDED]
    assert [(record.status, record.agent_answered_at) for record in pbx.records] == [(CallStatus.BUSY, None)]


def test_a_telephone_left_alone_gives_up(pbx: DemoPbx, client: Client, clock: HandClock, ear: Ear) -> None:
    client.originate()
    clock.advance(29.9)
    assert pbx.phone("ionescu").state is PhoneState.RINGING
    clock.advance(0.1)
    assert pbx.phone("ionescu").state is PhoneState.IDLE
    assert [event.what for event in ear.heard()][1:] == [Happening.AGENT_TIMED_OUT, Happening.CALL_ENDED]
    assert [record.status for record in pbx.records] == [CallStatus.NO_ANSWER]


@pytest.mark.parametrize(
    ("until_s", "status"), [(None, CallStatus.BUSY), (1.0, CallStatus.NO_ANSWER), (10.0, CallStatus.ANSWERED)]
)
def test_an_agent_may_hang_up_at_any_stage(
    pbx: DemoPbx, client: Client, clock: HandClock, until_s: float | None, status: CallStatus
) -> None:
    client.originate()
    if until_s is not None:
        pbx.answer("ionescu")
        clock.advance(until_s)
    assert pbx.hang_up("ionescu")
    clock.advance(600.0)
    assert [record.status for record in pbx.records] == [status]


def test_nobody_can_answer_reject_or_hang_up_what_is_not_there(pbx: DemoPbx, client: Client) -> None:
    assert not any(act("ionescu") for act in (pbx.answer, pbx.reject, pbx.hang_up))
    assert not any(act("nobody") for act in (pbx.answer, pbx.reject, pbx.hang_up))
    client.originate()
    assert pbx.answer("ionescu")
    assert not pbx.answer("ionescu")
    assert not pbx.reject("ionescu")


def test_appointments_of_one_call_never_touch_the_next(pbx: DemoPbx, client: Client, clock: HandClock) -> None:
    client.originate(external_id="first")
    clock.advance(20.0)
    pbx.reject("ionescu")
    client.originate(external_id="second")
    clock.advance(20.0)
    assert pbx.phone("ionescu").external_id == "second"
    assert pbx.phone("ionescu").state is PhoneState.RINGING


def test_a_second_call_to_a_ringing_telephone_is_busy(pbx: DemoPbx, client: Client) -> None:
    client.originate(external_id="first")
    client.originate(external_id="second")
    assert pbx.phone("ionescu").external_id == "first"
    assert [(record.order.external_id, record.status) for record in pbx.records] == [("second", CallStatus.BUSY)]


@pytest.mark.parametrize(("presence", "state"), [(Presence.OFFLINE, "offline"), (Presence.BUSY, "busy")])
def test_a_telephone_that_goes_away_drops_its_call(
    pbx: DemoPbx, client: Client, ear: Ear, presence: Presence, state: str
) -> None:
    client.originate()
    pbx.set_presence("ionescu", presence)
    pbx.set_presence("ionescu", presence)
    assert pbx.phone("ionescu").state == state
    assert [event.what for event in ear.heard()][-2:] == [Happening.CALL_ENDED, Happening.PRESENCE_CHANGED]
    assert len(pbx.records) == 1
    pbx.set_presence("ionescu", Presence.ONLINE)
    assert pbx.phone("ionescu").state is PhoneState.IDLE


def test_telephones_start_as_configured_and_in_order(pbx: DemoPbx) -> None:
    assert not any(phone.number or phone.name or phone.customer_answered for phone in pbx.phones())
    assert [(phone.user, phone.state.value) for phone in pbx.phones()] == [
        ("ionescu", "idle"),
        ("popescu", "idle"),
        ("ana.marin", "idle"),
        ("dumitru", "offline"),
        ("stan", "busy"),
        ("georgescu", "idle"),
    ]


@pytest.mark.parametrize(
    ("habits", "status"),
    [
        (AgentHabits(Span(6.0, 9.0)), CallStatus.ANSWERED),
        (AgentHabits(Span(6.0, 9.0), answers=0, rejects=1), CallStatus.BUSY),
        (AgentHabits(Span(6.0, 9.0), answers=0, ignores=1), CallStatus.NO_ANSWER),
    ],
)
def test_agents_may_act_by_themselves(
    config: PbxConfig, clock: HandClock, habits: AgentHabits, status: CallStatus
) -> None:
    with DemoPbx(replace(config, agents=habits), clock=clock) as pbx:
        Client(pbx).originate()
        clock.advance(5.9)
        assert pbx.phone("ionescu").state is PhoneState.RINGING
        clock.advance(60.0)
        assert [record.status for record in pbx.records] == [status]


def test_a_person_may_be_quicker_than_the_agents_habit(config: PbxConfig, clock: HandClock) -> None:
    with DemoPbx(replace(config, agents=AgentHabits(Span(6.0, 6.0))), clock=clock) as pbx:
        Client(pbx).originate()
        clock.advance(3.0)
        assert pbx.reject("ionescu")
        clock.advance(60.0)
        assert [record.status for record in pbx.records] == [CallStatus.BUSY]


def test_chance_is_the_same_in_each_run(config: PbxConfig) -> None:
    def day() -> list[tuple[str, int]]:
        clock = HandClock()
        habits = AgentHabits(Span(1.0, 40.0), answers=2, rejects=1, ignores=1)
        with DemoPbx(replace(config, agents=habits, seed=7), clock=clock) as pbx:
            for number in range(12):
                Client(pbx).originate(caller_id=f"07221234{number:02}")
                clock.advance(200.0)
            return [(record.status.value, record.duration_s) for record in pbx.records]

    assert day() == day()
    assert len(set(day())) > 5


def test_watchers_may_act_on_what_they_hear_and_hear_everything_in_order(pbx: DemoPbx, client: Client) -> None:
    heard: list[Happening] = []

    def quick_agent(event: PhoneEvent) -> None:
        if event.what is Happening.AGENT_RINGING:
            pbx.answer(event.user)

    pbx.watch(quick_agent)
    unwatch = pbx.watch(lambda event: heard.append(event.what))
    client.originate()
    assert heard == [Happening.AGENT_RINGING, Happening.AGENT_ANSWERED, Happening.CUSTOMER_RINGING]
    unwatch()
    pbx.hang_up("ionescu")
    assert len(heard) == 3


@pytest.mark.parametrize("kind", [PhoneView, PhoneEvent, CallRecord, Order, ReceivedRequest, PbxConfig, Quirks])
def test_what_crosses_threads_is_frozen(kind: Any) -> None:
    assert kind.__dataclass_params__.frozen


def test_a_faulty_watcher_does_not_stop_the_telephones(
    pbx: DemoPbx, client: Client, ear: Ear, caplog: pytest.LogCaptureFixture
) -> None:
    def faulty(event: PhoneEvent) -> None:
        raise ZeroDivisionError

    unwatch: Callable[[], None] = pbx.watch(faulty)
    later = Ear(pbx)
    assert client.originate().results
    assert later.waits_for(Happening.AGENT_RINGING).user == "ionescu"
    assert "a watcher of the demo PBX failed" in caplog.text
    unwatch()
