"""Gives the program other colours or another language while it runs, in turns of the loop between which it lives."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from pbxdialer.app.threshold import RESOURCES
from pbxdialer.gui.look import dressed
from pbxdialer.gui.main_window import MainWindow
from pbxdialer.gui.turns import in_next_turn

if TYPE_CHECKING:
    from pbxdialer.app.program import Program


def wear(program: "Program", then: Callable[[], None] = lambda: None) -> None:
    """Show the colours and speak the language that are set by now; then do `then`.

    Telling every widget of its colours takes 40 ms, building a window 40 and showing it 60 (measured): a turn for each.
    A closed window of the settings would be told, too, and goes before.
    """
    settings = program.settings_window
    if settings is not None and not settings.isVisible():
        settings.deleteLater()
        program.settings_window = None
    in_next_turn(program, lambda: _dress(program, then))


def _dress(program: "Program", then: Callable[[], None]) -> None:
    application, settings = QApplication.instance(), program.settings_desk.settings
    assert isinstance(application, QApplication)  # noqa: S101 - there is a window
    program.look = dressed(application, settings.colours, settings.language, RESOURCES, program.look)
    in_next_turn(program, lambda: _build(program, then))


def _build(program: "Program", then: Callable[[], None]) -> None:
    window = program.furnished(MainWindow(program.look))
    in_next_turn(program, lambda: _move(program, window, then))


def _move(program: "Program", window: "MainWindow", then: Callable[[], None]) -> None:
    program.move_into(window)
    in_next_turn(window, then)
