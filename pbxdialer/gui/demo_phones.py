"""The demo PBX's telephones in a small window: see them ring, answer or reject by hand."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMainWindow, QPushButton, QVBoxLayout, QWidget

from pbxdialer.core.language import mark
from pbxdialer.demo_pbx import DemoPbx, PhoneState, PhoneView
from pbxdialer.gui.elided_label import ElidedLabel
from pbxdialer.gui.look import Look

_WORDS = {
    PhoneState.IDLE: ("○", mark("ready"), ""),
    PhoneState.RINGING: ("◉", mark("ringing"), "warn"),
    PhoneState.IN_CALL: ("●", mark("in a call"), "good"),
    PhoneState.OFFLINE: ("✕", mark("offline"), ""),
    PhoneState.BUSY: ("■", mark("busy"), ""),
}


class DemoPhones(QMainWindow):
    """One line a telephone. The PBX tells of every event on its own threads; a signal brings it here.

    A QMainWindow, because a bare QWidget is no window to a screen reader (its role is “filler”).
    """

    _something_happened = Signal(object)  # PhoneEvent

    def __init__(self, look: Look, pbx: DemoPbx, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._pbx = pbx
        self.setWindowTitle(look.tr("Demo telephones"))
        self.setWindowIcon(look.icons.program())
        page = QWidget(self)
        self.setCentralWidget(page)
        column = QVBoxLayout(page)
        column.setContentsMargins(14, 12, 14, 12)
        column.setSpacing(8)
        intro = QLabel(
            look.tr("These telephones exist on this computer only. They answer by themselves after a while.")
        )
        intro.setProperty("role", "muted")
        intro.setWordWrap(True)
        column.addWidget(intro)
        self._lines = {phone.user: _PhoneLine(look, pbx, phone) for phone in pbx.phones()}
        for line in self._lines.values():
            column.addWidget(line)
        column.addStretch(1)
        self.resize(430, 320)
        self._something_happened.connect(self._show)
        self._unwatch = pbx.watch(self._something_happened.emit)
        # The clock of a talking telephone runs on without events.
        self._tick = QTimer(self)
        self._tick.setInterval(1000)
        self._tick.timeout.connect(self._show)
        self._tick.start()

    def stop_watching(self) -> None:
        """Hear no more from the PBX, before the program ends."""
        self._tick.stop()
        self._unwatch()
        self._unwatch = lambda: None

    def closeEvent(self, event: QCloseEvent) -> None:
        self.stop_watching()
        super().closeEvent(event)

    def _show(self, *_: object) -> None:
        for phone in self._pbx.phones():
            self._lines[phone.user].show_phone(phone)


class _PhoneLine(QWidget):
    def __init__(self, look: Look, pbx: DemoPbx, phone: PhoneView) -> None:
        super().__init__()
        self._tr = look.tr
        self._sign = QLabel()
        self._sign.setTextFormat(Qt.TextFormat.PlainText)
        self._sign.setFixedWidth(18)
        self._who = QLabel(f"{phone.full_name} · {phone.extension}")
        self._who.setTextFormat(Qt.TextFormat.PlainText)
        self._state = ElidedLabel()
        self._state.setProperty("role", "muted")
        self._answer = QPushButton(look.tr("Answer"))
        self._answer.setProperty("role", "primary")
        self._answer.clicked.connect(lambda: pbx.answer(phone.user))
        self._end = QPushButton(look.tr("Reject"))
        self._end.clicked.connect(lambda: pbx.reject(phone.user) or pbx.hang_up(phone.user))
        for button in (self._answer, self._end):
            keep = button.sizePolicy()
            keep.setRetainSizeWhenHidden(True)
            button.setSizePolicy(keep)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._who)
        words.addWidget(self._state)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._sign)
        row.addLayout(words, 1)
        row.addWidget(self._answer)
        row.addWidget(self._end)
        self.show_phone(phone)

    def show_phone(self, phone: PhoneView) -> None:
        """Show what the telephone does now."""
        sign, word, tone = _WORDS[phone.state]
        self._sign.setText(sign)
        self._sign.setProperty("tone", tone)
        self._sign.style().polish(self._sign)
        about = f"{phone.name} {phone.number}".strip()
        self._state.setText(f"{self._tr(word)} – {about}" if about else self._tr(word))
        self._answer.setVisible(phone.state is PhoneState.RINGING)
        self._end.setVisible(phone.state in (PhoneState.RINGING, PhoneState.IN_CALL))
        self._end.setText(self._tr("Hang up") if phone.state is PhoneState.IN_CALL else self._tr("Reject"))
