"""The dialog for a call later: whom, when, why; below it the calls that wait, and who will place them."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from PySide6.QtCore import QDateTime, QLocale, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QDateTimeEdit,
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from pbxdialer.core.call_back import CALL_BACK_WORDS, CallBack
from pbxdialer.core.intent import Intent
from pbxdialer.core.plain_text import plain
from pbxdialer.gui.elided_label import ElidedLabel
from pbxdialer.gui.look import Look
from pbxdialer.gui.spoken import announce
from pbxdialer.gui.tool_tip import as_tool_tip

_MORNING = 9


class CallLaterWindow(QDialog):
    """`asked` carries a CallBack, exactly as it is shown; `removed` one that is to be forgotten."""

    asked = Signal(object)  # CallBack
    removed = Signal(object)  # CallBack

    def __init__(self, look: Look, intent: Intent | None, parent: QWidget | None = None) -> None:
        """`intent` is what Call would do now; None only shows the calls that wait."""
        super().__init__(parent)
        self._look = look
        self._intent = intent
        tr = look.tr
        self.setWindowTitle(tr("Call later"))
        self.resize(440, 460)
        self.at = QDateTimeEdit(QDateTime.currentDateTime().addSecs(3600))
        self.at.setLocale(QLocale(tr.code))
        self.at.setCalendarPopup(True)
        self.at.setDisplayFormat("ddd d MMM yyyy  HH:mm")
        self.at.setAccessibleName(tr("When"))
        self.note = QLineEdit()
        self.note.setAccessibleName(tr("Note"))
        self.note.setPlaceholderText(tr("Note, such as what it is about"))
        self.note.setMaxLength(300)
        self.schedule_button = QPushButton(tr("Call then"))
        self.schedule_button.setProperty("role", "primary")
        self.schedule_button.clicked.connect(self._ask)
        self.told = QLabel()
        self.told.setWordWrap(True)
        self.told.setTextFormat(Qt.TextFormat.PlainText)
        self.told.setMinimumHeight(2 * self.told.fontMetrics().lineSpacing() + 2)
        self.waiting = QListWidget()
        self.waiting.setAccessibleName(tr("Calls that wait"))
        self.remove_button = QPushButton(tr("Forget this reminder"))
        self.remove_button.setEnabled(False)
        self.remove_button.clicked.connect(self._remove)
        self.waiting.currentItemChanged.connect(lambda *_: self._show_removable())
        self._lay_out()

    def show_waiting(self, call_backs: Sequence[CallBack]) -> None:
        """Show the calls for later, the latest time first."""
        self.waiting.clear()
        for call_back in call_backs:
            who = call_back.name or call_back.number
            when = call_back.at.astimezone().strftime("%d.%m. %H:%M")
            state = self._look.tr(CALL_BACK_WORDS[call_back.state])
            note = f" – {call_back.note}" if call_back.note else ""
            item = QListWidgetItem(plain(f"{when}  {who}{note}\u2003({state})", 200))
            item.setToolTip(as_tool_tip(item.text()))
            item.setData(Qt.ItemDataRole.UserRole, call_back)
            self.waiting.addItem(item)
        self._show_removable()

    def say(self, text: str, tone: str = "") -> None:
        """Tell what came of it."""
        self.told.setText(text)
        self.told.setProperty("tone", tone)
        self.told.style().polish(self.told)
        announce(self.told, text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and event.isAutoRepeat():
            return  # one press, at most one call: also for later
        super().keyPressEvent(event)

    def _ask(self) -> None:
        if self._intent is None:
            return
        at = datetime.fromtimestamp(self.at.dateTime().toSecsSinceEpoch()).astimezone()
        if at <= datetime.now().astimezone():
            self.say(self._look.tr("That time is over already."), "bad")
            return
        intent, self._intent = self._intent, None
        self.schedule_button.setEnabled(False)
        self.asked.emit(CallBack.intended(intent, at, self.note.text().strip()))

    def _remove(self) -> None:
        item = self.waiting.currentItem()
        if item is not None:
            self.removed.emit(item.data(Qt.ItemDataRole.UserRole))

    def _show_removable(self) -> None:
        """Only a reminder of our own can be taken back: the API has no documented way to withdraw a call."""
        item = self.waiting.currentItem()
        chosen: CallBack | None = item.data(Qt.ItemDataRole.UserRole) if item is not None else None
        self.remove_button.setEnabled(chosen is not None and (chosen.needs_reminder or chosen.is_over))

    def _lay_out(self) -> None:
        tr, intent = self._look.tr, self._intent
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 16, 18, 16)
        column.setSpacing(9)
        in_order: tuple[QWidget, ...] = ()
        if intent is not None:
            who = ElidedLabel()
            who.setText(intent.callee.name or intent.callee.number.digits)
            who.setProperty("role", "title")
            digits = QLabel(
                tr(
                    "Will dial {digits} · {name} rings first",
                    digits=intent.dial_string.digits,
                    name=plain(intent.destination.name, 40),
                )
            )
            digits.setTextFormat(Qt.TextFormat.PlainText)
            digits.setProperty("role", "muted")
            quick = QHBoxLayout()
            soon = self._add_quick(quick, tr("In 15 minutes"), lambda: _from_now(timedelta(minutes=15)))
            later = self._add_quick(quick, tr("In an hour"), lambda: _from_now(timedelta(hours=1)))
            tomorrow = self._add_quick(quick, tr("Tomorrow at 9"), _tomorrow_morning)
            quick.addStretch(1)
            buttons = QHBoxLayout()
            buttons.addStretch(1)
            buttons.addWidget(self.schedule_button)
            column.addWidget(who)
            column.addWidget(digits)
            column.addLayout(quick)
            column.addWidget(self.at)
            column.addWidget(self.note)
            column.addLayout(buttons)
            in_order = (soon, later, tomorrow, self.at, self.note, self.schedule_button, self.waiting)
        column.addWidget(self.told)
        caption = QLabel(tr("Calls that wait"))
        caption.setProperty("role", "section")
        column.addWidget(caption)
        column.addWidget(self.waiting, 1)
        foot = QHBoxLayout()
        foot.addWidget(self.remove_button)
        foot.addStretch(1)
        column.addLayout(foot)
        for one, following in pairwise(in_order):  # all of them are in this window by now
            self.setTabOrder(one, following)
        if in_order:
            in_order[0].setFocus()  # not Call then, though Enter presses that: the time comes first
        self.schedule_button.setDefault(True)

    def _add_quick(self, row: QHBoxLayout, word: str, moment: Callable[[], datetime]) -> QPushButton:
        button = QPushButton(word)
        button.setAutoDefault(False)
        button.clicked.connect(lambda: self.at.setDateTime(QDateTime.fromSecsSinceEpoch(int(moment().timestamp()))))
        row.addWidget(button)
        return button


def _from_now(wait: timedelta) -> datetime:
    return datetime.now().astimezone() + wait


def _tomorrow_morning() -> datetime:
    tomorrow = datetime.now().astimezone() + timedelta(days=1)
    return tomorrow.replace(hour=_MORNING, minute=0, second=0, microsecond=0)
