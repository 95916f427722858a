"""The icon in real trays: under openbox with trayer (XEmbed) and under xfwm4 with xfce4-panel (StatusNotifier)."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.gui.test_on_a_real_screen import Desktop
from tests.php_oracle import BODY_SECRETS, PhpOracle
from tests.screen import Screen
from tests.secret_service import SecretService, secret_service
from tests.tray_host import Trayer, TrayHost, XfcePanel
from tests.waiting import await_condition

__all__ = ["secret_service"]

pytestmark = pytest.mark.longer
_TRAYS = {"trayer": (Trayer, ("openbox", "--sm-disable")), "xfce4-panel": (XfcePanel, ("xfwm4",))}


@dataclass
class Workplace:
    """A desktop of its own with the agent's program, and the tray that may stand on it."""

    desktop: Desktop
    tray: TrayHost

    @property
    def screen(self) -> Screen:
        return self.desktop.screen

    def open(self) -> subprocess.Popen[bytes]:
        """Start the program, and wait for all that comes behind its first frame."""
        started = self.desktop.open()
        diary = self.desktop.data / "logs" / "pbxdialer.log"
        await_condition(lambda: "keys for all programs" in diary.read_text(), 15, "the desks")
        return started

    def open_panel(self) -> None:
        """Click the icon, and wait for the panel to have the keyboard."""
        self.tray.click()
        self.await_keyboard("Quick dial")

    def await_keyboard(self, title: str) -> None:
        screen = self.screen
        await_condition(lambda: screen.focused() == title, 10, f"the keyboard in {title!r}, not {screen.focused()!r}")

    def await_gone(self, title: str) -> None:
        await_condition(lambda: not self.screen.windows(title), 10, f"{title!r} to be gone")

    def close_window(self) -> None:
        """Close the window as a person does."""
        self.screen.await_window("PBX Dialer")
        self.await_keyboard("PBX Dialer")
        self.screen.press("alt+F4")

    def settings(self) -> dict[str, object]:
        return json.loads((self.desktop.data / "settings.json").read_text())  # type: ignore[no-any-return]

    def set(self, **values: object) -> None:
        file = self.desktop.data / "settings.json"
        file.write_text(json.dumps(self.settings() | values))

    def rest(self) -> None:
        """Let the agent do nothing for a while: two calls in two seconds are refused (`dialer.Pace`)."""
        self.screen.hold("shift", seconds=2.2)

    def call_from_panel(self, letters: str, calls: int) -> dict[str, str]:
        """Open the panel, type, press Enter, and return what PHP was asked as the last of so many calls."""
        self.open_panel()
        self.screen.type(letters)
        self.screen.hold("Return", seconds=0.8)
        seen = self.desktop.oracle.await_originates(calls)[-1]
        assert seen.verdict == ""
        await_condition(lambda: len(self.desktop.calls()) == calls, 10, "the call in the history")
        return seen.data


@contextmanager
def workplace(kind: str, keyring: SecretService, folder: Path, *, with_tray: bool = True) -> Iterator[Workplace]:
    host, manager = _TRAYS[kind]
    if shutil.which(manager[0]) is None:
        pytest.skip(f"missing: {manager[0]}")
    with Screen(manager=manager) as screen, PhpOracle(BODY_SECRETS, workers=2) as oracle:
        desktop = Desktop(screen, keyring, oracle, folder)
        tray = host(screen, desktop.environment, keyring.home)
        try:
            desktop.prepare()
            if with_tray:
                tray.start()
            yield Workplace(desktop, tray)
        finally:
            desktop.close()
            tray.kill()


@pytest.mark.parametrize("kind", _TRAYS)
def test_a_click_on_the_icon_two_letters_and_enter_are_one_signed_request(
    secret_service: SecretService, tmp_path: Path, kind: str
) -> None:
    with workplace(kind, secret_service, tmp_path) as place:
        place.open()
        seen = place.call_from_panel("st", calls=1)
        assert (seen["caller_id"], seen["caller_id_name"]) == ("0722123456", "Ștefan Ionescu")
        place.await_gone("Quick dial")
        place.open_panel()
        place.screen.press("Escape")
        place.await_gone("Quick dial")
        assert len(place.desktop.oracle.originates()) == 1


@pytest.mark.parametrize("kind", _TRAYS)
def test_a_tray_that_is_killed_and_comes_back_has_the_icon_and_nothing_is_lost(
    secret_service: SecretService, tmp_path: Path, kind: str
) -> None:
    with workplace(kind, secret_service, tmp_path) as place:
        place.set(closing="keep")
        program = place.open()
        place.tray.await_icon()
        place.close_window()
        place.await_gone("PBX Dialer")
        place.call_from_panel("st", calls=1)
        place.tray.kill()
        place.rest()
        assert program.poll() is None
        place.tray.start()
        seen = place.call_from_panel("mar", calls=2)
        assert seen["caller_id"] == "0744000111"
        assert [call["state"] for call in place.desktop.calls()] == ["RINGING_AGENT"] * 2


@pytest.mark.parametrize("kind", _TRAYS)
def test_a_tray_that_comes_late_gets_the_icon(secret_service: SecretService, tmp_path: Path, kind: str) -> None:
    with workplace(kind, secret_service, tmp_path, with_tray=False) as place:
        place.open()
        place.tray.start()
        seen = place.call_from_panel("st", calls=1)
        assert seen["caller_id"] == "0722123456"


def test_without_a_tray_the_window_stays_and_closing_asks_once(secret_service: SecretService, tmp_path: Path) -> None:
    with workplace("trayer", secret_service, tmp_path, with_tray=False) as place:
        program = place.open()
        place.close_window()
        place.await_keyboard("Closing the window")
        assert place.screen.windows("PBX Dialer"), "no answer yet: the window stays"
        place.screen.press("Return")  # keep running
        place.await_gone("PBX Dialer")
        await_condition(lambda: place.settings()["closing"] == "keep", 10, "the answer in the settings")
        assert program.poll() is None
        place.open()  # a second start brings the minimised one back
        place.close_window()
        place.await_gone("PBX Dialer")
        assert place.screen.windows("Closing the window") == [], "it was asked once"
        assert program.poll() is None


def test_who_quits_by_closing_is_asked_once(secret_service: SecretService, tmp_path: Path) -> None:
    with workplace("trayer", secret_service, tmp_path) as place:
        first = place.open()
        place.tray.await_icon()
        place.close_window()
        place.await_keyboard("Closing the window")
        place.screen.press("Escape")  # no answer: the window stays, and the next closing asks again
        place.await_gone("Closing the window")
        place.close_window()
        place.await_keyboard("Closing the window")
        place.screen.press("shift+Tab")
        place.screen.press("Return")
        assert first.wait(10) == 0
        assert place.settings()["closing"] == "quit"
        second = place.open()
        place.close_window()
        assert second.wait(10) == 0


@pytest.mark.parametrize("kind", _TRAYS)
def test_the_menu_of_the_icon_calls_the_last_number_again_and_quits(
    secret_service: SecretService, tmp_path: Path, kind: str
) -> None:
    with workplace(kind, secret_service, tmp_path) as place:
        program = place.open()
        place.call_from_panel("st", calls=1)
        place.rest()
        place.tray.click(button=3)
        place.screen.hold("shift", seconds=0.5)  # the agent reads
        place.screen.press("Down", "Down", "Down")  # Show, Quick dial; the phone's line cannot be chosen
        place.screen.press("Return")
        seen = place.desktop.oracle.await_originates(2)[-1]
        assert (seen.verdict, seen.data["caller_id"]) == ("", "0722123456")
        await_condition(lambda: len(place.desktop.calls()) == 2, 10, "the call in the history")
        place.tray.click(button=3)
        place.screen.hold("shift", seconds=0.5)
        place.screen.press("Up")
        place.screen.press("Return")
        assert program.wait(10) == 0
