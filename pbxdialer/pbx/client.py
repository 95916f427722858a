"""The PBX as questions with answers: originate a call, or ask something that rings nobody."""

from collections.abc import Mapping
from dataclasses import dataclass
from ssl import SSLContext

from pbxdialer.core.account import Account, AuthMode, BadAddress, Method, Secrets
from pbxdialer.core.call import Call
from pbxdialer.core.failure import Failure, FailureCode
from pbxdialer.pbx.attempt import Attempt, WireFault
from pbxdialer.pbx.php_query import CannotEncode
from pbxdialer.pbx.wire import (
    LONGEST_LISTING,
    LONGEST_REPLY,
    BadValue,
    Envelope,
    NotAnEnvelope,
    Originate,
    Outgoing,
    Reply,
    SignedQuery,
    envelope,
    signed,
)

_FORM = "application/x-www-form-urlencoded"
_JSON = "application/json"
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
        return self._ask("users-status", {"type": "sip"}, account, secrets, attempt, LONGEST_LISTING)

    def queues(self, account: Account, secrets: Secrets, attempt: Attempt, *, of_all_projects: bool = False) -> Answer:
        """Ask which queues the account's project has. Raises WireFault."""
        question = {
            "action": "read",
            "data": {"get_info": False, "get_db_reports": False},
            "filters": {"project_id": None if of_all_projects else account.project_id},
        }
        return self._ask("queues", question, account, secrets, attempt, LONGEST_LISTING)

    def records(self, external_id: str, account: Account, secrets: Secrets, attempt: Attempt) -> Answer:
        """Ask for the records of one call, by the id we gave it. Raises WireFault.

        ``action`` stands in one copy of the vendor's page and does no harm in the other.
        """
        question = {"action": "read", "page": 1, "filters": {"external_id": external_id}}
        return self._ask("cdr", question, account, secrets, attempt, LONGEST_LISTING)

    def channels(self, account: Account, secrets: Secrets, attempt: Attempt) -> Answer:
        """Ask for the legs of the running calls. Raises WireFault."""
        return self._ask("channel", {"action": "list"}, account, secrets, attempt, LONGEST_LISTING)

    def call_later(self, fields: Mapping[str, object], account: Account, secrets: Secrets, attempt: Attempt) -> Answer:
        """Put to ``call-queue`` what `pbx.call_later` has made. Raises WireFault."""
        return self._ask("call-queue", fields, account, secrets, attempt, LONGEST_LISTING)

    def _ask(
        self,
        endpoint: str,
        fields: Mapping[str, object],
        account: Account,
        secrets: Secrets,
        attempt: Attempt,
        longest_reply: int = LONGEST_REPLY,
    ) -> Answer:
        from pbxdialer.pbx.transport import exchange  # brings httpx in, which the first frame must not wait for

        try:
            query = signed(fields, account, secrets)
            request = _outgoing(account.endpoint(endpoint), query, account, secrets, longest_reply)
            context = self._context(account.ca_file)
        except (BadValue, CannotEncode) as error:
            raise _refused_value(error) from error
        except BadAddress as error:
            raise WireFault(Failure(FailureCode.BAD_ADDRESS, str(error))) from error
        except OSError as error:
            raise WireFault(Failure(FailureCode.BAD_CA_FILE, account.ca_file)) from error
        return _understood(exchange(request, attempt, context, account.proxy), longest_reply)

    def _context(self, ca_file: str) -> SSLContext:
        if ca_file not in self._contexts:
            from pbxdialer.pbx.transport import trusted_context

            self._contexts[ca_file] = trusted_context(ca_file)
        return self._contexts[ca_file]


def _outgoing(url: str, query: SignedQuery, account: Account, secrets: Secrets, longest_reply: int) -> Outgoing:
    """Lay the signed text into the request: exactly the bytes that were hashed, and the hash behind them."""
    authorization = f"Bearer {secrets.api_token}" if account.auth is AuthMode.BEARER else ""
    match account.method:
        case Method.GET:
            if len(url) + len(query.text) > _LONGEST_ADDRESS:
                raise BadValue("method", "must be post: the request is too long for an address")
            address, body, kind = f"{url}?{query.text}", b"", ""
        case Method.JSON:
            address, body, kind = url, query.as_json.encode(), _JSON
        case Method.POST:
            address, body, kind = url, query.text.encode("ascii"), _FORM
    word = "GET" if account.method is Method.GET else "POST"
    return Outgoing(word, address, body, kind, authorization, longest_reply)


def _understood(reply: Reply, longest: int) -> Answer:
    """Parse a reply of any status. Raises WireFault for whatever is not surely the PBX's own answer."""
    if 300 <= reply.status < 400:
        detail = f"HTTP {reply.status} → {reply.location}" if reply.location else f"HTTP {reply.status}"
        raise WireFault(Failure(FailureCode.REDIRECTED, detail))
    try:
        return Answer(envelope(reply.body, longest), reply.status)
    except NotAnEnvelope as error:
        if reply.status >= 500:
            raise WireFault(Failure(FailureCode.SERVER_FAULT, f"HTTP {reply.status}")) from error
        raise WireFault(Failure(FailureCode.REPLY_NOT_UNDERSTOOD, f"HTTP {reply.status}, {error}")) from error


def _refused_value(error: BadValue | CannotEncode) -> WireFault:
    return WireFault(Failure(FailureCode.BAD_VALUE, f"{error.field} {error.reason}"))
