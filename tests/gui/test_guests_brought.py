"""Ways of bringing a number: before the window is there, dropped text and cards, the clipboard; and the settings."""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray, QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from pbxdialer.core.account import Account
from pbxdialer.directory.dropped_card import DroppedCard, NotACard, read_card
from pbxdialer.gui.clipboard_watch import is_one_number, short_text
from pbxdialer.gui.guest_settings import GuestSettings
from pbxdialer.store.settings import GuestMode, Settings, with_account
from pbxdialer.store.settings_file import load
from tests.gui.conftest import account_at
from tests.gui.gui_thread import own_work
from tests.gui.lobby import Lobby, all_day, elsewhere, lobby
from tests.php_oracle import PhpOracle

__all__ = ["all_day", "elsewhere", "lobby"]

CARD = """BEGIN:VCARD
VERSION:3.0
FN:<img src=file:///etc/passwd>\u202eAcme
ORG:Acme
item1.TEL;TYPE=cell:0744 000
  111
TEL;VALUE=uri;TYPE=work:tel:+40-21-310-00-00
NOTE:0900123456
PHOTO;ENCODING=b:{photo}
END:VCARD
"""


@pytest.fixture
def closed(qapp: QApplication, oracle: PhpOracle, tmp_path: Path) -> Iterator[list[Lobby]]:
    """Receptions that a test opens itself."""
    made: list[Lobby] = []
    yield made
    for one in made:
        one.close()


def make(qapp: QApplication, folder: Path, php: PhpOracle, account: Account | None, made: list[Lobby]) -> Lobby:
    with own_work():  # a program that starts has no window yet to keep alive
        made.append(Lobby(qapp, folder, php, account))
    return made[-1]


def test_fault_matrix_guests_what_comes_before_the_window_is_remembered_once(
    qapp: QApplication, oracle: PhpOracle, tmp_path: Path, closed: list[Lobby]
) -> None:
    cold = make(qapp, tmp_path, oracle, account_at(oracle.url), closed)
    for text in ("tel:0722123456", "tel:0733555010", "tel:0744000111"):
        cold.offer(text)
    cold.open()
    cold.until(cold.is_asking, "the question")
    assert "Ștefan Ionescu" in cold.words(), "the contacts are there"
    assert "0722123456" in cold.words()
    assert "and 2 more were not taken" in cold.words()
    assert cold.sent() == []
    cold.come_forward()
    cold.confirm()
    assert cold.dialled() == ["0722123456"]


def test_what_comes_before_there_is_an_account_waits_for_it(
    qapp: QApplication, oracle: PhpOracle, tmp_path: Path, closed: list[Lobby]
) -> None:
    first_day = make(qapp, tmp_path, oracle, None, closed)
    first_day.offer("tel:0722123456")
    first_day.open()
    first_day.until(lambda: "waits until there is an account" in first_day.words(), "the agent to be told")
    welcome = QApplication.activeModalWidget()
    if welcome is not None:
        welcome.close()
    desk = first_day.program.settings_desk
    desk.change(with_account(desk.settings, account_at(oracle.url)))
    first_day.until(first_day.is_asking, "the question")
    assert "0722123456" in first_day.words()
    assert first_day.sent() == []


def drop(lobby: Lobby, data: QMimeData) -> bool:
    """Drop `data` on the middle of the window and return whether it was welcome."""
    window = lobby.program.window
    at, buttons, keys = QPointF(200, 300), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(at.toPoint(), Qt.DropAction.CopyAction, data, buttons, keys)
    enter.ignore()
    QApplication.sendEvent(window, enter)
    if enter.isAccepted():
        QApplication.sendEvent(window, QDropEvent(at, Qt.DropAction.CopyAction, data, buttons, keys))
    return enter.isAccepted()


def text_data(text: str) -> QMimeData:
    data = QMimeData()
    data.setText(text)
    return data


def test_dropped_text_is_offered(lobby: Lobby) -> None:
    assert drop(lobby, text_data("Invoice 2024-118, call 0722 123 456"))
    lobby.until(lobby.is_asking, "the question")
    assert "Dropped here" in lobby.words()
    assert "0722123456" in lobby.words()
    assert lobby.program.window.box.line.text() == ""
    assert not lobby.program.window.box.line.acceptDrops(), "a drop on the box is offered, too, and not typed"
    assert lobby.sent() == []


def test_dropped_text_without_a_number_is_refused_calmly(lobby: Lobby) -> None:
    assert drop(lobby, text_data("Order 20241118, total 1,234.56 RON"))
    lobby.until(lambda: "No telephone number was found" in lobby.words(), "the sentence")


@pytest.mark.parametrize("way", ["text", "mime", "file"])
def test_fault_matrix_guests_a_dropped_card_with_several_numbers_is_a_choice_in_plain_text(
    lobby: Lobby, tmp_path: Path, way: str
) -> None:
    card, data = CARD.format(photo="QUJD" * 20_000), QMimeData()
    if way == "text":
        data.setText(card)
    elif way == "mime":
        data.setData("text/x-vcard", QByteArray(card.encode()))
    else:
        (tmp_path / "acme.vcf").write_text(card, "utf-8")
        data.setUrls([QUrl.fromLocalFile(str(tmp_path / "acme.vcf"))])
    assert drop(lobby, data)
    lobby.until(lobby.is_asking, "the question")
    lines = [button.text() for button in lobby.sheet.choice.buttons]
    assert [line.partition(" · ")[0] for line in lines] == ["0744000111", "0213100000"]
    lobby.sheet.choice.buttons[0].click()
    assert "<img src=file:///etc/passwd>Acme" in lobby.words(), "as text, without the character that turns it"
    formats = {label.textFormat() for label in lobby.sheet.findChildren(QLabel) if "<img" in label.text()}
    assert formats == {Qt.TextFormat.PlainText}


def test_a_dropped_link_is_read_as_a_link(lobby: Lobby) -> None:
    data = QMimeData()
    data.setUrls([QUrl("tel:+39%200721%20123456")])
    assert drop(lobby, data)
    lobby.until(lobby.is_asking, "the question")
    assert "00390721123456" in lobby.words()


def test_other_things_are_not_welcome(lobby: Lobby) -> None:
    web, picture = QMimeData(), QMimeData()
    web.setUrls([QUrl("https://example.com/0722123456")])
    picture.setData("image/png", QByteArray(b"x"))
    assert not drop(lobby, web)
    assert not drop(lobby, picture)
    assert lobby.words() == ""


def test_a_card_that_is_a_directory_or_gone_is_refused_calmly(lobby: Lobby, tmp_path: Path) -> None:
    (tmp_path / "folder.vcf").mkdir()
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "folder.vcf"))])
    assert drop(lobby, data)
    lobby.until(lambda: "no number in it" in lobby.words(), "the sentence")


def test_a_card_says_its_name_and_numbers_and_nothing_else() -> None:
    card = read_card(CARD.format(photo="").encode())
    assert card == DroppedCard("<img src=file:///etc/passwd>Acme", ("0744 000 111", "+40-21-310-00-00"))
    assert read_card(b"BEGIN:VCARD\nFN:Ana\nEND:VCARD\n") == DroppedCard("", ()), "nothing to call"
    for other in (b"call BEGIN:VCARD", b"", b"\x00" * 5000, b"0722123456"):
        with pytest.raises(NotACard):
            read_card(other)


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("0722 123 456", True),
        ("+44 (0)20 7946 0000", True),
        ("0722123456\n0733555010", False),
        ("555-1234 or 555-9876", False),
        ("tel:+40%20722-123-456", True),
        ("callto:1003", False),
        ("tel:*21*0722123456%23", False),
        ("1003", False),
        ("2024-11-18", False),
        ("correct horse 0722123456", False),
        ("*21*0722123456#", False),
        ("", False),
        ("0722 123 456" + " " * 100, False),
    ],
)
def test_only_one_plausible_number_is_taken_from_the_clipboard(text: str, is_one: bool) -> None:
    assert is_one_number(text, "RO") is is_one


def test_fault_matrix_guests_what_a_password_manager_copies_is_not_even_read() -> None:
    copied = text_data("0722123456")
    assert short_text(copied) == "0722123456"
    copied.setData("x-kde-passwordManagerHint", QByteArray(b"secret"))
    assert short_text(copied) == ""
    assert short_text(None) == ""


def copy_elsewhere(text: str) -> "subprocess.Popen[bytes]":
    """Copy `text` in another program, which has to live for as long as others may ask for it."""
    code = (
        "import sys; from PySide6.QtWidgets import QApplication, QWidget;"
        "a = QApplication([]); w = QWidget(); w.show();"
        f"a.clipboard().setText({text!r}); print('copied', flush=True); a.exec()"
    )
    with own_work():
        other = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE)
        assert other.stdout is not None
        assert other.stdout.readline() == b"copied\n"
    return other


def watch_clipboard(lobby: Lobby, on: bool) -> None:
    desk = lobby.program.settings_desk
    desk.change(replace(desk.settings, watch_clipboard=on, confirm_guests=GuestMode.COUNTDOWN))


@pytest.fixture
def copying() -> Iterator[list["subprocess.Popen[bytes]"]]:
    others: list[subprocess.Popen[bytes]] = []
    yield others
    for other in others:
        other.kill()
        other.communicate()


def test_the_clipboard_is_offered_only_where_the_agent_wants_it_and_never_pushes_forward(
    lobby: Lobby, elsewhere: QWidget, copying: list["subprocess.Popen[bytes]"]
) -> None:
    if QGuiApplication.platformName() != "xcb":
        pytest.skip("missing: a screen with a clipboard")
    assert Settings().watch_clipboard is False
    copying.append(copy_elsewhere("0722 123 456"))
    lobby.rest(500)
    assert lobby.words() == "", "off by default"
    watch_clipboard(lobby, True)
    elsewhere.show()
    elsewhere.activateWindow()
    lobby.until(elsewhere.isActiveWindow, "another window in front")
    copying.append(copy_elsewhere("0733 555 010"))
    lobby.until(lobby.is_asking, "the question")
    assert "From the clipboard" in lobby.words()
    assert "Ana Marin" in lobby.words()
    lobby.rest(50)
    assert not lobby.program.window.isActiveWindow(), "the other window keeps the keyboard"
    assert not lobby.sheet.cancel.hasFocus()
    assert not lobby.sheet.countdown.is_running
    copying.append(copy_elsewhere("some other text"))
    lobby.until(lambda: not lobby.sheet.isVisible(), "the question to be withdrawn")
    QGuiApplication.clipboard().setText("0722 123 456")
    lobby.rest(500)
    assert lobby.words() == "", "our own copy"
    watch_clipboard(lobby, False)
    copying.append(copy_elsewhere("0744 000 111"))
    lobby.rest(500)
    assert lobby.words() == ""
    assert lobby.sent() == []


def test_a_link_takes_the_place_of_what_was_only_seen_on_the_clipboard(lobby: Lobby) -> None:
    lobby.offer("0733 555 010", "clipboard")
    lobby.wakes_up()
    lobby.offer("tel:0722123456")
    assert "0722123456" in lobby.words()
    assert not lobby.sheet.confirm.isEnabled()
    lobby.offer("0733 555 010", "clipboard")
    assert "more" not in lobby.words()
    assert "0722123456" in lobby.words()


def test_the_settings_are_kept(lobby: Lobby, qtbot: QtBot) -> None:
    program = lobby.program
    guests = GuestSettings(program.look, program.settings_desk)
    qtbot.addWidget(guests)
    assert guests.mode.currentData() == GuestMode.ASK
    assert not guests.clipboard.isChecked()
    guests.mode.setCurrentIndex(1)
    guests.clipboard.setChecked(True)
    lobby.until(lambda: load(program.places.settings).settings.watch_clipboard, "the file")
    assert load(program.places.settings).settings.confirm_guests is GuestMode.COUNTDOWN
