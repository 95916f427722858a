"""The card of the latest call: who, how long, which leg, what to do now, and a way to stop waiting."""

from dataclasses import replace
from datetime import UTC, datetime

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from pbxdialer.core.call import Call, CallState
from pbxdialer.core.language import Language
from pbxdialer.core.legs import NO_LEGS, legs
from pbxdialer.core.wording import call_sentence
from pbxdialer.gui.advice_label import AdviceLabel
from pbxdialer.gui.elided_label import ElidedLabel
from pbxdialer.gui.leg_steps import LegSteps
from pbxdialer.gui.palette import Palette
from pbxdialer.gui.spoken import announce
from pbxdialer.gui.tool_tip import explain

# How long "pick up your phone" is worth a running clock when nothing more is heard of the call.
_FOLLOWED_S = 60
_TONES = {
    CallState.REQUESTED: "",
    CallState.RINGING_AGENT: "good",
    CallState.IN_CALL: "good",
    CallState.ENDED: "",
    CallState.NOT_SENT: "bad",
    CallState.REFUSED: "bad",
    CallState.NOT_ANSWERED: "warn",
    CallState.UNKNOWN: "warn",
}


class CallCard(QFrame):
    """Shows one call as it stands; keeps its height in every state."""

    stop_requested = Signal()
    page_requested = Signal(object)  # Call
    noted = Signal(object, str)  # Call, the agent's note

    def __init__(self, palette: Palette, tr: Language, parent: QWidget | None = None, *, notes: bool = True) -> None:
        """`notes` is False where nothing is noted about a call."""
        super().__init__(parent)
        self._notes = notes
        self.setObjectName("card")
        self._tr = tr
        self._call: Call | None = None

        self._who = ElidedLabel()
        self._who.setProperty("role", "title")
        self._clock = QLabel()
        self._clock.setTextFormat(Qt.TextFormat.PlainText)
        self._clock.setProperty("role", "muted")
        self._clock.setAccessibleDescription(tr("Duration"))
        self._steps = LegSteps(palette, tr)
        self._title = ElidedLabel()
        self._title.setProperty("role", "title")
        self._advice = AdviceLabel(tr)
        self._advice.setProperty("role", "muted")
        self.stop_button = QPushButton(tr("Stop waiting"))
        self.stop_button.clicked.connect(self.stop_requested)
        self._title.setMinimumHeight(self.stop_button.sizeHint().height())  # the row stays when the button goes

        self.page_button = QToolButton()
        self.page_button.setText(tr("Customer's page"))
        self.page_button.setToolTip(tr("Open the customer's page in the browser"))
        self.page_button.clicked.connect(lambda: self.page_requested.emit(self._call))
        self.page_button.hide()

        self.note = QLineEdit()
        self.note.setAccessibleName(tr("Note about this call"))
        self.note.setPlaceholderText(tr("Note about this call"))
        self.note.setMaxLength(1000)
        self.note.editingFinished.connect(self._write_note)
        stays = self.note.sizePolicy()
        stays.setRetainSizeWhenHidden(notes)
        self.note.setSizePolicy(stays)

        head = QHBoxLayout()
        head.addWidget(self._who, 1)
        head.addWidget(self.page_button)
        head.addWidget(self._clock)
        titles = QHBoxLayout()
        titles.addWidget(self._title, 1)
        titles.addWidget(self.stop_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 6)
        column.setSpacing(4)
        column.addLayout(head)
        column.addWidget(self._steps)
        column.addLayout(titles)
        column.addWidget(self._advice)
        column.addWidget(self.note)

        self._tick = QTimer(self)
        self._tick.setInterval(1000)
        self._tick.timeout.connect(self._show_clock)
        self.show_idle()

    @property
    def call(self) -> Call | None:
        """Return the call shown, or None."""
        return self._call

    def show_idle(self) -> None:
        """Say that there is no call."""
        self._call = None
        self._who.setText(self._tr("No call yet"))
        self._title.setProperty("role", "muted")
        self._title.setText(self._tr("Here you see what the telephones are doing."))
        _set_tone(self._title, "")
        self._advice.clear()
        self._steps.show_legs(NO_LEGS)
        self.stop_button.hide()
        self._clock.clear()
        self.setAccessibleName(self._who.text())
        self._tick.stop()
        self.note.clear()
        self.note.hide()

    def offer_page(self, offered: bool) -> None:
        """Offer the customer's page, or do not."""
        self.page_button.setVisible(offered)

    def show_news(self, call: Call) -> None:
        """Show `call`, unless the card has a later one: news of an earlier call stand in the list of calls."""
        shown = self._call
        if shown is None or call.external_id == shown.external_id or call.requested_at >= shown.requested_at:
            self.show_call(call)

    def show_call(self, call: Call) -> None:
        """Show `call` as it stands now; a note being written stays."""
        is_another = self._call is None or self._call.external_id != call.external_id
        if is_another:
            self._write_note()
            self.note.setText(call.note)
        else:
            call = replace(call, note=call.note or self._written())
        if self._call is None:
            self._title.setProperty("role", "title")
            self.note.setVisible(self._notes)
        self._call = call
        sentence = call_sentence(call, self._tr)
        number = call.number if call.name else ""
        self._who.setText(" · ".join(part for part in (call.name or call.number, number) if part))
        self._steps.show_legs(legs(call))
        self._title.setText(sentence.title)
        self._advice.setText(sentence.advice)
        explain(self._advice, sentence.advice)
        _set_tone(self._title, _TONES[call.state])
        self.stop_button.setVisible(call.state is CallState.REQUESTED)
        self._show_clock()
        is_trouble = _TONES[call.state] in ("bad", "warn")
        self._tell(f"{self._who.text()}: {sentence.title}", sentence.advice, urgent=is_trouble)

    def _tell(self, state: str, advice: str, *, urgent: bool) -> None:
        """Let a screen reader say each state once, however often the card shows it."""
        if self.accessibleName() != state:
            self.setAccessibleName(state)
            self.setAccessibleDescription(advice)
            announce(self, f"{state}. {advice}", urgent=urgent)

    def show_note(self, external_id: str, note: str) -> None:
        """Show the note of a call, where it is the one on the card and nobody writes in it."""
        if self._call is not None and self._call.external_id == external_id:
            self._call = replace(self._call, note=note)
            if not self.note.hasFocus():
                self.note.setText(note)

    def _written(self) -> str:
        return self._call.note if self._call is not None else ""

    def _write_note(self) -> None:
        text = self.note.text().strip()
        if self._call is not None and text != self._call.note:
            self._call = replace(self._call, note=text)
            self.noted.emit(self._call, text)

    def clock_text(self) -> str:
        """Return the running clock, ``mm:ss``."""
        return self._clock.text()

    def _show_clock(self) -> None:
        call = self._call
        if call is None:
            return
        running = call.state in (CallState.REQUESTED, CallState.RINGING_AGENT, CallState.IN_CALL)
        until = datetime.now(UTC) if running else call.changed_at
        elapsed_s = max(0, int((until - call.requested_at).total_seconds()))
        if call.state is CallState.RINGING_AGENT and elapsed_s >= _FOLLOWED_S:
            running = False
            elapsed_s = _FOLLOWED_S
        self._clock.setText(f"{elapsed_s // 60:02d}:{elapsed_s % 60:02d}")
        if running != self._tick.isActive():
            self._tick.start() if running else self._tick.stop()


def _set_tone(label: QLabel, tone: str) -> None:
    """Colour a label by its state; the words say the same."""
    label.setProperty("tone", tone)
    label.style().unpolish(label)
    label.style().polish(label)
