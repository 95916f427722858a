"""The settings as the window uses them: read once, changed as a whole, written in the background."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from pbxdialer.core.policy import NO_POLICY, Policy, SettingsLocked
from pbxdialer.gui.background import Lane
from pbxdialer.store.settings import Settings


class SettingsDesk(QObject):
    """Holds the current settings. `changed` fires before they are on disk; `trouble` if they cannot be kept.

    What `policy` locks does not change: a change that would is dropped whole, and `refused` says so.
    """

    changed = Signal(object)  # Settings
    trouble = Signal(str)
    refused = Signal(object)  # SettingsLocked

    def __init__(
        self,
        settings: Settings,
        write: Callable[[Settings], None],
        lane: Lane,
        parent: QObject | None = None,
        *,
        policy: Policy = NO_POLICY,
    ) -> None:
        super().__init__(parent)
        self._settings = settings
        self.policy = policy
        self._write = write
        self._lane = lane

    @property
    def settings(self) -> Settings:
        """The settings in force."""
        return self._settings

    def demand_allowed(self, settings: Settings) -> None:
        """Raise SettingsLocked where the administrator does not allow a change to `settings`."""
        if self.policy.locks:
            from pbxdialer.store.policy_in_force import demand_allowed

            demand_allowed(self.policy, self._settings, settings)

    def change(self, settings: Settings) -> None:
        """Use `settings` from now on and write them down."""
        if self.keep(settings):
            self.changed.emit(settings)

    def keep(self, settings: Settings) -> bool:
        """Write down what nobody else needs to hear of, such as where the window stands.

        False where nothing changes: they are in force already, or the administrator does not allow it.
        """
        if settings == self._settings:
            return False
        try:
            self.demand_allowed(settings)
        except SettingsLocked as error:
            self.refused.emit(error)
            return False
        self._settings = settings
        self._lane.submit(
            lambda: self._write(settings),
            lambda _: self.trouble.emit(""),
            lambda error: self.trouble.emit(str(error)),
        )
        return True
