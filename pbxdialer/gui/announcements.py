"""What the window quietly says about the program's own parts: keyring, journal, settings, contacts, faults."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from pbxdialer.core.policy import SettingsLocked
from pbxdialer.gui.main_window import MainWindow
from pbxdialer.store.paths import Notice


class Announcements(QObject):
    """Slots that turn troubles into sentences in the window's notice bar, one per topic."""

    noticed = Signal(object)  # Notice, from any thread

    def __init__(self, window: Callable[[], MainWindow], parent: QObject | None = None) -> None:
        """`window` returns the window of the moment; it is built anew when language or colours change."""
        super().__init__(parent)
        self._window = window
        self.noticed.connect(self.notice)

    def notice(self, notice: Notice) -> None:
        """Say what was found when files were opened."""
        self._tell(notice.text, notice.sentence(self._window().look.tr))

    def settings_trouble(self, text: str) -> None:
        """Say that settings cannot be kept, or with an empty text that they are again."""
        self._tell("settings", text)

    def settings_locked(self, error: SettingsLocked) -> None:
        """Say that a setting was not changed, since the administrator locked it."""
        self._tell("settings", error.sentence(self._window().look.tr))

    def contacts_trouble(self, text: str) -> None:
        """Say that contacts cannot be read."""
        self._tell("contacts", text)

    def keyring_trouble(self, reason: str) -> None:
        """Say what the keyring said; `reason` may be a source text."""
        tr = self._window().look.tr
        self._tell("keyring", tr("The keyring: {reason}.", reason=tr(reason)))

    def session_only(self) -> None:
        """Say that credentials will not survive a restart."""
        tr = self._window().look.tr
        self._tell("session", tr("No keyring here: the credentials live until the program ends, and are asked again."))

    def no_journal(self, error: Exception) -> None:
        """Say that calls cannot be written down."""
        tr = self._window().look.tr
        self._tell("journal", tr("Calls cannot be written into the history: {reason}.", reason=_told(error)))

    def fault(self, error: BaseException) -> None:
        """Say that something in this program went wrong; the details are in the log."""
        tr = self._window().look.tr
        self._tell("fault", tr("A fault in this program: {reason}.", reason=type(error).__name__))

    def _tell(self, topic: str, text: str) -> None:
        self._window().notices.tell(topic, text)


def _told(error: Exception) -> str:
    return str(error) or type(error).__name__
