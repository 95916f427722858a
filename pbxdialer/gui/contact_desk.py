"""The directory as the window uses it: opened in the background, searched while the agent types."""

from collections.abc import Callable, Sequence
from typing import Protocol

from PySide6.QtCore import QObject, Signal

from pbxdialer.directory.match import Match
from pbxdialer.gui.background import Lane


class Searchable(Protocol):
    """A built directory, such as `directory.search.Directory`."""

    def search(self, query: str) -> Sequence[Match]:
        """Return the matches, best first."""

    def suggestions(self) -> Sequence[Match]:
        """Return whom to offer before anything is typed."""


class ContactDesk(QObject):
    """Builds the directory on its lane and hands it over whole."""

    directory_changed = Signal()
    trouble = Signal(str)

    def __init__(self, lane: Lane, build: Callable[[], Searchable], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lane = lane
        self._build = build
        self._directory: Searchable | None = None

    def load(self) -> None:
        """Read all contacts and build the directory."""
        self._lane.submit(self._build, self._take, lambda error: self.trouble.emit(str(error)))

    def search(self, query: str) -> Sequence[Match]:
        """Return the matches for `query`; nothing before the directory is there."""
        return self._directory.search(query) if self._directory else ()

    def suggestions(self) -> Sequence[Match]:
        """Return whom to offer before anything is typed."""
        return self._directory.suggestions() if self._directory else ()

    def _take(self, directory: Searchable) -> None:
        self._directory = directory
        self.directory_changed.emit()
