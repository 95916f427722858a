"""A link that sets up an agent's account, for an e-mail or a page of the company's: short, and without any secret.

    pbxdialer:account?version=1&name=Sales&url=https://pbx.example.com&project_id=7
        &destination.kind=user&destination.name=ionescu

Its fields are those of an account's file, percent-encoded (RFC 3986; a plus sign is a plus sign). What could send calls
or credentials another way (proxies, issuers, rewrite rules, pages) stands in a file only: a link is pressed easily.
"""

import re
from typing import Any
from urllib.parse import unquote_to_bytes

from pbxdialer.core.account import Account
from pbxdialer.core.plain_text import plain
from pbxdialer.core.policy import NO_POLICY, Policy
from pbxdialer.store.account_file import BadAccountFile, account_of
from pbxdialer.store.policy_reading import SECRET

SCHEME = "pbxdialer"
LONGEST = 2000  # characters: browsers, mail programs and the hand-over carry so many
_BEGINNING = re.compile(rf"{SCHEME}:(?://)?account/?\?", re.IGNORECASE)
_NEVER_ENCODED_WELL = re.compile(r"%(?![0-9A-Fa-f]{2})")
_TEXTS = frozenset(
    {
        *("name", "url", "auth", "destination.kind", "destination.name", "outbound_number", "outbound_trunk"),
        *("dial_plan.form", "dial_plan.region", "dial_plan.outside_prefix"),
    }
)
_NUMBERS = frozenset({"project_id", "ring_timeout_s", "dial_plan.internal_up_to"})
_FLAGS = {"waits_for_agent": {"true": True, "false": False}}


def account_in_link(link: str, policy: Policy = NO_POLICY) -> Account:
    """Return the account that `link` would set up. Raises BadAccountFile."""
    if len(link) > LONGEST:
        raise BadAccountFile("it is too long")
    beginning = _BEGINNING.match(link)
    if beginning is None:
        raise BadAccountFile("it is no link to an account")
    given = _fields(link[beginning.end() :])
    secret = next((name for name in given if SECRET.search(name)), "")
    if secret:
        raise BadAccountFile(f"it holds what looks like a secret ({plain(secret, 60)}), and must hold none")
    if given.pop("version", "") != "1":
        raise BadAccountFile("it is no account link of this version")
    record: dict[str, Any] = {}
    for name, text in given.items():
        owner, _, own = name.rpartition(".")
        (record.setdefault(owner, {}) if owner else record)[own] = _value(name, text)
    return account_of(record, policy)


def _fields(query: str) -> dict[str, str]:
    """Return the fields by their names, in their order. Raises BadAccountFile, also for one that is there twice."""
    if not query.isascii() or not query.isprintable() or " " in query or _NEVER_ENCODED_WELL.search(query):
        raise BadAccountFile("it is not percent-encoded as links are")
    if "#" in query:
        raise BadAccountFile("there is something behind a #")
    found: dict[str, str] = {}
    for pair in query.split("&"):
        name, equals, value = (_decoded(part) for part in pair.partition("="))
        if not equals or not name:
            raise BadAccountFile("a field has no name or no value")
        if name in found:
            raise BadAccountFile(f"the field {plain(name, 60)} is there twice")
        found[name] = value
    return found


def _decoded(part: str) -> str:
    try:
        return unquote_to_bytes(part).decode()
    except UnicodeDecodeError as error:
        raise BadAccountFile("it is not percent-encoded as links are") from error


def _value(name: str, text: str) -> object:
    """Return a field's value as an account's JSON has it. Raises BadAccountFile."""
    if name in _TEXTS:
        return text
    if name in _NUMBERS:
        if not re.fullmatch("[0-9]{1,18}", text):
            raise BadAccountFile(f"{name} is no whole number")
        return int(text)
    if name in _FLAGS:
        if text not in _FLAGS[name]:
            raise BadAccountFile(f"{name} is neither true nor false")
        return _FLAGS[name][text]
    raise BadAccountFile(f"a link has no field {plain(name, 60)}")
