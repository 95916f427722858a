"""The keys: one table that the shortcuts are made from and F1 shows, and nothing that only a mouse could reach."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QApplication, QComboBox, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from pbxdialer.app.program import Program
from pbxdialer.core.contact import Contact, LabelledNumber
from pbxdialer.gui.keys import PLACES, Press, account_key, favourite_key, shortcut, shown_keys
from tests.gui.conftest import Starter, account_at
from tests.gui.gui_thread import own_work
from tests.php_oracle import PhpOracle

TABLE = {QKeySequence(keys).toString() for keys in (*Press, *map(favourite_key, PLACES), *map(account_key, PLACES))}


def opened(start: Starter, qtbot: QtBot, url: str = "http://127.0.0.1:9") -> Program:
    program = start(account_at(url))
    program.window.come_forward()
    qtbot.waitUntil(program.window.isActiveWindow)
    return program


def found(program: Program) -> dict[str, list[QShortcut | QAction]]:
    """Return what the window has shortcuts for."""
    by_keys: dict[str, list[QShortcut | QAction]] = {}
    for one in program.window.findChildren(QShortcut):
        if one.context() is Qt.ShortcutContext.WindowShortcut and _belongs(one, program):
            by_keys.setdefault(one.key().toString(), []).append(one)
    for action in program.window.actions():
        if not action.shortcut().isEmpty():
            by_keys.setdefault(action.shortcut().toString(), []).append(action)
    return by_keys


def _belongs(one: QShortcut, program: Program) -> bool:
    parent = one.parent()
    return isinstance(parent, QWidget) and parent.window() is program.window


def test_every_shortcut_of_the_window_is_in_the_table_and_the_other_way_round(start: Starter, qtbot: QtBot) -> None:
    program = opened(start, qtbot)
    assert set(found(program)) == TABLE


def test_every_key_of_the_table_does_its_one_thing_when_it_is_pressed(start: Starter, qtbot: QtBot) -> None:
    program = opened(start, qtbot)
    for keys, (one, *others) in found(program).items():
        assert others == [], f"{keys} would be ambiguous"
        if keys == Press.HELP_TOO:
            continue  # ? is typed below
        if keys == Press.QUESTION:
            be_asked_in_the_middle_of_typing(program, qtbot)
        heard: list[str] = []
        signal = one.triggered if isinstance(one, QAction) else one.activated
        signal.connect(lambda *_, heard=heard, keys=keys: heard.append(keys))
        press = QKeySequence(keys)[0]
        with own_work():  # windows open, one after the other; how long each takes is measured with them
            QTest.keyClick(program.window, press.key(), press.keyboardModifiers())
        assert heard == [keys]
        if keys == Press.QUESTION:
            answer_with_the_keyboard(program)
        for window in QApplication.topLevelWidgets():
            if window is not program.window and window.isVisible():
                window.close()
        with own_work():
            qtbot.waitUntil(program.window.isActiveWindow)


def be_asked_in_the_middle_of_typing(program: Program, qtbot: QtBot) -> None:
    """Have a number come from outside, whose question leaves the keyboard where it is: F6 has somewhere to lead."""
    qtbot.waitUntil(lambda: program.guests.sheet is not None, timeout=5000)
    program.window.box.line.setFocus()
    QTest.keyClicks(program.window.box.line, "an")
    program.switchboard.offer("tel:0744000111", "link")
    assert program.guests.sheet is not None
    assert program.guests.sheet.isVisible()
    assert QApplication.focusWidget() is program.window.box.line


def answer_with_the_keyboard(program: Program) -> None:
    """Check that the keyboard is in the question, and drop that."""
    sheet = program.guests.sheet
    assert sheet is not None
    assert sheet.cancel.hasFocus(), "F6 leads to the question"
    QTest.keyClick(program.window, Qt.Key.Key_F6)
    assert program.window.box.line.hasFocus(), "and back"
    QTest.keyClick(program.window, Qt.Key.Key_F6)
    QTest.keyClick(sheet.cancel, Qt.Key.Key_Escape)
    assert not sheet.isVisible()


def test_the_favourites_keys_of_the_table_choose_in_the_panel_at_the_tray_too(start: Starter, qtbot: QtBot) -> None:
    names = [f"Ana {place}" for place in PLACES]
    program = start(account_at("http://127.0.0.1:9"), contacts=tuple(map(favourite, names, PLACES)))
    assert program.tray_desk is not None
    program.tray_desk.tray.clicked.emit()
    panel = program.tray_desk.panel
    assert panel is not None
    qtbot.waitUntil(panel.isActiveWindow, timeout=5000)
    shortcuts = {one.key().toString() for one in panel.findChildren(QShortcut) if one.parent() is panel}
    assert shortcuts == {*map(favourite_key, PLACES), *map(account_key, PLACES)}
    chosen = []
    for place in reversed(PLACES):
        press = QKeySequence(favourite_key(place))[0]
        QTest.keyClick(panel.box.line, press.key(), press.keyboardModifiers())
        callee = panel.box.callee()
        assert callee is not None
        chosen.append(callee.name)
    assert chosen == names[::-1]
    panel.hide()


def favourite(name: str, place: int) -> Contact:
    return Contact(name, numbers=(LabelledNumber("", f"072200000{place}"),), favourite=True)


def test_f1_shows_the_whole_table_and_what_is_set_for_all_programs(start: Starter, qtbot: QtBot) -> None:
    program = opened(start, qtbot)
    with own_work():
        QTest.keyClick(program.window, Qt.Key.Key_F1)
    assert program.desks is not None
    window = program.desks.key_help.window
    assert window is not None
    assert window.isVisible()
    shown = [text for title, lines in shown_keys() for text in (title, *(word for line in lines for word in line))]
    assert window.lines()[: len(shown)] == shown
    assert "not set" in window.lines()
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert program.desks.key_help.window is None


def test_a_question_mark_shows_the_keys_where_nothing_is_typed_and_is_a_letter_in_the_box(
    start: Starter, qtbot: QtBot
) -> None:
    program = opened(start, qtbot)
    assert program.desks is not None
    QTest.keyClicks(program.window.box.line, "?")
    assert program.window.box.line.text() == "?"
    assert program.desks.key_help.window is None
    program.window.call_button.setEnabled(True)
    program.window.call_button.setFocus()
    with own_work():
        QTest.keyClick(program.window.call_button, Qt.Key.Key_Question)
    shown = program.desks.key_help.window
    assert shown is not None
    shown.close()


def test_the_keys_of_calling_do_what_the_table_says(start: Starter, qtbot: QtBot, oracle: PhpOracle) -> None:
    program = opened(start, qtbot, oracle.url)
    box = program.window.box
    QTest.keyClicks(box.line, "ana")
    first = box.callee()
    QTest.keyClick(box.line, Qt.Key.Key_Down)
    assert box.callee() != first, "↓ chooses"
    QTest.keyClick(box.line, Qt.Key.Key_Escape)
    assert box.line.text() == "", "Esc empties the box"
    QTest.keyClicks(box.line, "ste")
    QTest.keyClick(box.line, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is program.window.picker.kind, "Tab goes to who rings first"
    box.line.setFocus()
    QTest.keyClick(box.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(oracle.originates()) == 1, timeout=10_000)


def test_a_key_that_is_not_in_the_table_cannot_be_made_into_a_shortcut(qapp: QApplication) -> None:
    with pytest.raises(KeyError):
        shortcut("Ctrl+Q", qapp, lambda: None)


def test_whatever_can_be_pressed_or_typed_into_is_reached_with_tab(start: Starter, qtbot: QtBot) -> None:
    program = opened(start, qtbot)
    window = program.window
    QTest.keyClicks(window.box.line, "ste")
    kinds = (QAbstractButton, QLineEdit, QComboBox, QAbstractItemView)
    wanted = {
        part
        for part in window.findChildren(QWidget)
        if isinstance(part, kinds) and part.isVisible() and part.isEnabled() and part.focusProxy() is None
        if not isinstance(part.parentWidget(), QComboBox | QLineEdit)  # what they are made of; Esc empties the box
    }
    reached = set()
    for _ in range(3 * len(wanted)):
        focused = QApplication.focusWidget()
        assert focused is not None
        reached.add(focused)
        QTest.keyClick(focused, Qt.Key.Key_Tab)
    assert {part.accessibleName() for part in wanted - reached} == {"Matches"}, "the arrows move in it, from the box"
