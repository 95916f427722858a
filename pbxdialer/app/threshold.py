"""What the first frame needs, and nothing else: colours, language, and the window with its box.

The agent can type into it almost as soon as a bare Qt window would be there; the larger part of a start comes behind
it. So this file and all it imports stay lean (`tests/test_start.py`): no module, and no class of Qt, that this frame
does not show.
"""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from pbxdialer.gui.first_frame import FirstFrame
from pbxdialer.gui.look import dressed
from pbxdialer.gui.main_window import MainWindow
from pbxdialer.gui.window_place import put_back
from pbxdialer.store.first_look import first_look
from pbxdialer.store.paths import Notice, Places, places

RESOURCES = Path(__file__).resolve().parents[2] / "resources"


class Threshold:
    """The window with nothing but its box, and what was read for it. `Program` moves in behind it."""

    def __init__(self, application: QApplication, data_dir: Path | None) -> None:
        """Make the profile's folders, and build the window in the colours and language set there; show nothing yet."""
        application.setApplicationName("PBX Dialer")
        application.setDesktopFileName("pbxdialer")
        application.setQuitOnLastWindowClosed(False)
        self.data_dir = data_dir
        self.places: Places = places(data_dir)
        self.notices: tuple[Notice, ...] = self.places.prepare()
        theme, language, place = first_look(self.places.settings)
        self.look = dressed(application, theme, language, RESOURCES)
        self.window = MainWindow(self.look)
        put_back(self.window, place)

    def show(self, move_in: Callable[[], None]) -> None:
        """Show the window, and have `move_in` called behind its first frame."""
        FirstFrame(self.window).painted.connect(move_in)
        self.window.show()

    def stay_hidden(self, move_in: Callable[[], None]) -> None:
        """Show nothing, and have `move_in` called: the system has started the program with the agent's session."""
        QTimer.singleShot(0, self.window, move_in)
