"""Tests of an account's connection, asked from the settings."""

from collections.abc import Callable
from dataclasses import dataclass

from pbxdialer.core.account import Account, Secrets
from pbxdialer.core.connection import ConnectionTest, Mend
from pbxdialer.core.connection_wording import connection_sentence
from pbxdialer.core.language import Language
from pbxdialer.gui.background import Lane


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a test found, in a sentence, and where to mend it."""

    good: bool
    sentence: str
    mend: Mend = Mend.NOWHERE


class ConnectionDesk:
    """Asks a PBX in the background whether it knows an account; rings nobody."""

    def __init__(self, lane: Lane, test: Callable[[Account, Secrets], ConnectionTest], tr: Language) -> None:
        self._lane = lane
        self._test = test
        self._tr = tr

    def ask(self, account: Account, secrets: Callable[[], Secrets], tell: Callable[[Verdict], None]) -> None:
        """Have `tell` hear the verdict. `secrets` is called on the worker."""

        def job() -> Verdict:
            found = self._test(account, secrets())
            return Verdict(found.accepted, connection_sentence(found, self._tr), found.mend)

        self._lane.submit(job, tell, lambda error: tell(Verdict(False, str(error))))
