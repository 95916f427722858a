"""`users-status`, `queues`, `cdr` and `channel`: what they list and what they refuse."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

import pytest

from pbxdialer.demo_pbx import DemoPbx, HandClock, Quirks
from pbxdialer.demo_pbx.local_time import written
from pbxdialer.demo_pbx.records import PAGE_SIZE
from tests.demo_pbx.client import Client


def call(pbx: DemoPbx, client: Client, clock: HandClock, **changes: object) -> None:
    """Make one call and let it end by itself."""
    client.originate(**changes)
    pbx.answer(str(changes.get("destination", "ionescu")))
    clock.advance(60.0)


def found(client: Client, **filters: object) -> list[str]:
    rows = client.ask("cdr", {"page": 1, "filters": filters}).results
    return [row["external_id"] for row in rows]


def test_users_status_lists_the_users_of_one_technology(client: Client) -> None:
    assert set(client.ask("users-status", {"type": "iax"}).results) == {"georgescu"}
    assert "georgescu" not in client.ask("users-status", {"type": "sip"}).results


def test_users_status_of_another_type_is_refused_in_the_documented_words(client: Client) -> None:
    assert client.ask("users-status", {"type": "sipx"}).refusal == "Invalid type: sipx"


def test_users_status_follows_a_call(pbx: DemoPbx, client: Client) -> None:
    def ionescu() -> tuple[int, int, str]:
        row = client.ask("users-status", {"type": "sip"}).results["ionescu"]
        return row["in_use"], row["ringing"], row["dnid"]

    assert ionescu() == (0, 0, "")
    client.originate()
    assert ionescu() == (1, 1, "0722123450")
    pbx.quirks = Quirks(ringing_counts_as_use=False)
    assert ionescu() == (0, 1, "0722123450")
    pbx.answer("ionescu")
    assert ionescu() == (1, 0, "0722123450")
    pbx.hang_up("ionescu")
    assert ionescu() == (0, 0, "")


def test_users_status_tells_offline_from_busy(client: Client) -> None:
    rows = client.ask("users-status", {"type": "sip"}).results
    assert (rows["dumitru"]["status"], rows["dumitru"]["ip"], rows["dumitru"]["in_use"]) == ("UNKNOWN", "", 0)
    assert (rows["stan"]["status"], rows["stan"]["in_use"], rows["stan"]["ringing"]) == ("OK (12 ms)", 1, 0)
    assert rows["ionescu"]["ip"]


def test_newer_rows_hold_numbers_and_more_fields(client: Client) -> None:
    client.originate()
    rows = client.ask("users-status", {"type": "sip"}).results
    assert rows["ionescu"] == {
        "username": "ionescu",
        "in_use": 1,
        "ringing": 1,
        "on_hold": 0,
        "limit": 1,
        "status": "OK (12 ms)",
        "ip": "10.0.0.101",
        "dnd_time": None,
        "dnid": "0722123450",
        "port": 5060,
        "useragent": "Demo phone 1.0",
        "extension": "101",
    }
    offline = {"status": "UNKNOWN", "ip": "", "port": 0, "useragent": "", "in_use": 0, "ringing": 0}
    assert rows["dumitru"].items() >= offline.items()


def test_older_rows_are_the_vendors_published_ones(pbx: DemoPbx, client: Client) -> None:
    pbx.quirks = Quirks(older_rows=True)
    assert client.ask("users-status", {"type": "sip"}).results["dumitru"] == {
        "username": "dumitru",
        "in_use": "0",
        "ringing": "0",
        "on_hold": "0",
        "limit": "1",
        "status": "UNKNOWN",
        "ip": "",
        "dnd_time": None,
    }


def test_queues_are_read_with_their_members_in_order(client: Client) -> None:
    rows = client.ask("queues", {"action": "read", "data": {"get_info": False}, "filters": {}}).results
    assert list(rows) == ["sales-queue", "support-queue", "night-queue"]
    assert list(rows["sales-queue"]["members"]) == ["ionescu", "popescu", "ana.marin"]
    assert rows["night-queue"] == {
        "name": "night-queue",
        "project_id": 2,
        "strategy": "linear",
        "members": {"dumitru": {"type": "sip", "penalty": 0, "order": 0, "is_active": 1}},
    }


@pytest.mark.parametrize(
    ("filters", "names"),
    [
        ({"queues": ["night-queue", "nowhere"]}, ["night-queue"]),
        ({"project_id": 2}, ["support-queue", "night-queue"]),
        ({"project_id": None, "queues": []}, ["sales-queue", "support-queue", "night-queue"]),
    ],
)
def test_queues_can_be_filtered(client: Client, filters: dict[str, object], names: list[str]) -> None:
    assert list(client.ask("queues", {"action": "read", "filters": filters}).results) == names


def test_no_queue_found_is_an_error_in_the_documented_words(client: Client) -> None:
    assert client.ask("queues", {"action": "read", "filters": {"queues": ["x"]}}).refusal == "No Queues found"


@pytest.mark.parametrize("action", ["save", "delete", ""])
def test_queues_can_only_be_read(pbx: DemoPbx, client: Client, action: str) -> None:
    answer = client.ask("queues", {"action": action, "data": {"sales-queue": {"members": {"x": {"type": "sip"}}}}})
    assert answer.refusal == f"Invalid action: {action}"
    assert pbx.config.queues[0].members == ("ionescu", "popescu", "ana.marin")


def test_cdr_finds_a_call_by_its_external_id(pbx: DemoPbx, client: Client, clock: HandClock) -> None:
    began = clock.now()
    call(pbx, client, clock, external_id="one")
    call(pbx, client, clock, external_id="two", caller_id="0722123456", external_info="note")
    [row] = client.ask("cdr", {"page": 1, "filters": {"external_id": "two"}}).results
    assert row == {
        "id": 2,
        "calldate": written(began + timedelta(seconds=60)),
        "project_id": 1,
        "user_id": 1,
        "user": "ionescu",
        "queue": "",
        "direction": "OUT",
        "source": "101",
        "destination": "0722123456",
        "caller_id_name": row["caller_id_name"],
        "outbound_number": "+40212345678",
        "call_status": "BUSY",
        "duration": 2,
        "billsec": 0,
        "uniqueid": row["linkedid"],
        "linkedid": row["uniqueid"],
        "external_id": "two",
        "external_info": "note",
    }


def test_cdr_shows_nothing_of_a_call_that_still_lasts(pbx: DemoPbx, client: Client) -> None:
    client.originate()
    pbx.answer("ionescu")
    assert found(client) == []


def test_each_cdr_filter_narrows_the_list(pbx: DemoPbx, client: Client, clock: HandClock) -> None:
    call(pbx, client, clock, external_id="a", caller_id="0722123450")
    call(pbx, client, clock, external_id="b", caller_id="0722123456", destination="popescu", project_id=2)
    call(pbx, client, clock, external_id="c", caller_id="0722123457")
    [_, row_b, _] = client.ask("cdr", {"filters": {}}).results

    assert found(client, call_status="NO ANSWER") == ["c"]
    assert found(client, call_status=["BUSY", "ANSWERED"]) == ["a", "b"]
    assert found(client, direction="OUT") == ["a", "b", "c"]
    assert found(client, direction="IN") == []
    assert found(client, project_id=2) == ["b"]
    assert found(client, user_id=2) == ["b"]
    assert found(client, source="102") == ["b"]
    assert found(client, destination="0722123457") == ["c"]
    assert found(client, telephone="0722123457") == ["c"]
    assert found(client, telephone="101") == ["a", "c"]
    assert found(client, uniqueid=row_b["uniqueid"]) == found(client, linkedid=row_b["linkedid"]) == ["b"]
    assert found(client, from_id=2) == ["b", "c"]
    assert found(client, external_id="z") == []


def test_cdr_can_be_asked_for_a_stretch_of_time(pbx: DemoPbx, client: Client, clock: HandClock) -> None:
    moments = []
    for name in "abc":
        moments.append(written(clock.now()))
        call(pbx, client, clock, external_id=name)
    assert found(client, date_between=[moments[1], moments[2]]) == ["b", "c"]
    assert found(client, date_between=[moments[0], moments[0]]) == ["a"]


@pytest.mark.parametrize(
    "request_", [{"filters": {"date_between": ["x", "y"]}}, {"filters": {"date_between": ["2026-01-01 00:00:00"]}},
                 {"page": "x"}, {"filters": {"from_id": "x"}}],
)  # fmt: skip
def test_cdr_refuses_filters_it_cannot_read(
    pbx: DemoPbx, client: Client, clock: HandClock, request_: dict[str, object]
) -> None:
    call(pbx, client, clock)
    assert client.ask("cdr", request_).refusal == "Invalid filters"


def test_cdr_comes_in_pages(pbx: DemoPbx, client: Client) -> None:
    for _ in range(PAGE_SIZE + 1):
        client.originate(destination="stan")
    ids = [[row["id"] for row in client.ask("cdr", {"page": page}).results] for page in (1, 2, 3)]
    assert ids == [list(range(1, PAGE_SIZE + 1)), [PAGE_SIZE + 1], []]


def channels(client: Client) -> list[tuple[str, str, str, str]]:
    rows: Iterable[dict[str, str]] = client.ask("channel", {"action": "list"}).results
    return [(row["channel"], row["state"], row["user"], row["number"]) for row in rows]


def test_channels_come_and_go_with_the_legs(pbx: DemoPbx, client: Client, clock: HandClock) -> None:
    assert channels(client) == []
    client.originate()
    assert channels(client) == [("SIP/ionescu-00000001", "Ringing", "ionescu", "0722123450")]
    pbx.answer("ionescu")
    clock.advance(4.0)
    assert [channel[:2] for channel in channels(client)] == [
        ("SIP/ionescu-00000001", "Up"),
        ("SIP/default-trunk-00000002", "Up"),
    ]


@pytest.mark.parametrize("leg", [0, 1])
def test_hanging_up_one_channel_ends_its_call_and_no_other(pbx: DemoPbx, client: Client, leg: int) -> None:
    for user in ("ionescu", "popescu"):
        client.originate(destination=user)
        pbx.answer(user)
    name = channels(client)[leg][0]
    answer = client.ask("channel", {"action": "hangup", "data": {"channel": name}})
    assert answer.results == [f"Channel successfully hung up: {name}"]
    assert {channel[2] for channel in channels(client)} == {"popescu"}


@pytest.mark.parametrize("data", [{}, {"channel": ""}, {"channel": ["SIP/ionescu-00000001"]}, {"channel": "SIP/x"}])
def test_a_hang_up_without_a_channel_that_exists_drops_nothing(
    pbx: DemoPbx, client: Client, data: dict[str, object]
) -> None:
    client.originate()
    refusal = client.ask("channel", {"action": "hangup", "data": data}).refusal
    assert refusal in ("Missing channel", "Invalid channel: SIP/x")
    assert len(channels(client)) == 1


def test_the_channel_endpoint_can_do_nothing_else(client: Client) -> None:
    assert client.ask("channel", {"action": "originate"}).refusal == "Invalid action: originate"


def test_without_an_outbound_trunk_the_customer_is_called_through_the_default_one(pbx: DemoPbx, client: Client) -> None:
    for trunk, name in (("gsm", "SIP/gsm-00000002"), (None, "SIP/default-trunk-00000004")):
        client.originate(outbound_trunk=trunk)
        pbx.answer("ionescu")
        assert channels(client)[1][0] == name
        pbx.hang_up("ionescu")


def test_an_iax_telephone_has_an_iax_channel(client: Client) -> None:
    client.originate(destination="georgescu")
    assert channels(client)[0][0] == "IAX/georgescu-00000001"


def test_a_pbx_without_queues_finds_none(pbx: DemoPbx) -> None:
    with DemoPbx(replace(pbx.config, queues=()), clock=HandClock()) as bare:
        assert Client(bare).ask("queues", {"action": "read"}).refusal == "No Queues found"
