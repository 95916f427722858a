"""What can go wrong with a call, by code. The sentences for people are in `wording`.

The code decides one thing above all: did anything leave this computer? Codes of `NOT_SENT_CODES` mean that nothing
rang; every other wire fault happened after the point of no return and leaves the call unknown.
"""

from dataclasses import dataclass
from enum import StrEnum


class FailureCode(StrEnum):
    """Every reason why a call did not simply succeed."""

    # before the point of no return: nothing rang
    BAD_VALUE = "bad_value"
    BAD_ADDRESS = "bad_address"
    BAD_CA_FILE = "bad_ca_file"
    NO_SECRETS = "no_secrets"
    KEYRING_UNAVAILABLE = "keyring_unavailable"
    TOO_FAST = "too_fast"
    NAME_NOT_FOUND = "name_not_found"
    NAME_LOOKUP_TIMEOUT = "name_lookup_timeout"
    CONNECTION_REFUSED = "connection_refused"
    NO_ROUTE = "no_route"
    CONNECT_TIMEOUT = "connect_timeout"
    CONNECTION_BROKEN = "connection_broken"
    TLS_UNKNOWN_ISSUER = "tls_unknown_issuer"
    TLS_EXPIRED = "tls_expired"
    TLS_WRONG_HOST = "tls_wrong_host"
    TLS_NOT_SPOKEN = "tls_not_spoken"
    TLS_TIMEOUT = "tls_timeout"
    TLS_OTHER = "tls_other"
    PROXY_UNREACHABLE = "proxy_unreachable"
    PROXY_FAULT = "proxy_fault"
    STOPPED_BEFORE_SENDING = "stopped_before_sending"
    PROGRAM_FAULT_BEFORE_SENDING = "program_fault_before_sending"
    # after it: a telephone may be ringing
    REPLY_LOST = "reply_lost"
    REPLY_LATE = "reply_late"
    REPLY_NOT_UNDERSTOOD = "reply_not_understood"
    REDIRECTED = "redirected"
    SERVER_FAULT = "server_fault"
    STOPPED_WAITING = "stopped_waiting"
    PROGRAM_ENDED = "program_ended"
    PROGRAM_FAULT = "program_fault"


_AFTER = FailureCode.REPLY_LOST
NOT_SENT_CODES = frozenset(list(FailureCode)[: list(FailureCode).index(_AFTER)])


@dataclass(frozen=True, slots=True)
class Failure:
    """One failure: the code, and the detail its sentence names (a host, a field, an HTTP status), plain text.

    Where the sentence names two things (a host, and who issued its certificate) they stand on two lines.
    """

    code: FailureCode
    detail: str = ""

    @property
    def surely_not_sent(self) -> bool:
        """True where nothing left this computer, so calling again is free of risk."""
        return self.code in NOT_SENT_CODES
