"""The sentences people read about calls: what the telephones are doing, what went wrong, what to do next.

"Not sent" and "may be ringing" are two different sentences; no sentence claims more than is known.
"""

import unicodedata
from dataclasses import dataclass

from pbxdialer.core.call import Call, CallResult, CallState
from pbxdialer.core.failure import Failure, FailureCode
from pbxdialer.core.language import Language, mark
from pbxdialer.core.number import NumberFault, Refusal
from pbxdialer.core.number_kind import NumberKind


@dataclass(frozen=True, slots=True)
class Sentence:
    """What is said about one state: `title` in a word or two, `advice` what happened and what to do now."""

    title: str
    advice: str


_NOTHING_RANG = mark("Nothing rang; you can call again.")
_MAY_RING = mark("A phone may be ringing. Check before calling again.")

FAILURES: dict[FailureCode, Sentence] = {
    FailureCode.BAD_VALUE: Sentence(mark("A value cannot be sent"), mark("{detail}.")),
    FailureCode.BAD_ADDRESS: Sentence(mark("The PBX's address cannot be used"), "{detail}"),
    FailureCode.BAD_CA_FILE: Sentence(
        mark("The issuer's certificate cannot be read"), mark("Check the file {detail} in the account's settings.")
    ),
    FailureCode.NO_SECRETS: Sentence(
        mark("Credentials are missing"), mark("Enter {detail} in the account's settings.")
    ),
    FailureCode.KEYRING_UNAVAILABLE: Sentence(
        mark("The keyring did not answer"), mark("The account's credentials could not be read: {detail}.")
    ),
    FailureCode.TOO_FAST: Sentence(
        mark("Too many calls at once"), mark("At most one call in two seconds and ten in a minute. Wait {detail} s.")
    ),
    FailureCode.NAME_NOT_FOUND: Sentence(
        mark("The PBX's name was not found"), mark("No address is known for {detail}. Check the network and the name.")
    ),
    FailureCode.NAME_LOOKUP_TIMEOUT: Sentence(
        mark("The network does not answer"), mark("Looking up {detail} took too long. Check the network.")
    ),
    FailureCode.CONNECTION_REFUSED: Sentence(
        mark("The PBX refused the connection"), mark("Nothing listens at {detail}. Check the address and the port.")
    ),
    FailureCode.NO_ROUTE: Sentence(
        mark("The PBX cannot be reached"), mark("There is no way to {detail}. Check the network or the VPN.")
    ),
    FailureCode.CONNECT_TIMEOUT: Sentence(
        mark("The PBX does not answer"), mark("{detail} did not take the connection in time.")
    ),
    FailureCode.CONNECTION_BROKEN: Sentence(
        mark("The connection broke"), mark("It ended before the request was sent ({detail}).")
    ),
    FailureCode.TLS_UNKNOWN_ISSUER: Sentence(
        mark("The PBX's certificate is not trusted"),
        mark(
            "{detail} shows a certificate issued by “{named}”, which this computer does not trust. "
            "Ask your administrator."
        ),
    ),
    FailureCode.TLS_EXPIRED: Sentence(
        mark("The PBX's certificate is not valid today"),
        mark(
            "The certificate of {detail}, issued by “{named}”, has expired or is not valid yet. "
            "Check this computer's clock, or ask your administrator."
        ),
    ),
    FailureCode.TLS_WRONG_HOST: Sentence(
        mark("The certificate is for another name"),
        mark("{detail} shows a certificate made for {named}. Check the address."),
    ),
    FailureCode.TLS_NOT_SPOKEN: Sentence(
        mark("No secure connection"), mark("{detail} does not speak TLS at this port. Check the address.")
    ),
    FailureCode.TLS_TIMEOUT: Sentence(
        mark("No secure connection"), mark("{detail} did not finish the secure greeting in time.")
    ),
    FailureCode.TLS_OTHER: Sentence(mark("No secure connection"), mark("The secure greeting failed: {detail}.")),
    FailureCode.PROXY_UNREACHABLE: Sentence(
        mark("The proxy cannot be reached"), mark("Check the proxy in the account's settings ({detail}).")
    ),
    FailureCode.PROXY_FAULT: Sentence(mark("The proxy did not let it through"), mark("It answered: {detail}.")),
    FailureCode.STOPPED_BEFORE_SENDING: Sentence(mark("Stopped before it was sent"), mark("You stopped it in time.")),
    FailureCode.PROGRAM_FAULT_BEFORE_SENDING: Sentence(
        mark("A fault in this program"), mark("It happened before anything was sent ({detail}).")
    ),
    FailureCode.REPLY_LOST: Sentence(
        mark("The PBX's answer was lost"), mark("The request went out, but the connection ended ({detail}).")
    ),
    FailureCode.REPLY_LATE: Sentence(
        mark("The PBX has not answered"), mark("The request went out, and no answer came in time.")
    ),
    FailureCode.REPLY_NOT_UNDERSTOOD: Sentence(
        mark("The answer was not understood"), mark("Something other than the PBX's answer came back ({detail}).")
    ),
    FailureCode.REDIRECTED: Sentence(
        mark("The PBX points elsewhere"),
        mark("It redirected the request ({detail}). It was not followed; check the address."),
    ),
    FailureCode.SERVER_FAULT: Sentence(
        mark("The PBX has a fault"), mark("The server answered {detail} and did not say what became of the call.")
    ),
    FailureCode.STOPPED_WAITING: Sentence(
        mark("You stopped waiting"), mark("The PBX was not told to stop: your phone may still ring.")
    ),
    FailureCode.PROGRAM_ENDED: Sentence(
        mark("The program ended during the call"), mark("What became of the call is not known.")
    ),
    FailureCode.PROGRAM_FAULT: Sentence(
        mark("A fault in this program"), mark("It happened after the request went out ({detail}).")
    ),
}

STATES: dict[CallState, Sentence] = {
    CallState.REQUESTED: Sentence(mark("Calling…"), mark("The PBX has been asked to ring your phone.")),
    CallState.RINGING_AGENT: Sentence(
        mark("Accepted – pick up your phone"), mark("When you answer, the PBX calls the customer.")
    ),
    CallState.IN_CALL: Sentence(mark("You answered"), mark("The PBX is calling the customer.")),
    CallState.ENDED: Sentence(mark("Ended"), ""),
    CallState.NOT_SENT: Sentence(mark("Not sent"), _NOTHING_RANG),
    CallState.REFUSED: Sentence(mark("Refused by the PBX"), mark("No call was placed; you can call again.")),
    CallState.NOT_ANSWERED: Sentence(
        mark("Not answered"), mark("Your phone was not picked up; the customer was not called.")
    ),
    CallState.UNKNOWN: Sentence(mark("Unknown"), _MAY_RING),
}
_WAITING = mark("Your phone should ring; the PBX answers when you pick it up.")
_TALKING = Sentence(mark("Talking"), mark("The customer is on the line."))
_NO_RECORD = mark("Your phone is free again; the PBX has no record of the call yet.")
_RANG = mark("You said that it rang.")
_DID_NOT_RING = mark("You said that it did not ring.")
_RANG_WORD = mark("rang, you said")
_DID_NOT_RING_WORD = mark("did not ring, you said")
_BY_RECORD = mark("So says the PBX's record.")

WORDS: dict[CallState, str] = {
    CallState.REQUESTED: mark("calling"),
    CallState.RINGING_AGENT: mark("accepted"),
    CallState.IN_CALL: mark("you answered"),
    CallState.ENDED: mark("ended"),
    CallState.NOT_SENT: mark("not sent"),
    CallState.REFUSED: mark("refused"),
    CallState.NOT_ANSWERED: mark("not answered"),
    CallState.UNKNOWN: mark("unknown"),
}

RESULTS: dict[CallResult, str] = {
    CallResult.ANSWERED: mark("Answered"),
    CallResult.NO_ANSWER: mark("No answer"),
    CallResult.BUSY: mark("Busy"),
    CallResult.CONGESTION: mark("Network congestion"),
    CallResult.FAILED: mark("Failed"),
}
_HOW_IT_WENT: dict[CallResult, str] = {
    CallResult.ANSWERED: mark("You talked with the customer."),
    CallResult.NO_ANSWER: mark("The customer did not answer."),
    CallResult.BUSY: mark("The customer's line was busy."),
    CallResult.CONGESTION: mark("The network could not put it through."),
    CallResult.FAILED: mark("The customer could not be reached."),
}


_NO_NAME = "?"  # in the place of a name that a certificate does not say


def failure_sentence(failure: Failure, tr: Language) -> Sentence:
    """Return what happened, in the language of `tr`; the detail may itself be a source text."""
    entry = FAILURES[failure.code]
    detail, _, named = failure.detail.partition("\n")
    if failure.code is FailureCode.BAD_ADDRESS:
        detail = tr(detail)
    if named in ("", _NO_NAME):
        named = tr("an unknown name")
    return Sentence(tr(entry.title), tr(entry.advice, detail=detail, named=named))


def call_sentence(call: Call, tr: Language) -> Sentence:
    """Return the title and the advice for `call` as it stands. PBX messages come verbatim, as plain text."""
    state = STATES[call.state]
    title, advice = tr(state.title), tr(state.advice)
    if call.state is CallState.REQUESTED and call.waits_for_agent:
        advice = tr(_WAITING)
    if call.state is CallState.IN_CALL and call.talking_since:
        title, advice = tr(_TALKING.title), tr(_TALKING.advice)
    if call.state is CallState.ENDED:
        title, advice = _end_sentence(call, tr)
    if call.failure:
        what = failure_sentence(call.failure, tr)
        title, advice = f"{title} – {what.title}", f"{what.advice} {advice}"
    elif call.messages and call.state in (CallState.REFUSED, CallState.NOT_ANSWERED):
        advice = f"{' · '.join(call.messages)} – {advice}"
    return Sentence(title, advice.strip())


def longest_advices(tr: Language, how_many: int = 3) -> list[str]:
    """Return the longest advices there are about calls that failed, with names of usual length filled in."""
    name = "pbx.company.example"
    said = [tr(entry.advice, detail=name, named=name) for entry in FAILURES.values()]
    outcomes = (tr(_NOTHING_RANG), tr(_MAY_RING))
    return sorted((f"{advice} {outcome}" for advice in said for outcome in outcomes), key=len)[-how_many:]


def _end_sentence(call: Call, tr: Language) -> tuple[str, str]:
    """Return title and advice of a call that is over. A record that says "busy" does not say whose line it was."""
    if call.settled_by_agent:
        return tr(STATES[CallState.ENDED].title), tr(_DID_NOT_RING if call.result else _RANG)
    if call.result is None:
        return tr(STATES[CallState.ENDED].title), tr(_NO_RECORD)
    title = tr(RESULTS[call.result])
    if call.duration_s:
        title += f" · {call.duration_s // 60}:{call.duration_s % 60:02d}"
    known = call.answered_at is not None or call.result is CallResult.ANSWERED
    return title, tr(_HOW_IT_WENT[call.result] if known else _BY_RECORD)


def state_word(call: Call, tr: Language) -> str:
    """Return how `call` stands in a word or two, for lists; with the time talked where it is known."""
    if call.settled_by_agent:
        return tr(_DID_NOT_RING_WORD if call.result else _RANG_WORD)
    if call.state is CallState.ENDED and call.result:
        talked = f" {call.duration_s // 60}:{call.duration_s % 60:02d}" if call.duration_s else ""
        return tr(RESULTS[call.result]).lower() + talked
    if call.state is CallState.IN_CALL and call.talking_since:
        return tr(_TALKING.title).lower()
    return tr(WORDS[call.state])


REFUSALS: dict[NumberFault, str] = {
    NumberFault.EMPTY: mark("There is no number in it."),
    NumberFault.NO_DIGITS: mark("There is no number in it."),
    NumberFault.CHARACTER: mark("{character} does not belong in a telephone number."),
    NumberFault.TOO_LONG: mark("It is too long for a telephone number."),
    NumberFault.NOT_A_TELEPHONE_LINK: mark("It is not a telephone link."),
    NumberFault.SIP_ADDRESS: mark("It is a SIP address, not a telephone number."),
    NumberFault.EMERGENCY: mark("Emergency numbers are never taken from a link. Dial it on your telephone."),
    NumberFault.NOTHING_FOUND: mark("No telephone number was found in it."),
}


def refusal_sentence(refusal: Refusal, tr: Language) -> str:
    """Return why a text was not taken for a telephone number; the offending character is named."""
    return tr(REFUSALS[refusal.reason], character=named(refusal.character))


KINDS: dict[NumberKind, str] = {
    NumberKind.EMERGENCY: mark("This is an emergency number. Call it only if you need help."),
    NumberKind.SATELLITE: mark("This is a satellite number. A minute may cost several euros."),
    NumberKind.PREMIUM: mark("This is a premium-rate number. The call may be expensive."),
    NumberKind.SHARED_COST: mark("This is a shared-cost number. The call may cost more than usual."),
    NumberKind.ORDINARY: "",
}


def kind_warning(kind: NumberKind, tr: Language) -> str:
    """Return what to know before calling a number of this kind; nothing for an ordinary one."""
    return tr(KINDS[kind])


def named(character: str) -> str:
    """Return `character` so that it can be seen: ``“x”``, or ``U+202E (right-to-left override)``."""
    if not character:
        return ""
    if character.isprintable() and not character.isspace() and not unicodedata.combining(character):
        return f"“{character}”"
    name = unicodedata.name(character, "").lower()
    code = f"U+{ord(character):04X}"
    return f"{code} ({name})" if name else code
