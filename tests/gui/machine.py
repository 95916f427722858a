"""The whole program as a machine that Hypothesis drives: hands, PBX, clocks, keyring and disk in any order.

The invariants know what the hands did, what was heard and answered at the PBX and what stands in the journal's file;
the program itself they ask only what it shows.
"""

import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from pbxdialer.core.account import Account
from pbxdialer.core.call import Call, CallState
from pbxdialer.core.language import Language
from pbxdialer.core.number import PhoneNumber
from pbxdialer.core.wording import call_sentence
from pbxdialer.gui.guest_sheet import GuestSheet
from pbxdialer.gui.main_window import MainWindow
from pbxdialer.gui.question_card import QuestionCard
from tests.gui.hand import click, key, press
from tests.gui.office import Office
from tests.gui.prompted_pbx import ANSWERS

TEXTS = ("ste", "ana", "1003", "0733555010", "+44 20 7946 0000", "*43", "nobody at all", "")
LINKS = ("tel:0733555010", "tel:+44-20-7946-0000", "tel:*21*0722123456#<b>")
HAPPENINGS = (
    *("stop", "restart", "kill", "sleep", "another account"),
    *("keyring works", "keyring is locked", "keyring hangs", "disk full", "disk free"),
)
LIKELY_ANSWERS = ("accepted", "accepted", "accepted", "refused", *sorted(ANSWERS))
WORDS = ("yes", "yes", "Escape", "Cancel")
WAYS = ("Enter", "Enter held", "double click")
BREATHS_S = (3.0, 0.1, 61.0)
_TELLING_DIGITS = 9  # enough to tell the numbers of `TEXTS` apart, and the same in each of their spellings
EVIDENCE = {
    CallState.RINGING_AGENT: "accepted",
    CallState.IN_CALL: "accepted",
    CallState.REFUSED: "refused",
    CallState.NOT_ANSWERED: "refused",
}


class WholeProgram(RuleBasedStateMachine):
    """One example: a profile of its own, the program started on it, and whatever happens then."""

    def __init__(self, application: QApplication, profile: Path, complaints: Callable[[], list[str]]) -> None:
        """`complaints` returns the warnings Qt has printed so far."""
        super().__init__()
        self._complaints = complaints
        self.office = Office(application, profile)
        self.intents: list[tuple[str, str]] = []  # (digits, account's path) of every press that may have made a call
        self.asked: tuple[str, str] | None = None  # what the open question is about
        self.excused: set[str] = set()  # calls whose answer may have come too late
        self.seen_in_journal: dict[str, str] = {}
        self.without_disk: set[str] = set()  # calls of which something could perhaps not be written down
        self.called_since_start = False

    def teardown(self) -> None:
        self.office.close()

    # Few and rich rules: Hypothesis leaves about half of them out of every example. None has a precondition: what is
    # open may depend on time, and Hypothesis takes that ill.

    @rule(text=st.sampled_from(TEXTS), how=st.sampled_from(WAYS), breath_s=st.sampled_from(BREATHS_S))
    def calls(self, text: str, how: str, breath_s: float) -> None:
        self._types(text)
        self._waits(breath_s)
        self._presses(how)

    @rule(text=st.sampled_from(TEXTS), how=st.sampled_from(WAYS), answer=st.sampled_from(LIKELY_ANSWERS))
    def calls_and_is_answered(self, text: str, how: str, answer: str) -> None:
        self.calls(text, how, 3.0)
        if self.office.waits_for_pbx():
            self.is_answered(answer)
        if how == "Enter held":
            self._waits(3.0)
            key(QEvent.Type.KeyPress, Qt.Key.Key_Return, self._window.box.line, repeated=True)  # it still is
            self.office.settle()

    @rule(place=st.integers(0, 3), repeats=st.sampled_from([0, 5]), from_tray=st.booleans())
    def calls_again(self, place: int, repeats: int, from_tray: bool) -> None:
        self._waits(3.0)
        history, calls = self._window.history, self.office.shown()
        if not calls:
            return
        call = calls[min(place, len(calls) - 1)]
        digits = self._account.dial_plan.dial_string(PhoneNumber(call.number)).digits
        if from_tray:
            self._calls(digits, lambda: self.office.program.tray.redial_requested.emit(call))
        else:
            history.setCurrentIndex(history.calls.index(calls.index(call)))
            self._calls(digits, lambda: press(history, Qt.Key.Key_Return, repeats))

    @rule(reply=st.sampled_from(LIKELY_ANSWERS), word=st.sampled_from(WORDS))
    def what_waits_is_answered(self, reply: str, word: str) -> None:
        if self.office.waits_for_pbx():
            self.is_answered(reply)
        elif self.asked:
            self.answers_the_question(word)
        elif self.office.offered():
            self.answers_the_guest(word)

    @rule(link=st.sampled_from(LINKS), times=st.sampled_from([1, 1, 20]))
    def a_guest_offers(self, link: str, times: int) -> None:
        self._waits(3.0)
        before = self.office.offered()
        for _ in range(times):
            self.office.program.switchboard.offer(link, "link")
        if self.office.offered() and not before:
            sheet = self.office.program.guests.sheet
            assert sheet is not None
            click(sheet.confirm)  # it appeared under the cursor

    @rule(what=st.sampled_from(HAPPENINGS))
    def something_happens(self, what: str) -> None:
        match what.split():
            case "another", "account":
                (other,) = [account for account in self.office.accounts if account.id != self._account.id]
                self._window.account_chosen.emit(other.id)
            case "keyring", *how:
                self.office.let_keyring(hang="hangs" in how, be_locked="locked" in how)
            case "disk", "full":
                self.office.fill_disk()
                self._note_the_disk()
            case "disk", "free":
                self.office.free_disk()
            case ["stop"]:
                self._stops_waiting()
            case ["sleep"]:
                self._excuse()
                self.office.computer_sleeps()
                assert not self.office.waits_for_pbx(), "the deadline passed while the computer slept"
            case ["restart" | "kill" as how]:
                self._excuse()
                self.asked, self.called_since_start = None, False
                self.office.quit() if how == "restart" else self.office.kill()
                self.office.start()

    # what must be true at every moment

    @invariant()
    def every_request_was_meant(self) -> None:
        heard, meant = self.office.pbx.heard, iter(self.intents)
        assert self.office.pbx.posts == len(heard) <= len(self.intents)
        for request in heard:
            assert (request.caller_id, request.account) in meant, f"nobody meant {request}, in this order"

    @invariant()
    def no_call_was_asked_for_twice(self) -> None:
        ids = [request.external_id for request in self.office.pbx.heard]
        assert len(set(ids)) == len(ids)

    @invariant()
    def the_journal_tells_the_truth(self) -> None:
        journal, air = self.office.journal(), self.office.in_the_air()
        for external_id, state in journal.items():
            before = self.seen_in_journal.get(external_id, state)
            assert before in (state, CallState.REQUESTED), f"{before} became {state}"
            if state == CallState.REQUESTED and not (air and air.external_id == external_id):
                assert external_id in self.without_disk, "a call that has ended is still in the air"
            self._check(external_id, CallState(state))
        for request in self.office.pbx.heard:
            assert request.external_id in journal.keys() | self.without_disk, "a call without a row"
        assert self.seen_in_journal.keys() <= journal.keys(), "a row was lost"
        self.seen_in_journal = journal

    @invariant()
    def the_window_tells_the_truth(self) -> None:
        journal, air = self.office.journal(), self.office.in_the_air()
        for call in self.office.shown():
            self._check(call.external_id, call.state)
            if call.state is CallState.REQUESTED:
                assert air is not None
                assert air.external_id == call.external_id
            elif call.recorded:
                assert journal[call.external_id] == call.state
            else:
                assert call.external_id in self.without_disk
        if self.called_since_start:
            latest = self.office.shown()[0]
            title = call_sentence(latest, Language()).title
            assert self._window.card.accessibleName().endswith(f": {title}")
            assert self.office.program.tray.tool_tip().endswith(title)
            told = "could not be written" in self._window.notices.text()
            assert told or latest.recorded

    @invariant()
    def nothing_goes_wrong_unseen(self) -> None:
        assert self._complaints() == []
        assert "fault in this program" not in self._window.notices.text()

    def _check(self, external_id: str, state: CallState) -> None:
        """Check that `state` claims no more than what happened at the PBX, and no less."""
        heard = self.office.pbx.find(external_id)
        if state in EVIDENCE:
            assert heard is not None
            assert heard.answer.startswith(EVIDENCE[state])
            assert (state is CallState.IN_CALL) <= (heard.account == "/two")
            assert (state is CallState.RINGING_AGENT) <= (heard.account == "/one")
        elif state is CallState.NOT_SENT:
            assert heard is None
        elif state is CallState.UNKNOWN:
            understood = heard is not None and heard.answer.startswith(("accepted", "refused"))
            assert not understood or external_id in self.excused

    # how the hands, and the PBX, do it

    def is_answered(self, reply: str) -> None:
        held = self.office.held()
        assert held is not None
        self.office.pbx.answer(held, reply)
        self.office.until(lambda: not self.office.in_the_air(), "the answer")

    def answers_the_guest(self, word: str) -> None:
        offered, sheet = self.office.offered(), self.office.program.guests.sheet
        assert offered is not None
        assert sheet is not None
        self._waits(3.0)
        digits, name = offered
        (account,) = [account for account in self.office.accounts if account.name == name]
        if self._answers(sheet, word):
            self._means((digits, urlsplit(account.url).path))
            self.office.settle()

    def answers_the_question(self, word: str) -> None:
        asked, self.asked = self.asked, None
        assert asked is not None
        if self._answers(self._window.question, word):
            self._means(asked)
            self.office.settle()

    @property
    def _window(self) -> MainWindow:
        return self.office.program.window

    @property
    def _account(self) -> Account:
        account = self.office.program.switchboard.account
        assert account is not None
        return account

    def _shown_digits(self) -> str:
        """Return what the window says it will dial, while it lets Call be pressed."""
        shown = re.match(r"Will dial ([0-9+*#]+) ", self._window.preview.accessibleName())
        return shown[1] if shown and self._window.call_button.isEnabled() else ""

    def _calls(self, digits: str, act: Callable[[], object]) -> None:
        """Do what asks for a call to `digits`, and note whether a call is meant, or a question must come."""
        possible = bool(digits) and not self.office.in_the_air()
        latest = next((call for call in self.office.shown() if self._is_to(call, digits)), None)
        meant = (digits, urlsplit(self._account.url).path)
        act()
        question = self._window.question
        if possible and latest is not None and latest.state is CallState.UNKNOWN:
            self.asked = meant
            click(question.confirm)  # it appeared under the cursor
            assert question.isVisible()
            assert not self.office.in_the_air()
        elif possible:
            self._means(meant)
        self.office.settle()

    def _answers(self, asking: QuestionCard | GuestSheet, word: str) -> bool:
        """Answer what is asked; return True where that was a yes."""
        if word == "Escape":
            QTest.keyClick(asking, Qt.Key.Key_Escape)
        elif word == "Cancel":
            click(asking.cancel)
        else:
            for timer in asking.confirm.findChildren(QTimer):
                if timer.isActive():
                    timer.start(0)  # its 800 ms are another test's matter
            self.office.until(asking.confirm.isEnabled, "the button to wake up")
            click(asking.confirm)
        return word == "yes"

    def _is_to(self, call: Call, digits: str) -> bool:
        """True where `call` went to whom `digits` reach now, however either was written."""
        inside = digits.removeprefix(self._account.dial_plan.outside_prefix)
        return call.number[-_TELLING_DIGITS:] == inside[-_TELLING_DIGITS:]

    def _means(self, meant: tuple[str, str]) -> None:
        self.asked = None
        self.intents.append(meant)
        self.called_since_start = True
        self._note_the_disk()

    def _note_the_disk(self) -> None:
        call = self.office.in_the_air()
        if call and self.office.disk_is_full:
            self.without_disk.add(call.external_id)

    def _stops_waiting(self) -> None:
        if self.office.in_the_air():
            self._excuse()
            click(self._window.card.stop_button)
            self.office.until(lambda: not self.office.in_the_air(), "Stop waiting to free the worker")

    def _types(self, text: str) -> None:
        self._window.box.line.clear()
        QTest.keyClicks(self._window.box.line, text)

    def _presses(self, how: str) -> None:
        box, button = self._window.box.line, self._window.call_button

        def act() -> None:
            if how == "double click":
                click(button)
                QTest.mouseDClick(button, Qt.MouseButton.LeftButton)
            else:
                press(box, Qt.Key.Key_Return, repeats=5 if how == "Enter held" else 0)

        self._calls(self._shown_digits(), act)

    def _waits(self, seconds: float) -> None:
        self._excuse()
        self.office.time_passes(seconds)

    def _excuse(self) -> None:
        """From now on the call in the air may end before its answer arrives."""
        if call := self.office.in_the_air():
            self.excused.add(call.external_id)
