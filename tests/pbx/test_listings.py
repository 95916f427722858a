"""What the listings say, in the older and newer shapes of rows, and in every shape PHP may give a map."""

from typing import Any

import pytest

from pbxdialer.core.call import CallResult
from pbxdialer.core.call_record import CallRecord
from pbxdialer.core.telephone import PhoneState, Telephone
from pbxdialer.pbx import listings

NEWER = {"username": "ionescu", "in_use": 0, "ringing": 0, "on_hold": 0, "limit": 1, "status": "OK (12 ms)"}
OLDER = {"in_use": "0", "ringing": "0", "on_hold": "0", "limit": "1", "status": "OK (12 ms)", "ip": "10.0.0.101"}


@pytest.mark.parametrize(
    ("row", "state"),
    [
        (NEWER, PhoneState.READY),
        (OLDER, PhoneState.READY),
        (NEWER | {"ringing": 1}, PhoneState.RINGING),
        (NEWER | {"ringing": 1, "in_use": 1}, PhoneState.RINGING),
        (OLDER | {"ringing": "1", "in_use": "1"}, PhoneState.RINGING),
        (NEWER | {"in_use": 1}, PhoneState.IN_CALL),
        (OLDER | {"in_use": "2"}, PhoneState.IN_CALL),
        (NEWER | {"on_hold": 1}, PhoneState.IN_CALL),
        (NEWER | {"status": "UNKNOWN"}, PhoneState.OFFLINE),
        (NEWER | {"status": "UNREACHABLE", "ringing": 1}, PhoneState.OFFLINE),
        (NEWER | {"status": "Lagged (2012 ms)"}, PhoneState.READY),
        (NEWER | {"status": ""}, PhoneState.UNKNOWN),
        (NEWER | {"status": None}, PhoneState.UNKNOWN),
        (NEWER | {"in_use": "many", "status": "?"}, PhoneState.UNKNOWN),
        ({}, PhoneState.UNKNOWN),
    ],
)
def test_a_row_of_users_status_tells_what_a_telephone_does(row: dict[str, Any], state: PhoneState) -> None:
    assert [phone.state for phone in listings.telephones({"ionescu": row})] == [state]


def test_a_telephone_has_its_internal_number_and_who_it_talks_to() -> None:
    row = NEWER | {"extension": 101, "dnid": "0722123456", "in_use": 1}
    assert listings.telephones({"ionescu": row}) == (Telephone("ionescu", PhoneState.IN_CALL, "101", "0722123456"),)


@pytest.mark.parametrize("results", [[], {}, None, "nobody", 7, [1, "x", None], {"ionescu": "online"}, {"": NEWER}])
def test_a_listing_without_rows_names_nobody(results: object) -> None:
    assert listings.telephones(results) == ()
    assert listings.queue_names(results) == ()
    assert listings.record(results, "id", "0722") is None
    assert not listings.customer_talks(results, "ionescu", "0722")


@pytest.mark.parametrize(
    "results", [{"sales": {"name": "sales"}, "night": {}}, [{"NAME": "sales"}, {"queue": "night"}]]
)
def test_queues_are_named_by_key_or_by_row(results: object) -> None:
    assert listings.queue_names(results) == ("sales", "night")


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (
            [{"external_id": "id", "call_status": "ANSWERED", "billsec": 12, "duration": 20}],
            (CallResult.ANSWERED, 12, 20),
        ),
        ([{"EXTERNAL_ID": "id", "CALL_STATUS": "NO ANSWER", "BILLSEC": "0"}], (CallResult.NO_ANSWER, 0, None)),
        ({"7": {"external_id": "id", "call_status": "busy"}}, (CallResult.BUSY, None, None)),
        ([{"disposition": "NO_ANSWER", "duration": "31"}], (CallResult.NO_ANSWER, None, 31)),
        ([{"external_id": "id", "call_status": "ANSWERED", "billsec": -3}], (CallResult.ANSWERED, None, None)),
        # a row a leg: the one about the dialled number counts
        (
            [
                {"external_id": "id", "call_status": "NO ANSWER", "destination": "0722"},
                {"external_id": "id", "call_status": "ANSWERED", "destination": "101"},
            ],
            (CallResult.NO_ANSWER, None, None),
        ),
        # a PBX that does not know the filter answers with everything
        (
            [
                {"external_id": "other", "call_status": "ANSWERED", "destination": "0722"},
                {"external_id": "id", "call_status": "BUSY", "destination": "0722"},
            ],
            (CallResult.BUSY, None, None),
        ),
    ],
)
def test_a_record_tells_how_the_call_went(rows: object, expected: tuple[CallResult, int | None, int | None]) -> None:
    assert listings.record(rows, "id", "0722") == CallRecord(*expected)


@pytest.mark.parametrize(
    "rows",
    [
        [{"external_id": "other", "call_status": "ANSWERED", "destination": "0722"}],
        [{"call_status": "ANSWERED", "destination": "0722"}, {"call_status": "BUSY", "destination": "0722"}],
        [{"external_id": "id", "call_status": "RINGING"}],
        [{"external_id": "id"}],
    ],
)
def test_what_may_be_another_call_or_no_result_is_no_record(rows: object) -> None:
    assert listings.record(rows, "id", "0722") is None


@pytest.mark.parametrize(
    ("rows", "talks"),
    [
        ([{"channel": "SIP/trunk-00000002", "state": "Up", "number": "0722"}], True),
        ([{"channel": "SIP/trunk-00000002", "state": "6", "number": "0722"}], True),
        ([{"channel": "SIP/trunk-00000002", "state": "Dialing", "number": "0722"}], False),
        ([{"channel": "SIP/ionescu-00000001", "state": "Up", "number": "0722"}], False),
        ([{"channel": "SIP/trunk-00000002", "state": "Up", "number": "0733"}], False),
        ([{"channel": "SIP/trunk-00000002", "number": "0722"}], False),
    ],
)
def test_the_customer_talks_when_the_customers_own_leg_is_up(rows: object, talks: bool) -> None:
    assert listings.customer_talks(rows, "ionescu", "0722") is talks


def test_names_from_the_pbx_are_plain_text() -> None:
    assert listings.queue_names({"sa\u202eles\n<b>": {}}) == ("sales <b>",)
