"""Every outcome has its sentence, none claims too much, "not sent" and "may ring" are never mixed up."""

import string
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from pbxdialer.core.account import Account, Destination, DestinationKind
from pbxdialer.core.call import Call, CallResult, CallState
from pbxdialer.core.failure import Failure, FailureCode
from pbxdialer.core.intent import Callee, Intent
from pbxdialer.core.language import Language
from pbxdialer.core.number import PhoneNumber
from pbxdialer.core.wording import FAILURES, RESULTS, STATES, WORDS, call_sentence, failure_sentence, state_word
from pbxdialer.pbx.certificate import Certificate

_TR = Language()
_MAY_RING = ("may ring", "may be ringing", "may still ring")
_BEFORE = [code for code in FailureCode if Failure(code).surely_not_sent]
_AFTER = [code for code in FailureCode if not Failure(code).surely_not_sent]


def _call(state: CallState = CallState.REQUESTED, **values: object) -> Call:
    account = Account("1", "Sales", "https://pbx.example", 1, Destination(DestinationKind.USER, "ionescu"))
    intent = Intent.of(Callee(PhoneNumber("0722123456")), account.destination, account)
    return replace(Call.intended(intent, at=datetime(2024, 11, 18, tzinfo=UTC)), state=state, **values)


def test_every_failure_every_state_and_every_result_has_its_words() -> None:
    assert set(FAILURES) == set(FailureCode)
    assert set(STATES) == set(WORDS) == set(CallState)
    assert set(RESULTS) == set(CallResult)


@pytest.mark.parametrize("code", list(FailureCode))
def test_a_failure_sentence_is_whole_and_names_its_detail_at_most_once(code: FailureCode) -> None:
    sentence = failure_sentence(Failure(code, "DETAIL\nNAMED"), _TR)

    assert sentence.title
    assert not sentence.title.endswith(".")
    assert sentence.advice.count("DETAIL") <= 1
    assert "{" not in sentence.title + sentence.advice
    fields = {name for _, name, _, _ in string.Formatter().parse(FAILURES[code].advice) if name}
    assert fields <= {"detail", "named"}
    assert sentence.advice.count("NAMED") == ("named" in fields)


@pytest.mark.parametrize("code", [FailureCode.TLS_UNKNOWN_ISSUER, FailureCode.TLS_EXPIRED, FailureCode.TLS_WRONG_HOST])
@pytest.mark.parametrize("detail", ["pbx.example", "pbx.example\n", f"pbx.example\n{Certificate().issuer}"])
def test_where_a_certificate_gives_no_name_the_sentence_says_that_and_shows_no_question_mark(
    code: FailureCode, detail: str
) -> None:
    advice = failure_sentence(Failure(code, detail), _TR).advice
    assert "an unknown name" in advice
    assert "?" not in advice


@pytest.mark.parametrize("code", _BEFORE)
def test_a_call_that_was_not_sent_says_so_and_never_warns(code: FailureCode) -> None:
    sentence = call_sentence(_call().not_sent(Failure(code, "DETAIL")), _TR)

    assert sentence.title.startswith("Not sent – ")
    assert sentence.advice.endswith("Nothing rang; you can call again.")
    assert not any(words in sentence.advice for words in _MAY_RING)


@pytest.mark.parametrize("code", _AFTER)
def test_a_call_of_unknown_fate_always_warns_and_never_says_that_nothing_rang(code: FailureCode) -> None:
    sentence = call_sentence(_call().unknown(Failure(code, "DETAIL")), _TR)

    assert sentence.title.startswith("Unknown – ")
    assert sentence.advice.endswith("A phone may be ringing. Check before calling again.")
    assert "Nothing rang" not in sentence.advice
    assert "can call again" not in sentence.advice


def test_an_unknown_call_warns_even_without_a_reason() -> None:
    assert "may be ringing" in call_sentence(_call(CallState.UNKNOWN), _TR).advice


@pytest.mark.parametrize("state", [CallState.REQUESTED, CallState.RINGING_AGENT, CallState.IN_CALL])
def test_nobody_is_said_to_be_connected(state: CallState) -> None:
    for waits in (False, True):
        sentence = call_sentence(_call(state, waits_for_agent=waits), _TR)
        assert "connected" not in f"{sentence.title} {sentence.advice}".lower()
        assert "customer answered" not in f"{sentence.title} {sentence.advice}".lower()


def test_accepted_says_pick_up_your_phone() -> None:
    assert call_sentence(_call().accepted(()), _TR).title == "Accepted – pick up your phone"


@pytest.mark.parametrize("state", [CallState.REFUSED, CallState.NOT_ANSWERED])
def test_the_pbx_words_come_verbatim_braces_and_all(state: CallState) -> None:
    sentence = call_sentence(_call(state, messages=("{detail} <b>no</b>", "100 %s")), _TR)

    assert sentence.advice.startswith("{detail} <b>no</b> · 100 %s – ")


def test_a_detail_with_braces_is_only_text() -> None:
    failure = Failure(FailureCode.TLS_OTHER, "{code} {0} {detail.__class__}")

    assert "{code} {0} {detail.__class__}" in failure_sentence(failure, _TR).advice


@pytest.mark.parametrize("result", list(CallResult))
def test_an_ended_call_says_how_it_ended(result: CallResult) -> None:
    call = _call(CallState.ENDED, result=result, duration_s=192)

    assert call_sentence(call, _TR).title == f"{RESULTS[result]} · 3:12"
    assert state_word(call, _TR) == f"{RESULTS[result].lower()} 3:12"


@pytest.mark.parametrize("state", list(CallState))
def test_every_state_has_a_word_for_lists(state: CallState) -> None:
    assert state_word(_call(state), _TR) == WORDS[state]


def test_a_bad_address_is_explained_in_the_language_of_the_agent() -> None:
    class Shouting(Language):
        def __call__(self, source: str, /, **values: object) -> str:
            return super().__call__(source, **values).upper()

    sentence = failure_sentence(Failure(FailureCode.BAD_ADDRESS, "The address names no PBX."), Shouting())

    assert sentence.advice == "THE ADDRESS NAMES NO PBX."
