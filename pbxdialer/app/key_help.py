"""F1, or ? where nothing is typed, shows the keys."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QKeySequence

from pbxdialer.gui.keys import Press, shortcut
from pbxdialer.gui.window_size import remember_size

if TYPE_CHECKING:
    from pbxdialer.app.program import Program
    from pbxdialer.gui.key_map_window import KeyMapWindow
    from pbxdialer.gui.main_window import MainWindow


class KeyHelp(QObject):
    """Makes the window of the keys when it is wanted, with the keys for all programs as they are set by then."""

    def __init__(self, program: "Program") -> None:
        super().__init__(program)
        self._program = program
        self.window: KeyMapWindow | None = None
        self.serve(program.window)

    def serve(self, window: "MainWindow") -> None:
        """Listen for the keys in `window`; it is built anew in another language or colour."""
        for keys in (Press.HELP, Press.HELP_TOO):
            shortcut(keys, window, self.show)

    def show(self) -> None:
        """Show the keys; a second time brings the same window forward."""
        from pbxdialer.gui.key_map_window import KeyMapWindow

        if self.window is not None:
            self.window.close()
        settings, look = self._program.settings_desk.settings, self._program.look
        everywhere = [
            (_told(settings.palette_hotkey) or look.tr("not set"), look.tr("quick dial (Settings › At hand)")),
            (_told(settings.selection_hotkey) or look.tr("not set"), look.tr("call the selected number")),
        ]
        window = KeyMapWindow(look, everywhere, self._program.window)
        window.finished.connect(window.deleteLater)
        window.finished.connect(self._forget)
        for keys in (Press.HELP, Press.HELP_TOO):
            shortcut(keys, window, window.close)
        remember_size(window, "keys", self._program.settings_desk)
        window.show()
        self.window = window

    def _forget(self) -> None:
        self.window = None


def _told(keys: str) -> str:
    return QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)
