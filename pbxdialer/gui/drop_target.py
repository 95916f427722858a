"""Text, telephone links and vCards that are dropped on the window: they are offered, never dialled."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QObject, QUrl, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QWidget

from pbxdialer.directory.dropped_card import LONGEST_CARD, DroppedCard, NotACard, read_card
from pbxdialer.gui.background import Lane

ACCOUNT_SUFFIX = ".pbxdialer"  # of files that set up an account (`store/account_file.py`)
_CARD_FORMATS = ("text/vcard", "text/x-vcard", "text/directory")
_CARD_FILES = (".vcf", ".vcard")
_TELEPHONE = ("tel", "callto", "sip", "sips")


class DropTarget(QObject):
    """Watches one window for drops. `dropped` carries the text, and whose number it is said to be."""

    dropped = Signal(str, str)
    account_file_dropped = Signal(object)  # Path, unread

    def __init__(self, window: QWidget, lane: Callable[[], Lane]) -> None:
        """What is dropped is read on `lane`: files may lie on a slow network."""
        super().__init__(window)
        self._lane = lane
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QDragEnterEvent):
            data = event.mimeData()
            if event.source() is None and (_account_file(data) or _reader(data)) is not None:
                event.acceptProposedAction()
            return True
        if isinstance(event, QDropEvent) and event.type() == QEvent.Type.Drop:
            file = _account_file(event.mimeData())
            if event.source() is None and file is not None:
                event.acceptProposedAction()
                self.account_file_dropped.emit(file)
                return True
            read = _reader(event.mimeData())
            if event.source() is None and read is not None:
                event.acceptProposedAction()
                self._lane().submit(read, self._take, lambda _error: self.dropped.emit("", ""))
            return True
        return False

    def _take(self, card: DroppedCard) -> None:
        self.dropped.emit("\n".join(card.numbers), card.name)


def _account_file(data: QMimeData) -> Path | None:
    """Return the file, if it is one, that would set up an account."""
    url = data.urls()[0] if data.hasUrls() else QUrl()
    return Path(url.toLocalFile()) if url.isLocalFile() and url.toLocalFile().lower().endswith(ACCOUNT_SUFFIX) else None


def _reader(data: QMimeData) -> Callable[[], DroppedCard] | None:
    """Return what reads the numbers in `data`, or None where we can do nothing with it."""
    for kind in _CARD_FORMATS:
        if data.hasFormat(kind):
            card = bytes(data.data(kind).data())
            return lambda: _card_or_nothing(card)
    urls = data.urls()
    if urls:
        return _url_reader(urls[0])
    if data.hasText():
        text = data.text()
        return lambda: _card_or_text(text)
    return None


def _url_reader(url: QUrl) -> Callable[[], DroppedCard] | None:
    if url.scheme().lower() in _TELEPHONE:
        link = bytes(url.toEncoded().data()).decode("ascii", "replace")
        return lambda: DroppedCard("", (link,))
    path = Path(url.toLocalFile())
    if url.isLocalFile() and path.suffix.lower() in _CARD_FILES:
        return lambda: _card_or_nothing(_beginning(path))
    return None


def _beginning(path: Path) -> bytes:
    """Return the file as far as a card may reach. Raises OSError."""
    with path.open("rb") as file:
        return file.read(LONGEST_CARD)


def _card_or_nothing(data: bytes) -> DroppedCard:
    try:
        return read_card(data)
    except NotACard:
        return DroppedCard("", ())


def _card_or_text(text: str) -> DroppedCard:
    try:
        return read_card(text.encode("utf-8", "replace"))
    except NotACard:
        return DroppedCard("", (text,))
