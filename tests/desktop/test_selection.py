"""The text selected in another program, on a real X server: read as it is, without waiting, without the clipboard."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from select import select

import pytest

from pbxdialer.desktop.selection import LONGEST_BYTES, SelectionUnavailable
from pbxdialer.desktop.selection_x11 import X11Selection
from tests.screen import Screen, screen
from tests.waiting import await_condition

__all__ = ["screen"]

# a program of Qt's own that selects its first argument and copies the second, and says when it has
_OWNER = """
import sys
from PySide6.QtGui import QClipboard, QGuiApplication
app = QGuiApplication(sys.argv[:1])
app.clipboard().setText(sys.argv[1], QClipboard.Mode.Selection)
app.clipboard().setText(sys.argv[2])
print("selected", flush=True)
app.exec()
"""


@contextmanager
def selected(screen: Screen, text: str, copied: str = "copied before") -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        [sys.executable, "-c", _OWNER, text, copied], env=screen.environment(), stdout=subprocess.PIPE, text=True
    ) as owner:
        try:
            assert owner.stdout is not None
            assert owner.stdout.readline() == "selected\n"
            yield owner
        finally:
            owner.kill()


def answer() -> str:
    """Ask and wait as the event loop does."""
    asked, told = X11Selection(), []

    def came() -> bool:
        text = asked.answer()
        told.extend([] if text is None else [text])
        return bool(told)

    try:
        await_condition(came, 5, "the selected text")
    finally:
        asked.close()
    return told[0]


@pytest.fixture
def here(screen: Screen, monkeypatch: pytest.MonkeyPatch) -> Screen:
    monkeypatch.setenv("DISPLAY", screen.environment()["DISPLAY"])
    return screen


@pytest.mark.parametrize("text", ["Tel: +40 722 123 456", "Ștefan: 0722\n123 456 😀", "1"])
def test_what_is_selected_is_read_as_it_is(here: Screen, text: str) -> None:
    with selected(here, text):
        assert answer() == text


def test_too_long_a_text_is_cut(here: Screen) -> None:
    with selected(here, "ș" * 20_000):
        assert answer() == "ș" * (LONGEST_BYTES // 2)


def test_nothing_selected_is_an_empty_text(here: Screen) -> None:
    with selected(here, "something"):
        pass
    assert answer() == ""


def test_a_program_that_hangs_is_not_waited_for(here: Screen) -> None:
    with selected(here, "something") as owner:
        os.kill(owner.pid, 19)  # SIGSTOP
        asked = X11Selection()
        assert asked.answer() is None
        assert select([asked.fileno()], [], [], 0.2)[0] == []
        os.kill(owner.pid, 18)  # SIGCONT
        await_condition(lambda: asked.answer() == "something", 5, "the answer of a program that goes on")
        asked.close()


def test_without_an_x_server_nothing_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", "")
    with pytest.raises(SelectionUnavailable):
        X11Selection()
