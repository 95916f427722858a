"""Which settings a policy can preset and lock: all of them, by names made from the settings' own.

``confirm_guests`` is ``ConfirmGuests``; what belongs to an account begins with ``Account``: ``AccountUrl``,
``AccountDialPlanForm``. A setting the program learns can be locked from its first day, so nothing here can lag behind.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from enum import Enum, StrEnum
from functools import cache
from typing import Any

from pbxdialer.core.account import Account
from pbxdialer.store.settings import Settings

# what is the agent's own, or no setting at all
_NOT_SETTINGS = frozenset(
    {"accounts", "current_account_id", "window_geometry", "window_sizes", "last_destinations", "desktop_scheme"}
)
_NOT_OF_ACCOUNTS = frozenset({"id", "name"})


class Kind(StrEnum):
    """What a value is: a text, one of some words, true or false, a whole number, a list as JSON."""

    TEXT = "text"
    CHOICE = "choice"
    FLAG = "flag"
    NUMBER = "number"
    LIST = "list"


@dataclass(frozen=True, slots=True)
class PolicySetting:
    """One setting by its name in a policy; `path` leads to it from `Settings`, or from `Account` for one of those."""

    name: str
    path: tuple[str, ...]
    of_account: bool
    kind: Kind
    choices: tuple[str, ...] = ()

    def of(self, owner: object) -> Any:
        """Return the value in `owner`, which is `Settings` or an `Account`."""
        for step in self.path:
            owner = getattr(owner, step)
        return owner


@cache
def policy_settings() -> tuple[PolicySetting, ...]:
    """Return every setting a policy may name, in the order they stand in."""
    return (
        *_settings_in(Settings, (), of_account=False, without=_NOT_SETTINGS),
        *_settings_in(Account, (), of_account=True, without=_NOT_OF_ACCOUNTS),
    )


def setting_named(name: str) -> PolicySetting | None:
    """Return the setting of this name in a policy, or None."""
    return next((setting for setting in policy_settings() if setting.name == name), None)


def _settings_in(
    kind: type[Any], above: tuple[str, ...], *, of_account: bool, without: frozenset[str] = frozenset()
) -> Iterator[PolicySetting]:
    for item in fields(kind):
        path, value_type = (*above, item.name), item.type
        if item.name in without:
            continue
        if isinstance(value_type, type) and is_dataclass(value_type):
            yield from _settings_in(value_type, path, of_account=of_account)
        else:
            yield PolicySetting(_name(path, of_account=of_account), path, of_account, *_kind_of(value_type))


def _name(path: tuple[str, ...], *, of_account: bool) -> str:
    words = "_".join(["account", *path] if of_account else path).split("_")
    return "".join(word.capitalize() for word in words)


def _kind_of(value_type: Any) -> tuple[Kind, tuple[str, ...]]:
    if isinstance(value_type, type) and issubclass(value_type, Enum):
        return Kind.CHOICE, tuple(str(member.value) for member in value_type)
    return {bool: Kind.FLAG, int: Kind.NUMBER, str: Kind.TEXT}.get(value_type, Kind.LIST), ()
