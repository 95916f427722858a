"""The selected text by way of a copy: asked for once, answered once, without the window's waiting for it."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from pbxdialer.desktop.selection import SelectionUnavailable
from pbxdialer.gui.background import Background
from pbxdialer.gui.clipboard_watch import ClipboardWatch
from pbxdialer.gui.copy_reader import CopyReader

NUMBER = "0722 123 456"


@dataclass
class SlowCopier:
    """Answers when it is let; `answer` is a text, or an error."""

    answer: str | Exception = NUMBER
    asked: int = 0
    waits_for_late: int = 0
    go: threading.Event = field(default_factory=threading.Event)

    def read(self, given_up: Callable[[], bool]) -> str:
        self.asked += 1
        while not self.go.wait(0.005) and not given_up():
            pass
        if given_up():
            raise SelectionUnavailable("nobody waits for it")
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer

    def put_back_late(self, given_up: Callable[[], bool]) -> None:
        self.waits_for_late += 1


class Asked:
    """A reader, and what it has told."""

    def __init__(self, copier: SlowCopier, background: Background) -> None:
        self.copier = copier
        self.reader = CopyReader(copier, background.lane("selection"), background)
        self.told: list[str | bool | None] = []
        self.reader.came.connect(self.told.append)
        self.reader.failed.connect(lambda: self.told.append(None))
        self.reader.borrows.connect(self.told.append)


@pytest.fixture
def background(qtbot: QtBot) -> Iterator[Background]:
    background = Background()
    yield background
    background.close()


def test_the_text_comes_and_the_clipboard_is_given_back(background: Background, qtbot: QtBot) -> None:
    asked = Asked(SlowCopier(), background)
    asked.reader.ask()
    asked.reader.ask()
    asked.copier.go.set()
    qtbot.waitUntil(lambda: asked.told == [True, NUMBER, False])
    assert asked.copier.asked == 1
    asked.reader.ask()
    qtbot.waitUntil(lambda: asked.told == [True, NUMBER, False] * 2)
    asked.reader.close()


@pytest.mark.complains("the selection cannot be read")
@pytest.mark.parametrize("error", [SelectionUnavailable("nothing was copied"), OSError(8, "no memory")])
def test_where_it_fails_that_is_told_at_once_and_a_late_copy_is_awaited(
    background: Background, qtbot: QtBot, error: Exception
) -> None:
    asked = Asked(SlowCopier(error), background)
    asked.reader.ask()
    asked.copier.go.set()
    qtbot.waitUntil(lambda: asked.told == [True, None, False])
    assert asked.copier.waits_for_late == 1
    asked.reader.close()


def test_a_clipboard_that_does_not_answer_is_not_waited_for(background: Background, qtbot: QtBot) -> None:
    copier = SlowCopier()
    asked = Asked(copier, background)
    asked.reader._patience.setInterval(20)
    asked.reader.ask()
    qtbot.waitUntil(lambda: asked.told[:2] == [True, None])
    qtbot.waitUntil(lambda: asked.told == [True, None, False])
    copier.go.set()
    asked.reader.ask()
    qtbot.waitUntil(lambda: asked.told[3:] == [True, NUMBER, False])
    asked.reader.close()


def test_closing_has_the_clipboard_put_back_and_tells_nobody(background: Background, qtbot: QtBot) -> None:
    asked = Asked(SlowCopier(), background)
    asked.reader.ask()
    qtbot.waitUntil(lambda: asked.copier.asked == 1)
    asked.reader.close()
    qtbot.waitUntil(lambda: asked.copier.waits_for_late == 1)
    assert None not in asked.told
    assert NUMBER not in asked.told


class Watched:
    """The clipboard, watched."""

    def __init__(self) -> None:
        self.watch = ClipboardWatch()
        self.looks = 0
        self.watch.changed.connect(self._count)
        self.watch.watch(True, "RO")

    def _count(self) -> None:
        self.looks += 1


def copied(text: str, mark: str = "") -> None:
    data = QMimeData()
    data.setText(text)
    if mark:
        data.setData(mark, b"\0")
    QGuiApplication.clipboard().setMimeData(data)


def test_what_is_copied_for_us_is_overlooked_and_what_is_there_then_is_looked_at_once(qtbot: QtBot) -> None:
    watched = Watched()
    watched.watch.overlook(True)
    copied(NUMBER)
    assert not watched.watch._settled.isActive()
    watched.watch.overlook(False)
    qtbot.waitUntil(lambda: watched.looks == 1)
    watched.watch.overlook(True)
    watched.watch.overlook(False)
    assert not watched.watch._settled.isActive(), "nothing has changed"
    watched.watch.watch(False, "RO")


def test_what_was_put_back_is_no_news(qtbot: QtBot) -> None:
    watched = Watched()
    copied(NUMBER, 'application/x-qt-windows-mime;value="PBX Dialer has put this back"')
    assert watched.watch._settled.isActive()
    qtbot.waitUntil(lambda: not watched.watch._settled.isActive())
    assert watched.looks == 0
    watched.watch.watch(False, "RO")
