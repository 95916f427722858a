"""What the agent reads about an outcome, and what every sentence about a lost or unsent call must and must not say."""

from pbxdialer.core.call import Call, CallState
from pbxdialer.core.language import Language
from pbxdialer.core.wording import call_sentence

_FREE_TO_CALL = {
    CallState.NOT_SENT: "Nothing rang; you can call again.",
    # the agent may have rejected it at once, so this does not claim that nothing rang
    CallState.REFUSED: "No call was placed; you can call again.",
}
_WARNING = "A phone may be ringing. Check before calling again."


def title_of(call: Call) -> str:
    """Return the title the agent reads, after checking that the advice below it is whole and true to the state."""
    sentence = call_sentence(call, Language())
    advice = sentence.advice
    assert advice == " ".join(advice.split()), advice
    assert not advice.startswith(("did ", "shows ", "does ", "(")), f"a name is missing: {advice}"
    assert "()" not in advice, advice
    assert call.messages or "{" not in advice, advice
    if call.state in _FREE_TO_CALL:
        assert advice.endswith(_FREE_TO_CALL[call.state])
        assert "may ring" not in advice
        assert "may be ringing" not in advice
    if call.state is CallState.UNKNOWN:
        assert advice.endswith(_WARNING)
        assert "Nothing rang" not in advice
    return sentence.title
