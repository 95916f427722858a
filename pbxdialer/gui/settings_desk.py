"""The settings as the window uses them: read once, changed as a whole, written in the background."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from pbxdialer.gui.background import Lane
from pbxdialer.store.settings import Settings


class SettingsDesk(QObject):
    """Holds the current settings. `changed` fires before they are on disk; `trouble` if they cannot be kept."""

    changed = Signal(object)  # Settings
    trouble = Signal(str)

    def __init__(
        self, settings: Settings, write: Callable[[Settings], None], lane: Lane, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._settings = settings
        self._write = write
        self._lane = lane

    @property
    def settings(self) -> Settings:
        """The settings in force."""
        return self._settings

    def change(self, settings: Settings) -> None:
        """Use `settings` from now on and write them down."""
        if settings != self._settings:
            self.keep(settings)
            self.changed.emit(settings)

    def keep(self, settings: Settings) -> None:
        """Write down what nobody else needs to hear of, such as where the window stands."""
        if settings == self._settings:
            return
        self._settings = settings
        self._lane.submit(
            lambda: self._write(settings),
            lambda _: self.trouble.emit(""),
            lambda error: self.trouble.emit(str(error)),
        )
