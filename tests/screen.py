"""A real screen of our own: Xvfb with a window manager, real key presses through xdotool, photographs."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import pytest

from tests.waiting import await_condition

_PROGRAMS = ("Xvfb", "openbox", "xdotool", "import", "xprop")
_STARTS_IN_S = 15.0
_BETWEEN_KEYS_MS = "40"  # quicker ones are taken for the repeats of a key that is held (`gui/one_press.py`)


@pytest.fixture(scope="session")
def screen() -> Iterator["Screen"]:
    """A screen shared by the tests that look at whole programs; import this name to use it."""
    absent = [program for program in _PROGRAMS if shutil.which(program) is None]
    if absent:
        pytest.skip(f"missing: {', '.join(absent)}")
    with Screen() as screen:
        yield screen


class Screen:
    """One virtual display with a window manager. `environment` makes a program appear on it."""

    def __init__(self, size: str = "1280x1000x24", manager: Sequence[str] = ("openbox", "--sm-disable")) -> None:
        self._size = size
        self._manager = manager
        self._running: list[subprocess.Popen[bytes]] = []
        self._display = ""

    def __enter__(self) -> Self:
        read, write = os.pipe()
        xvfb = ["Xvfb", "-displayfd", str(write), "-screen", "0", self._size, "-nolisten", "tcp", "-noreset"]
        self._start(xvfb, pass_fds=(write,))
        os.close(write)
        with os.fdopen(read) as told:
            self._display = f":{told.readline().strip()}"
        # The first key that is pressed makes xdotool's keyboard the screen's own, and a window manager that runs by
        # then takes its grabs off and on again: an Alt+F4 pressed in that moment goes to the window as a plain key.
        self.press("shift")
        self._start(list(self._manager), env=self.environment())
        await_condition(self._managed, _STARTS_IN_S, "the window manager")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for program in reversed(self._running):
            program.terminate()
            program.wait(10)

    def environment(self, base: dict[str, str] | None = None) -> dict[str, str]:
        """Return an environment for programs on this screen."""
        environment = {**(os.environ if base is None else base), "DISPLAY": self._display}
        for name in ("WAYLAND_DISPLAY", "QT_QPA_PLATFORM", "QT_SCALE_FACTOR"):
            environment.pop(name, None)
        return environment

    def press(self, *keys: str) -> None:
        """Press keys by their X names (``Return``, ``Tab``, ``ctrl+k``)."""
        self._xdotool("key", "--clearmodifiers", "--delay", _BETWEEN_KEYS_MS, *keys)

    def hold(self, key: str, seconds: float) -> None:
        """Hold `key` down, with the keyboard's auto-repeat, for some seconds."""
        self._xdotool("keydown", key, "sleep", str(seconds), "keyup", key)

    def type(self, text: str) -> None:
        """Type `text` key by key."""
        self._xdotool("type", "--clearmodifiers", "--delay", _BETWEEN_KEYS_MS, text)

    def click(self, at: tuple[int, int], button: int = 1) -> None:
        """Click with the mouse at a place of the screen."""
        self._xdotool("mousemove", str(at[0]), str(at[1]), "sleep", "0.1", "click", str(button))

    def geometry(self, window: str) -> tuple[int, int, int, int]:
        """Return left, top, width and height of a window."""
        told = self._xdotool("getwindowgeometry", "--shell", window).stdout.decode()
        values = dict(line.split("=") for line in told.split())
        return int(values["X"]), int(values["Y"]), int(values["WIDTH"]), int(values["HEIGHT"])

    def focused(self) -> str:
        """Return the title of the window that has the keyboard."""
        return self._xdotool("getwindowfocus", "getwindowname", check=False).stdout.decode().strip()

    def await_window(self, title: str, within_s: float = _STARTS_IN_S) -> str:
        """Wait for a visible window with this title, focus it, and return its id."""
        found: list[str] = []

        def there() -> bool:
            asked = self._xdotool("search", "--onlyvisible", "--name", f"^{title}$", check=False)
            found[:] = asked.stdout.decode().split()
            return bool(found)

        await_condition(there, within_s, f"the window {title!r}")
        self._xdotool("windowactivate", "--sync", found[-1])
        return found[-1]

    def owner(self, window: str) -> int:
        """Return the process that a window belongs to."""
        return int(self._xdotool("getwindowpid", window).stdout)

    def windows(self, title: str) -> list[str]:
        """Return the ids of visible windows with this title."""
        return self._xdotool("search", "--onlyvisible", "--name", f"^{title}$", check=False).stdout.decode().split()

    def minimise(self, title: str) -> None:
        """Put the window with this title away, as its own button does."""
        (found,) = self.windows(title)
        self._xdotool("windowminimize", "--sync", found)

    def photograph(self, file: Path) -> None:
        """Save what the screen shows as PNG."""
        subprocess.run(["import", "-window", "root", str(file)], env=self.environment(), check=True, timeout=30)

    def _managed(self) -> bool:
        asked = subprocess.run(
            ["xprop", "-root", "_NET_SUPPORTING_WM_CHECK"],
            env=self.environment(),
            capture_output=True,
            check=False,
            timeout=10,
        )
        return b"window id" in asked.stdout

    def _xdotool(self, *words: str, check: bool = True) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(["xdotool", *words], env=self.environment(), capture_output=True, check=check, timeout=60)

    def _start(self, words: list[str], *, env: dict[str, str] | None = None, pass_fds: tuple[int, ...] = ()) -> None:
        self._running.append(
            subprocess.Popen(words, env=env, pass_fds=pass_fds, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        )


def program(*words: str) -> list[str]:
    """Return the command line that starts our program with `words`."""
    return [sys.executable, "-m", "pbxdialer", *words]
