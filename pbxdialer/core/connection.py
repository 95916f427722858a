"""What a connection test found out, without calling anybody."""

from dataclasses import dataclass

from pbxdialer.core.failure import Failure


@dataclass(frozen=True, slots=True)
class ConnectionTest:
    """The PBX accepted the account, refused it in `messages`, or was not reached (`failure`)."""

    accepted: bool
    messages: tuple[str, ...] = ()
    failure: Failure | None = None
