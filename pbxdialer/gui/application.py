"""The application object: takes the links and account files that the system brings as an event.

macOS brings them so, never as an argument, and maybe before there is a window.
"""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QUrl
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication

_SCHEMES = frozenset({"tel", "callto", "sip", "sips", "pbxdialer"})
_ACCOUNT_FILE = ".pbxdialer"


class Application(QApplication):
    """Remembers the latest link until somebody can show it. No event filter: that would see every event there is."""

    def __init__(self, words: Sequence[str]) -> None:
        super().__init__(words)
        self._waiting = ""
        self._show: Callable[[str], object] | None = None
        self.is_ending = False  # the system's own Quit was chosen: what it closes now, closes

    def show_links_with(self, show: Callable[[str], object] | None) -> None:
        """Have `show` hear of the link that came before, and of every one from now on; with None, remember again."""
        self._show = show
        if show is not None and self._waiting:
            waiting, self._waiting = self._waiting, ""
            show(waiting)

    def event(self, event: QEvent) -> bool:
        self.is_ending = self.is_ending or event.type() == QEvent.Type.Quit
        if isinstance(event, QFileOpenEvent) and _is_for_us(event.url()):
            link = event.url().toString(QUrl.ComponentFormattingOption.FullyEncoded)
            if self._show is None:
                self._waiting = link
            else:
                self._show(link)
            return True
        return super().event(event)


def _is_for_us(url: QUrl) -> bool:
    return url.scheme() in _SCHEMES or (url.isLocalFile() and url.path().lower().endswith(_ACCOUNT_FILE))
