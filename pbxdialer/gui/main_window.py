"""The window: one box, who rings first, what will be dialled, Call; the call's card; recent calls.

It is shown with nothing but its box, which takes the keys already, and furnished right behind that first frame (see
`app/threshold.py`). So whatever the furniture brings in is imported in `furnish`, not up here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QWidget

from pbxdialer.core.plain_text import plain
from pbxdialer.gui.dial_line import DialLine
from pbxdialer.gui.look import Look
from pbxdialer.gui.page import empty_page

if TYPE_CHECKING:
    from PySide6.QtGui import QCloseEvent, QShowEvent

    from pbxdialer.core.account import Account, Destination, DestinationKind
    from pbxdialer.core.call import Call
    from pbxdialer.core.intent import Callee, Intent
    from pbxdialer.directory.match import Match
    from pbxdialer.gui.dial_box import Ask, Search
    from pbxdialer.gui.literal_key import LiteralKey
    from pbxdialer.gui.one_press import OnePress
    from pbxdialer.gui.switchboard import Switchboard


class MainWindow(QMainWindow):
    """Everything an agent needs for a call, reachable from the keyboard."""

    settings_requested = Signal()
    account_chosen = Signal(str)  # account id
    closing = Signal()
    later_requested = Signal()
    history_requested = Signal()
    question_changed = Signal()  # a question was opened or closed

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        """Only the box is there, and takes what is typed; `furnish` brings the rest."""
        super().__init__(parent)
        self.look = look
        self._guards: list[OnePress | LiteralKey] = []
        self.setWindowTitle("PBX Dialer")
        self.resize(430, 740)
        self.setMinimumWidth(320)
        self.line = DialLine(look.tr)
        page, column = empty_page(QHBoxLayout(), self.fontMetrics().height())
        column.addWidget(self.line)
        column.addStretch(1)
        self.setCentralWidget(page)
        self.line.setFocus()

    def furnish(self, switchboard: Switchboard) -> None:
        """Put everything else in its place, round the box; what was typed into it stays."""
        from PySide6.QtWidgets import QPushButton, QSizePolicy, QStackedWidget, QToolButton

        from pbxdialer.gui.account_switch import AccountSwitch
        from pbxdialer.gui.call_card import CallCard
        from pbxdialer.gui.destination_picker import DestinationPicker
        from pbxdialer.gui.dial_box import DialBox
        from pbxdialer.gui.dial_preview import DialPreview
        from pbxdialer.gui.elided_label import ElidedLabel
        from pbxdialer.gui.history_list import HistoryList
        from pbxdialer.gui.instant_tip import InstantTip
        from pbxdialer.gui.keys import Press, shortcut
        from pbxdialer.gui.laid_out import laid_out
        from pbxdialer.gui.literal_key import LiteralKey
        from pbxdialer.gui.notice_bar import NoticeBar
        from pbxdialer.gui.one_press import OnePress
        from pbxdialer.gui.people_button import people_button
        from pbxdialer.gui.presence_label import PresenceLabel
        from pbxdialer.gui.question_card import QuestionCard
        from pbxdialer.gui.undo_bar import UndoBar

        look, tr = self.look, self.look.tr
        self._switchboard = switchboard
        self.literal_key = LiteralKey(self)
        self._guards = [OnePress(self), self.literal_key]
        for guard in self._guards:
            guard.guard(self)
        self.notices = NoticeBar(look)
        self.presence = PresenceLabel(look)
        self.account_switch = AccountSwitch(look, self)
        self.account_switch.chosen.connect(self.account_chosen)
        self.account_switch.settings_requested.connect(self.settings_requested)
        self.settings_button = QToolButton()
        self.settings_button.setIcon(look.icons.icon("settings", look.palette.colour("muted")))
        self.settings_button.setAccessibleName(tr("Settings"))
        self.settings_button.setToolTip(tr("Settings (Ctrl+,)"))
        self.settings_button.clicked.connect(self.settings_requested)
        self.people_button = people_button(look)
        self.undo_bar = UndoBar(look)
        self.box = DialBox(self.line, look.palette, look.icons, tr)
        self.picker = DestinationPicker(tr)
        self.preview = DialPreview(look)
        self.standing = ElidedLabel()
        self.standing.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.standing.setProperty("tone", "warn")
        self.call_button = QPushButton(tr("Call"))
        self.call_button.setObjectName("call")
        self.call_button.setToolTip(tr("Call (Enter)"))
        self.later_button = QToolButton()
        self.later_button.setIcon(look.icons.icon("clock", look.palette.colour("muted")))
        self.later_button.setAccessibleName(tr("Call later"))
        self.later_button.setToolTip(tr("Call later (Ctrl+L)"))
        self.later_button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self.later_button.clicked.connect(self.later_requested)
        self.history_button = QToolButton()
        self.history_button.setText(tr("All calls…"))
        self.history_button.setToolTip(tr("All calls (Ctrl+H)"))
        self.history_button.clicked.connect(self.history_requested)
        InstantTip(self.settings_button, self.people_button, self.later_button, self.history_button)
        self.card = CallCard(look.palette, tr)
        self.question = QuestionCard(look)
        self.history = HistoryList(look.palette, look.icons, tr)
        self._lower = QStackedWidget()
        self._lower.addWidget(self.card)
        self._lower.addWidget(self.question)
        self._lower.currentChanged.connect(lambda _index: self.question_changed.emit())
        self._lower.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setCentralWidget(laid_out(self, self._lower))
        self.line.setFocus()

        self.box.callee_changed.connect(self._show_target)
        self.literal_key.changed.connect(self._show_target)
        self.box.call_requested.connect(self.call_now)
        self.picker.call_requested.connect(self.call_now)
        self.picker.destination_changed.connect(self._show_target)
        self.call_button.clicked.connect(self.call_now)
        self.card.stop_requested.connect(switchboard.stop_waiting)
        self.question.closed.connect(self._question_closed)
        self.history.redial_requested.connect(self.redial)
        switchboard.call_changed.connect(self._show_call)
        switchboard.gate_changed.connect(self._show_target)
        switchboard.account_changed.connect(self._show_account)
        shortcut(Press.BOX, self, self._focus_box)
        shortcut(Press.HISTORY, self, self.history_requested.emit)
        shortcut(Press.LATER, self, self.later_requested.emit)
        shortcut(Press.SETTINGS, self, self.settings_requested.emit)
        self._show_account(switchboard.account)

    def use_directory(self, search: Search, suggestions: Callable[[], Sequence[Match]], ask: Ask | None = None) -> None:
        """Search contacts with `search`; `suggestions` stand in the list while nothing is typed; see the box."""
        self.box.use_directory(search, suggestions, ask)

    def use_history(self, calls: list[Call]) -> None:
        """Show recent calls, newest first, and learn the destinations used with them."""
        known = {call.external_id for call in calls}
        fresh = [call for call in self.history.calls.calls() if call.external_id not in known]
        self.history.calls.show(fresh + calls)
        self._show_account(self._switchboard.account)

    def use_accounts(self, accounts: Sequence[Account]) -> None:
        """Offer `accounts` to switch between."""
        self.account_switch.use_accounts(accounts)

    def call_now(self) -> None:
        """Call what the window shows, exactly as it shows it; asks first where the last call's end is unknown."""
        callee, destination = self.box.callee(), self.picker.destination()
        if callee is None or destination is None or not self.call_button.isEnabled():
            return
        self.dial(callee, destination, literal=self.literal_key.held)

    def intent(self) -> Intent | None:
        """Return what Call would do now by the dial plan, or None while the window shows nothing that can be called."""
        from pbxdialer.core.intent import Intent
        from pbxdialer.core.rewrite import BrokenPlan

        callee, destination, account = self.box.callee(), self.picker.destination(), self._switchboard.account
        if callee is None or destination is None or account is None:
            return None
        with suppress(BrokenPlan):  # the preview says so
            return Intent.of(callee, destination, account)
        return None

    def redial(self, call: Call) -> None:
        """Call the number of an earlier call again, through the account and destination chosen now."""
        from pbxdialer.core.dial_plan import DialRule
        from pbxdialer.core.intent import Callee
        from pbxdialer.core.number import PhoneNumber

        destination = self.picker.destination()
        if destination is not None:
            callee = Callee(PhoneNumber(call.number), call.name, call.company)
            self.dial(callee, destination, literal=call.rule == DialRule.LITERAL)

    def dial(self, callee: Callee, destination: Destination, *, literal: bool = False) -> None:
        """Dial `callee`, `literal` past the account's dial plan.

        The intent is frozen here, before any question: what was shown is what is sent.
        """
        from pbxdialer.core.intent import Intent
        from pbxdialer.core.rewrite import BrokenPlan
        from pbxdialer.gui.history_list import when

        account = self._switchboard.account
        if account is None or self._switchboard.call_in_the_air is not None:
            return  # no question either: it would cover the card of the call in the air, and its Stop waiting
        try:
            intent = Intent.of(callee, destination, account, literal=literal)
        except BrokenPlan as fault:
            self.notices.tell("dial plan", plain(fault.sentence(self.look.tr)))
            return
        last = self.history.calls.unknown_to(intent)
        if last is not None:
            tr = self.look.tr
            self._ask(
                tr("Call {who} again?", who=callee.name or callee.number.digits),
                tr(
                    "What became of the call at {time} is not known; a phone may still ring.",
                    time=when(last.changed_at),
                ),
                tr("Call again"),
                lambda: self.place(intent),
            )
        else:
            self.place(intent)

    @property
    def asks_something(self) -> bool:
        """True while the window has a question of its own open."""
        return self._lower.currentWidget() is self.question

    def place(self, intent: Intent) -> None:
        """Place the call the agent has confirmed, and show its card."""
        if self._switchboard.dial(intent):
            self._lower.setCurrentWidget(self.card)
            self.box.line.selectAll()

    def come_forward(self) -> None:
        """Show the window, in front as far as the system allows."""
        from PySide6.QtCore import Qt

        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        for guard in self._guards:
            guard.guard(self)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.closing.emit()
        super().closeEvent(event)

    def _ask(self, question: str, detail: str, answer: str, confirmed: Callable[[], object]) -> None:
        self._lower.setCurrentWidget(self.question)
        self.question.ask(question, detail, answer, confirmed)

    def _question_closed(self) -> None:
        self._lower.setCurrentWidget(self.card)
        self._focus_box()

    def _show_call(self, call: Call) -> None:
        self.card.show_news(call)
        self.history.calls.put(call)
        unrecorded = self.look.tr("This call could not be written into the history.")
        self.notices.tell("journal", "" if call.recorded else unrecorded)

    def _show_target(self, *_: object) -> None:
        """Show what Call would do now, and let it be pressed only when it would do just that."""
        account = self._switchboard.account
        choose = self.look.tr("choose one of the numbers") if self.box.has_choice else ""
        dial_string = self.preview.show_callee(
            self.box.callee(), account, literal=self.literal_key.held, otherwise=choose
        )
        in_the_air = self._switchboard.call_in_the_air is not None
        ready = dial_string is not None and self.picker.destination() is not None
        self.call_button.setEnabled(ready and not in_the_air)
        self.call_button.setText(self.look.tr("Calling…") if in_the_air else self.look.tr("Call"))

    def _show_account(self, account: Account | None) -> None:
        self.account_switch.show_account(account)
        if account is not None:
            self.box.use_region(account.dial_plan.region)
            self.picker.use(account.destination, self.destinations_of(account), account)
        self._show_target()

    def destinations_of(self, account: Account) -> dict[DestinationKind, list[str]]:
        """Return the names to choose from: the account's own, and those used in recent calls."""
        used = [call.destination for call in self.history.calls.calls() if call.account_id == account.id]
        known: dict[DestinationKind, list[str]] = {}
        for destination in [account.destination, *used]:
            names = known.setdefault(destination.kind, [])
            if destination.name not in names:
                names.append(destination.name)
        return known

    def _focus_box(self) -> None:
        self.box.line.setFocus()
        self.box.line.selectAll()
