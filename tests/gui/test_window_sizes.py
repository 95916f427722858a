"""A window that opens anew is as large as the agent made it the last time, in this session and in the next one."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from pbxdialer.app.about import show_about
from pbxdialer.app.desks import Desks
from pbxdialer.app.program import Program
from pbxdialer.app.welcome import welcome
from pbxdialer.core.window_size import LARGEST, WindowSize, size_of
from pbxdialer.gui.about_window import AboutWindow
from pbxdialer.gui.call_later_window import CallLaterWindow
from pbxdialer.gui.contact_editor import ContactEditor
from pbxdialer.gui.duplicates_window import DuplicatesWindow
from pbxdialer.gui.first_run import FirstRun
from pbxdialer.gui.history_window import HistoryWindow
from pbxdialer.gui.import_window import ImportWindow
from pbxdialer.gui.key_map_window import KeyMapWindow
from pbxdialer.gui.settings_window import SettingsWindow
from pbxdialer.gui.window_size import remember_size
from pbxdialer.store.paths import places
from pbxdialer.store.settings_file import load, save
from tests.gui.conftest import Starter, account_at
from tests.gui.gui_thread import own_work

_NOWHERE = account_at("http://127.0.0.1:9")
_LARGER = QSize(37, 23)
_STEPS = 20


def _desks(program: Program) -> Desks:
    assert program.desks is not None
    return program.desks


# each by its name in the settings: how the agent opens it, and the class it is of
WINDOWS: dict[str, tuple[Callable[[Program], object], type[QWidget]]] = {
    "settings": (lambda program: program.open_settings(), SettingsWindow),
    "history": (lambda program: _desks(program).history.open(), HistoryWindow),
    "call_later": (lambda program: _desks(program).call_later.open(), CallLaterWindow),
    "keys": (lambda program: _desks(program).key_help.show(), KeyMapWindow),
    "import": (lambda program: _desks(program).contacts.open_import(), ImportWindow),
    "contact": (lambda program: _desks(program).contacts.actions.add(), ContactEditor),
    "duplicates": (lambda program: _desks(program).contacts.open_duplicates(), DuplicatesWindow),
    "about": (lambda program: show_about(program, program.window), AboutWindow),
    "first_run": (welcome, FirstRun),
}


@pytest.fixture
def program(start: Starter) -> Program:
    return start(_NOWHERE)


def opened(program: Program, name: str, qtbot: QtBot) -> QWidget:
    open_window, kind = WINDOWS[name]
    found: list[QWidget] = []

    def is_there() -> bool:
        found[:] = [one for one in program.window.findChildren(kind) if one.isVisible() and one.isActiveWindow()]
        return bool(found)

    with own_work():  # how long a window takes to open is measured elsewhere
        open_window(program)
        qtbot.waitUntil(is_there)
    return found[0]


def make_larger(window: QWidget, qtbot: QtBot, by: QSize = _LARGER) -> QSize:
    """Do what a hand at the window's edge does: the window system tells the new size."""
    wanted = window.size() + by
    handle = window.windowHandle()
    assert handle is not None
    handle.resize(wanted)
    qtbot.waitUntil(lambda: window.size() == wanted)
    return wanted


def chosen(program: Program, name: str) -> QSize | None:
    size = size_of(program.settings_desk.settings.window_sizes, name)
    return QSize(size.width, size.height) if size is not None else None


@pytest.mark.parametrize("name", WINDOWS)
def test_a_window_made_larger_is_as_large_when_it_opens_again_and_the_file_says_so(
    program: Program, qtbot: QtBot, name: str
) -> None:
    window = opened(program, name, qtbot)
    assert program.settings_desk.settings.window_sizes == (), "nobody has chosen a size yet"
    wanted = make_larger(window, qtbot)
    window.close()  # at once: what was chosen last counts
    assert opened(program, name, qtbot).size() == wanted
    assert program.records_lane.drained(5)
    kept = load(program.places.settings).settings.window_sizes
    assert kept == (WindowSize(name, wanted.width(), wanted.height()),)


def test_after_a_restart_each_window_is_as_large_as_it_was(start: Starter, qtbot: QtBot, tmp_path: Path) -> None:
    def write() -> None:
        file = places(tmp_path).settings
        sizes = tuple(WindowSize(name, 800 + number, 850) for number, name in enumerate(WINDOWS))
        save(file, replace(load(file).settings, window_sizes=sizes))

    program = start(_NOWHERE, before_show=write)
    for number, name in enumerate(WINDOWS):
        window = opened(program, name, qtbot)
        assert (name, window.size()) == (name, QSize(800 + number, 850))
        window.close()


@pytest.mark.parametrize("name", ["settings", "keys", "contact", "about"])
def test_on_a_screen_that_has_become_smaller_the_window_is_no_larger_than_the_screen(
    program: Program, qtbot: QtBot, name: str
) -> None:
    _keep(program, name, LARGEST)
    window = opened(program, name, qtbot)
    room = window.screen().availableGeometry()
    assert window.size().boundedTo(room.size()) == window.size()
    assert window.width() > room.width() / 2, "it is as large as it may be"


@pytest.mark.parametrize("name", ["settings", "keys", "contact", "about"])
def test_what_is_in_a_window_has_room_however_small_the_window_once_was(
    program: Program, qtbot: QtBot, name: str
) -> None:
    _keep(program, name, 1)
    window = opened(program, name, qtbot)
    qtbot.waitUntil(lambda: window.minimumSizeHint().boundedTo(window.size()) == window.minimumSizeHint())


def test_a_size_is_written_once_the_hand_rests_and_not_on_the_way(program: Program, qtbot: QtBot) -> None:
    window = opened(program, "history", qtbot)
    assert program.records_lane.drained(5)
    written: list[str] = []
    program.settings_desk.trouble.connect(written.append)  # tells the end of each writing
    for _ in range(_STEPS):
        wanted = make_larger(window, qtbot, by=QSize(2, 1))
    qtbot.waitUntil(lambda: chosen(program, "history") == wanted)
    qtbot.waitUntil(lambda: bool(written))
    assert len(written) <= _STEPS / 4, "once, and on a busy computer a few times"


def test_what_the_program_does_to_its_window_is_nobodys_choice(program: Program, qtbot: QtBot) -> None:
    window = opened(program, "history", qtbot)
    window.resize(window.size() + QSize(50, 50))
    QApplication.processEvents()
    window.close()
    assert chosen(program, "history") is None


def test_a_window_that_fills_the_screen_keeps_the_size_that_was_chosen_before(program: Program, qtbot: QtBot) -> None:
    window = opened(program, "history", qtbot)
    wanted = make_larger(window, qtbot)
    qtbot.waitUntil(lambda: chosen(program, "history") == wanted)
    window.showMaximized()
    qtbot.waitUntil(lambda: window.width() > wanted.width())
    window.close()
    assert chosen(program, "history") == wanted


def test_a_window_of_no_other_name_is_made_larger(program: Program, qtbot: QtBot) -> None:
    _keep(program, "history", 700)
    stranger = QWidget()
    qtbot.addWidget(stranger)
    stranger.resize(300, 200)
    remember_size(stranger, "stranger", program.settings_desk)
    assert stranger.size() == QSize(300, 200)


def _keep(program: Program, name: str, length: int) -> None:
    desk = program.settings_desk
    desk.keep(replace(desk.settings, window_sizes=(WindowSize(name, length, length),)))
