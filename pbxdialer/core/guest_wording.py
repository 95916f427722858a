"""The sentences about offers of which nothing is asked."""

from pbxdialer.core.guest import Obstacle, Told
from pbxdialer.core.language import Language, mark
from pbxdialer.core.wording import refusal_sentence

_TOLD: dict[Obstacle, str] = {
    Obstacle.EMERGENCY: mark(
        "{detail} is an emergency number. It is never called for somebody else: if there is an emergency, dial it on"
        " your phone."
    ),
    Obstacle.TOO_FAST: mark("Too many numbers came at once; they were not taken. Nothing was called."),
    Obstacle.WAITS_FOR_CALL: mark("A number waits until the call in progress has been placed."),
    Obstacle.WAITS_FOR_ACCOUNT: mark("A number waits until there is an account to call it with."),
}


def told_sentence(told: Told, tr: Language) -> str:
    """Return the one calm sentence for `told`."""
    if told.broken_plan is not None:
        return told.broken_plan.sentence(tr)
    if told.refusal is not None and told.obstacle is Obstacle.REFUSED:
        nothing = tr("Nothing was called.")
        return f"{refusal_sentence(told.refusal, tr)} {nothing}"
    return tr(_TOLD[told.obstacle], detail=told.detail)
