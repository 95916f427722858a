"""What an administrator decided for everybody on a computer: values to begin with, and values that stay.

Settings are called here by the names they have in a policy, such as ``ConfirmGuests`` (see `store/policy_names.py`).
"""

from collections.abc import Iterable
from dataclasses import dataclass

from pbxdialer.core.language import Language, mark
from pbxdialer.core.plain_text import plain

SET_BY_ADMINISTRATOR = mark("Set by your administrator.")
SET_BECAUSE = mark("Set by your administrator: {reason}")
UNREADABLE = mark(
    "Your administrator's policy cannot be read as it was meant, so nothing it may have locked can change."
)
_LONGEST_REASON = 300


@dataclass(frozen=True, slots=True)
class Given:
    """What a policy says about one setting. `value` is None where that was not understood: it stays what it is."""

    name: str
    value: object = None


@dataclass(frozen=True, slots=True)
class Policy:
    """The whole of a policy: `source` says where it stands (empty: there is none), `faults` what is wrong with it.

    `reason` is the administrator's own text about the locks, shown beside each.
    """

    presets: tuple[Given, ...] = ()
    locks: tuple[Given, ...] = ()
    reason: str = ""
    source: str = ""
    faults: tuple[str, ...] = ()

    def lock(self, name: str) -> Given | None:
        """Return the lock on the setting `name`, or None where it may be changed."""
        return next((lock for lock in self.locks if lock.name == name), None)

    def why(self, name: str, tr: Language) -> str:
        """Return the sentence that stands beside the locked setting `name`, or nothing where it may be changed."""
        lock = self.lock(name)
        if lock is None:
            return ""
        if lock.value is None:
            return tr(UNREADABLE)
        reason = plain(self.reason, _LONGEST_REASON)
        return tr(SET_BECAUSE, reason=reason) if reason else tr(SET_BY_ADMINISTRATOR)


NO_POLICY = Policy()


class SettingsLocked(ValueError):
    """A change was asked for that a policy does not allow; `names` are the settings, as the policy calls them."""

    def __init__(self, names: Iterable[str], policy: Policy) -> None:
        self.names = tuple(names)
        self.policy = policy
        super().__init__(self.sentence(Language()))

    def sentence(self, tr: Language) -> str:
        """Return which settings cannot be changed, and why."""
        return f"{', '.join(self.names)}: {self.policy.why(self.names[0], tr)}"
