"""`/api/originate-call`: what it checks, whom it rings, and when it answers."""

from dataclasses import replace

import pytest

from pbxdialer.demo_pbx import CallRecord, DemoPbx, HandClock, Happening, Order, PbxConfig, PhoneState, Presence
from pbxdialer.demo_pbx.calls import AgentLeg
from pbxdialer.demo_pbx.exchange import Exchange
from tests.demo_pbx.client import Client, Ear, in_background


def ringing(pbx: DemoPbx) -> list[str]:
    return [phone.user for phone in pbx.phones() if phone.state is PhoneState.RINGING]


@pytest.mark.parametrize(
    ("type_", "destination", "rung"),
    [
        ("user", "popescu", "popescu"),
        ("queue", "sales-queue", "ionescu"),
        ("context", "from-internal", "popescu"),
        ("user_email", "ana.marin@demo.example", "ana.marin"),
        ("extension", "106", "georgescu"),
    ],
)
def test_each_type_rings_its_agent_first(pbx: DemoPbx, client: Client, type_: str, destination: str, rung: str) -> None:
    answer = client.originate(type=type_, destination=destination)
    assert answer.results == [f"Call successfully originated for {type_}: {destination}"]
    assert ringing(pbx) == [rung]


def test_the_answer_is_the_documented_one_to_the_letter(client: Client) -> None:
    answer = client.originate(type="queue", destination="sales-queue")
    assert answer.text == (
        '{"has_error": false, "messages": [], "results": ["Call successfully originated for queue: sales-queue"]}'
    )


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"type": "queue", "destination": "nowhere"}, "Invalid Queue. Check if pbx queue exists"),
        ({"type": "user", "destination": "nobody"}, "Invalid User. Check if pbx user exists"),
        ({"type": "context", "destination": ""}, "Invalid Context. Check if pbx context exists"),
        ({"type": "user_email", "destination": "x@y"}, "Invalid User email. Check if pbx user email exists"),
        ({"type": "extension", "destination": "999"}, "Invalid Extension. Check if pbx extension exists"),
        ({"type": "peer"}, "Invalid type: peer"),
        ({"project_id": 9}, "Invalid Project. Check if pbx project exists"),
        ({"caller_id": ""}, "Missing caller_id"),
        ({"caller_id_name": ""}, "Missing caller_id_name"),
        ({"external_id": None}, "Missing external_id"),
        ({"caller_id": "07 22"}, "Invalid caller_id: 07 22"),
        ({"async": 2}, "Invalid async: 2"),
        ({"destination": "dumitru"}, "User dumitru is not online"),
        ({"type": "queue", "destination": "night-queue"}, "Queue night-queue has no agent online"),
    ],
)
def test_each_wrong_field_is_refused_and_no_telephone_rings(
    pbx: DemoPbx, client: Client, changes: dict[str, object], refusal: str
) -> None:
    assert client.originate(**changes).refusal == refusal
    assert ringing(pbx) == []
    assert pbx.records == ()


def test_async_is_1_unless_it_is_said(pbx: DemoPbx, client: Client) -> None:
    assert client.originate(**{"async": None}).results
    assert ringing(pbx) == ["ionescu"]


def test_a_queue_rings_its_first_free_member(pbx: DemoPbx, client: Client) -> None:
    pbx.set_presence("popescu", Presence.OFFLINE)
    client.originate(type="queue", destination="sales-queue", external_id="a")
    client.originate(type="queue", destination="sales-queue", external_id="b")
    assert ringing(pbx) == ["ionescu", "ana.marin"]


def test_async_1_to_a_busy_user_succeeds_because_he_is_online(pbx: DemoPbx, client: Client) -> None:
    assert client.originate(destination="stan").results
    [record] = pbx.records
    assert (record.order.agent.name, record.status, record.agent_answered_at) == ("stan", "BUSY", None)


def test_async_0_to_a_busy_user_fails_at_once(client: Client) -> None:
    assert client.originate(destination="stan", **{"async": 0}).refusal == "User stan is busy"


def test_async_0_to_an_offline_user_fails_at_once(client: Client) -> None:
    assert client.originate(destination="dumitru", **{"async": 0}).refusal == "User dumitru is not online"


def test_async_0_is_held_until_the_agent_answers(pbx: DemoPbx, client: Client, clock: HandClock, ear: Ear) -> None:
    answer = in_background(lambda: client.originate(**{"async": 0}))
    ear.waits_for(Happening.AGENT_RINGING)
    clock.advance(29.0)
    assert not answer.done()
    assert pbx.answer("ionescu")
    assert answer.result(10).results == ["Call successfully originated for user: ionescu"]


def test_async_0_fails_when_the_agent_rejects(pbx: DemoPbx, client: Client, ear: Ear) -> None:
    answer = in_background(lambda: client.originate(**{"async": 0}))
    ear.waits_for(Happening.AGENT_RINGING)
    assert pbx.reject("ionescu")
    assert answer.result(10).refusal == "User ionescu rejected the call"


def test_async_0_fails_when_the_agent_lets_it_ring(client: Client, clock: HandClock, ear: Ear) -> None:
    answer = in_background(lambda: client.originate(**{"async": 0}))
    ear.waits_for(Happening.AGENT_RINGING)
    clock.advance(30.0)
    assert answer.result(10).refusal == "User ionescu did not answer"


def test_async_1_is_answered_while_the_telephone_rings(pbx: DemoPbx, client: Client) -> None:
    assert client.originate().results
    assert ringing(pbx) == ["ionescu"]


def test_stopping_the_pbx_cuts_held_requests_without_an_answer(pbx: DemoPbx, client: Client, ear: Ear) -> None:
    answer = in_background(lambda: client.originate(**{"async": 0}))
    ear.waits_for(Happening.AGENT_RINGING)
    pbx.stop()
    assert isinstance(answer.exception(10), ConnectionError)
    assert pbx.records == ()


def test_a_call_placed_after_the_lines_were_cut_is_cut_off_too(config: PbxConfig, clock: HandClock) -> None:
    kept: list[CallRecord] = []
    exchange = Exchange(config, clock, kept.append)
    order = Order(config.users[0], "0722123450", "Ana", "1")
    assert exchange.place(order).agent_leg.result(0) is AgentLeg.CUT_OFF
    exchange.open()
    assert not (ringing := exchange.place(order)).agent_leg.done()
    exchange.close()
    assert ringing.agent_leg.result(0) is AgentLeg.CUT_OFF
    assert exchange.place(order).agent_leg.result(0) is AgentLeg.CUT_OFF
    assert (kept, exchange.phone("ionescu").state) == ([], PhoneState.IDLE)


def test_numbers_of_every_dialable_form_are_taken(pbx: DemoPbx, client: Client) -> None:
    for number in ("+40722123450", "0722123450", "*21*123#", "00440"):
        client.originate(caller_id=number)
        assert pbx.phone("ionescu").number == number
        pbx.reject("ionescu")


def test_a_user_may_not_share_his_name_and_queues_ring_only_users_there_are(config: PbxConfig) -> None:
    with pytest.raises(ValueError, match="share a name"):
        replace(config, users=(*config.users, config.users[0]))
    with pytest.raises(ValueError, match=r"no such user: ana\.marin, dumitru, georgescu, ionescu, popescu"):
        replace(config, users=())
