"""A call is a value; each step is a new one, and claims no more than is known."""

from dataclasses import FrozenInstanceError, replace
from datetime import UTC, datetime, timedelta

import pytest

from pbxdialer.core.account import Account, Destination, DestinationKind
from pbxdialer.core.call import FINAL_STATES, Call, CallState
from pbxdialer.core.dial_plan import DialPlan, NumberForm
from pbxdialer.core.failure import NOT_SENT_CODES, Failure, FailureCode
from pbxdialer.core.intent import Callee, Intent
from pbxdialer.core.legs import STEP_WORDS, LegState, legs
from pbxdialer.core.number import PhoneNumber

_AT = datetime(2024, 11, 18, 9, 0, tzinfo=UTC)
_ACCOUNT = Account(
    "7",
    "Sales",
    "https://pbx.example",
    1,
    Destination(DestinationKind.USER, "ionescu"),
    dial_plan=DialPlan(NumberForm.NATIONAL),
)
_QUEUE = Destination(DestinationKind.QUEUE, "sales")
_LOST = Failure(FailureCode.REPLY_LOST)


def _call(**account: object) -> Call:
    callee = Callee(PhoneNumber.typed("+40722123456"), "Ștefan Ionescu", "Acme SRL")
    return Call.intended(Intent.of(callee, _QUEUE, replace(_ACCOUNT, **account)), at=_AT)


def test_an_intended_call_holds_all_that_was_seen() -> None:
    call = _call(waits_for_agent=True)

    assert (call.number, call.dial_string, call.rule) == ("+40722123456", "0722123456", "national")
    assert (call.name, call.company, call.destination) == ("Ștefan Ionescu", "Acme SRL", _QUEUE)
    assert (call.account_id, call.account_name, call.waits_for_agent) == ("7", "Sales", True)
    assert (call.state, call.requested_at, call.changed_at) == (CallState.REQUESTED, _AT, _AT)
    assert call.recorded
    assert not call.is_final


def test_every_call_has_an_id_of_its_own() -> None:
    assert len({_call().external_id for _ in range(1000)}) == 1000


def test_without_a_moment_a_call_begins_now_in_utc() -> None:
    call = Call.intended(Intent.of(Callee(PhoneNumber("101")), _QUEUE, _ACCOUNT))

    assert call.requested_at.tzinfo is UTC
    assert abs(call.requested_at - datetime.now(UTC)) < timedelta(seconds=5)


def test_a_call_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        _call().state = CallState.UNKNOWN  # type: ignore[misc]


_STEPS = {
    "not_sent": (lambda call: call.not_sent(_LOST), CallState.NOT_SENT, True),
    "unknown": (lambda call: call.unknown(_LOST), CallState.UNKNOWN, True),
    "accepted": (lambda call: call.accepted(("ok",)), CallState.RINGING_AGENT, False),
    "answered_by_agent": (lambda call: call.answered_by_agent(("ok",)), CallState.IN_CALL, False),
    "refused": (lambda call: call.refused(("no",)), CallState.REFUSED, True),
    "not_answered": (lambda call: call.not_answered(("no",)), CallState.NOT_ANSWERED, True),
}


@pytest.mark.parametrize("step", _STEPS)
def test_each_step_keeps_the_intent_and_tells_when_it_happened(step: str) -> None:
    become, state, final = _STEPS[step]
    before = _call()
    after = become(before)

    assert (after.state, after.is_final) == (state, final)
    assert after.changed_at > _AT
    assert before.state is CallState.REQUESTED
    intent = ("external_id", "number", "dial_string", "destination", "account_id", "requested_at", "name", "recorded")
    assert all(getattr(before, name) == getattr(after, name) for name in intent)


def test_only_the_agents_answer_sets_the_moment_of_the_answer() -> None:
    assert _call().answered_by_agent(()).answered_at
    assert not _call().accepted(()).answered_at


def test_a_call_that_was_not_written_down_says_so_for_the_rest_of_its_life() -> None:
    assert not replace(_call(), recorded=False).accepted(()).recorded


def test_final_are_the_states_after_which_nothing_comes_by_itself() -> None:
    lasting = {CallState.REQUESTED, CallState.RINGING_AGENT, CallState.IN_CALL}

    assert set(CallState) - FINAL_STATES == lasting


def test_every_failure_is_on_one_side_of_the_point_of_no_return() -> None:
    after = {code for code in FailureCode if not Failure(code).surely_not_sent}

    assert after == {
        FailureCode.REPLY_LOST,
        FailureCode.REPLY_LATE,
        FailureCode.REPLY_NOT_UNDERSTOOD,
        FailureCode.REDIRECTED,
        FailureCode.SERVER_FAULT,
        FailureCode.STOPPED_WAITING,
        FailureCode.PROGRAM_ENDED,
        FailureCode.PROGRAM_FAULT,
    }
    assert after.isdisjoint(NOT_SENT_CODES)


@pytest.mark.parametrize("state", list(CallState))
def test_the_steps_claim_no_more_than_is_known(state: CallState) -> None:
    shown = legs(replace(_call(), state=state))

    assert tuple(leg.word for leg in shown) == STEP_WORDS
    sent, agent, customer, ended = (leg.state for leg in shown)
    if state is CallState.UNKNOWN:
        assert {sent, agent, customer} == {LegState.UNKNOWN}
    if state is CallState.NOT_SENT:
        assert LegState.DONE not in (sent, agent, customer)
    if state is not CallState.ENDED:
        assert customer is not LegState.DONE, "nobody can know that the customer answered"
        assert ended is not LegState.DONE
    if state in (CallState.REQUESTED, CallState.RINGING_AGENT):
        assert agent is not LegState.DONE
