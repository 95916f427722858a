"""Several screens, one that goes, one that changes its scale: the window is where it was, or whole where it is seen.

The screens are RandR's monitors of a real X server, and the scale is told by a real settings daemon.
"""

import json
import re
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRect
from pytestqt.qtbot import QtBot

from pbxdialer.core.window_place import WindowPlace, place_from
from pbxdialer.gui.window_place import brought_in
from pbxdialer.store.settings_file import load
from tests.gui.conftest import Starter, account_at
from tests.gui.test_guests_on_a_real_screen import diary
from tests.gui.test_on_a_real_screen import Desktop
from tests.php_oracle import BODY_SECRETS, PhpOracle
from tests.screen import Screen
from tests.secret_service import SecretService, secret_service
from tests.waiting import await_condition

__all__ = ["secret_service"]
LEFT, RIGHT = QRect(0, 0, 640, 1000), QRect(640, 0, 640, 1000)
_ALL_OPEN = "keys for all programs"


@pytest.fixture
def desktop(secret_service: SecretService, tmp_path: Path) -> Iterator[Desktop]:
    """A screen of two monitors side by side, and a profile with an account."""
    if missing := [name for name in ("Xvfb", "openbox", "xdotool", "xrandr") if not shutil.which(name)]:
        pytest.skip(f"missing: {', '.join(missing)}")
    with PhpOracle(BODY_SECRETS, workers=2) as oracle, Screen() as screen:
        desktop = Desktop(screen, secret_service, oracle, tmp_path)
        monitor(desktop, "LEFT", LEFT, "screen")
        monitor(desktop, "RIGHT", RIGHT)
        desktop.prepare()
        yield desktop
        desktop.close()


def told(desktop: Desktop, *words: str) -> str:
    done = subprocess.run(words, env=desktop.environment, capture_output=True, text=True, check=True, timeout=30)
    return done.stdout


def monitor(desktop: Desktop, name: str, area: QRect, output: str = "none") -> None:
    where = f"{area.width()}/170x{area.height()}/265+{area.left()}+{area.top()}"
    told(desktop, "xrandr", "--setmonitor", name, where, output)


def window(desktop: Desktop) -> QRect:
    """Return where the window stands, without its frame."""
    (found,) = desktop.screen.windows("PBX Dialer")
    said = dict(re.findall(r"(\w+)=(\d+)", told(desktop, "xdotool", "getwindowgeometry", "--shell", found)))
    return QRect(int(said["X"]), int(said["Y"]), int(said["WIDTH"]), int(said["HEIGHT"]))


def move(desktop: Desktop, x: int, y: int, width: int, height: int) -> QRect:
    (found,) = desktop.screen.windows("PBX Dialer")
    told(desktop, "xdotool", "windowsize", "--sync", found, str(width), str(height))
    told(desktop, "xdotool", "windowmove", "--sync", found, str(x), str(y))
    return window(desktop)


def open_all(desktop: Desktop) -> None:
    """Start the program and wait until its last desk is open."""
    before = diary(desktop).count(_ALL_OPEN)
    desktop.open()
    await_condition(lambda: diary(desktop).count(_ALL_OPEN) > before, 15, "the desks")


def kept(desktop: Desktop) -> WindowPlace | None:
    return place_from(load(desktop.data / "settings.json").settings.window_geometry)


def leave(desktop: Desktop) -> None:
    """Wait until the place has been written down, and log off."""
    await_condition(lambda: (place := kept(desktop)) is not None and place.screen == "RIGHT", 10, "the place")
    (running,) = [one for one in desktop._running if one.poll() is None]
    running.send_signal(signal.SIGTERM)
    running.wait(10)


def await_inside(desktop: Desktop, area: QRect) -> QRect:
    await_condition(lambda: area.contains(window(desktop)), 10, f"the window inside {area}")
    return window(desktop)


@pytest.mark.longer
def test_the_window_opens_on_the_screen_where_it_was_as_large_as_it_was(desktop: Desktop) -> None:
    open_all(desktop)
    for x, y, width, height in ((700, 90, 500, 800), (760, 40, 440, 780)):  # it does not creep, start by start
        stood = move(desktop, x, y, width, height)
        assert RIGHT.contains(stood)
        leave(desktop)
        open_all(desktop)
        again = window(desktop)
        assert again.size() == stood.size()
        assert (again.topLeft() - stood.topLeft()).manhattanLength() <= 2


@pytest.mark.longer
def test_a_screen_that_stands_elsewhere_by_now_has_its_window_all_the_same(desktop: Desktop) -> None:
    open_all(desktop)
    stood = move(desktop, 700, 90, 500, 800)
    leave(desktop)
    told(desktop, "xrandr", "--delmonitor", "LEFT")
    told(desktop, "xrandr", "--delmonitor", "RIGHT")
    monitor(desktop, "RIGHT", LEFT)
    monitor(desktop, "LEFT", RIGHT, "screen")
    open_all(desktop)
    assert await_inside(desktop, LEFT).left() == stood.left() - RIGHT.left()


@pytest.mark.longer
def test_where_its_screen_has_gone_since_the_window_opens_whole_on_another(desktop: Desktop) -> None:
    open_all(desktop)
    move(desktop, 700, 90, 500, 800)
    leave(desktop)
    told(desktop, "xrandr", "--delmonitor", "RIGHT")
    open_all(desktop)
    await_inside(desktop, LEFT)


@pytest.mark.longer
def test_a_screen_that_goes_leaves_its_windows_whole_on_another_with_what_was_typed(desktop: Desktop) -> None:
    open_all(desktop)
    stood = move(desktop, 700, 90, 500, 800)
    desktop.screen.type("ste")
    told(desktop, "xrandr", "--delmonitor", "RIGHT")
    assert await_inside(desktop, LEFT).size() == stood.size()
    desktop.screen.press("Return")
    (seen,) = desktop.oracle.await_originates(1)
    assert seen.data["caller_id"] == "0722123456", "nothing was lost on the way"


@contextmanager
def scale(desktop: Desktop, folder: Path) -> Iterator["Scale"]:
    if not shutil.which("xsettingsd"):
        pytest.skip("missing: xsettingsd")
    file = folder / "xsettingsd.conf"
    file.write_text("Xft/DPI 98304\n")
    words = ["xsettingsd", "-c", str(file)]
    with subprocess.Popen(words, env=desktop.environment, stderr=subprocess.DEVNULL) as daemon:
        try:
            yield Scale(daemon, file)
        finally:
            daemon.kill()


class Scale:
    """The scale of the whole desktop, changed as its settings do it."""

    def __init__(self, daemon: "subprocess.Popen[bytes]", file: Path) -> None:
        self._daemon = daemon
        self._file = file

    def become(self, dots_per_inch: int) -> None:
        self._file.write_text(f"Xft/DPI {dots_per_inch * 1024}\n")
        self._daemon.send_signal(signal.SIGHUP)


@pytest.mark.longer
def test_a_scale_that_changes_at_run_time_leaves_the_window_whole_on_its_screen_and_working(
    desktop: Desktop, tmp_path: Path
) -> None:
    with scale(desktop, tmp_path) as desktops_scale:
        open_all(desktop)
        stood = move(desktop, 700, 200, 500, 750)
        desktop.screen.type("ste")
        desktops_scale.become(120)
        await_condition(lambda: window(desktop).height() > stood.height(), 10, "what is larger to need more room")
        await_inside(desktop, RIGHT)
        desktops_scale.become(96)
        desktop.screen.press("Return")
        (seen,) = desktop.oracle.await_originates(1)
        assert seen.data["caller_id"] == "0722123456", "nothing was lost on the way"
        await_inside(desktop, RIGHT)


def test_a_hidden_window_whose_screen_has_gone_is_whole_on_another_when_it_is_shown(
    start: Starter, qtbot: QtBot
) -> None:
    program = start(account_at("http://127.0.0.1:9"))
    screen = program.window.screen().availableGeometry()
    program.window.hide()
    program.window.move(screen.right() + 500, screen.bottom() + 500)
    program.window.come_forward()
    qtbot.waitUntil(lambda: screen.contains(program.window.frameGeometry()))


def test_the_place_is_kept_without_anybody_else_being_disturbed(start: Starter, qtbot: QtBot) -> None:
    program = start(account_at("http://127.0.0.1:9"))
    heard: list[object] = []
    program.settings_desk.changed.connect(heard.append)
    program.window.move(40, 30)
    qtbot.waitUntil(lambda: bool(program.settings_desk.settings.window_geometry), timeout=5000)
    assert program.records_lane.drained(5)
    written = json.loads(program.places.settings.read_text())["window_geometry"]
    place = place_from(written)
    assert place is not None
    assert (place.width, place.height) == (program.window.width(), program.window.height())
    assert heard == []


_NUMBERS = st.integers(-3000, 6000)
_SIZES = st.integers(1, 4000)
_AREAS = st.lists(st.builds(QRect, _NUMBERS, _NUMBERS, _SIZES, _SIZES), min_size=1, max_size=4)


@given(st.builds(QRect, _NUMBERS, _NUMBERS, _SIZES, _SIZES), _AREAS)
def test_a_window_is_brought_whole_into_a_screen_and_one_that_is_whole_stays(frame: QRect, areas: list[QRect]) -> None:
    wanted = brought_in(frame, areas)
    assert any(area.contains(wanted) for area in areas)
    assert brought_in(wanted, areas).size() == wanted.size()
    if any(area.contains(frame) for area in areas):
        assert wanted == frame


@given(st.builds(WindowPlace, st.text(max_size=20), _NUMBERS, _NUMBERS, _SIZES, _SIZES, st.booleans()))
def test_what_is_written_of_a_place_is_read_again(place: WindowPlace) -> None:
    assert place_from(place.record()) == place


@given(st.text())
def test_a_record_that_nobody_wrote_puts_no_window_anywhere(text: str) -> None:
    assert place_from(text) is None


def test_without_any_screen_a_window_stays_where_it_is() -> None:
    assert brought_in(RIGHT, []) == RIGHT
