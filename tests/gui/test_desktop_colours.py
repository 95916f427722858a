"""The window follows the desktop's colours while it runs, and never takes apart what the agent is at."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication, QImage, Qt
from pytestqt.qtbot import QtBot

from pbxdialer.app.desktop_colours import DesktopColours, desktop_scheme
from pbxdialer.app.program import Program
from pbxdialer.core.call import CallState
from pbxdialer.gui.palette import CONTRAST, DARK, LIGHT, Palette, palette_for
from pbxdialer.store.settings import Settings, Theme
from pbxdialer.store.settings_file import load
from tests.desktop_portal import DARK as DARK_PORTAL
from tests.desktop_portal import LIGHT as LIGHT_PORTAL
from tests.desktop_portal import DesktopPortal
from tests.gui.conftest import Starter, account_at
from tests.gui.test_on_a_real_screen import Desktop, desktop
from tests.gui.test_window import await_state, type_and_enter
from tests.php_oracle import PhpOracle
from tests.screen import screen
from tests.secret_service import secret_service
from tests.waiting import await_condition

__all__ = ["desktop", "screen", "secret_service"]

_STEP = 8  # pixels between two that are looked at
_BRIGHT = 200  # of 255
_LIGHT_SHARE, _DARK_SHARE = 0.1, 0.04


@dataclass
class Wishes:
    """A desktop that wishes for some colours, and counts how often it was asked."""

    program: Program
    qtbot: QtBot
    scheme: str = "light"
    asked: int = 0
    worn: int = 0

    def __call__(self) -> str:
        self.asked += 1
        return self.scheme

    def wear(self, program: Program) -> None:
        """Change colours without telling those of all the widgets that earlier tests have left in this process.

        The program itself does it below, on a screen of its own.
        """
        look = program.look
        program.look = replace(look, palette=palette_for(program.settings_desk.settings.colours))
        self.worn += 1

    def announce(self, scheme: str) -> None:
        """Say it by Qt's own signal, and wait until it was looked at."""
        before, self.scheme = self.asked, scheme
        QGuiApplication.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Unknown)
        self.qtbot.waitUntil(lambda: self.asked > before, timeout=5000)

    def shown(self) -> Palette:
        return self.program.look.palette

    def await_shown(self, palette: Palette) -> None:
        self.qtbot.waitUntil(lambda: self.program.look.palette is palette, timeout=5000)


@pytest.fixture
def wishing(start: Starter, qtbot: QtBot, oracle: PhpOracle) -> Iterator[Callable[[Theme], Wishes]]:
    made: list[DesktopColours] = []

    def wishing(theme: Theme = Theme.SYSTEM) -> Wishes:
        program = start(account_at(oracle.url))
        qtbot.waitUntil(lambda: program.desks is not None, timeout=10_000)
        assert program.desks is not None
        program.desks.colours.close()  # the screen of the tests wishes something of its own
        wishes = Wishes(program, qtbot)
        if theme is not Theme.SYSTEM:
            change(program, theme)
        made.append(DesktopColours(program, wishes, wishes.wear))
        return wishes

    yield wishing
    for colours in made:
        colours.close()


def change(program: Program, theme: Theme) -> None:
    program.settings_desk.change(replace(program.settings_desk.settings, theme=theme))
    program.look = replace(program.look, theme=theme, palette=palette_for(theme))


def test_the_window_at_rest_follows_and_the_next_start_begins_so(wishing: Callable[..., Wishes], qtbot: QtBot) -> None:
    wishes = wishing()
    program = wishes.program
    wishes.announce("dark")
    wishes.await_shown(DARK)
    wishes.announce("contrast")
    wishes.await_shown(CONTRAST)
    assert program.settings_desk.settings.theme is Theme.SYSTEM, "the agent's choice is still the desktop's colours"
    qtbot.waitUntil(lambda: load(program.places.settings).settings.colours == "contrast", timeout=5000)
    wishes.announce("light")
    wishes.await_shown(LIGHT)
    assert wishes.worn == 3


def test_who_chose_colours_keeps_them(wishing: Callable[..., Wishes]) -> None:
    wishes = wishing(Theme.LIGHT)
    wishes.announce("dark")
    assert wishes.worn == 0
    assert wishes.program.settings_desk.settings.colours == "light"


def test_a_desktop_that_says_nothing_changes_nothing(wishing: Callable[..., Wishes]) -> None:
    wishes = wishing()
    wishes.announce("")
    assert wishes.worn == 0


def test_a_call_that_is_being_sent_is_waited_for(
    wishing: Callable[..., Wishes], qtbot: QtBot, oracle: PhpOracle
) -> None:
    wishes = wishing()
    oracle.configure(answer_after_s=1.5)
    type_and_enter(qtbot, wishes.program, "0722123456")
    qtbot.waitUntil(lambda: wishes.program.switchboard.call_in_the_air is not None, timeout=5000)
    wishes.announce("dark")
    assert wishes.shown() is LIGHT
    await_state(qtbot, wishes.program, CallState.RINGING_AGENT)
    wishes.await_shown(DARK)
    assert wishes.program.window.card.call is not None
    assert wishes.program.window.card.call.state is CallState.RINGING_AGENT
    assert len(oracle.originates()) == 1


def test_settings_in_the_middle_of_a_change_are_waited_for(wishing: Callable[..., Wishes], qtbot: QtBot) -> None:
    wishes = wishing()
    program = wishes.program
    program.open_settings()
    settings = program.settings_window
    assert settings is not None
    qtbot.waitExposed(settings)
    wishes.announce("dark")
    assert wishes.shown() is LIGHT
    assert settings.isVisible()
    settings.close()
    QGuiApplication.instance().focusWindowChanged.emit(None)  # type: ignore[union-attr]
    wishes.await_shown(DARK)


def test_a_question_in_the_window_is_waited_for(wishing: Callable[..., Wishes]) -> None:
    wishes = wishing()
    window = wishes.program.window
    window._ask("Call now?", "", "Call", lambda: None)
    wishes.announce("dark")
    assert wishes.shown() is LIGHT
    window.question.dismiss()
    wishes.await_shown(DARK)


def test_the_scheme_of_this_screen_can_be_asked(wishing: Callable[..., Wishes]) -> None:
    wishing()
    assert desktop_scheme() in ("", "light", "dark", "contrast")
    assert Settings(desktop_scheme="dark").colours == "dark"
    assert Settings(desktop_scheme="dark", theme=Theme.CONTRAST).colours == "contrast"


@pytest.mark.longer
def test_a_desktop_that_turns_dark_has_a_dark_window_now_and_at_the_next_start(
    desktop: Desktop, tmp_path: Path
) -> None:
    desktop.environment["XDG_CURRENT_DESKTOP"] = "GNOME"
    desktop.prepare()
    with DesktopPortal(desktop.environment) as portal:
        first = desktop.open()
        _await_window(desktop, tmp_path, light=True)
        portal.announce(DARK_PORTAL)
        _await_window(desktop, tmp_path, light=False)
        first.terminate()
        assert first.wait(10) == 0
        assert json.loads((desktop.data / "settings.json").read_text())["desktop_scheme"] == "dark"
        desktop.open()
        _await_window(desktop, tmp_path, light=False)
        portal.announce(LIGHT_PORTAL)
        _await_window(desktop, tmp_path, light=True)


def _await_window(desktop: Desktop, folder: Path, *, light: bool) -> None:
    """Wait until the window, alone on a black screen of which it covers a quarter, is light or dark."""
    file = folder / "screen.png"

    def seen() -> bool:
        desktop.screen.photograph(file)
        image = QImage(str(file))
        places = [(x, y) for x in range(0, image.width(), _STEP) for y in range(0, image.height(), _STEP)]
        bright = sum(image.pixelColor(x, y).lightness() > _BRIGHT for x, y in places) / len(places)
        return bright > _LIGHT_SHARE if light else bright < _DARK_SHARE

    await_condition(seen, 15, f"a {'light' if light else 'dark'} window")
