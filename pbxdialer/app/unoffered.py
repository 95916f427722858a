"""What the PBX of an account does not offer, said in one sentence and once: dialling needs none of it."""

from typing import TYPE_CHECKING

from pbxdialer.core.account import Account
from pbxdialer.core.language import Language, mark
from pbxdialer.core.wording import failure_sentence
from pbxdialer.enquiry import NotTold

if TYPE_CHECKING:
    from pbxdialer.app.program import Program

_SENTENCES = {  # the questions of LookRound, and the picker's
    "telephones": mark("The PBX does not tell what the telephones do ({reason}). Calling works."),
    "customer": mark("The PBX does not tell when the customer answers ({reason}). Calling works."),
    "record": mark("The PBX does not tell how calls went ({reason}). Calling works."),
    "queues": mark("The PBX does not list its queues ({reason}). Type a queue's name; calling works."),
}


class Unoffered:
    """Remembers, as long as the program runs, which sentence was said about which account."""

    def __init__(self, program: "Program") -> None:
        self._program = program
        self._said: set[tuple[str, str]] = set()
        self._account_id = ""
        program.switchboard.account_changed.connect(self._use_account)
        self._use_account(program.switchboard.account)

    def say(self, account: Account, question: str, error: Exception) -> None:
        """Say that `question` is not answered, unless it was said, or is about another account than the one in use.

        A PBX that was not reached may offer everything: that is said where the telephones are asked for, all the time.
        """
        is_about_pbx = question == "telephones" or (isinstance(error, NotTold) and error.was_reached)
        if is_about_pbx and account.id == self._account_id and (account.id, question) not in self._said:
            self._said.add((account.id, question))
            tr = self._program.window.look.tr
            self._program.window.notices.tell(question, tr(_SENTENCES[question], reason=reason_of(error, tr)))

    def take_back(self, question: str) -> None:
        """The PBX of the account in use does answer `question`."""
        if (self._account_id, question) in self._said:
            self._said.discard((self._account_id, question))
            self._program.window.notices.tell(question, "")

    def _use_account(self, account: Account | None) -> None:
        """Take away what is said about another account's PBX."""
        account_id = account.id if account else ""
        if account_id != self._account_id:
            self._account_id = account_id
            for question in _SENTENCES:
                self._program.window.notices.tell(question, "")


def reason_of(error: Exception, tr: Language) -> str:
    """Return why the PBX did not tell: its own words, or what was wrong in the language of `tr`."""
    failure = error.failure if isinstance(error, NotTold) else None
    return failure_sentence(failure, tr).title if failure else str(error)
