"""Text somebody else wrote is plain text wherever it is shown: Qt would fetch an image and follow a link (measured)."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import Qt as QtGuiNames
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QApplication, QLabel, QTextEdit, QWidget
from pytestqt.qtbot import QtBot

from pbxdialer.core.contact import Contact, LabelledNumber
from pbxdialer.store.paths import Notice
from tests.fault_pbx import FaultPbx, close, read_request, reply
from tests.gui.conftest import Starter, account_at
from tests.gui.hand import SOON_MS

pytestmark = pytest.mark.fault_matrix

_EVIL = '<img src="file:///etc/passwd"><b>Ana</b> <a href="http://evil.example">x</a>'
_REFUSAL = (b'{"has_error": true, "messages": ["%s"], "results": []}' % _EVIL.replace('"', "'").encode()).strip()


def test_foreign_text_is_plain_in_every_label_and_hint_of_the_window(start: Starter, qtbot: QtBot) -> None:
    with FaultPbx(read_request, reply(_REFUSAL)) as pbx:
        account = account_at(pbx.url, name=_EVIL)
        program = start(account, contacts=(Contact(_EVIL, _EVIL, numbers=(LabelledNumber(_EVIL, "0722123456"),)),))
        window = program.window
        window.box.line.setText("passwd")
        qtbot.waitUntil(window.call_button.isEnabled, timeout=SOON_MS)
        window.call_now()
        qtbot.waitUntil(lambda: bool(window.history.calls.calls()) and _idle(program), timeout=SOON_MS)
        window.notices.tell("test", _EVIL)
        program.announce(Notice("{detail}", _EVIL))
        window._ask(_EVIL, _EVIL, _EVIL, lambda: None)
        QApplication.processEvents()

        shown = [label for label in window.findChildren(QLabel) if "<" in label.text()]
        assert len(shown) >= 4, "the card, the notices and both lines of the question show what others wrote"
        rich = {label.text() for label in shown if label.textFormat() != Qt.TextFormat.PlainText}
        assert rich == set()
        calls = window.history.calls
        hints = [widget.toolTip() for widget in window.findChildren(QWidget)]
        hints.append(str(calls.data(calls.index(0), Qt.ItemDataRole.ToolTipRole)))
        shown_hints = [_as_shown(hint) for hint in hints if "passwd" in hint]
        assert len(shown_hints) >= 3
        assert all("<b>Ana</b>" in hint for hint in shown_hints), "letter by letter, and no image"
        assert window.findChildren(QTextEdit) == []


def _as_shown(hint: str) -> str:
    """Return what a person reads in a hint."""
    if not QtGuiNames.mightBeRichText(hint):
        return hint
    document = QTextDocument()
    document.setHtml(hint)
    assert "\ufffc" not in document.toPlainText(), "an image"
    return document.toPlainText()


def _idle(program: object) -> bool:
    return program.switchboard.call_in_the_air is None  # type: ignore[attr-defined]


def test_a_call_to_a_name_with_markup_that_ends_unknown_is_asked_about_in_plain_text(
    start: Starter, qtbot: QtBot
) -> None:
    with FaultPbx(read_request, close) as pbx:
        program = start(
            account_at(pbx.url), contacts=(Contact(_EVIL, numbers=(LabelledNumber("mobile", "0722123456"),)),)
        )
        window = program.window
        window.box.line.setText("passwd")
        qtbot.waitUntil(window.call_button.isEnabled, timeout=SOON_MS)
        window.call_now()
        qtbot.waitUntil(lambda: bool(window.history.calls.calls()) and _idle(program), timeout=SOON_MS)
        window.redial(window.history.calls.calls()[0])

        assert window.asks_something
        asking = [label for label in window.question.findChildren(QLabel) if "<img" in label.text()]
        assert [label.textFormat() for label in asking] == [Qt.TextFormat.PlainText]
