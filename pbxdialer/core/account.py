"""An agent's account on a PBX: where it is, who rings first, how numbers are written. No secret is part of it."""

import ipaddress
import re
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from urllib.parse import urlsplit

from pbxdialer.core.dial_plan import DialPlan
from pbxdialer.core.language import mark

RING_MARGIN_S = 15
SHORTEST_RING_S = 60
ACCEPT_DEADLINE_S = 25.0
BEGINNING = re.compile(r"\+?[0-9]{1,15}")  # of numbers an account takes


class DestinationKind(StrEnum):
    """What rings first, in the PBX's words (field ``type``)."""

    USER = "user"
    QUEUE = "queue"
    CONTEXT = "context"
    USER_EMAIL = "user_email"
    EXTENSION = "extension"


DESTINATION_WORDS = {
    DestinationKind.USER: mark("User"),
    DestinationKind.QUEUE: mark("Queue"),
    DestinationKind.CONTEXT: mark("Context"),
    DestinationKind.USER_EMAIL: mark("User by e-mail"),
    DestinationKind.EXTENSION: mark("Extension"),
}


@dataclass(frozen=True, slots=True)
class Destination:
    """Who rings first: a user, queue, context … of the PBX, by its name there."""

    kind: DestinationKind
    name: str


class AuthMode(StrEnum):
    """The PBX's two generations of credentials."""

    BODY = "body"
    BEARER = "bearer"


class Method(StrEnum):
    """How the request travels: as form fields, in the address, where servers write it into logs, or as JSON."""

    POST = "post"
    GET = "get"
    JSON = "json"


@dataclass(frozen=True, slots=True)
class Secrets:
    """All secrets of one account; kept as one item in the keyring, and never shown, not even by accident."""

    api_username: str = field(default="", repr=False)
    api_password: str = field(default="", repr=False)
    api_key: str = field(default="", repr=False)
    api_token: str = field(default="", repr=False)

    def missing_for(self, auth: AuthMode) -> tuple[str, ...]:
        """Return the names of the secrets that `auth` needs and that are empty."""
        needed = ("api_username", "api_password", "api_key") if auth is AuthMode.BODY else ("api_token",)
        return tuple(name for name in needed if not getattr(self, name))

    def overlaid_by(self, typed: "Secrets") -> "Secrets":
        """Return these secrets with whatever is set in `typed` in their place."""
        return replace(self, **{item.name: value for item in fields(typed) if (value := getattr(typed, item.name))})

    def values(self) -> tuple[str, ...]:
        """Return every secret that is set, for redaction."""
        return tuple(value for item in fields(self) if (value := getattr(self, item.name)))


class BadAddress(ValueError):
    """The PBX's address cannot be used; the message is an English source text that says why."""


NEEDS_HTTPS = mark("The address must begin with https:// (plain http is allowed on this computer only).")
NO_HOST = mark("The address names no PBX.")
_HOST = re.compile(r"[\w.:-]+")  # of any script: httpx turns names into ASCII
HAS_EXTRAS = mark("The address must not contain a user, a password, a question mark or a #.")


@dataclass(frozen=True, slots=True)
class Account:
    """One account on one PBX.

    `waits_for_agent` is the API's ``async=0``: the answer comes when the agent's phone was answered, at the latest
    after `ring_timeout_s` seconds and a margin. `proxy` is ``""`` (none), ``"system"`` or a proxy URL;
    `takes` are beginnings of numbers that go through this account by themselves (see `account_choice`);
    `page` is the template of the customer's page (see `page_template`), opened when the customer answers where
    `page_opens_itself`; `ca_file` a PEM file with the issuer a company signs its own PBX with, trusted beside the
    system's roots.
    """

    id: str
    name: str
    url: str
    project_id: int
    destination: Destination
    auth: AuthMode = AuthMode.BODY
    method: Method = Method.POST
    dial_plan: DialPlan = field(default=DialPlan())
    waits_for_agent: bool = False
    ring_timeout_s: int = SHORTEST_RING_S
    outbound_number: str = ""
    outbound_trunk: str = ""
    external_info: str = ""
    variables: tuple[tuple[str, str], ...] = ()
    proxy: str = ""
    ca_file: str = ""
    takes: tuple[str, ...] = ()
    page: str = ""
    page_opens_itself: bool = False

    @property
    def deadline_s(self) -> float:
        """How long one originate may last in all; ring time and a margin when it waits for the agent's phone."""
        return float(self.ring_timeout_s + RING_MARGIN_S) if self.waits_for_agent else ACCEPT_DEADLINE_S

    @property
    def host(self) -> str:
        """The PBX's host name, for sentences."""
        return urlsplit(self.url).hostname or self.url

    def endpoint(self, name: str) -> str:
        """Return the address of the API endpoint `name` (``originate-call``). Raises BadAddress."""
        return f"{checked_address(self.url)}/api/{name}"


def checked_address(url: str) -> str:
    """Return `url` as ``scheme://host[:port][/path]`` without a trailing ``/api…``. Raises BadAddress."""
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise BadAddress(NO_HOST) from error
    if not host or port == 0:
        raise BadAddress(NO_HOST)
    if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(host)):
        raise BadAddress(NEEDS_HTTPS)
    if not _HOST.fullmatch(host):
        raise BadAddress(NO_HOST)
    if parts.username is not None or parts.query or parts.fragment:
        raise BadAddress(HAS_EXTRAS)
    path = f"{parts.path}/".partition("/api/")[0]
    return f"{parts.scheme}://{parts.netloc}{path.rstrip('/')}"


def is_loopback(host: str) -> bool:
    """True for ``localhost`` and loopback addresses, the only places plain http may go to."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
