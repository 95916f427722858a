"""Text, telephone links and vCards that are dropped on the window: they are offered, never dialled."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QObject, QUrl, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QWidget

from pbxdialer.directory.dropped_card import LONGEST_CARD, DroppedCard, NotACard, read_card
from pbxdialer.gui.background import Lane

_CARD_FORMATS = ("text/vcard", "text/x-vcard", "text/directory")
_CARD_FILES = (".vcf", ".vcard")
_TELEPHONE = ("tel", "callto", "sip", "sips")


class DropTarget(QObject):
    """Watches one window for drops. `dropped` carries the text, and whose number it is said to be."""

    dropped = Signal(str, str)

    def __init__(self, window: QWidget, lane: Callable[[], Lane]) -> None:
        """What is dropped is read on `lane`: files may lie on a slow network."""
        super().__init__(window)
        self._lane = lane
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QDragEnterEvent):
            if event.source() is None and _reader(event.mimeData()) is not None:
                event.acceptProposedAction()
            return True
        if isinstance(event, QDropEvent) and event.type() == QEvent.Type.Drop:
            read = _reader(event.mimeData())
            if event.source() is None and read is not None:
                event.acceptProposedAction()
                self._lane().submit(read, self._take, lambda _error: self.dropped.emit("", ""))
            return True
        return False

    def _take(self, card: DroppedCard) -> None:
        self.dropped.emit("\n".join(card.numbers), card.name)


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
