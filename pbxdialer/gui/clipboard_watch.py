"""Looks at what is copied, only where the agent has asked for it, and only offers what is one telephone number.

What it sees is never logged, never kept, and dropped at once where it is anything else.
"""

from PySide6.QtCore import QMimeData, QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication

from pbxdialer.core.guest import is_link
from pbxdialer.core.number import NotANumber, PhoneNumber
from pbxdialer.core.number_finder import find_in_link
from pbxdialer.desktop.clipboard_formats import PUT_BACK

# some programs change the clipboard several times for one copy
_SETTLES_MS = 250
_LONGEST = 60
_SHORTEST_DIGITS = 6
_SECRET_FORMATS = (
    "x-kde-passwordManagerHint",
    'application/x-qt-windows-mime;value="ExcludeClipboardContentFromMonitorProcessing"',
    "application/x-nspasteboard-concealed-type",
)
_PUT_BACK = f'application/x-qt-windows-mime;value="{PUT_BACK}"'


class ClipboardWatch(QObject):
    """`number_copied` carries the text where it is one number; `changed` fires when something else was copied."""

    number_copied = Signal(str)
    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._clipboard = QGuiApplication.clipboard()
        self._is_on = False
        self._region = "RO"
        self._overlooks = self._missed = False
        self._settled = QTimer(self, singleShot=True, interval=_SETTLES_MS)
        self._settled.timeout.connect(self._look)

    def watch(self, on: bool, region: str) -> None:
        """Watch from now on, or stop; numbers are read as people of `region` write them."""
        self._region = region
        if on and not self._is_on:
            self._clipboard.dataChanged.connect(self._change)
        elif self._is_on and not on:
            self._clipboard.dataChanged.disconnect(self._change)
            self._settled.stop()
        self._is_on = on

    def overlook(self, on: bool) -> None:
        """Look at nothing for as long as we use the clipboard ourselves; what is there afterwards is looked at."""
        self._overlooks = on
        if self._missed and not on:
            self._missed = False
            self._settled.start()

    def _change(self) -> None:
        if self._overlooks:
            self._missed = True
        else:
            self._settled.start()

    def _look(self) -> None:
        data = self._clipboard.mimeData()
        if data is not None and data.hasFormat(_PUT_BACK):
            return  # it was there before
        self.changed.emit()
        if self._clipboard.ownsClipboard():
            return  # our own copy
        text = short_text(data)
        if is_one_number(text, self._region):
            self.number_copied.emit(text)


def is_one_number(text: str, region: str) -> bool:
    """True for a text, or a link, that is one telephone number as a whole, and could be somebody's in `region`."""
    if not 0 < len(text) <= _LONGEST:
        return False
    number = _number_in(text, region)
    return number is not None and len(number.digits) >= _SHORTEST_DIGITS and number.subscriber(region).startswith("+")


def _number_in(text: str, region: str) -> PhoneNumber | None:
    if is_link(text):
        return next((candidate.number for candidate in find_in_link(text, region).candidates), None)
    try:
        return PhoneNumber.from_guest(text)
    except NotANumber:
        return None


def short_text(data: QMimeData | None) -> str:
    """Return what was copied as text; nothing of what a password manager marks as a secret."""
    if data is None or not data.hasText() or any(data.hasFormat(secret) for secret in _SECRET_FORMATS):
        return ""
    return data.text().strip()
