"""The agent works in another program: keys, a selection and commands reach ours, and the keyboard goes back."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.desktop.test_selection import selected
from tests.gui.test_guests_on_a_real_screen import diary, insist
from tests.gui.test_on_a_real_screen import Desktop, desktop
from tests.screen import program, screen
from tests.secret_service import secret_service
from tests.waiting import await_condition

__all__ = ["desktop", "screen", "secret_service"]

TEXT = "Tel: +40 722 123 456"
_ASKED = "an offer (selection): asked"


def set_keys(desktop: Desktop) -> None:
    file = desktop.data / "settings.json"
    settings = json.loads(file.read_text())
    file.write_text(json.dumps(settings | {"palette_hotkey": "Ctrl+Alt+D", "selection_hotkey": "Ctrl+Alt+S"}))


@contextmanager
def elsewhere(desktop: Desktop, folder: Path) -> Iterator[Path]:
    """Work in an xterm; what is typed into it is in the file."""
    typed = folder / "typed"
    words = ["xterm", "-T", "Elsewhere", "-e", "sh", "-c", f"printf '{TEXT}\\n'; cat > {typed}"]
    with subprocess.Popen(words, env=desktop.environment) as other:
        try:
            desktop.screen.await_window("Elsewhere")
            await_condition(typed.exists, 10, "the xterm's shell")
            yield typed
        finally:
            other.kill()


def focused(desktop: Desktop) -> str:
    asked = ["xdotool", "getwindowfocus", "getwindowname"]
    return subprocess.run(asked, env=desktop.environment, capture_output=True, text=True, check=False).stdout.strip()


def await_focus(desktop: Desktop, title: str) -> None:
    await_condition(lambda: focused(desktop) == title, 10, f"the keyboard in {title!r}, not {focused(desktop)!r}")


def open_with_keys(desktop: Desktop) -> None:
    desktop.prepare()
    set_keys(desktop)
    desktop.open()
    await_condition(lambda: "keys for all programs: 2" in diary(desktop), 10, "the keys")


@pytest.mark.longer
def test_the_key_opens_the_quick_dial_over_another_program_and_two_letters_and_enter_are_one_call(
    desktop: Desktop, tmp_path: Path
) -> None:
    open_with_keys(desktop)
    with elsewhere(desktop, tmp_path) as typed:
        await_focus(desktop, "Elsewhere")
        desktop.screen.press("ctrl+alt+d")
        await_focus(desktop, "Quick dial")
        desktop.screen.type("st")
        desktop.screen.hold("Return", seconds=1.0)
        (seen,) = desktop.oracle.await_originates(1)
        await_focus(desktop, "Elsewhere")
        assert seen.verdict == ""
        assert seen.data["caller_id"] == "0722123456"
        await_condition(lambda: desktop.calls()[0]["state"] == "RINGING_AGENT", 10, "the answer in the history")
        desktop.screen.press("ctrl+alt+d")
        await_focus(desktop, "Quick dial")
        desktop.screen.type("mar")
        desktop.screen.press("Escape")
        await_focus(desktop, "Elsewhere")
        desktop.screen.type("back again")
        desktop.screen.press("Return")
        await_condition(lambda: "back again" in typed.read_text(), 10, "what is typed in the other program")
    assert len(desktop.oracle.originates()) == 1


@pytest.mark.longer
@pytest.mark.parametrize("by", ["key", "command", "text"])
def test_the_selected_number_is_offered_and_called_only_when_confirmed_and_the_clipboard_stays(
    desktop: Desktop, tmp_path: Path, by: str
) -> None:
    open_with_keys(desktop)
    copied = "copied before, 0733 999 999"
    words = [] if by == "command" else [TEXT]
    with selected(desktop.screen, TEXT if by != "text" else "0744 888 888", copied), elsewhere(desktop, tmp_path):
        if by == "key":
            desktop.screen.press("ctrl+alt+s")
        else:
            command = program("dial-selection", *words, "--data-dir", str(desktop.data))
            subprocess.run(command, env=desktop.environment, check=True, timeout=30)
        await_condition(lambda: diary(desktop).count(_ASKED) == 1, 15, "the question")
        await_focus(desktop, "PBX Dialer")
        assert desktop.oracle.originates() == []
        desktop.screen.hold("shift", seconds=2.0)  # the agent reads
        desktop.screen.press("shift+Tab")
        insist(desktop, lambda: press_by_hand(desktop))
        assert clipboard(desktop) == copied
    (seen,) = desktop.oracle.originates()
    assert seen.data["caller_id"] == "0722123456"


def press_by_hand(desktop: Desktop) -> None:
    """Press Enter after a pause: what comes sooner than a hand can is one press to the window (`gui/one_press.py`)."""
    desktop.screen.hold("shift", seconds=0.1)
    desktop.screen.press("Return")


def clipboard(desktop: Desktop) -> str:
    code = "from PySide6.QtGui import QGuiApplication as A; a = A([]); print(a.clipboard().text(), end='')"
    return subprocess.run(
        [sys.executable, "-c", code], env=desktop.environment, capture_output=True, text=True, check=True, timeout=30
    ).stdout
