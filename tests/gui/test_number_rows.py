"""The numbers of a contact as rows: many of them come while the window lives, in the order of the tab key."""

import pytest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from pbxdialer.app.threshold import RESOURCES
from pbxdialer.core.contact import Contact, LabelledNumber
from pbxdialer.gui.contact_editor import ContactEditor
from pbxdialer.gui.look import dressed
from pbxdialer.store.settings import Settings
from tests.gui.hand import SOON_MS

MANY = tuple(LabelledNumber("office", f"021312{place:04}") for place in range(40))


@pytest.fixture
def editor(qapp: QApplication, qtbot: QtBot) -> ContactEditor:
    found = ContactEditor(dressed(qapp, Settings().theme, "en", RESOURCES), Contact("Reception", numbers=MANY, id=7))
    qtbot.addWidget(found)
    return found


def rows(editor: ContactEditor) -> list[QWidget]:
    """Return what the tab key reaches among the numbers, in its order."""
    found, one = [], editor.nextInFocusChain()
    while one is not editor:
        is_ours = editor.numbers.isAncestorOf(one) and one.focusProxy() is None
        if is_ours and isinstance(one, QComboBox | QLineEdit | QToolButton | QPushButton):
            found.append(one)
        one = one.nextInFocusChain()
    return found


def test_forty_numbers_get_their_rows_while_the_window_lives(qtbot: QtBot, editor: ContactEditor) -> None:
    editor.show()
    assert editor.contact().numbers == MANY, "none is lost while it waits for its row"
    assert not editor.numbers.add_button.isEnabled()
    qtbot.waitUntil(editor.numbers.add_button.isEnabled, timeout=SOON_MS)
    assert len(editor.numbers.findChildren(QComboBox)) == len(MANY)
    assert editor.contact().numbers == MANY


def test_the_tab_key_goes_through_the_numbers_as_they_stand(qtbot: QtBot, editor: ContactEditor) -> None:
    editor.show()
    qtbot.waitUntil(editor.numbers.add_button.isEnabled, timeout=SOON_MS)
    editor.numbers.add_button.click()
    reached = rows(editor)
    numbers = [one.text() for one in reached if type(one) is QLineEdit]
    assert numbers == [*(number.text for number in MANY), ""]
    assert reached[-1] is editor.numbers.add_button
