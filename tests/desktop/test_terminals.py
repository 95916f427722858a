"""Which windows are terminals."""

import pytest

from pbxdialer.desktop.terminals import is_terminal


@pytest.mark.parametrize("window", ["ConsoleWindowClass", "CASCADIA_HOSTING_WINDOW_CLASS", "mintty", "PuTTY"])
def test_a_terminal_is_known_by_its_class(window: str) -> None:
    assert is_terminal(window)


@pytest.mark.parametrize("window", ["Notepad", "Chrome_WidgetWin_1", "OpusApp", ""])
def test_other_windows_are_not_terminals(window: str) -> None:
    assert not is_terminal(window)
