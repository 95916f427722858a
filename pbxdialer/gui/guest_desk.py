"""Where guests wait and are asked about: one question at a time, whatever arrives meanwhile.

The first offer stays; the others are counted, and the agent is told how many. Nothing is dialled here: `chosen` carries
the intent that was on the screen when the agent confirmed it.
"""

import logging
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from pbxdialer.core.guest import GuestCall, GuestQuestion, Obstacle, Surroundings, Told, question_about
from pbxdialer.core.offer import Offer
from pbxdialer.core.offer_pace import OfferPace
from pbxdialer.gui.switchboard import Switchboard
from pbxdialer.store.settings import GuestMode

log = logging.getLogger(__name__)

# Most calls are placed in a fifth of a second: only a longer wait is worth a sentence.
WAIT_IS_TOLD_AFTER_MS = 700


class GuestDesk(QObject):
    """Turns offers into questions. A view shows `asked` and `told`, and answers with `confirm` or `dismiss`."""

    asked = Signal(object, bool)  # GuestQuestion, True where it may count down
    told = Signal(object)  # Told
    ignored = Signal(int)  # how many other offers came since the question was asked
    cleared = Signal()  # nothing is asked any more
    chosen = Signal(object)  # Intent

    def __init__(
        self,
        switchboard: Switchboard,
        surroundings: Callable[[], Surroundings | None],
        mode: Callable[[], GuestMode],
        is_busy: Callable[[], bool],
        pace: OfferPace,
        parent: QObject | None = None,
    ) -> None:
        """`surroundings` is None while there is no account; `is_busy` is True while the window asks something else."""
        super().__init__(parent)
        self._switchboard = switchboard
        self._surroundings = surroundings
        self._mode = mode
        self._is_busy = is_busy
        self._pace = pace
        self._offer: Offer | None = None  # the one that waits, or is asked about
        self._question: GuestQuestion | None = None
        self._set_aside = False
        self._ignored = 0
        self._slow = QTimer(self, singleShot=True, interval=WAIT_IS_TOLD_AFTER_MS)
        self._slow.timeout.connect(self._tell_wait)
        switchboard.gate_changed.connect(lambda _closed: self.go_on())
        switchboard.account_changed.connect(lambda _account: self.go_on())

    def take(self, offer: Offer) -> None:
        """Ask about `offer`, now or as soon as possible, or count it where another one is being asked about."""
        if self._offer is not None and self._offer.source.is_watched:
            self.withdraw_watched()  # nobody asked for that question
        if offer.source.is_watched:
            if self._offer is None:  # otherwise it stays where it was seen
                self._receive(offer)
        elif self._offer is not None:
            self._turn_away(offer)
        elif self._pace.admits():
            self._receive(offer)
        else:
            log.info("an offer (%s) came too fast", offer.source)
            self.told.emit(Told(offer.source, Obstacle.TOO_FAST))

    def go_on(self) -> None:
        """Show what waits, where nothing is in the way; put the question aside where something is."""
        if self._offer is None:
            if self._switchboard.call_in_the_air is not None:
                self.cleared.emit()  # what was told about an earlier offer has been read
        elif self._must_wait():
            self._make_room()
        elif self._question is None:
            self._serve(self._offer)
        elif self._set_aside:
            self._set_aside = False
            self._ask(self._question, counts=False)

    def show_again(self) -> None:
        """Show the open question once more, in a window that was built anew."""
        if self._question is not None and not self._set_aside:
            self._ask(self._question, counts=False)

    def confirm(self, call: GuestCall) -> None:
        """The agent confirms `call`, exactly as it is on the screen."""
        if self._question is None or self._set_aside or call not in self._question.calls:
            return
        self._close()
        self._pace.was_wanted()
        log.info("an offer was confirmed")
        self.chosen.emit(call.intent)

    def dismiss(self) -> None:
        """The agent does not want it, or has read what was told."""
        self._close()

    def withdraw_watched(self) -> None:
        """Take a question back whose number is no longer where we saw it."""
        if self._offer is not None and self._offer.source.is_watched:
            self._close()

    def _must_wait(self) -> bool:
        return self._is_busy() or self._switchboard.account is None or self._switchboard.call_in_the_air is not None

    def _make_room(self) -> None:
        """The window needs the agent for something else; the question comes back afterwards as it was."""
        if self._question is None:
            self._slow.start()
        elif not self._set_aside:
            dialled = self._switchboard.call_in_the_air
            if dialled is not None and dialled.dial_string in _digits(self._question):
                self._close()  # the agent has called it by other means
                return
            self._set_aside = True
            self.cleared.emit()

    def _receive(self, offer: Offer) -> None:
        self._offer = offer
        self.go_on()

    def _turn_away(self, offer: Offer) -> None:
        self._pace.turned_away()
        if self._offer is not None and self._offer.text != offer.text:  # a double click is no second number
            self._ignored += 1
            self.ignored.emit(self._ignored)

    def _serve(self, offer: Offer) -> None:
        around = self._surroundings()
        if around is None:
            return
        self._slow.stop()
        found = question_about(offer, around)
        log.info("an offer (%s): %s", offer.source, found.obstacle if isinstance(found, Told) else "asked")
        if isinstance(found, GuestQuestion):
            self._question = found
            self._ask(found, counts=self._may_count_down(found))
        else:
            self._close()
            if not offer.source.is_watched:
                self.told.emit(found)

    def _may_count_down(self, question: GuestQuestion) -> bool:
        wanted = self._mode() is GuestMode.COUNTDOWN and question.may_count_down and not self._ignored
        return wanted and self._pace.lets_count_down()

    def _ask(self, question: GuestQuestion, *, counts: bool) -> None:
        self.asked.emit(question, counts)
        if self._ignored:
            self.ignored.emit(self._ignored)

    def _tell_wait(self) -> None:
        offer = self._offer
        if offer is None or self._question is not None or self._is_busy():
            return
        if self._switchboard.account is None:
            self.told.emit(Told(offer.source, Obstacle.WAITS_FOR_ACCOUNT))
        elif self._switchboard.call_in_the_air is not None:
            self.told.emit(Told(offer.source, Obstacle.WAITS_FOR_CALL))

    def _close(self) -> None:
        self._offer, self._question, self._set_aside, self._ignored = None, None, False, 0
        self._slow.stop()
        self.cleared.emit()


def _digits(question: GuestQuestion) -> set[str]:
    return {call.intent.dial_string.digits for call in question.calls}
