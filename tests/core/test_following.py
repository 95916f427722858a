"""A state is claimed only where what was seen of the telephones proves it; the record has the last word."""

import pytest

from pbxdialer.core.call import Call, CallResult, CallState
from pbxdialer.core.call_record import CallRecord
from pbxdialer.core.failure import Failure, FailureCode
from pbxdialer.core.following import Followed
from pbxdialer.core.telephone import PhoneState
from tests.pbx.desk import account_at, call_on

READY, RINGING, IN_CALL, OFFLINE = PhoneState.READY, PhoneState.RINGING, PhoneState.IN_CALL, PhoneState.OFFLINE


@pytest.fixture
def accepted() -> Call:
    return call_on(account_at("https://pbx.example")).accepted(("ok",))


def _seen(followed: Followed, *states: PhoneState, every_s: float = 1.0) -> Followed:
    for look, state in enumerate(states):
        followed = followed.saw_telephone(state, look * every_s)
    return followed


@pytest.mark.parametrize(
    ("before", "looks", "state"),
    [
        (None, [], CallState.RINGING_AGENT),
        (None, [RINGING], CallState.RINGING_AGENT),
        (None, [RINGING, IN_CALL], CallState.IN_CALL),
        (READY, [IN_CALL], CallState.IN_CALL),
        (None, [READY, IN_CALL], CallState.IN_CALL),
        # busy with somebody else all along: nothing is proved
        (None, [IN_CALL, IN_CALL], CallState.RINGING_AGENT),
        (IN_CALL, [IN_CALL, IN_CALL], CallState.RINGING_AGENT),
        (None, [RINGING, IN_CALL, READY], CallState.IN_CALL),
        (None, [RINGING, IN_CALL, READY, READY], CallState.ENDED),
        (None, [RINGING, IN_CALL, READY, IN_CALL, READY], CallState.IN_CALL),
        (None, [RINGING, READY], CallState.RINGING_AGENT),
        (None, [RINGING, READY, READY], CallState.ENDED),
        (None, [READY, READY, READY], CallState.RINGING_AGENT),
        (None, [OFFLINE, PhoneState.UNKNOWN], CallState.RINGING_AGENT),
    ],
)
def test_the_agents_telephone_proves_so_much(
    accepted: Call, before: PhoneState | None, looks: list[PhoneState], state: CallState
) -> None:
    followed = Followed(accepted)
    if before is not None:
        followed = followed.before(before)

    assert _seen(followed, *looks).call.state is state


def test_a_call_the_agent_answered_by_async_0_ends_when_the_telephone_is_free_again(accepted: Call) -> None:
    followed = Followed(accepted.answered_by_agent())

    assert _seen(followed, READY, READY).call.state is CallState.IN_CALL, "it was never seen in a call"
    assert _seen(followed, IN_CALL, READY, READY).call.state is CallState.ENDED


def test_the_record_has_the_last_word(accepted: Call) -> None:
    followed = _seen(Followed(accepted), RINGING, IN_CALL, READY, READY)
    assert followed.call.result is None

    ended = followed.saw_record(CallRecord(CallResult.ANSWERED, talk_s=61, duration_s=75)).call

    assert (ended.state, ended.result, ended.duration_s) == (CallState.ENDED, CallResult.ANSWERED, 61)


@pytest.mark.parametrize("result", [result for result in CallResult if result is not CallResult.ANSWERED])
def test_a_telephone_that_rang_and_was_never_picked_up_was_not_answered(accepted: Call, result: CallResult) -> None:
    call = _seen(Followed(accepted), RINGING, READY, READY).saw_record(CallRecord(result)).call

    assert (call.state, call.result) == (CallState.NOT_ANSWERED, result)


def test_looks_too_far_apart_prove_nothing_about_who_did_not_answer(accepted: Call) -> None:
    call = _seen(Followed(accepted), RINGING, READY, READY, every_s=5.0).saw_record(CallRecord(CallResult.BUSY)).call

    assert (call.state, call.result) == (CallState.ENDED, CallResult.BUSY)


def test_a_record_of_an_answer_is_believed_even_where_no_answer_was_seen(accepted: Call) -> None:
    call = _seen(Followed(accepted), RINGING, READY).saw_record(CallRecord(CallResult.ANSWERED, 3)).call

    assert (call.state, call.result, call.duration_s) == (CallState.ENDED, CallResult.ANSWERED, 3)


def test_a_record_settles_a_call_that_was_unknown(accepted: Call) -> None:
    unknown = accepted.unknown(Failure(FailureCode.REPLY_LOST))

    call = Followed(unknown).saw_record(CallRecord(CallResult.BUSY)).call

    assert (call.state, call.result, call.failure) == (CallState.ENDED, CallResult.BUSY, None)


def test_telephones_alone_never_settle_a_call_that_is_unknown(accepted: Call) -> None:
    unknown = accepted.unknown(Failure(FailureCode.REPLY_LOST))

    assert _seen(Followed(unknown), RINGING, IN_CALL, READY, READY).call == unknown


def test_the_customer_is_heard_once_the_agent_has_answered(accepted: Call) -> None:
    assert Followed(accepted).saw_customer_talking().call.talking_since is None

    talking = Followed(accepted.answered_by_agent()).saw_customer_talking()

    assert talking.call.talking_since is not None
    assert talking.saw_customer_talking() == talking
