"""What the window says where there is nothing: what to do about it."""

from PySide6.QtWidgets import QApplication, QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from pbxdialer.app.threshold import RESOURCES
from pbxdialer.core.call import CallState
from pbxdialer.core.intent import Callee
from pbxdialer.core.number import PhoneNumber
from pbxdialer.gui.at_hand_page import KeyField
from pbxdialer.gui.call_card import CallCard
from pbxdialer.gui.dial_preview import DialPreview
from pbxdialer.gui.elided_label import ElidedLabel
from pbxdialer.gui.look import dressed
from tests.gui.conftest import Starter, account_at
from tests.gui.test_window import await_state, type_and_enter
from tests.php_oracle import PhpOracle


def said(widget: object) -> str:
    assert hasattr(widget, "findChildren")
    return " ".join(label.text() for label in widget.findChildren(QLabel) if label.isVisibleTo(widget))


def test_the_window_says_what_to_do_where_it_is_empty(qtbot: QtBot, start: Starter, oracle: PhpOracle) -> None:
    program = start(account_at(oracle.url), contacts=())
    window = program.window
    qtbot.waitUntil(lambda: "Contacts come from a file: Ctrl+I." in said(window.box), timeout=5000)
    window.box.line.setText("xyzzy")
    assert "Nobody found for “xyzzy”." in said(window.box)
    assert "Fewer letters find more; a number can be typed as it is." in said(window.box)
    assert not window.card.note.isVisible(), "there is no call to note something about"
    room = window.card.sizeHint()
    window.box.line.setText("0722123456")
    window.call_now()
    qtbot.waitUntil(window.card.note.isVisible, timeout=5000)
    assert window.card.sizeHint() == room, "nothing moves when the note comes"


def test_without_an_account_the_line_of_the_digits_says_where_one_is_made(
    qtbot: QtBot, start: Starter, oracle: PhpOracle
) -> None:
    preview = DialPreview(start(account_at(oracle.url)).look)
    qtbot.addWidget(preview)
    assert preview.show_callee(Callee(PhoneNumber("0722123456")), None) is None
    assert [label.text() for label in preview.findChildren(ElidedLabel)] == ["no account yet: Settings (Ctrl+,)"]


def test_the_card_at_the_tray_has_no_note(qtbot: QtBot, start: Starter, oracle: PhpOracle) -> None:
    program = start(account_at(oracle.url))
    card = CallCard(program.look.palette, program.look.tr, notes=False)
    qtbot.addWidget(card)
    room = card.sizeHint()
    program.switchboard.call_changed.connect(card.show_news)
    type_and_enter(qtbot, program, "0722123456")
    await_state(qtbot, program, CallState.RINGING_AGENT)
    assert card.note.isHidden()
    assert card.sizeHint() == room


def test_the_field_for_a_key_speaks_the_agents_language_after_every_key(qtbot: QtBot, qapp: QApplication) -> None:
    field = KeyField(dressed(qapp, "light", "ro", RESOURCES), "Tastă", "Ctrl+J", "apasă tastele")
    qtbot.addWidget(field)
    (line,) = field.edit.findChildren(QLineEdit)
    assert line.placeholderText() == "apasă tastele"
    field.edit.clear()
    assert line.placeholderText() == "apasă tastele"
