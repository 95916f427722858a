"""The number in the text that is selected somewhere: read, and offered like any other guest's."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from pbxdialer.app.coming_forward import bring_forward
from pbxdialer.core.offer import OfferSource
from pbxdialer.gui.selection_reader import SelectionReader

if TYPE_CHECKING:
    from pbxdialer.app.program import Program


class SelectedNumber(QObject):
    """Asks the program that has the selection, and never the clipboard."""

    def __init__(self, program: "Program") -> None:
        super().__init__(program)
        self._program = program
        self._reader = SelectionReader(self)
        self._reader.came.connect(self.offer)
        self._reader.failed.connect(self._say_unread)

    def read(self) -> None:
        """Offer what is selected, once its program has told."""
        self._program.window.notices.tell("selection", "")
        self._reader.ask()

    def offer(self, text: str) -> None:
        """Offer the number, or the numbers, in `text`; nothing is dialled."""
        self._program.switchboard.offer(text, OfferSource.SELECTION)
        bring_forward(self._program.window)

    def close(self) -> None:
        """Wait for no answer any more."""
        self._reader.close()

    def _say_unread(self) -> None:
        window = self._program.window
        window.notices.tell("selection", window.look.tr("The selected text could not be read. Nothing was called."))
        window.come_forward()
