"""faults.md, "Guests": names and PBX messages are text, in tool tips as everywhere."""

import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QEnterEvent, QTextDocument
from PySide6.QtWidgets import QApplication, QToolButton, QToolTip
from pytestqt.qtbot import QtBot

from pbxdialer.gui.elided_label import ElidedLabel
from pbxdialer.gui.instant_tip import InstantTip
from pbxdialer.gui.tool_tip import as_tool_tip

pytestmark = pytest.mark.fault_matrix


@pytest.mark.parametrize(
    "text",
    [
        "<img src=file:///etc/passwd>",
        "<b>Ana</b> & <a href='https://example.com'>Co</a>",
        "</p><img src=x><p>",
        "1 < 2\n  two lines",
        "&lt;b&gt;",
        "Ștefan Ionescu",
    ],
)
def test_fault_matrix_guests_a_tool_tip_shows_markup_as_text(qtbot: QtBot, text: str) -> None:
    document = QTextDocument()
    document.setHtml(as_tool_tip(text))
    assert document.toPlainText() == text


def test_fault_matrix_guests_an_elided_name_is_text_in_its_tool_tip(qtbot: QtBot) -> None:
    label = ElidedLabel("<img src=file:///etc/passwd> and a name that is far too long for its place")
    qtbot.addWidget(label)
    label.resize(60, 20)
    label.grab()
    assert "&lt;img src=file" in label.toolTip()
    assert "<img" not in label.toolTip()


def test_no_text_is_no_tool_tip() -> None:
    assert as_tool_tip("") == ""


def test_a_button_with_a_key_tells_it_as_soon_as_the_pointer_comes(qtbot: QtBot) -> None:
    button = QToolButton()
    button.setToolTip("Settings (Ctrl+,)")
    InstantTip(button)
    qtbot.addWidget(button)
    button.show()
    button.activateWindow()
    qtbot.waitUntil(button.isActiveWindow, timeout=5000)
    middle = QPointF(button.rect().center())
    QApplication.sendEvent(button, QEnterEvent(middle, middle, button.mapToGlobal(middle)))
    assert QToolTip.text() == "Settings (Ctrl+,)"
    QToolTip.hideText()
