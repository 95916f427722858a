"""The directory as the window uses it: opened in the background, searched while the agent types."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from pbxdialer.directory.match import Match
from pbxdialer.gui.background import Lane

if TYPE_CHECKING:
    from pbxdialer.directory.search import Directory


# A search among so many takes less than a millisecond, and at most two or three (measured).
_SEARCHED_AT_ONCE = 10_000


class ContactDesk(QObject):
    """Builds the directory on its lane and hands it over whole; searches a big one on a lane of its own."""

    directory_changed = Signal()
    answered = Signal(str, object)  # what was asked, Sequence[Match]
    trouble = Signal(str)

    def __init__(
        self,
        lane: Lane,
        search_lane: Lane,
        build: Callable[[], "Directory"],
        ordered: Callable[["Directory"], "Directory"],
        parent: QObject | None = None,
    ) -> None:
        """`build` reads all contacts; `ordered` takes a new look at who was called how often. Both on `lane`."""
        super().__init__(parent)
        self._lane = lane
        self._search_lane = search_lane
        self._build = build
        self._ordered = ordered
        self._directory: Directory | None = None
        self._asked = 0
        self._load_is_due = False

    def load(self) -> None:
        """Read all contacts and build the directory. May be called after every change: the last one counts."""
        if not self._load_is_due:
            self._load_is_due = True
            self._lane.submit(self._built, self._take, lambda error: self.trouble.emit(str(error)))

    def ask(self, query: str) -> Sequence[Match] | None:
        """Return the matches for `query`; or None in a big directory, and `answered` tells them soon.

        A newer question makes an older one void: it is never answered.
        """
        directory = self._directory
        if directory is None or len(directory) <= _SEARCHED_AT_ONCE:
            return self.search(query)
        self._asked += 1
        question = self._asked

        def find() -> Sequence[Match]:
            return directory.search(query) if question == self._asked else ()

        def tell(matches: Sequence[Match]) -> None:
            if question == self._asked:
                self.answered.emit(query, matches)

        self._search_lane.submit(find, tell)
        return None

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

    def _built(self) -> "Directory":
        self._load_is_due = False  # whoever changes something from here on wants it built once more
        return self._build()

    def _take(self, directory: "Directory") -> None:
        self._keep(directory)
        self.directory_changed.emit()

    def _keep(self, directory: "Directory") -> None:
        self._directory = directory
