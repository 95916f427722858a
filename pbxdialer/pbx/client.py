"""The PBX as questions with answers: originate a call, or ask something that rings nobody."""

from collections.abc import Mapping
from dataclasses import dataclass
from ssl import SSLContext

from pbxdialer.core.account import Account, AuthMode, BadAddress, Method, Secrets
from pbxdialer.core.call import Call
from pbxdialer.core.failure import Failure, FailureCode
from pbxdialer.pbx.attempt import Attempt, WireFault
from pbxdialer.pbx.php_query import CannotEncode
from pbxdialer.pbx.wire import BadValue, Envelope, NotAnEnvelope, Originate, Outgoing, Reply, envelope, signed

_FORM = "application/x-www-form-urlencoded"
QUESTION_DEADLINE_S = 10.0
_LONGEST_ADDRESS = 60_000  # httpx takes 65,536; many servers take less and say 414, which leaves the call unknown


@dataclass(frozen=True, slots=True)
class Answer:
    """An understood answer of the PBX and the HTTP status it came with."""

    envelope: Envelope
    status: int


class PbxClient:
    """Speaks to PBXs. The TLS contexts, which take a moment to make, are kept by issuer file."""

    def __init__(self) -> None:
        self._contexts: dict[str, SSLContext] = {}

    def warm_up(self) -> None:
        """Do beforehand what would delay the first call: import httpx (100 ms) and load the system's trust store."""
        self._context("")

    def originate(self, call: Call, account: Account, secrets: Secrets, attempt: Attempt) -> Answer:
        """Ask the PBX, once, to place `call`. Raises WireFault whose failure says whether anything left."""
        try:
            fields: dict[str, object] = {"data": Originate.of(call, account).data()}
        except BadValue as error:
            raise _refused_value(error) from error
        return self._ask("originate-call", fields, account, secrets, attempt)

    def users_status(self, account: Account, secrets: Secrets, attempt: Attempt) -> Answer:
        """Ask which users are online, ringing or talking; rings nobody. Raises WireFault."""
        return self._ask("users-status", {"type": "sip"}, account, secrets, attempt)

    def _ask(
        self, endpoint: str, fields: Mapping[str, object], account: Account, secrets: Secrets, attempt: Attempt
    ) -> Answer:
        from pbxdialer.pbx.transport import exchange  # brings httpx in, which the first frame must not wait for

        try:
            query = signed(fields, account, secrets)
            request = _outgoing(account.endpoint(endpoint), query.text, account, secrets)
            context = self._context(account.ca_file)
        except (BadValue, CannotEncode) as error:
            raise _refused_value(error) from error
        except BadAddress as error:
            raise WireFault(Failure(FailureCode.BAD_ADDRESS, str(error))) from error
        except OSError as error:
            raise WireFault(Failure(FailureCode.BAD_CA_FILE, account.ca_file)) from error
        return _understood(exchange(request, attempt, context, account.proxy))

    def _context(self, ca_file: str) -> SSLContext:
        if ca_file not in self._contexts:
            from pbxdialer.pbx.transport import trusted_context

            self._contexts[ca_file] = trusted_context(ca_file)
        return self._contexts[ca_file]


def _outgoing(url: str, query: str, account: Account, secrets: Secrets) -> Outgoing:
    """Lay the signed text into the request: exactly the bytes that were hashed, and the hash behind them."""
    authorization = f"Bearer {secrets.api_token}" if account.auth is AuthMode.BEARER else ""
    if account.method is Method.GET:
        if len(url) + len(query) > _LONGEST_ADDRESS:
            raise BadValue("method", "must be post: the request is too long for an address")
        return Outgoing("GET", f"{url}?{query}", authorization=authorization)
    return Outgoing("POST", url, query.encode("ascii"), _FORM, authorization)


def _understood(reply: Reply) -> Answer:
    """Parse a reply of any status. Raises WireFault for whatever is not surely the PBX's own answer."""
    if 300 <= reply.status < 400:
        detail = f"HTTP {reply.status} → {reply.location}" if reply.location else f"HTTP {reply.status}"
        raise WireFault(Failure(FailureCode.REDIRECTED, detail))
    try:
        return Answer(envelope(reply.body), reply.status)
    except NotAnEnvelope as error:
        if reply.status >= 500:
            raise WireFault(Failure(FailureCode.SERVER_FAULT, f"HTTP {reply.status}")) from error
        raise WireFault(Failure(FailureCode.REPLY_NOT_UNDERSTOOD, f"HTTP {reply.status}, {error}")) from error


def _refused_value(error: BadValue | CannotEncode) -> WireFault:
    return WireFault(Failure(FailureCode.BAD_VALUE, f"{error.field} {error.reason}"))
