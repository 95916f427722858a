"""The number in the text that is selected somewhere: read, and offered like any other guest's."""

import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from pbxdialer.app.coming_forward import bring_forward
from pbxdialer.core.offer import OfferSource

if TYPE_CHECKING:
    from pbxdialer.app.program import Program
    from pbxdialer.gui.copy_reader import CopyReader
    from pbxdialer.gui.selection_reader import SelectionReader


class SelectedNumber(QObject):
    """Asks the program that has the selection; the clipboard is left, or put back, as it was."""

    def __init__(self, program: "Program") -> None:
        super().__init__(program)
        self._program = program
        self._reader = _reader(program, self)
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


if sys.platform == "win32":

    def _reader(program: "Program", parent: QObject) -> "CopyReader":
        from pbxdialer.desktop.clipboard_windows import WindowsClipboard
        from pbxdialer.desktop.copied_selection import CopiedSelection
        from pbxdialer.desktop.hand_windows import WindowsHand
        from pbxdialer.gui.copy_reader import CopyReader

        copier = CopiedSelection(WindowsClipboard(), WindowsHand())
        reader = CopyReader(copier, program.background.lane("selection"), parent)
        reader.borrows.connect(program.guests.overlook_clipboard)
        return reader

else:

    def _reader(_program: "Program", parent: QObject) -> "SelectionReader":
        from pbxdialer.gui.selection_reader import SelectionReader

        return SelectionReader(parent)
