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

from pbxdialer.core.account import Account
from pbxdialer.directory.dropped_card import DroppedCard, NotACard, read_card
from pbxdialer.gui.clipboard_watch import is_one_number
from pbxdialer.store.settings import GuestMode, Settings, with_account
from pbxdialer.store.settings_file import load
from tests.gui.conftest import account_at
from tests.gui.reception import Reception, all_day, elsewhere, reception
from tests.php_oracle import PhpOracle

__all__ = ["all_day", "elsewhere", "reception"]

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
def closed(qapp: QApplication, oracle: PhpOracle, tmp_path: Path) -> Iterator[list[Reception]]:
    """Receptions that a test opens itself."""
    made: list[Reception] = []
    yield made
    for one in made:
        one.close()


def make(qapp: QApplication, folder: Path, php: PhpOracle, account: Account | None, made: list[Reception]) -> Reception:
    made.append(Reception(qapp, folder, php, account))
    return made[-1]


def test_fault_matrix_guests_what_comes_before_the_window_is_remembered_once(
    qapp: QApplication, oracle: PhpOracle, tmp_path: Path, closed: list[Reception]
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
    qapp: QApplication, oracle: PhpOracle, tmp_path: Path, closed: list[Reception]
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


def drop(reception: Reception, data: QMimeData) -> bool:
    """Drop `data` on the middle of the window and return whether it was welcome."""
    window = reception.program.window
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


def test_dropped_text_is_offered(reception: Reception) -> None:
    assert drop(reception, text_data("Invoice 2024-118, call 0722 123 456"))
    reception.until(reception.is_asking, "the question")
    assert "Dropped here" in reception.words()
    assert "0722123456" in reception.words()
    assert reception.program.window.box.line.text() == ""
    assert not reception.program.window.box.line.acceptDrops(), "a drop on the box is offered, too, and not typed"
    assert reception.sent() == []


def test_dropped_text_without_a_number_is_refused_calmly(reception: Reception) -> None:
    assert drop(reception, text_data("Order 20241118, total 1,234.56 RON"))
    reception.until(lambda: "holds no telephone number" in reception.words(), "the sentence")


@pytest.mark.parametrize("way", ["text", "mime", "file"])
def test_fault_matrix_guests_a_dropped_card_with_several_numbers_is_a_choice_in_plain_text(
    reception: Reception, tmp_path: Path, way: str
) -> None:
    card, data = CARD.format(photo="QUJD" * 20_000), QMimeData()
    if way == "text":
        data.setText(card)
    elif way == "mime":
        data.setData("text/x-vcard", QByteArray(card.encode()))
    else:
        (tmp_path / "acme.vcf").write_text(card, "utf-8")
        data.setUrls([QUrl.fromLocalFile(str(tmp_path / "acme.vcf"))])
    assert drop(reception, data)
    reception.until(reception.is_asking, "the question")
    lines = [button.text() for button in reception.sheet.choice.buttons]
    assert [line.partition(" · ")[0] for line in lines] == ["0744000111", "0213100000"]
    reception.sheet.choice.buttons[0].click()
    assert "<img src=file:///etc/passwd>Acme" in reception.words(), "as text, without the character that turns it"
    formats = {label.textFormat() for label in reception.sheet.findChildren(QLabel) if "<img" in label.text()}
    assert formats == {Qt.TextFormat.PlainText}


def test_a_dropped_link_is_read_as_a_link(reception: Reception) -> None:
    data = QMimeData()
    data.setUrls([QUrl("tel:+39%200721%20123456")])
    assert drop(reception, data)
    reception.until(reception.is_asking, "the question")
    assert "00390721123456" in reception.words()


def test_other_things_are_not_welcome(reception: Reception) -> None:
    web, picture = QMimeData(), QMimeData()
    web.setUrls([QUrl("https://example.com/0722123456")])
    picture.setData("image/png", QByteArray(b"x"))
    assert not drop(reception, web)
    assert not drop(reception, picture)
    assert reception.words() == ""


def test_a_card_that_is_a_directory_or_gone_is_refused_calmly(reception: Reception, tmp_path: Path) -> None:
    (tmp_path / "folder.vcf").mkdir()
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "folder.vcf"))])
    assert drop(reception, data)
    reception.until(lambda: "holds no telephone number" in reception.words(), "the sentence")


def test_a_card_says_its_name_and_numbers_and_nothing_else() -> None:
    assert read_card(CARD.format(photo="")) == DroppedCard(
        "<img src=file:///etc/passwd>\u202eAcme", ("0744 000 111", "tel:+40-21-310-00-00")
    )
    with pytest.raises(NotACard):
        read_card("call BEGIN:VCARD")
    assert read_card("BEGIN:VCARD\nTEL:1\n" + "\n ".join(["x"] * 100_000)).numbers == ("1",)


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("0722 123 456", True),
        ("+44 (0)20 7946 0000", True),
        ("0722123456\n0733555010", False),
        ("555-1234 or 555-9876", False),
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


def copy_elsewhere(text: str) -> "subprocess.Popen[bytes]":
    """Copy `text` in another program, which has to live for as long as others may ask for it."""
    code = (
        "import sys; from PySide6.QtWidgets import QApplication, QWidget;"
        "a = QApplication([]); w = QWidget(); w.show();"
        f"a.clipboard().setText({text!r}); print('copied', flush=True); a.exec()"
    )
    other = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE)
    assert other.stdout is not None
    assert other.stdout.readline() == b"copied\n"
    return other


def watch_clipboard(reception: Reception, on: bool) -> None:
    desk = reception.program.settings_desk
    desk.change(replace(desk.settings, watch_clipboard=on, confirm_guests=GuestMode.COUNTDOWN))


@pytest.fixture
def copying() -> Iterator[list["subprocess.Popen[bytes]"]]:
    others: list[subprocess.Popen[bytes]] = []
    yield others
    for other in others:
        other.kill()
        other.communicate()


def test_the_clipboard_is_offered_only_where_the_agent_wants_it_and_never_pushes_forward(
    reception: Reception, elsewhere: QWidget, copying: list["subprocess.Popen[bytes]"]
) -> None:
    if QGuiApplication.platformName() != "xcb":
        pytest.skip("missing: a screen with a clipboard")
    assert Settings().watch_clipboard is False
    copying.append(copy_elsewhere("0722 123 456"))
    reception.rest(500)
    assert reception.words() == "", "off by default"
    watch_clipboard(reception, True)
    elsewhere.show()
    elsewhere.activateWindow()
    reception.until(elsewhere.isActiveWindow, "another window in front")
    copying.append(copy_elsewhere("0733 555 010"))
    reception.until(reception.is_asking, "the question")
    assert "From the clipboard" in reception.words()
    assert "Ana Marin" in reception.words()
    reception.rest(50)
    assert elsewhere.isActiveWindow(), "the other window keeps the keyboard"
    assert not reception.sheet.cancel.hasFocus()
    assert not reception.sheet.countdown.is_running
    copying.append(copy_elsewhere("some other text"))
    reception.until(lambda: not reception.sheet.isVisible(), "the question to be withdrawn")
    QGuiApplication.clipboard().setText("0722 123 456")
    reception.rest(500)
    assert reception.words() == "", "our own copy"
    watch_clipboard(reception, False)
    copying.append(copy_elsewhere("0744 000 111"))
    reception.rest(500)
    assert reception.words() == ""
    assert reception.sent() == []


def test_a_link_takes_the_place_of_what_was_only_seen_on_the_clipboard(reception: Reception) -> None:
    reception.offer("0733 555 010", "clipboard")
    reception.wakes_up()
    reception.offer("tel:0722123456")
    assert "0722123456" in reception.words()
    assert not reception.sheet.confirm.isEnabled()
    reception.offer("0733 555 010", "clipboard")
    assert "more" not in reception.words()
    assert "0722123456" in reception.words()


def test_the_settings_are_kept(reception: Reception) -> None:
    reception.program.open_settings()
    window = reception.program.settings_window
    assert window is not None
    guests = window.guests
    assert guests.mode.currentData() == GuestMode.ASK
    assert not guests.clipboard.isChecked()
    guests.mode.setCurrentIndex(1)
    guests.clipboard.setChecked(True)
    window.close()
    file = reception.program.places.settings
    reception.until(lambda: load(file).settings.watch_clipboard, "the file")
    assert load(file).settings.confirm_guests is GuestMode.COUNTDOWN
