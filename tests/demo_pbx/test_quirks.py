"""Each switch of a PBX that is not as documented."""

import json
import math
from dataclasses import replace

import pytest

from pbxdialer.demo_pbx import (
    DemoPbx,
    Endpoint,
    Fault,
    HandClock,
    Happening,
    PbxConfig,
    PhoneState,
    Quirks,
    Technology,
)
from tests.demo_pbx.client import ORIGINATE, Answer, Client, Ear, in_background
from tests.waiting import await_condition

REQUESTS: dict[Endpoint, dict[str, object]] = {
    Endpoint.ORIGINATE: {"data": ORIGINATE},
    Endpoint.USERS_STATUS: {"type": "sip"},
    Endpoint.QUEUES: {"action": "read"},
    Endpoint.CDR: {"page": 1},
    Endpoint.CHANNEL: {"action": "list"},
    Endpoint.CALL_QUEUE: {"action": "read"},
}

every_endpoint = pytest.mark.parametrize("endpoint", list(Endpoint))


def ask(client: Client, endpoint: Endpoint) -> Answer:
    return client.ask(endpoint, REQUESTS[endpoint])


@every_endpoint
def test_every_endpoint_answers_when_no_switch_is_turned(client: Client, endpoint: Endpoint) -> None:
    answer = ask(client, endpoint)
    assert (answer.status, answer.content_type, answer.tree["has_error"]) == (200, "application/json", False)


@every_endpoint
def test_an_endpoint_may_be_missing(pbx: DemoPbx, client: Client, endpoint: Endpoint) -> None:
    pbx.quirks = Quirks(faults={endpoint: Fault.MISSING})
    answer = ask(client, endpoint)
    assert (answer.status, answer.content_type) == (404, "text/html; charset=UTF-8")
    assert answer.text.startswith("<!DOCTYPE html>")
    assert pbx.phone("ionescu").state is PhoneState.IDLE


@every_endpoint
def test_an_endpoint_may_be_forbidden(pbx: DemoPbx, client: Client, endpoint: Endpoint) -> None:
    pbx.quirks = Quirks(faults={endpoint: Fault.FORBIDDEN})
    answer = ask(client, endpoint)
    assert (answer.status, answer.refusal) == (403, "You are not allowed to use this API")
    assert pbx.phone("ionescu").state is PhoneState.IDLE


@every_endpoint
def test_html_may_come_instead_of_the_envelope(pbx: DemoPbx, client: Client, endpoint: Endpoint) -> None:
    pbx.quirks = Quirks(faults={endpoint: Fault.HTML})
    answer = ask(client, endpoint)
    assert answer.status == 200
    with pytest.raises(json.JSONDecodeError):
        assert answer.tree


@every_endpoint
def test_a_php_notice_may_stand_before_the_envelope(pbx: DemoPbx, client: Client, endpoint: Endpoint) -> None:
    pbx.quirks = Quirks(faults={endpoint: Fault.NOTICE})
    answer = ask(client, endpoint)
    notice, envelope = answer.text[: answer.text.index("{")], answer.text[answer.text.index("{") :]
    assert "<b>Notice</b>" in notice
    assert json.loads(envelope)["has_error"] is False


def test_a_broken_answer_hides_a_telephone_that_rings(pbx: DemoPbx, client: Client) -> None:
    pbx.quirks = Quirks(faults={Endpoint.ORIGINATE: Fault.HTML})
    client.originate()
    assert pbx.phone("ionescu").state is PhoneState.RINGING


@every_endpoint
def test_an_endpoint_may_be_slow(pbx: DemoPbx, client: Client, clock: HandClock, endpoint: Endpoint) -> None:
    pbx.quirks = Quirks(slow_s={endpoint: 10.0})
    answer = in_background(lambda: ask(client, endpoint))
    await_condition(lambda: clock.sleepers == 1, 10.0, "the server to hold its answer")
    clock.advance(9.9)
    assert clock.sleepers == 1
    assert not answer.done()
    clock.advance(0.1)
    assert answer.result(10).tree["has_error"] is False
    assert ask(client, Endpoint.QUEUES if endpoint is not Endpoint.QUEUES else Endpoint.CDR).status == 200


def test_a_slow_originate_rings_at_once(pbx: DemoPbx, client: Client, ear: Ear) -> None:
    pbx.quirks = Quirks(slow_s={Endpoint.ORIGINATE: 10.0})
    answer = in_background(client.originate)
    ear.waits_for(Happening.AGENT_RINGING)
    assert not answer.done()


def test_stopping_the_pbx_ends_a_slow_request(pbx: DemoPbx, client: Client, clock: HandClock) -> None:
    pbx.quirks = Quirks(slow_s={Endpoint.CDR: 10.0})
    answer = in_background(lambda: ask(client, Endpoint.CDR))
    await_condition(lambda: clock.sleepers == 1, 10.0, "the server to hold its answer")
    pbx.stop()
    assert isinstance(answer.exception(10), ConnectionError)


def test_numbers_may_arrive_as_text_at_any_depth(pbx: DemoPbx, client: Client) -> None:
    pbx.quirks = Quirks(numbers_as_strings=True)
    assert ask(client, Endpoint.USERS_STATUS).results["stan"]["in_use"] == "1"
    member = ask(client, Endpoint.QUEUES).results["sales-queue"]["members"]["popescu"]
    assert member["order"] == "1"
    client.originate(destination="stan")
    [row] = ask(client, Endpoint.CDR).results
    assert (row["id"], row["billsec"]) == ("1", "0")
    assert ask(client, Endpoint.CDR).tree["has_error"] is False


def test_an_empty_map_may_be_printed_as_an_empty_list(pbx: DemoPbx, client: Client, clock: HandClock) -> None:
    nobody = DemoPbx(_without_iax(pbx), clock=clock)
    with nobody:
        assert Client(nobody).ask("users-status", {"type": "iax"}).results == {}
        nobody.quirks = Quirks(empty_maps_as_lists=True)
        assert Client(nobody).ask("users-status", {"type": "iax"}).results == []


def test_records_may_have_their_field_names_in_capitals(pbx: DemoPbx, client: Client) -> None:
    pbx.quirks = Quirks(upper_case_records=True)
    client.originate(destination="stan")
    [row] = ask(client, Endpoint.CDR).results
    assert row["CALL_STATUS"] == "BUSY"
    assert all(name.isupper() for name in row)


def test_a_record_may_appear_late(pbx: DemoPbx, client: Client, clock: HandClock) -> None:
    pbx.quirks = Quirks(record_after_s=20.0)
    client.originate(destination="stan")
    clock.advance(19.9)
    assert ask(client, Endpoint.CDR).results == []
    assert len(pbx.records) == 1
    clock.advance(0.1)
    assert len(ask(client, Endpoint.CDR).results) == 1


def test_a_record_may_never_appear(pbx: DemoPbx, client: Client, clock: HandClock) -> None:
    pbx.quirks = Quirks(record_after_s=math.inf)
    client.originate(destination="stan")
    clock.advance(1e9)
    assert ask(client, Endpoint.CDR).results == []


def test_one_endpoints_fault_leaves_the_others_alone(pbx: DemoPbx, client: Client) -> None:
    pbx.quirks = Quirks(faults={Endpoint.CDR: Fault.MISSING, Endpoint.QUEUES: Fault.FORBIDDEN})
    assert client.originate().results


def _without_iax(pbx: DemoPbx) -> PbxConfig:
    users = tuple(user for user in pbx.config.users if user.technology is Technology.SIP)
    return replace(pbx.config, users=users, queues=())
