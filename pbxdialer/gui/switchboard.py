"""Where every way of dialling meets: window, tray, history, link, second start.

The gate is taken here, synchronously: one call in the air. Auto-repeat, double clicks and anything else that asks while
a request is out falls off.
"""

import logging
from collections.abc import Callable
from functools import partial
from typing import Protocol

from PySide6.QtCore import QObject, QTimer, Signal

from pbxdialer.core.account import Account, Secrets
from pbxdialer.core.call import Call, CallState
from pbxdialer.core.failure import Failure, FailureCode
from pbxdialer.core.intent import Intent
from pbxdialer.core.offer import Offer, OfferSource
from pbxdialer.gui.background import Lane
from pbxdialer.gui.secrets_desk import NoLongerWanted, SecretsDesk, SecretsUnavailable

log = logging.getLogger(__name__)

# The slot that dials gives the worker this long to get the request away: a GUI thread that goes on computing would
# make it wait for the interpreter's 5 ms switch interval again and again (performance.md, "Enter → first byte").
_HEAD_START_S = 0.010


class Caller(Protocol):
    """What places calls, such as `dialer.Dialer`. Those methods that return a call are a worker's job."""

    def prepare(self, call: Call, account: Account) -> Callable[[float], bool]:
        """Make the stop button ready; return a wait for the request's departure."""

    def place(self, call: Call, account: Account, secrets: Secrets) -> Call:
        """Send the call once and return what became of it."""

    def not_placed(self, call: Call, failure: Failure) -> Call:
        """Write down that the call was never sent, and return it so."""

    def lost(self, call: Call, failure: Failure) -> Call:
        """Write down that nobody knows what became of the call, and return it so."""

    def stop_waiting(self, external_id: str) -> None:
        """Free the worker that places this call."""

    def was_stopped(self, external_id: str) -> bool:
        """True once stop was pressed for this call."""

    def check_clocks(self) -> None:
        """End waits whose deadline passed while the computer slept."""


class Switchboard(QObject):
    """Takes intents, freezes them into calls, and tells everybody what became of them."""

    call_changed = Signal(object)  # Call
    call_placed = Signal(object)  # Call, as the PBX's answer left it
    call_ended = Signal()  # the request's answer is in the journal
    gate_changed = Signal(bool)  # True while a request is out
    offered = Signal(object)  # Offer
    account_changed = Signal(object)  # Account | None

    def __init__(
        self, caller: Callable[[], Caller], lane: Lane, secrets: SecretsDesk, parent: QObject | None = None
    ) -> None:
        """`caller` returns the dialer, the same each time; making it imports what no first frame should wait for."""
        super().__init__(parent)
        self._caller = caller
        self._lane = lane
        self._secrets = secrets
        self._account: Account | None = None
        self._in_the_air: Call | None = None
        self._clock = QTimer(self)
        self._clock.setInterval(1000)
        self._clock.timeout.connect(lambda: caller().check_clocks())

    @property
    def account(self) -> Account | None:
        """The account the next call goes through."""
        return self._account

    @property
    def call_in_the_air(self) -> Call | None:
        """The call whose request is out, if any."""
        return self._in_the_air

    def use_account(self, account: Account | None) -> None:
        """Dial through `account` from now on; a call in the air keeps its own."""
        self._account = account
        self.account_changed.emit(account)

    def dial(self, intent: Intent) -> Call | None:
        """Place the call that `intent` describes, exactly so. Returns it, or None when the gate is closed."""
        if self._in_the_air is not None:
            return None
        account = intent.account
        call = Call.intended(intent)
        caller = self._caller()
        self._in_the_air = call
        departed = caller.prepare(call, account)
        secrets = self._secrets.waiting(account.id)

        def place() -> Call:
            try:
                known = secrets(lambda: caller.was_stopped(call.external_id))
            except NoLongerWanted:
                return caller.not_placed(call, Failure(FailureCode.STOPPED_BEFORE_SENDING))
            except SecretsUnavailable as error:
                return caller.not_placed(call, Failure(FailureCode.KEYRING_UNAVAILABLE, str(error)))
            return caller.place(call, account, known)

        self._lane.submit(place, self._came_back, partial(self._broke_down, call))
        departed(_HEAD_START_S)
        self._clock.start()
        self.gate_changed.emit(True)
        self.call_changed.emit(call)
        return call

    def offer(self, text: str, source: str, name: str = "") -> None:
        """Show the agent a number somebody else brought; nothing is dialled.

        `source` is an `OfferSource`'s word; `name` whose number it is said to be.
        """
        self.offered.emit(Offer(text, OfferSource.named(source), name))

    def learn(self, call: Call) -> None:
        """Tell everybody what was learnt of an earlier call, and is journaled; nothing is dialled."""
        self.call_changed.emit(call)

    def stop_waiting(self) -> None:
        """Stop waiting for the PBX's answer. What was sent stays sent, and the call says so."""
        if self._in_the_air is not None:
            self._caller().stop_waiting(self._in_the_air.external_id)

    def close(self, timeout_s: float) -> bool:
        """Before the program ends: let a call in the air be written down as what is known of it."""
        if self._in_the_air is None:
            return True
        self.stop_waiting()
        return self._lane.drained(timeout_s)

    def _broke_down(self, call: Call, error: Exception) -> None:
        """The worker itself broke down: nobody knows what the telephones do, and the next call must be possible."""
        log.error("call %s was lost", call.external_id, exc_info=error)
        failure = Failure(FailureCode.PROGRAM_FAULT, type(error).__name__)
        lost = partial(self._caller().lost, call, failure)
        self._lane.submit(lost, self._came_back, lambda _: self._came_back(call.unknown(failure)))

    def _came_back(self, call: Call) -> None:
        self._in_the_air = None
        self._clock.stop()
        log.info("call %s: %s", call.external_id, call.state)
        self.gate_changed.emit(False)
        self.call_changed.emit(call)
        self.call_placed.emit(call)
        self.call_ended.emit()


def is_in_progress(call: Call) -> bool:
    """True while telephones may be doing something because of `call`, as far as is known."""
    return call.state in (CallState.REQUESTED, CallState.RINGING_AGENT, CallState.IN_CALL)
