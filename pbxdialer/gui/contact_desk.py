"""The directory as the window uses it: opened in the background, searched while the agent types."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from pbxdialer.directory.match import Match
from pbxdialer.gui.background import Lane

if TYPE_CHECKING:
    from pbxdialer.directory.search import Directory


class ContactDesk(QObject):
    """Builds the directory on its lane and hands it over whole."""

    directory_changed = Signal()
    trouble = Signal(str)

    def __init__(
        self,
        lane: Lane,
        build: Callable[[], "Directory"],
        ordered: Callable[["Directory"], "Directory"],
        parent: QObject | None = None,
    ) -> None:
        """`build` reads all contacts; `ordered` takes a new look at who was called how often. Both on the lane."""
        super().__init__(parent)
        self._lane = lane
        self._build = build
        self._ordered = ordered
        self._directory: Directory | None = None

    def load(self) -> None:
        """Read all contacts and build the directory."""
        self._lane.submit(self._build, self._take, lambda error: self.trouble.emit(str(error)))

    def order_anew(self) -> None:
        """Take a call that has just been made into account, from the next key on: no row moves under a finger."""
        directory = self._directory
        if directory is not None:
            self._lane.submit(lambda: self._ordered(directory), self._keep)

    def search(self, query: str) -> Sequence[Match]:
        """Return the matches for `query`; nothing before the directory is there."""
        return self._directory.search(query) if self._directory else ()

    def suggestions(self) -> Sequence[Match]:
        """Return whom to offer before anything is typed."""
        return self._directory.suggestions() if self._directory else ()

    def _take(self, directory: "Directory") -> None:
        self._keep(directory)
        self.directory_changed.emit()

    def _keep(self, directory: "Directory") -> None:
        self._directory = directory
