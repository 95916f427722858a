"""The sentences about a connection test: what the PBX takes, what it refuses, and what to look at."""

from pbxdialer.core.connection import ConnectionTest, Doubt
from pbxdialer.core.destinations import Standing
from pbxdialer.core.language import Language, mark
from pbxdialer.core.wording import failure_sentence

_DOUBTS: dict[Doubt, str] = {
    Doubt.CREDENTIALS: mark("The signature key fits; check user and password, or the token."),
    Doubt.SIGNATURE_KEY: mark("The login is right; the API key, which signs, does not fit."),
    Doubt.EITHER: mark("Check the API login and the API key."),
}


def connection_sentence(test: ConnectionTest, tr: Language) -> str:
    """Return what a connection test found out."""
    if test.failure:
        sentence = failure_sentence(test.failure, tr)
        return f"{sentence.title}. {sentence.advice}"
    if not test.accepted:
        words = tr("The PBX says no: {words}", words=" · ".join(test.messages) or "–")
        return f"{words.rstrip('.')}. {tr(_DOUBTS[test.doubt])}" if test.doubt else words
    found = [tr("The PBX accepted the credentials and the signature.")]
    if len(test.takes) > 1:
        found.append(tr("It takes a token as well as user and password."))
    if test.knows_project is False:
        found.append(tr("It has queues, but none of this project: check the project's number."))
    elif test.destination is Standing.STRANGER:
        found.append(tr("It does not list the one who rings first: check the name."))
    elif test.destination is Standing.OFFLINE:
        found.append(tr("The phone that rings first is offline."))
    return " ".join(found)
