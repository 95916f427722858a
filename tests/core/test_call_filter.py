"""Looking for calls: words without accents, digits in any spelling, outcomes, time."""

from dataclasses import replace
from datetime import timedelta

import pytest

from pbxdialer.core.call import Call, CallResult, CallState
from pbxdialer.core.call_filter import CallFilter, CallKind
from pbxdialer.core.failure import Failure, FailureCode
from tests.pbx.desk import account_at, call_on

ACCOUNT = account_at("https://pbx.example")
CALL = replace(call_on(ACCOUNT, "0722123456", "Ștefan Ionescu"), company="Acme SRL", note="ofertă 118")
UNKNOWN = CALL.unknown(Failure(FailureCode.REPLY_LOST))


@pytest.mark.parametrize(
    "text",
    ["", "  ", "stefan", "IONESCU acme", "oferta", "118", "0722", "+40 722 123", "722.123.456", "sales", "ionescu"],
)
def test_a_call_is_found_by_what_people_remember_of_it(text: str) -> None:
    assert CallFilter(text).admits(CALL)


@pytest.mark.parametrize("text", ["popescu", "stefan popescu", "0733", "+41 722 123"])
def test_another_call_is_not(text: str) -> None:
    assert not CallFilter(text).admits(CALL)


@pytest.mark.parametrize(
    ("call", "kinds"),
    [
        (CALL.accepted(()), set()),
        (UNKNOWN, {CallKind.UNKNOWN}),
        (CALL.not_answered(), {CallKind.NOT_ANSWERED}),
        (CALL.ended(CallResult.BUSY), {CallKind.NOT_ANSWERED}),
        (CALL.ended(CallResult.ANSWERED, 5), set()),
        (CALL.ended(), set()),
        (CALL.refused(("no",)), {CallKind.NOT_SENT}),
        (CALL.not_sent(Failure(FailureCode.NO_ROUTE)), {CallKind.NOT_SENT}),
    ],
)
def test_outcomes_narrow_the_list(call: Call, kinds: set[CallKind]) -> None:
    assert {kind for kind in CallKind if CallFilter(kind=kind).admits(call)} == kinds | {CallKind.ALL}


def test_a_time_narrows_the_list() -> None:
    assert CallFilter(since=CALL.requested_at - timedelta(minutes=1)).admits(CALL)
    assert not CallFilter(since=CALL.requested_at + timedelta(minutes=1)).admits(CALL)


def test_the_agents_word_settles_a_call_and_is_named_as_that() -> None:
    rang, silent = UNKNOWN.settled(rang=True), UNKNOWN.settled(rang=False)

    assert (rang.state, rang.result, rang.settled_by_agent) == (CallState.ENDED, None, True)
    assert (silent.state, silent.result, silent.settled_by_agent) == (CallState.ENDED, CallResult.FAILED, True)
    assert rang.failure is None
