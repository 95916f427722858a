"""A policy as it is written, understood: each value is read by what reads the settings file, and refused by its rules.

What is not understood fails safe. A locked setting whose value is wrong stays as it is; where it cannot be known what
was meant to be locked (no JSON, an unknown name, a secret, a file somebody else could have written) everything does.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import asdict
from functools import reduce
from uuid import NAMESPACE_URL, uuid5

from pbxdialer.core.account import Account, Destination, DestinationKind
from pbxdialer.core.company_directory import USUAL_ATTRIBUTES
from pbxdialer.core.plain_text import plain
from pbxdialer.core.policy import NO_POLICY, Given, Policy
from pbxdialer.core.rewrite import BrokenPlan
from pbxdialer.store.account_record import account_from, record_of
from pbxdialer.store.policy_names import Kind, PolicySetting, policy_settings, setting_named
from pbxdialer.store.policy_source import LOCKED, PRESET, REASON, Found
from pbxdialer.store.settings import GuestMode
from pbxdialer.store.settings_file import understood
from pbxdialer.store.strict_json import BadSetting, Record

SECRET = re.compile(r"pass(word|wd|phrase)?$|^pwd$|secret|token|api_?-?(key|user)|credential", re.IGNORECASE)
# where one value is safer than another, an unreadable lock keeps that one instead of what is set
_SAFE: dict[str, object] = {"ConfirmGuests": GuestMode.ASK, "WatchClipboard": False, "NumbersInLogs": False}
_SAMPLE = Account(
    "0" * 12 + "4" + "0" * 3 + "8" + "0" * 15, "x", "https://x", 0, Destination(DestinationKind.USER, "x")
)


def policy_from(found: Found | None) -> Policy:
    """Return the policy in `found`. Never raises: its faults are told in it."""
    if found is None:
        return NO_POLICY
    if found.document is None:
        return _everything_locked(Policy(source=found.where, faults=(plain(found.trouble),)))
    reading = _Reading(found)
    reading.read(found.document)
    policy = Policy(tuple(reading.presets), tuple(reading.locks), reading.reason, found.where, tuple(reading.faults))
    return _everything_locked(policy) if reading.is_dark else policy


def _everything_locked(policy: Policy) -> Policy:
    known = {lock.name for lock in policy.locks}
    rest = (kept_as_it_is(setting.name) for setting in policy_settings() if setting.name not in known)
    return Policy(policy.presets, (*policy.locks, *rest), policy.reason, policy.source, policy.faults)


def kept_as_it_is(name: str) -> Given:
    """Return the lock on a setting whose value is not known: it stays what it is, or becomes what is safe."""
    return Given(name, _SAFE.get(name))


class _Reading:
    """Goes through a document; `is_dark` once it cannot be known what was meant to be locked."""

    def __init__(self, found: Found) -> None:
        self._typed = found.typed
        self.presets: list[Given] = []
        self.locks: list[Given] = []
        self.faults: list[str] = []
        self.reason = ""
        self.is_dark = False

    def read(self, document: Mapping[str, object]) -> None:
        for name in secrets_in(document):
            self._fault(f"{name} looks like a secret, and a policy must hold none", dark=True)
        for name, value in document.items():
            if name == REASON:
                self._read_reason(value)
            elif name not in (LOCKED, PRESET) or not isinstance(value, Mapping):
                self._fault(f"{name} is not what a policy consists of", dark=True)
            else:
                for setting_name, raw in value.items():
                    self._read_setting(str(setting_name), raw, locked=name == LOCKED)

    def _read_reason(self, value: object) -> None:
        try:
            self.reason = Record({REASON: value}).text(REASON, "")
        except BadSetting as error:
            self._fault(str(error))

    def _read_setting(self, name: str, raw: object, *, locked: bool) -> None:
        setting = setting_named(name) if self._typed else _named_in_any_case(name)
        if setting is None:
            if not SECRET.search(name):  # which has been told
                self._fault(f"there is no setting {name}", dark=locked)
            return
        if not self._typed and not locked and raw == "":
            return  # an installer's property that was not given
        try:
            given = Given(setting.name, value_of(setting, raw if self._typed else _spelled(setting, raw)))
        except BadSetting as error:
            self._fault(f"{setting.name} {error.reason}")
            given = kept_as_it_is(setting.name)
        if locked:
            self.locks.append(given)
        elif given.value is not None:
            self.presets.append(given)

    def _fault(self, text: str, *, dark: bool = False) -> None:
        self.faults.append(plain(text))
        self.is_dark = self.is_dark or dark


def value_of(setting: PolicySetting, raw: object) -> object:
    """Return the value of `setting` that the JSON value `raw` is. Raises BadSetting."""
    if raw is None or (setting.kind is Kind.LIST and not isinstance(raw, list)):
        raise BadSetting(setting.name, "is no list" if raw is not None else "is missing")
    if not setting.of_account:
        if setting.path == ("directories",) and isinstance(raw, list):
            raw = [_whole_directory(entry) for entry in raw]
        settings, left_out = understood({setting.path[0]: raw})
        for _, error in left_out:
            raise error
        return setting.of(settings)
    record = record_of(_SAMPLE)
    owner = reduce(lambda above, step: above[step], setting.path[:-1], record)  # type: ignore[arg-type,return-value]
    owner[setting.path[-1]] = raw
    account = account_from(record)
    try:
        if setting.path[0] == "dial_plan":  # the numbering rules of the world take 20 ms to import
            account.dial_plan.check()
    except BrokenPlan as error:
        raise BadSetting(setting.name, f"cannot be used: {error}") from error
    return setting.of(account)


def json_value(value: object) -> object:
    """Return a setting's value as a policy in JSON would spell it."""
    return json.loads(json.dumps(value, default=asdict))


def secrets_in(value: object) -> list[str]:
    """Return the names in a JSON value that look like those of secrets, at any depth, pairs of name and value too."""
    if isinstance(value, Mapping):
        own = [str(name) for name in value if SECRET.search(str(name))]
        return own + [name for below in value.values() for name in secrets_in(below)]
    if not isinstance(value, list):
        return []
    pair = [str(value[0])] if len(value) == 2 and isinstance(value[0], str) and SECRET.search(value[0]) else []
    return pair + [name for below in value for name in secrets_in(below)]


def _whole_directory(entry: object) -> object:
    """Fill in what an administrator need not write: the usual attributes, and an id made of where the directory is.

    Moved elsewhere it has another id, and so a password of its own: the old one never goes to the new server.
    """
    if not isinstance(entry, dict):
        return entry
    made = uuid5(NAMESPACE_URL, f"{entry.get('url')}#{entry.get('name')}").hex
    return {"attributes": [list(pair) for pair in USUAL_ATTRIBUTES]} | entry | {"id": made}


def _named_in_any_case(name: str) -> PolicySetting | None:
    """Return the setting by its name as Windows compares names."""
    return next((one for one in policy_settings() if one.name.casefold() == name.casefold()), None)


def _spelled(setting: PolicySetting, raw: object) -> object:
    """Return the JSON value that a place without true, false and lists spells. Raises BadSetting."""
    if setting.kind is Kind.FLAG and raw in (0, 1, "0", "1"):
        return str(raw) == "1"
    if setting.kind is Kind.NUMBER and isinstance(raw, str) and re.fullmatch("[0-9]{1,18}", raw):
        return int(raw)
    if setting.kind is Kind.LIST:
        text = "\n".join(str(line) for line in raw) if isinstance(raw, list) else str(raw)
        try:
            return json.loads(text or "[]")
        except (ValueError, RecursionError) as error:
            raise BadSetting(setting.name, "is no JSON list") from error
    return raw
