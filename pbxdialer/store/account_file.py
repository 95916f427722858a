"""A file that sets up an agent's account, as an administrator sends it: ``sales.pbxdialer``, JSON, without any secret.

    {"format": "pbxdialer account", "version": 1, "account": {"name": "Sales", "url": "https://pbx.example.com",
     "project_id": 1, "destination": {"kind": "user", "name": "ionescu"}}}

The account in it always is a new one, with an id of its own: no file can change where an account that is there, and
has credentials, sends them. What it does not say comes from the policy of the computer.
"""

from dataclasses import fields, replace
from pathlib import Path
from typing import Any
from uuid import uuid4

from pbxdialer.core.account import Account, Destination
from pbxdialer.core.dial_plan import DialPlan
from pbxdialer.core.new_server import NoHostName, as_the_network_writes_it
from pbxdialer.core.plain_text import first_hidden, plain
from pbxdialer.core.policy import NO_POLICY, Policy
from pbxdialer.core.rewrite import BrokenPlan
from pbxdialer.store.account_record import account_from
from pbxdialer.store.policy_names import setting_named
from pbxdialer.store.policy_reading import json_value, secrets_in
from pbxdialer.store.strict_json import BadSetting, NotJson, object_from

SUFFIX = ".pbxdialer"
FORMAT, VERSION = "pbxdialer account", 1
_LONGEST = 256 * 1024
_TOP = frozenset({"format", "version", "account"})
_PARTS = {"destination": Destination, "dial_plan": DialPlan}


class BadAccountFile(ValueError):
    """The file sets up no account; the message is an English clause that says why, and quotes no secret."""


def read_account_file(path: Path, policy: Policy = NO_POLICY) -> Account:
    """Return the account that the file at `path` would set up. Raises BadAccountFile."""
    try:
        with path.open("rb") as file:
            data = file.read(_LONGEST + 1)
    except OSError as error:
        raise BadAccountFile(f"it cannot be read ({error.strerror})") from error
    if len(data) > _LONGEST:
        raise BadAccountFile("it is too long")
    return account_in(data, policy)


def account_in(data: bytes, policy: Policy = NO_POLICY) -> Account:
    """Return the account that a file with `data` in it would set up. Raises BadAccountFile."""
    try:
        document = object_from(data, each_name_once=True)
    except NotJson as error:
        raise BadAccountFile(f"it {error}") from error
    secrets = secrets_in(document)
    if secrets:
        raise BadAccountFile(f"it holds what looks like a secret ({plain(secrets[0], 60)}), and must hold none")
    if document.get("format") != FORMAT or document.get("version") != VERSION or set(document) != _TOP:
        raise BadAccountFile("it is no account file of this version")
    given = document["account"]
    if not isinstance(given, dict):
        raise BadAccountFile("its account is no object")
    return account_of(given, policy)


def account_of(given: dict[str, Any], policy: Policy = NO_POLICY) -> Account:
    """Return the new account that the fields `given` describe, by the policy of the computer. Raises BadAccountFile.

    Its address is written as the network writes it: what is shown is what is asked for.
    """
    _demand_known(given)
    _demand_visible(given)
    try:
        account = account_from({**_laid_over(_policys(policy), given), "id": uuid4().hex})
        account = replace(account, url=as_the_network_writes_it(account.url))
        account.dial_plan.check()
    except NoHostName as error:
        raise BadAccountFile(f"account.url cannot be used: {error}") from error
    except (BadSetting, BrokenPlan) as error:
        raise BadAccountFile(plain(str(error))) from error
    return account


def _demand_visible(value: object, name: str = "account") -> None:
    """Refuse what the eye does not see: control characters, and those that turn a text round (Unicode TR 36)."""
    if isinstance(value, str) and (hidden := first_hidden(value)):
        raise BadAccountFile(f"{plain(name, 60)} holds U+{ord(hidden):04X}, which nobody sees")
    for key, below in value.items() if isinstance(value, dict) else ():
        _demand_visible(below, f"{name}.{key}")
    for below in value if isinstance(value, list) else ():
        _demand_visible(below, name)


def _demand_known(given: dict[str, Any]) -> None:
    """Refuse every field there is no setting for: what nobody shows, nobody can have agreed to."""
    known = {item.name for item in fields(Account)} - {"id"}
    unknown = [name for name in given if name not in known]
    for part, kind in _PARTS.items():
        below = given.get(part)
        names = {item.name for item in fields(kind)}
        unknown += [f"{part}.{name}" for name in (below if isinstance(below, dict) else ()) if name not in names]
    if unknown:
        raise BadAccountFile(f"there is no setting {plain(unknown[0], 60)}")


def _policys(policy: Policy) -> dict[str, Any]:
    """Return what the policy presets and locks for accounts, as an account's JSON."""
    record: dict[str, Any] = {}
    for given in (*policy.presets, *policy.locks):
        setting = setting_named(given.name)
        if setting is not None and setting.of_account and given.value is not None:
            owner = record
            for step in setting.path[:-1]:
                owner = owner.setdefault(step, {})
            owner[setting.path[-1]] = json_value(given.value)
    return record


def _laid_over(below: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
    joined = dict(below)
    for name, value in above.items():
        part = joined.get(name)
        joined[name] = {**part, **value} if isinstance(part, dict) and isinstance(value, dict) else value
    return joined
