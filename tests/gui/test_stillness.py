"""Nothing in the window moves by itself but what tells progress, for whoever motion makes unwell or takes away."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QAbstractAnimation, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QApplication, QLineEdit, QProgressBar, QTreeView
from pytestqt.qtbot import QtBot

from pbxdialer.app.program import Program
from pbxdialer.gui.at_hand_page import AtHandPage
from pbxdialer.gui.history_window import HistoryWindow
from tests.gui.conftest import Starter, account_at
from tests.gui.gui_thread import own_work
from tests.gui.test_window_sizes import WINDOWS, opened
from tests.secret_service import ROOT

_MOVERS = frozenset(
    {
        "QPropertyAnimation",
        "QVariantAnimation",
        "QSequentialAnimationGroup",
        "QParallelAnimationGroup",
        "QTimeLine",
        "QMovie",
        "QScroller",
        "QSplashScreen",
        "setClearButtonEnabled",  # fades in and out
        "setAnimated",
        "setWindowOpacity",
    }
)
_EFFECTS = [effect for effect in Qt.UIEffect if effect is not Qt.UIEffect.UI_General]


def moving(application: QApplication) -> list[str]:
    """Return what is moving now, in whichever window."""
    found: list[QAbstractAnimation] = []
    for window in application.topLevelWidgets():
        found += window.findChildren(QAbstractAnimation)
    found += application.style().findChildren(QAbstractAnimation)
    return [
        f"{type(one).__name__} of {one.parent()}" for one in found if one.state() is QAbstractAnimation.State.Running
    ]


@pytest.fixture
def program(start: Starter) -> Program:
    return start(account_at("http://127.0.0.1:9"))


def test_the_search_for_what_moves_finds_a_bar_that_runs_to_and_fro(
    alone: None, qapp: QApplication, qtbot: QtBot
) -> None:
    with own_work():  # none of this is a window of the program
        bar = QProgressBar()
        qtbot.addWidget(bar)
        bar.setRange(0, 0)
        bar.show()
        qtbot.waitUntil(lambda: bool(moving(qapp)))


def test_the_search_for_what_moves_finds_a_button_that_fades(alone: None, qapp: QApplication, qtbot: QtBot) -> None:
    with own_work():
        line = QLineEdit()
        qtbot.addWidget(line)
        line.setClearButtonEnabled(True)
        line.show()
        qtbot.waitExposed(line)
        line.setText("ana")
        assert moving(qapp)


@pytest.mark.parametrize("name", WINDOWS)
def test_no_window_moves_when_it_opens(
    alone: None, program: Program, qapp: QApplication, qtbot: QtBot, name: str
) -> None:
    window = opened(program, name, qtbot)
    with own_work():
        assert moving(qapp) == []
    assert not any(bar.maximum() <= bar.minimum() for bar in window.findChildren(QProgressBar)), "a bar tells how far"
    assert not any(tree.isAnimated() for tree in window.findChildren(QTreeView))


def test_the_cross_that_empties_a_line_is_there_at_once_and_gone_at_once(
    alone: None, program: Program, qapp: QApplication, qtbot: QtBot
) -> None:
    history = opened(program, "history", qtbot)
    assert isinstance(history, HistoryWindow)
    for line in (program.window.line, history.search):
        cross = line.actions()[-1]
        assert not cross.isVisible()
        line.setText("ana")
        assert cross.isVisible()
        assert moving(qapp) == []
        cross.trigger()
        assert (line.text(), cross.isVisible()) == ("", False)
        assert moving(qapp) == []


def test_a_key_is_taken_back_with_its_cross_and_the_settings_hear_of_it(program: Program, qtbot: QtBot) -> None:
    page = AtHandPage(program.look, program.settings_desk, reads_selection=True)
    qtbot.addWidget(page)
    edit = page.palette_key.edit
    edit.setKeySequence(QKeySequence("Ctrl+Alt+J"))
    edit.editingFinished.emit()
    assert program.settings_desk.settings.palette_hotkey == "Ctrl+Alt+J"
    (line,) = edit.findChildren(QLineEdit)
    line.actions()[-1].trigger()
    assert program.settings_desk.settings.palette_hotkey == ""
    assert page.palette_key.text() == ""


@pytest.fixture
def lively(qapp: QApplication) -> Iterator[None]:
    """A desktop that would have everything roll and fade."""
    for effect in (Qt.UIEffect.UI_General, *_EFFECTS):
        qapp.setEffectEnabled(effect, True)
    yield
    qapp.setEffectEnabled(Qt.UIEffect.UI_General, False)


def test_menus_lists_and_tips_come_at_once_where_the_desktop_would_roll_or_fade_them_in(
    lively: None, qapp: QApplication, start: Starter
) -> None:
    assert any(qapp.isEffectEnabled(effect) for effect in _EFFECTS)
    start(account_at("http://127.0.0.1:9"))
    assert [effect for effect in _EFFECTS if qapp.isEffectEnabled(effect)] == []


def _named(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr


def test_nothing_that_moves_things_is_used_anywhere_in_the_program() -> None:
    files = sorted((ROOT / "pbxdialer").rglob("*.py"))
    assert len(files) > 100
    assert {file.name: names for file in files if (names := _MOVERS & set(_named(file)))} == {}
