"""What a connection test found out, without calling anybody."""

from dataclasses import dataclass
from enum import Enum

from pbxdialer.core.account import AuthMode
from pbxdialer.core.destinations import Standing
from pbxdialer.core.failure import Failure


class Doubt(Enum):
    """What a refusal points at, as far as the PBX's answers tell.

    The PBX's texts are not documented and never matched; but a PBX that answers otherwise to a wrong key has looked at
    the key, and so with the other credentials.
    """

    CREDENTIALS = "credentials"  # user and password, or the token: the signature was right
    SIGNATURE_KEY = "signature key"
    EITHER = "either"


@dataclass(frozen=True, slots=True)
class ConnectionTest:
    """The PBX accepted the account, refused it in `messages`, or was not reached (`failure`).

    `takes` are the generations of credentials it was seen to accept, `destination` how the one who rings first stands,
    `knows_project` False where it has queues, but none of this project; None where nothing tells.
    """

    accepted: bool
    messages: tuple[str, ...] = ()
    failure: Failure | None = None
    doubt: Doubt | None = None
    takes: tuple[AuthMode, ...] = ()
    destination: Standing = Standing.UNTOLD
    knows_project: bool | None = None
