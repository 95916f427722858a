"""`/api/call-queue`: calls that wait for their time."""

from datetime import timedelta

import pytest

from pbxdialer.demo_pbx import DemoPbx, HandClock, PhoneState, Presence
from pbxdialer.demo_pbx.local_time import written
from pbxdialer.demo_pbx.records import PAGE_SIZE
from tests.demo_pbx.client import Answer, Client

DATA: dict[str, object] = {
    "project_id": 1,
    "type": "user",
    "destination": "ionescu",
    "campaign_name": "Call-backs",
    "campaign_info": "asked to be called",
    "outbound_type": "auto",
    "attend_type": "attended",
    "outbound_number": "+40212345678",
    "outbound_trunk": "default-trunk",
}


def save(client: Client, *calls: dict[str, object], **changes: object) -> Answer:
    return client.ask("call-queue", {"action": "save", "data": {**DATA, **changes, "calls": list(calls)}})


def a_call(external_id: str, schedule: str | None = None, number: str = "0722123456") -> dict[str, object]:
    return {
        "caller_id": number,
        "caller_id_name": "Ana",
        "priority": 0,
        "schedule": schedule,
        "external_id": external_id,
        "max_retries": 0,
        "vars": {"BACKEND_LINK": "https://crm.example/1"},
    }


def status(client: Client, external_id: str) -> str:
    answer = client.ask("call-queue", {"action": "read", "page": 1, "filters": {"external_id": external_id}})
    [row] = answer.results
    return str(row["status"])


def test_a_scheduled_call_rings_at_its_time_and_becomes_a_record(
    pbx: DemoPbx, client: Client, clock: HandClock
) -> None:
    assert save(client, a_call("later", written(clock.now() + timedelta(hours=1)))).results == [
        "1 calls successfully saved"
    ]
    clock.advance(3599.0)
    assert (status(client, "later"), pbx.phone("ionescu").state) == ("pending", PhoneState.IDLE)
    clock.advance(1.0)
    assert (status(client, "later"), pbx.phone("ionescu").external_id) == ("in progress", "later")
    pbx.answer("ionescu")
    clock.advance(60.0)
    assert status(client, "later") == "completed"
    assert [(record.order.external_id, record.status) for record in pbx.records] == [("later", "BUSY")]


def test_without_a_schedule_an_automatic_call_is_dialled_at_once(
    pbx: DemoPbx, client: Client, clock: HandClock
) -> None:
    save(client, a_call("now"))
    clock.advance(0.0)
    assert pbx.phone("ionescu").external_id == "now"


def test_a_manual_call_waits_for_an_agent(pbx: DemoPbx, client: Client, clock: HandClock) -> None:
    save(client, a_call("by-hand"), outbound_type="manual")
    clock.advance(3600.0)
    assert (status(client, "by-hand"), pbx.phone("ionescu").state) == ("pending", PhoneState.IDLE)


def test_a_call_whose_agent_is_offline_is_cancelled(pbx: DemoPbx, client: Client, clock: HandClock) -> None:
    save(client, a_call("nobody", written(clock.now() + timedelta(minutes=5))))
    pbx.set_presence("ionescu", Presence.OFFLINE)
    clock.advance(300.0)
    assert status(client, "nobody") == "cancelled"


def test_a_scheduled_call_is_listed_as_it_was_saved(client: Client, clock: HandClock) -> None:
    later = written(clock.now() + timedelta(hours=1))
    save(client, a_call("a", later))
    save(client, a_call("b"), type="queue", destination="sales-queue", outbound_type="manual", attend_type="unattended")
    row_a, row_b = client.ask("call-queue", {"action": "read", "page": 1}).results
    assert row_a == {
        "id": 1,
        "project_id": 1,
        "type": "user",
        "destination": "ionescu",
        "campaign": "Call-backs",
        "outbound_type": "auto",
        "attend_type": "attended",
        "caller_id": "0722123456",
        "caller_id_name": "Ana",
        "external_id": "a",
        "schedule": later,
        "status": "pending",
    }
    assert (row_b["id"], row_b["type"], row_b["destination"]) == (2, "queue", "sales-queue")
    assert (row_b["outbound_type"], row_b["attend_type"], row_b["schedule"]) == ("manual", "unattended", None)


def test_the_list_comes_in_pages(client: Client) -> None:
    save(client, *(a_call(str(number)) for number in range(PAGE_SIZE + 1)), outbound_type="manual")
    pages = [client.ask("call-queue", {"action": "read", "page": page}).results for page in (1, 2, 3)]
    assert [len(page) for page in pages] == [PAGE_SIZE, 1, 0]


def test_the_list_can_be_filtered(client: Client, clock: HandClock) -> None:
    later = written(clock.now() + timedelta(hours=1))
    save(client, a_call("a", later), a_call("b", later))
    save(client, a_call("c", later), campaign_name="Other", project_id=2)

    def found(**filters: object) -> list[str]:
        return [row["external_id"] for row in client.ask("call-queue", {"action": "read", "filters": filters}).results]

    assert found() == ["a", "b", "c"]
    assert found(external_id="b") == ["b"]
    assert found(campaign="Other") == found(project_id=2) == ["c"]
    assert found(status="pending") == ["a", "b", "c"]
    assert found(status="completed") == []


@pytest.mark.parametrize(
    ("calls", "changes", "refusal"),
    [
        ([], {}, "Missing calls"),
        ([a_call("x", "tomorrow")], {}, "Invalid schedule: tomorrow"),
        ([a_call("x", number="")], {}, "Missing caller_id"),
        ([a_call("x")], {"destination": "nobody"}, "Invalid User. Check if pbx user exists"),
        ([a_call("x")], {"project_id": 9}, "Invalid Project. Check if pbx project exists"),
    ],
)
def test_what_cannot_be_scheduled_is_refused_whole(
    pbx: DemoPbx,
    client: Client,
    clock: HandClock,
    calls: list[dict[str, object]],
    changes: dict[str, object],
    refusal: str,
) -> None:
    good = [a_call("good")] if calls else []
    assert save(client, *good, *calls, **changes).refusal == refusal
    assert client.ask("call-queue", {"action": "read"}).results == []
    clock.advance(60.0)
    assert pbx.phone("ionescu").state is PhoneState.IDLE


def test_other_actions_and_unreadable_pages_are_refused(client: Client) -> None:
    assert client.ask("call-queue", {"action": "delete"}).refusal == "Invalid action: delete"
    assert client.ask("call-queue", {"action": "read", "page": "x"}).refusal == "Invalid page"
