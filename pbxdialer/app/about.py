"""Opens the window that says what this program is."""

import platform
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import qVersion
from shiboken6 import isValid

from pbxdialer import __version__
from pbxdialer.app.threshold import RESOURCES

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from pbxdialer.app.program import Program
    from pbxdialer.gui.about_window import AboutWindow

LICENCES = RESOURCES.parent / "licences.txt"  # the packaged program brings them (build_installer.spec)


def show_about(program: "Program", parent: "QWidget", licences: Path = LICENCES) -> "AboutWindow":
    """Show it over `parent`. The file of the licences, where there is one, is read in the background when wanted."""
    from pbxdialer.gui.about_window import AboutWindow
    from pbxdialer.gui.window_size import remember_size

    tr = program.look.tr
    facts = [
        (tr("Runs on"), f"Python {platform.python_version()}, Qt {qVersion()}, {platform.platform(terse=True)}"),
        (tr("Its files"), str(program.places.folder)),
    ]
    window = AboutWindow(program.look, __version__, facts, has_licences=licences.is_file(), parent=parent)

    def show(text: str) -> None:
        if isValid(window):
            window.show_licences(text)

    def read() -> str:
        return licences.read_text("utf-8", "replace")

    window.licences_wanted.connect(
        lambda: program.background.lane("support").submit(read, show, lambda error: show(str(error)))
    )
    remember_size(window, "about", program.settings_desk)
    window.open()
    return window
