"""What a connection test found out, without calling anybody."""

from dataclasses import dataclass
from enum import Enum

from pbxdialer.core.account import AuthMode
from pbxdialer.core.destinations import Standing
from pbxdialer.core.failure import Failure, FailureCode


class Doubt(Enum):
    """What a refusal points at, as far as the PBX's answers tell.

    The PBX's texts are not documented and never matched; but a PBX that answers otherwise to a wrong key has looked at
    the key, and so with the other credentials.
    """

    CREDENTIALS = "credentials"  # user and password, or the token: the signature was right
    SIGNATURE_KEY = "signature key"
    EITHER = "either"


class Mend(Enum):
    """Where to mend what a connection test found; NOWHERE is where one can only wait, or ask somebody."""

    SERVER = "server"  # address and project
    CREDENTIALS = "credentials"
    CALLER = "caller"  # who rings first
    SETTINGS = "settings"  # proxy, issuer of the certificate
    NOWHERE = "nowhere"


_MENDS = {
    FailureCode.BAD_ADDRESS: Mend.SERVER,
    FailureCode.NAME_NOT_FOUND: Mend.SERVER,
    FailureCode.CONNECTION_REFUSED: Mend.SERVER,
    FailureCode.CONNECT_TIMEOUT: Mend.SERVER,
    FailureCode.TLS_WRONG_HOST: Mend.SERVER,
    FailureCode.TLS_NOT_SPOKEN: Mend.SERVER,
    FailureCode.TLS_TIMEOUT: Mend.SERVER,
    FailureCode.REPLY_NOT_UNDERSTOOD: Mend.SERVER,
    FailureCode.REDIRECTED: Mend.SERVER,
    FailureCode.BAD_VALUE: Mend.CREDENTIALS,
    FailureCode.NO_SECRETS: Mend.CREDENTIALS,
    FailureCode.BAD_CA_FILE: Mend.SETTINGS,
    FailureCode.TLS_UNKNOWN_ISSUER: Mend.SETTINGS,
    FailureCode.PROXY_UNREACHABLE: Mend.SETTINGS,
    FailureCode.PROXY_FAULT: Mend.SETTINGS,
}


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

    @property
    def mend(self) -> Mend:
        """Where to mend what was found, as far as the answers tell."""
        if self.failure:
            return _MENDS.get(self.failure.code, Mend.NOWHERE)
        if not self.accepted:
            return Mend.CREDENTIALS
        if self.knows_project is False:
            return Mend.SERVER
        return Mend.CALLER if self.destination is Standing.STRANGER else Mend.NOWHERE
