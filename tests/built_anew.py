"""The program's window built anew at one stretch, where a test looks at what stands in it afterwards."""

from PySide6.QtWidgets import QApplication

from pbxdialer.app.program import Program
from pbxdialer.app.threshold import RESOURCES
from pbxdialer.gui.look import dressed
from pbxdialer.gui.main_window import MainWindow


def build_anew(program: Program) -> None:
    """Have the window in the language and the colours that are set, without the turns the program itself takes."""
    application, settings = QApplication.instance(), program.settings_desk.settings
    assert isinstance(application, QApplication)
    program.look = dressed(application, settings.colours, settings.language, RESOURCES, program.look)
    program.move_into(program.furnished(MainWindow(program.look)))
