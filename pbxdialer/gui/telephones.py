"""What the telephones do, asked politely: only as often as somebody looks, more slowly when the PBX does not tell.

Traffic (issue of the house): a window that is only shown asks less than twice a minute, a hidden one less than once in
five minutes; a PBX that answers with errors is asked ever more seldom, up to once an hour.
"""

import time
from collections.abc import Callable
from enum import Enum

from PySide6.QtCore import QObject, QTimer, Signal

from pbxdialer.core.account import Account
from pbxdialer.core.telephone import PhoneState, Telephone, telephone_of
from pbxdialer.gui.question_desk import QuestionDesk


class Attention(Enum):
    """Who looks, and how many seconds an answer may then be old."""

    SHOWN = 40.0
    HIDDEN = 330.0


FRESH_S = 10.0
_LONGEST_REST_S = 3600.0
_MOST_DOUBLINGS = 10


class Telephones(QObject):
    """Watches the telephones of one account. What is not known any more is said to be unknown."""

    own_phone_changed = Signal(object)  # Telephone | None: None where this account's destination has none
    told = Signal(object)  # tuple[Telephone, …], every answer
    silent = Signal(object)  # Exception: the PBX does not tell; once, until it tells again or the account changes

    def __init__(
        self, desk: QuestionDesk, seconds: Callable[[], float] = time.monotonic, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._seconds = seconds
        self._account: Account | None = None
        self._attention = Attention.SHOWN
        self._on = False
        self._asked_at = self._told_at = float("-inf")
        self._under_way = False
        self._failures = 0
        self._telephones: tuple[Telephone, ...] = ()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.ask_if_due)

    @property
    def own(self) -> Telephone | None:
        """The telephone that rings first by default, or None where nobody knows which that is."""
        return telephone_of(self._account.destination, self._telephones) if self._account else None

    @property
    def known(self) -> tuple[Telephone, ...]:
        """All telephones of the last answer; empty while there is none."""
        return self._telephones

    def switch(self, *, on: bool) -> None:
        """Watch from now on, or ask nothing at all."""
        self._on = on
        if on:
            self.ask_if_due()
        else:
            self._timer.stop()
            self._forget()

    def use_account(self, account: Account | None) -> None:
        """Watch the telephones of `account`; those of another one are forgotten."""
        if account == self._account:
            return
        same_pbx = account is not None and self._account is not None and account.id == self._account.id
        self._account = account
        if not same_pbx:
            self._failures = 0
            self._asked_at = float("-inf")
            self._forget()
        self.own_phone_changed.emit(self.own)
        self.ask_if_due()

    def pay(self, attention: Attention) -> None:
        """Ask as often as `attention` wants it."""
        self._attention = attention
        self.ask_if_due()

    def look_now(self) -> None:
        """The agent is about to call: ask now, unless the last answer is fresh or the PBX does not tell."""
        if self._failures == 0 and self._seconds() - self._asked_at >= FRESH_S:
            self._ask()

    def hear(self, account: Account, telephones: tuple[Telephone, ...]) -> None:
        """Take the answer to somebody else's question: as good as one of our own."""
        if self._account is not None and account.id == self._account.id:
            self._asked_at = self._seconds()
            self._told(account, telephones)

    def ask_if_due(self) -> None:
        """Ask if the last answer is too old, and look again when the next one will be."""
        if not self._on or self._account is None or self._under_way:
            return
        wait_s = self._asked_at + self._rest_s() - self._seconds()
        if wait_s <= 0:
            self._ask()
        else:
            self._timer.start(int(wait_s * 1000) + 1)

    def _rest_s(self) -> float:
        rest_s = self._attention.value * 2.0 ** min(self._failures, _MOST_DOUBLINGS)
        return max(self._attention.value, min(rest_s, _LONGEST_REST_S))

    def _ask(self) -> None:
        account = self._account
        if not self._on or account is None or self._under_way:
            return
        self._under_way = True
        self._asked_at = self._seconds()
        self._desk.ask(
            account,
            lambda enquiry: enquiry.telephones(),
            lambda telephones: self._came_back(lambda: self._told(account, telephones)),
            lambda error: self._came_back(lambda: self._not_told(account, error)),
        )

    def _came_back(self, step: Callable[[], None]) -> None:
        self._under_way = False
        if self._on:
            step()
        self.ask_if_due()

    def _told(self, account: Account, telephones: tuple[Telephone, ...]) -> None:
        if self._account is None or account.id != self._account.id:
            return  # the agent has gone on to another account
        before = self.own
        self._failures = 0
        self._told_at = self._seconds()
        self._telephones = telephones
        if self.own != before:
            self.own_phone_changed.emit(self.own)
        self.told.emit(telephones)

    def _not_told(self, account: Account, error: Exception) -> None:
        if self._account is None or account.id != self._account.id:
            return
        self._failures += 1
        self._forget()
        if self._failures == 1:
            self.silent.emit(error)

    def _forget(self) -> None:
        before = self.own
        self._telephones = ()
        if before is not None:
            self.own_phone_changed.emit(Telephone(before.user, PhoneState.UNKNOWN))
