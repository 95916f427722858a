"""The sheet at the window's lower edge where a guest's number is asked about, or a sentence is said about it.

It lies over the window instead of pushing things about: nothing that dials ever moves under the agent's hand. The
default is Cancel, and the confirming button wakes up late (`LateButton`), again after each change of what it would do.
"""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from pbxdialer.core.guest import GuestCall, GuestQuestion, Told
from pbxdialer.core.guest_wording import told_sentence
from pbxdialer.core.offer import SOURCE_WORDS, OfferSource
from pbxdialer.gui.countdown import COUNTS_MS, Countdown
from pbxdialer.gui.elided_label import ElidedLabel
from pbxdialer.gui.guest_choice import GuestChoice
from pbxdialer.gui.guest_facts import GuestFacts, who
from pbxdialer.gui.keys import Press, shortcut
from pbxdialer.gui.late_button import LateButton
from pbxdialer.gui.look import Look
from pbxdialer.gui.spoken import announce
from pbxdialer.gui.wrapped import wrapped

_MARGIN = 8
_INSIDE = 14
_TICK = 28  # the box of a tick and the space behind it


class GuestSheet(QFrame):
    """Shows one question or one sentence. `confirmed` carries the call that was on it; `dismissed` says no."""

    confirmed = Signal(object)  # GuestCall
    dismissed = Signal()

    def __init__(self, look: Look, over: QWidget) -> None:
        """`over` is the page the sheet lies on."""
        super().__init__(over)
        self.setObjectName("guest_sheet")
        self._tr = tr = look.tr
        self._page = over
        self._shown: GuestCall | None = None
        self._before: QWidget | None = None
        self._source = QLabel()
        self._source.setProperty("role", "section")
        self._more = ElidedLabel()
        self._more.setProperty("role", "muted")
        self._title = ElidedLabel()
        self._title.setProperty("role", "offered_title")
        self.choice = GuestChoice(look)
        self.choice.picked.connect(self._show_call)
        self.facts = GuestFacts(look)
        self._sentence = QLabel()
        self._sentence.setTextFormat(Qt.TextFormat.PlainText)
        self._sentence.setWordWrap(True)
        self.knows_the_cost = QCheckBox(tr("I want this call all the same"))
        self.knows_the_cost.toggled.connect(self._rouse)
        self.bar = QProgressBar()
        self.bar.setRange(0, COUNTS_MS)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(tr("Time until the call"))
        self._seconds = QLabel()
        self._seconds.setTextFormat(Qt.TextFormat.PlainText)
        self._seconds.setProperty("role", "muted")
        self._seconds.setWordWrap(True)
        self.cancel = QPushButton(tr("Cancel"))
        self.cancel.clicked.connect(self.dismissed)
        self.confirm = LateButton()
        self.confirm.chosen.connect(self._confirm)
        self.countdown = Countdown(self, self.confirm)
        self.countdown.ticked.connect(self._show_seconds)
        self.countdown.stopped.connect(self._hide_countdown)
        self.countdown.ended.connect(self._confirm)
        shortcut(Press.QUESTION, self, self._take_keyboard)
        self._column = self._laid_out()
        over.installEventFilter(self)
        self.hide()

    def ask(self, question: GuestQuestion, counts: bool) -> None:
        """Ask `question`; where it `counts` and the agent is not in the middle of something, count down to the call."""
        several = len(question.calls) > 1
        self._begin(question.source)
        self.choice.offer(question.calls)
        self.cancel.setText(self._tr("Cancel"))
        self.confirm.setText(self._tr("Call"))
        self.confirm.show()
        if several:
            self._title.setText(self._tr("Which number?"))
            self._show_more(question.left_out)
        else:
            self._show_call(question.calls[0])
        has_keyboard = self._appear(wants_keyboard=not question.source.is_watched)
        if not has_keyboard:
            self._more.setText(self._tr("{key} to answer", key=Press.QUESTION))
        elif counts:
            self.bar.show()
            self._seconds.show()
            self.countdown.begin()

    def tell(self, told: Told) -> None:
        """Say one sentence; the keyboard stays where it is."""
        self._begin(told.source)
        self.choice.offer(())
        self._title.setText(self._tr("Not called"))
        self._sentence.setText(told_sentence(told, self._tr))
        self._sentence.show()
        self.confirm.hide()
        self.cancel.setText(self._tr("Close"))
        self._appear(wants_keyboard=False)

    def count_ignored(self, n: int) -> None:
        """Say that `n` other numbers came meanwhile; nobody looks at them."""
        self._more.setText(self._tr.plural("and {n} more was not taken", "and {n} more were not taken", n) if n else "")
        if n:
            self.countdown.stop()

    def clear(self) -> None:
        """Go away."""
        self.countdown.stop()
        self.confirm.bar()
        self._shown = None
        if self._has_keyboard() and self._before is not None:
            self._before.setFocus(Qt.FocusReason.OtherFocusReason)
        self.hide()

    def text(self) -> str:
        """Return what the sheet says, for a screen reader."""
        parts = [self._source.text(), self._title.text(), self._more.text()]
        parts.append(self.facts.text() if self._shown else self._sentence.text())
        return ". ".join(part for part in parts if part)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.dismissed.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.confirm.hasFocus() and not event.isAutoRepeat():
                self.confirm.click()
            elif self.cancel.hasFocus() and not event.isAutoRepeat():
                self.dismissed.emit()
        else:
            super().keyPressEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Keep Tab inside the sheet while it is answered; Esc, F6 and the mouse lead out of it."""
        parts = (*self.choice.stops(), self.knows_the_cost, self.confirm, self.cancel)
        stops = [part for part in parts if part.isVisible() and part.isEnabled()]
        if not stops:
            return super().focusNextPrevChild(forward)
        focused = self.window().focusWidget()
        at = stops.index(focused) if focused in stops else -1
        reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
        stops[(at + (1 if forward else -1)) % len(stops)].setFocus(reason)
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._page and event.type() == QEvent.Type.Resize:
            self._settle()
        return False

    def event(self, event: QEvent) -> bool:
        handled = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self._settle()
        return handled

    def _begin(self, source: OfferSource) -> None:
        """Start from an empty sheet."""
        self.countdown.stop()
        self._shown = None
        self.confirm.bar()
        self._source.setText(self._tr(SOURCE_WORDS[source]))
        self._more.setText("")
        for part in (self.facts, self._sentence, self.knows_the_cost, self.bar, self._seconds):
            part.hide()

    def _show_call(self, call: GuestCall) -> None:
        """Show what would be sent; the confirming button has to wake up for it first."""
        self._shown = call
        self._title.setText(self._tr("Call {who}?", who=who(call)))
        self.facts.show_call(call)
        self.facts.show()
        self.confirm.setText(self._tr("Call {digits}", digits=call.intent.dial_string.digits))
        self.knows_the_cost.setChecked(False)
        self.knows_the_cost.setVisible(call.may_be_dear)
        self._rouse()
        self.setAccessibleName(self.text())

    def _rouse(self, *_: object) -> None:
        """Let the confirming button wake up, unless something is to be ticked or chosen first."""
        ready = self._shown is not None and (not self._shown.may_be_dear or self.knows_the_cost.isChecked())
        if ready:
            self.confirm.rouse()
        else:
            self.confirm.bar()

    def _confirm(self) -> None:
        call = self._shown
        if call is not None:
            self.confirmed.emit(call)

    def _appear(self, *, wants_keyboard: bool) -> bool:
        """Show the sheet; return True where it took the keyboard, which it leaves to somebody who is typing."""
        focused = self.window().focusWidget()
        if focused is not None and not self.isAncestorOf(focused):
            self._before = focused
        typing = self.window().isActiveWindow() and isinstance(focused, QLineEdit) and bool(focused.text())
        self.setAccessibleName(self.text())
        self.show()
        self.raise_()
        self._settle()
        announce(self, self.accessibleName(), urgent=True)
        if wants_keyboard and not typing:
            self.cancel.setFocus(Qt.FocusReason.OtherFocusReason)
            return True
        return False

    def _take_keyboard(self) -> None:
        """Bring the keyboard into the sheet, or back to where it was."""
        if not self._has_keyboard():
            self._before = QApplication.focusWidget()
            self.cancel.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self._before is not None:
            self._before.setFocus(Qt.FocusReason.OtherFocusReason)

    def _has_keyboard(self) -> bool:
        focused = self.window().focusWidget()
        return focused is not None and self.isAncestorOf(focused)

    def _show_more(self, left_out: int) -> None:
        if left_out:
            self._sentence.setText(self._tr.plural("{n} more is not shown.", "{n} more are not shown.", left_out))
            self._sentence.show()

    def _show_seconds(self, left_ms: int) -> None:
        self.bar.setValue(left_ms)
        self._seconds.setText(self._tr("Calls in {n} s. Any key or click stops it.", n=-(-left_ms // 1000)))

    def _hide_countdown(self) -> None:
        self.bar.hide()
        self._seconds.hide()

    def _settle(self) -> None:
        """Lie at the lower edge of the page, as high as the words need: the buttons never move."""
        if self.isHidden():
            return
        width = self._page.width() - 2 * _MARGIN
        column, tick = self._column, self.knows_the_cost
        whole = self._tr("I want this call all the same")
        tick.setText(wrapped(whole, tick.fontMetrics(), width - 2 * _INSIDE - _TICK))
        wanted = column.totalHeightForWidth(width) if column.hasHeightForWidth() else column.totalSizeHint().height()
        height = min(wanted, self._page.height() - 2 * _MARGIN)
        self.setGeometry(_MARGIN, self._page.height() - height - _MARGIN, width, height)

    def _laid_out(self) -> QVBoxLayout:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._source)
        head.addWidget(self._more, 1)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.confirm)
        buttons.addWidget(self.cancel)
        column = QVBoxLayout(self)
        column.setContentsMargins(_INSIDE, 12, _INSIDE, 12)
        column.setSpacing(7)
        column.addLayout(head)
        column.addWidget(self._title)
        column.addWidget(self.choice)
        column.addWidget(self.facts)
        column.addWidget(self._sentence)
        column.addWidget(self.knows_the_cost)
        column.addWidget(self.bar)
        column.addWidget(self._seconds)
        column.addLayout(buttons)
        return column
