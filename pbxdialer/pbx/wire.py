"""What goes over the wire and what comes back, as values: the signed originate request and the answer's envelope.

Every value is checked here, before anything is sent; the text that was hashed is the text that is sent.
"""

import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

from pbxdialer.core.account import Account, AuthMode, Destination, Secrets
from pbxdialer.core.call import Call
from pbxdialer.core.number import is_dialable
from pbxdialer.core.page_template import BACKEND_LINK, filled
from pbxdialer.core.plain_text import plain
from pbxdialer.pbx.php_query import api_hash, http_build_query

LONGEST_REPLY = 64 * 1024
LONGEST_LISTING = 2 * 1024 * 1024  # a row of users-status has some 250 bytes; big PBXs know thousands of users
LONGEST_FIELD = 4000
_VARIABLE_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_MOST_VARIABLES = 200


class BadValue(ValueError):
    """A value that must not be sent; `field` is its name in the PBX's words, `reason` an English sentence."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field = field
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Originate:
    """The fields of one ``originate-call``, as pbx-api.md orders them. `caller_id` is the number to dial."""

    project_id: int
    caller_id: str
    caller_id_name: str
    destination: Destination
    external_id: str
    waits_for_agent: bool = False
    external_info: str = ""
    outbound_number: str = ""
    outbound_trunk: str = ""
    variables: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, call: Call, account: Account) -> "Originate":
        """Return the request for `call` on `account`. The API demands a name: a nameless number is its own."""
        return cls(
            project_id=account.project_id,
            caller_id=call.dial_string,
            caller_id_name=call.name or call.dial_string,
            destination=call.destination,
            external_id=call.external_id,
            waits_for_agent=call.waits_for_agent,
            external_info=account.external_info,
            outbound_number=account.outbound_number,
            outbound_trunk=account.outbound_trunk,
            variables=_with_page(account.variables, call),
        )

    def data(self) -> dict[str, object]:
        """Return the ``data`` map in the documented order. Raises BadValue, naming the field and the reason."""
        self._check()
        return {
            "project_id": self.project_id,
            "caller_id": self.caller_id,
            "caller_id_name": self.caller_id_name,
            "type": self.destination.kind.value,
            "destination": self.destination.name,
            "external_id": self.external_id,
            "external_info": self.external_info or None,
            "async": 0 if self.waits_for_agent else 1,
            "outbound_number": self.outbound_number or None,
            "outbound_trunk": self.outbound_trunk or None,
            "vars": dict(self.variables),
        }

    def _check(self) -> None:
        if isinstance(self.project_id, bool) or not isinstance(self.project_id, int) or self.project_id < 0:
            raise BadValue("project_id", "must be a whole number")
        if not is_dialable(self.caller_id):
            raise BadValue("caller_id", "is no number that can be dialled")
        _check_text("caller_id_name", self.caller_id_name, mandatory=True)
        _check_text("destination", self.destination.name, mandatory=True)
        _check_text("external_id", self.external_id, mandatory=True)
        _check_text("external_info", self.external_info)
        _check_text("outbound_number", self.outbound_number)
        _check_text("outbound_trunk", self.outbound_trunk)
        if len(self.variables) > _MOST_VARIABLES:
            raise BadValue("vars", f"more than {_MOST_VARIABLES} variables")
        names = [name for name, _ in self.variables]
        for name, value in self.variables:
            if not _VARIABLE_NAME.fullmatch(name):
                raise BadValue(f"vars[{plain(name, 40)}]", "a variable's name is letters, digits and _, no digit first")
            if names.count(name) > 1:
                raise BadValue(f"vars[{name}]", "is given twice")
            _check_text(f"vars[{name}]", value)


def _with_page(variables: tuple[tuple[str, str], ...], call: Call) -> tuple[tuple[str, str], ...]:
    """Fill the places of the page that the PBX's own pop-up opens."""
    return tuple((name, filled(value, call) if name == BACKEND_LINK else value) for name, value in variables)


def _check_text(field: str, value: str, *, mandatory: bool = False) -> None:
    if not isinstance(value, str):
        raise BadValue(field, f"must be text, not {type(value).__name__}")
    if mandatory and not value.strip():
        raise BadValue(field, "must not be empty")
    if len(value) > LONGEST_FIELD:
        raise BadValue(field, f"is longer than {LONGEST_FIELD} characters")
    for char in value:
        kind = unicodedata.category(char)
        if kind == "Cc":
            raise BadValue(field, f"holds the control character U+{ord(char):04X}")
        if kind == "Cs":
            raise BadValue(field, f"holds half a character (the lone surrogate U+{ord(char):04X})")


@dataclass(frozen=True, slots=True)
class SignedQuery:
    """A query and its signature; `text` is sent byte for byte as it was hashed, ``api_hash`` behind it.

    `as_json` is the same top level as a JSON text, for PBXs that want one. The signature is that of the query even so:
    PHP builds the query again from what it parsed, whichever way it came.
    """

    text: str
    as_json: str

    def __repr__(self) -> str:
        return "SignedQuery(…)"


def signed(fields: Mapping[str, object], account: Account, secrets: Secrets) -> SignedQuery:
    """Sign the top level `fields` for `account`: with body credentials they are put in front, as the page says.

    Raises CannotEncode for values without a PHP spelling, BadValue for secrets no request can carry.
    """
    for name in secrets.missing_for(account.auth):
        raise BadValue(name, "must not be empty")
    for name in ("api_username", "api_password", "api_key"):
        _check_text(name, getattr(secrets, name))
    if secrets.api_token and not re.fullmatch(r"[!-~]+", secrets.api_token):
        raise BadValue("api_token", "holds a character no request header can carry")
    credentials: dict[str, object] = {}
    if account.auth is AuthMode.BODY:
        credentials = {"api_username": secrets.api_username, "api_password": secrets.api_password}
    top_level = credentials | dict(fields)
    query = http_build_query(top_level)
    signature = api_hash(query, secrets.api_key)
    as_json = json.dumps(top_level | {"api_hash": signature}, ensure_ascii=False)
    return SignedQuery(f"{query}&api_hash={signature}", as_json)


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A request as it will stand on the wire. `url` and `body` hold signatures: neither is ever shown."""

    method: str
    url: str = field(repr=False)
    body: bytes = field(default=b"", repr=False)
    content_type: str = ""
    authorization: str = field(default="", repr=False)
    longest_reply: int = LONGEST_REPLY


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back, whole: HTTP status, where a redirect points to (host only), the body, bounded."""

    status: int
    body: bytes
    location: str = ""


@dataclass(frozen=True, slots=True)
class Envelope:
    """A fully understood answer: did it fail, the PBX's own words (plain text), the results as they came."""

    has_error: bool
    messages: tuple[str, ...]
    results: object


class NotAnEnvelope(ValueError):
    """The bytes are not the documented answer; the message says what is odd about them (no content)."""


def envelope(body: bytes, longest: int = LONGEST_REPLY) -> Envelope:
    """Parse an answer. PHP notices may stand before the JSON; anything else unusual is refused.

    Raises NotAnEnvelope for HTML, empty or cut bodies, a byte-order mark, duplicate keys, NaN, absurd depth or
    size, and for JSON that is not the envelope: what is not surely understood leaves a call unknown.
    """
    if len(body) > longest:
        raise NotAnEnvelope("the answer is too long")
    try:
        answer = _strict_json(_behind_php_notices(body.decode("utf-8")))
    except RecursionError:
        raise NotAnEnvelope("the answer is nested too deeply") from None
    except ValueError as error:
        raise NotAnEnvelope("the answer is not JSON") from error
    if not isinstance(answer, dict) or not isinstance(answer.get("has_error"), bool):
        raise NotAnEnvelope("the answer has no has_error")
    return Envelope(answer["has_error"], _messages(answer.get("messages")), answer.get("results"))


def _behind_php_notices(text: str) -> str:
    """Return the JSON behind PHP's HTML notices, which end a line before it; text without notices is untouched."""
    start = text.lstrip()
    if not start.startswith(("<br", "PHP ", "Notice:", "Warning:", "Deprecated:")):
        return text
    json_start = start.find('{"has_error"')
    return start[json_start:] if json_start > 0 else text


def _strict_json(text: str) -> object:
    def once(pairs: list[tuple[str, object]]) -> dict[str, object]:
        members = dict(pairs)
        if len(members) != len(pairs):
            raise ValueError("a name is given twice")
        return members

    def no_constant(name: str) -> object:
        raise ValueError(f"{name} is not JSON")

    answer: object = json.loads(text, object_pairs_hook=once, parse_constant=no_constant)
    json.dumps(answer, ensure_ascii=False).encode()  # a lone surrogate cannot be encoded: UnicodeEncodeError
    return answer


def _messages(messages: object) -> tuple[str, ...]:
    """Return the PBX's messages as plain lines, whether it sent a list, an object or one text."""
    if isinstance(messages, dict):
        messages = list(messages.values())
    if isinstance(messages, str):
        messages = [messages]
    if not isinstance(messages, list):
        return ()
    return tuple(line for message in messages[:20] if (line := plain(_readable(message))))


def _readable(message: object) -> str:
    return message if isinstance(message, str) else json.dumps(message, ensure_ascii=False)
