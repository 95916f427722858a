"""Keys that work in every program, on a real X server: registered, taken by another, pressed under every lock."""

import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest

from pbxdialer.desktop.hotkey import Combination, HotkeysUnavailable, HotkeyTaken, Modifier, NoCombination
from pbxdialer.desktop.hotkey_x11 import X11Hotkeys
from tests.screen import Screen, screen
from tests.waiting import await_condition

__all__ = ["screen"]

KEY = Combination("Ctrl+Alt+D")


class Listener:
    """One program that registers keys, and what it heard."""

    def __init__(self) -> None:
        self.heard: list[int] = []
        self.keys = X11Hotkeys(self.heard.append)

    def hears(self, *expected: int) -> None:
        """Wait until just this was heard."""

        def so_many() -> bool:
            self.keys.look()
            return len(self.heard) >= len(expected)

        await_condition(so_many, 5, "the keys")
        assert self.heard == list(expected)


@pytest.fixture
def listen(screen: Screen, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], Listener]]:
    monkeypatch.setenv("DISPLAY", screen.environment()["DISPLAY"])
    listeners: list[Listener] = []

    def listening() -> Listener:
        listeners.append(Listener())
        return listeners[-1]

    yield listening
    for listener in listeners:
        listener.keys.close()


@pytest.mark.parametrize(
    ("text", "modifiers"),
    [
        ("Ctrl+Alt+D", Modifier.CTRL | Modifier.ALT),
        ("Meta+Space", Modifier.META),
        ("Ctrl+Shift+F12", Modifier.CTRL | Modifier.SHIFT),
        ("F9", Modifier(0)),
        ("Alt+1", Modifier.ALT),
    ],
)
def test_a_combination_is_read_as_people_write_it(text: str, modifiers: Modifier) -> None:
    assert Combination(text).modifiers == modifiers


@pytest.mark.parametrize(
    "text", ["", "D", "Shift+D", "Space", "Ctrl+", "Ctrl+Alt", "Hyper+D", "F25", "Ctrl+!", "Ctrl+D, A"]
)
def test_what_would_be_missing_from_a_text_or_is_no_key_is_no_combination(text: str) -> None:
    with pytest.raises(NoCombination):
        Combination(text)


def test_a_key_is_heard_whichever_lock_is_on(listen: Callable[[], Listener], screen: Screen) -> None:
    listener = listen()
    listener.keys.grab(7, KEY)
    for count, lock in enumerate(["", "Num_Lock", "Caps_Lock", "Num_Lock", "Caps_Lock"], start=1):  # back to none
        if lock:
            subprocess.run(["xdotool", "key", lock], env=screen.environment(), check=True)
        subprocess.run(["xdotool", "key", "ctrl+alt+d"], env=screen.environment(), check=True)
        listener.hears(*[7] * count)


def test_a_key_held_down_is_heard_once(listen: Callable[[], Listener], screen: Screen) -> None:
    listener = listen()
    listener.keys.grab(1, KEY)
    listener.keys.grab(2, Combination("F9"))
    words = [
        "keydown",
        "ctrl",
        "keydown",
        "alt",
        "keydown",
        "d",
        "sleep",
        "1",
        "keyup",
        "d",
        "keyup",
        "alt",
        "keyup",
        "ctrl",
    ]
    subprocess.run(["xdotool", *words, "key", "F9"], env=screen.environment(), check=True)
    listener.hears(1, 2)


def test_a_key_that_another_program_has_is_reported_and_heard_by_that_one_alone(
    listen: Callable[[], Listener], screen: Screen
) -> None:
    first, second = listen(), listen()
    first.keys.grab(1, KEY)
    with pytest.raises(HotkeyTaken):
        second.keys.grab(2, KEY)
    screen.press("ctrl+alt+d")
    first.hears(1)
    second.hears()
    first.keys.release(1)
    second.keys.grab(2, KEY)
    screen.press("ctrl+alt+d")
    second.hears(2)
    first.hears(1)


def test_without_an_x_server_there_are_no_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for display in ("", ":4711"):
        monkeypatch.setenv("DISPLAY", display)
        with pytest.raises(HotkeysUnavailable):
            X11Hotkeys(lambda _: None)


def test_the_program_goes_on_where_the_server_refuses(screen: Screen) -> None:
    """Without a handler of its own, Xlib ends the process at the first error."""
    code = (
        "from pbxdialer.desktop.hotkey_x11 import X11Hotkeys\n"
        "from pbxdialer.desktop.hotkey import Combination, HotkeyTaken\n"
        "one, two = X11Hotkeys(print), X11Hotkeys(print)\n"
        "one.grab(1, Combination('Ctrl+Alt+D'))\n"
        "try: two.grab(1, Combination('Ctrl+Alt+D'))\n"
        "except HotkeyTaken: print('taken')\n"
        "two.grab(1, Combination('F9')); two.release(1); two.close(); one.close(); print('alive')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env=screen.environment(), capture_output=True, text=True, timeout=30, check=False
    )
    assert (done.stdout.split(), done.stderr) == (["taken", "alive"], "")
