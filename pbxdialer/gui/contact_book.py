"""The contacts as the window changes them: every act on a lane, every change told with the way to take it back."""

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, Signal

from pbxdialer.core.language import mark
from pbxdialer.gui.background import Lane

if TYPE_CHECKING:
    from pbxdialer.store.contact_changes import Change
    from pbxdialer.store.contacts import Contacts

T = TypeVar("T")

UNDONE = mark("Taken back.")


class ContactBook(QObject):
    """Opens the contacts on its lane when they are first needed, and keeps them open until `close`."""

    changed = Signal(str, object)  # what was done (an English source text), Change | None to take it back
    trouble = Signal(str)  # an English source text, or the system's own words

    def __init__(self, lane: Lane, open_it: "Callable[[], Contacts]", parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lane = lane
        self._open = open_it
        self._contacts: Contacts | None = None

    def change(self, act: "Callable[[Contacts], Change | None]", said: str) -> None:
        """Do `act`; then `changed` says `said`."""
        self._lane.submit(lambda: act(self._opened()), lambda change: self.changed.emit(said, change), self.tell)

    def undo(self, change: "Change") -> None:
        """Take a change back."""

        def take_back(contacts: "Contacts") -> None:
            contacts.undo(change)

        self.change(take_back, UNDONE)

    def ask(
        self,
        question: "Callable[[Contacts], T]",
        told: Callable[[T], None],
        failed: Callable[[Exception], None] | None = None,
    ) -> None:
        """Have `told` hear the answer to `question`; what fails is `trouble`, unless `failed` hears it."""
        self._lane.submit(lambda: question(self._opened()), told, failed or self.tell)

    def tell(self, error: Exception) -> None:
        """Say what went wrong."""
        self.trouble.emit(str(error) or type(error).__name__)

    def close(self) -> None:
        """Close the file; the lane has ended."""
        if self._contacts is not None:
            self._contacts.close()

    def _opened(self) -> "Contacts":
        if self._contacts is None:
            self._contacts = self._open()
        return self._contacts
