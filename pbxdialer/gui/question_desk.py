"""Where the window's questions to a PBX go out: each on a worker, with the account's secrets, answered by one signal.

Nobody waits for an answer here, and nothing is dialled: the questions ring no telephone.
"""

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from pbxdialer.core.account import Account, Secrets
from pbxdialer.gui.background import Lane
from pbxdialer.gui.secrets_desk import SecretsDesk

if TYPE_CHECKING:
    from pbxdialer.enquiry import Enquiry

log = logging.getLogger(__name__)
T = TypeVar("T")


class QuestionDesk:
    """Asks through one lane, one question after the other."""

    def __init__(self, lane: Lane, secrets: SecretsDesk, enquiry_for: Callable[[Account, Secrets], "Enquiry"]) -> None:
        self._lane = lane
        self._secrets = secrets
        self._enquiry_for = enquiry_for

    def ask(
        self,
        account: Account,
        question: Callable[["Enquiry"], T],
        told: Callable[[T], object],
        not_told: Callable[[Exception], object],
    ) -> None:
        """Put `question` to the PBX of `account`; then `told(answer)` or `not_told(error)` here on the GUI thread.

        The error is NotTold, or whatever kept the secrets away: both are for one quiet sentence at the most.
        """
        secrets = self._secrets.waiting(account.id)

        def asked() -> T:
            return question(self._enquiry_for(account, secrets(lambda: False)))

        def failed(error: Exception) -> None:
            log.info("not told: %s", type(error).__name__)
            not_told(error)

        self._lane.submit(asked, lambda answer: _nothing(told(answer)), failed)


def _nothing(_: object) -> None:
    return None
