"""Every view, as somebody hears it who does not see it."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from pbxdialer.app.program import Program
from tests import shots
from tests.gui.gui_thread import own_work
from tests.gui.hearing import controls, unnamed

_PICTURES = {"tray_menu", "tray_icons"}  # of what the system shows, not of a window


@pytest.fixture(scope="module")
def program(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    program = Program(qapp, tmp_path_factory.mktemp("demo"), demo=True)
    program.show()
    shots.until(lambda: program.guests.desk is not None and program.desks is not None)
    yield program
    program.quit()
    program.close()
    program.window.deleteLater()


@pytest.mark.parametrize("view", shots.SCENES)
def test_every_control_of_every_view_has_a_name(program: Program, view: str) -> None:
    with own_work():
        window = shots.SCENES[view](program)
        shots.rest()
        seen, without = controls(window), unnamed(window)
        if window is not program.window:
            window.close()
    assert seen or view in _PICTURES
    assert without == []
