"""A policy laid over the settings: presets where nothing was chosen, locks over whatever was.

Locks of an account's settings hold for every account. This is the one place where a policy becomes settings; whoever
reads, changes or writes settings goes through here (`settings_file`, `gui/settings_desk`).
"""

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from pbxdialer.core.account import Account
from pbxdialer.core.policy import Given, Policy, SettingsLocked
from pbxdialer.store.policy_names import PolicySetting, setting_named
from pbxdialer.store.settings import Settings

_Owner = TypeVar("_Owner", Settings, Account)


def with_policy(settings: Settings, policy: Policy, chosen: Collection[str]) -> Settings:
    """Return the settings as they count. `chosen` are the fields of `Settings` that the agent's file has.

    An unreadable lock leaves a value as it stands in the file, unless there is a safer one.
    """
    for given, setting in _of(policy.presets):
        if not setting.of_account and setting.path[0] not in chosen:
            settings = _with_value(settings, setting, given.value)
    for given, setting in _of(policy.locks):
        if given.value is None:
            continue
        if setting.of_account:
            accounts = tuple(_with_value(account, setting, given.value) for account in settings.accounts)
            settings = replace(settings, accounts=accounts)
        else:
            settings = _with_value(settings, setting, given.value)
    return settings


def completed(policy: Policy, account: Account, usual: Account) -> Account:
    """Return a new account with what the policy gives wherever nobody chose, which is where it is as in `usual`."""
    for given, setting in _of((*policy.presets, *policy.locks)):
        if setting.of_account and given.value is not None and setting.of(account) == setting.of(usual):
            account = _with_value(account, setting, given.value)
    return account


def locked_changes(policy: Policy, before: Settings, after: Settings) -> tuple[str, ...]:
    """Return the names of the locked settings that are not in `after` what they have to be."""
    return tuple(given.name for given, setting in _of(policy.locks) if _differs(given, setting, before, after))


def demand_allowed(policy: Policy, before: Settings, after: Settings) -> None:
    """Raise SettingsLocked where `after` changes what is locked."""
    names = locked_changes(policy, before, after)
    if names:
        raise SettingsLocked(names, policy)


def without_the_policys(
    policy: Policy, document: Mapping[str, object], kept: Mapping[str, object]
) -> dict[str, object]:
    """Return `document` as it is to be written: what the policy decides stays there as `kept` has it, or absent.

    So a preset goes on counting until the agent chooses something else. Accounts are written as they are.
    """
    left = dict(document)
    for given, setting in _of((*policy.presets, *policy.locks)):
        field = setting.path[0]
        if setting.of_account or (policy.lock(given.name) is None and (field in kept or not _is(given, left[field]))):
            continue
        if field in kept:
            left[field] = kept[field]
        else:
            del left[field]
    return left


def _is(given: Given, written: object) -> bool:
    """True where `written`, a JSON value, is the value of `given`."""
    return bool(given.value == written)  # a StrEnum is its text; a list stays written


def _differs(given: Given, setting: PolicySetting, before: Settings, after: Settings) -> bool:
    if not setting.of_account:
        return bool(setting.of(after) != (setting.of(before) if given.value is None else given.value))
    known = {account.id: setting.of(account) for account in before.accounts}
    return any(
        setting.of(account) != (known.get(account.id, _UNKNOWN) if given.value is None else given.value)
        for account in after.accounts
    )


_UNKNOWN = object()  # equal to nothing: under an unreadable lock no account can be added


def _of(given: Collection[Given]) -> list[tuple[Given, PolicySetting]]:
    return [(one, setting) for one in given if (setting := setting_named(one.name)) is not None]


def _with_value(owner: _Owner, setting: PolicySetting, value: object) -> _Owner:
    return _put(owner, setting.path, value)  # type: ignore[no-any-return]


def _put(owner: Any, path: tuple[str, ...], value: object) -> Any:
    first, *rest = path
    return replace(owner, **{first: _put(getattr(owner, first), tuple(rest), value) if rest else value})
