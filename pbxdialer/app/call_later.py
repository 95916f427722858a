"""Calls for later: put to the PBX, once, or kept here as a reminder where the PBX does not take them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from pbxdialer.app.unoffered import reason_of
from pbxdialer.core.account import Account
from pbxdialer.core.call import Call, CallState
from pbxdialer.core.call_back import CallBack, CallBackState
from pbxdialer.core.language import mark
from pbxdialer.core.offer import OfferSource
from pbxdialer.enquiry import Enquiry, NotTold
from pbxdialer.gui.question_desk import QuestionDesk
from pbxdialer.gui.window_size import remember_size
from pbxdialer.store.call_backs import CallBacks

if TYPE_CHECKING:
    from pbxdialer.app.program import Program
    from pbxdialer.gui.call_later_window import CallLaterWindow
    from pbxdialer.gui.main_window import MainWindow

_SHOWN = 50
_AGAIN = timedelta(minutes=10)
_TOO_OLD = timedelta(hours=24)
_OPEN = (CallBackState.PENDING, CallBackState.UNKNOWN, CallBackState.IN_PROGRESS)
_TAKEN = mark("The PBX will call then, your phone first.")
_NOT_KNOWN = mark("It is not known whether the PBX will call. You will be reminded here.")
_NOT_TAKEN = mark("The PBX does not take calls for later ({reason}). You will be reminded here.")
_NOT_TOLD = mark("The PBX does not tell what became of these calls ({reason}).")
_LONGEST_SLEEP = timedelta(minutes=10)  # a computer may sleep, and a timer with it: the clock on the wall decides


class CallLater(QObject):
    """Keeps the list, asks the PBX, and reminds the agent when the time has come."""

    def __init__(self, program: "Program", questions: QuestionDesk) -> None:
        super().__init__(program)
        self._program = program
        self._questions = questions
        self._known: tuple[CallBack, ...] = ()
        self.window: CallLaterWindow | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.remind)
        self._reminded_at: dict[str, datetime] = {}
        program.switchboard.call_placed.connect(self._see)
        self.serve(program.window)
        self._with_store(lambda store: store.latest(_SHOWN), self._remember)

    @property
    def known(self) -> tuple[CallBack, ...]:
        """The calls for later, the latest time first."""
        return self._known

    def serve(self, window: "MainWindow") -> None:
        """Open the dialog for this window; it is built anew in another language or colour."""
        window.later_requested.connect(self.open)

    def open(self) -> None:
        """Show the dialog, for what Call would do now."""
        from pbxdialer.gui.call_later_window import CallLaterWindow

        main = self._program.window
        dialog = CallLaterWindow(main.look, main.intent(), main)
        dialog.asked.connect(self.schedule)
        dialog.removed.connect(self._forget)
        dialog.show_waiting(self._known)
        remember_size(dialog, "call_later", self._program.settings_desk)
        dialog.show()
        self.window = dialog
        self._ask_what_became()

    def schedule(self, call_back: CallBack) -> None:
        """Put `call_back` to the PBX, once; where it does not take it, it becomes a reminder, and the agent is told.

        It is written down as a reminder before anything is sent: whatever happens, it is not lost.
        """
        self._keep([call_back])
        account = next((one for one in self._accounts() if one.id == call_back.account_id), None)
        if account is None:
            return

        def taken(_: None) -> None:
            self._keep([replace(call_back, state=CallBackState.PENDING)])
            self._say(_TAKEN, "good")

        def not_taken(error: Exception) -> None:
            lost = isinstance(error, NotTold) and error.failure is not None and not error.failure.surely_not_sent
            if lost:
                self._keep([replace(call_back, state=CallBackState.UNKNOWN)])
                self._say(_NOT_KNOWN, "warn")
                self._ask_what_became()
            else:
                self._say(_NOT_TAKEN, "warn", error)

        self._questions.ask(account, lambda enquiry: enquiry.schedule(call_back), taken, not_taken)

    def remind(self) -> None:
        """Offer the agent a call whose time has come; nothing is dialled.

        The reminder comes again every ten minutes, until the number was called or the agent forgets it: a question may
        have been turned away, or dismissed for the moment.
        """
        now = datetime.now(UTC)
        due = [one for one in self._waiting() if self._due_at(one) <= now]
        if due:
            first = min(due, key=self._due_at)
            self._reminded_at[first.external_id] = now
            self._program.switchboard.offer(first.number, OfferSource.REMINDER, first.name)
        self._wait()

    def _waiting(self) -> list[CallBack]:
        oldest = datetime.now(UTC) - _TOO_OLD
        return [one for one in self._known if one.needs_reminder and one.at > oldest]

    def _due_at(self, call_back: CallBack) -> datetime:
        reminded_at = self._reminded_at.get(call_back.external_id)
        return reminded_at + _AGAIN if reminded_at else call_back.at

    def _see(self, call: Call) -> None:
        """A reminder is settled once its number was called."""
        if call.state is not CallState.NOT_SENT:
            settled = [one for one in self._waiting() if one.dial_string == call.dial_string]
            self._keep([replace(one, state=CallBackState.COMPLETED) for one in settled if one.at <= call.requested_at])

    def _ask_what_became(self) -> None:
        """Ask the PBX, once each account, what became of calls it has or may have taken."""
        open_ones = [one for one in self._known if one.state in _OPEN]
        for account in self._accounts():
            ours = [one for one in open_ones if one.account_id == account.id]
            if ours:
                self._questions.ask(account, _states_of(ours), self._keep, self._say_not_told)

    def _say_not_told(self, error: Exception) -> None:
        """Say that the list is as it was, where nothing more important was said of a call just asked for."""
        if self.window is not None and not self.window.told.text():
            self._say(_NOT_TOLD, "warn", error)

    def _keep(self, changed: Sequence[CallBack]) -> None:
        """Keep what was learnt, on the disk and on the screen."""
        if changed:
            self._with_store(lambda store: store.put(changed), lambda _: None)
            self._take({one.external_id: one for one in (*self._known, *changed)})

    def _forget(self, call_back: CallBack) -> None:
        self._with_store(lambda store: store.remove(call_back.external_id), lambda _: None)
        self._take({one.external_id: one for one in self._known if one.external_id != call_back.external_id})

    def _remember(self, kept: Sequence[CallBack]) -> None:
        """Take what the file holds; what the agent has asked for meanwhile is newer."""
        self._take({one.external_id: one for one in (*kept, *self._known)})

    def _take(self, call_backs: Mapping[str, CallBack]) -> None:
        self._known = tuple(sorted(call_backs.values(), key=lambda one: one.at, reverse=True)[:_SHOWN])
        if self.window is not None:
            self.window.show_waiting(self._known)
        self._wait()

    def _wait(self) -> None:
        """Sleep until the next reminder, or a while."""
        waiting = [self._due_at(one) for one in self._waiting()]
        if waiting:
            left = max(timedelta(0), min(min(waiting) - datetime.now(UTC), _LONGEST_SLEEP))
            self._timer.start(int(left.total_seconds() * 1000) + 50)
        else:
            self._timer.stop()

    def _with_store(self, job: Callable[[CallBacks], object], done: Callable[..., object]) -> None:
        """Do `job` with the journal's file, off the GUI thread; a file that is not there is said by the journal."""
        journal = self._program.journal

        def work() -> object:
            return job(CallBacks(journal.opened.result(0).history.database))

        self._program.records_lane.submit(work, lambda result: _nothing(done(result)), lambda _: None)

    def _accounts(self) -> Sequence[Account]:
        return self._program.settings_desk.settings.accounts

    def _say(self, source: str, tone: str, error: Exception | None = None) -> None:
        if self.window is not None:
            tr = self._program.window.look.tr
            self.window.say(tr(source, reason=reason_of(error, tr)) if error else tr(source), tone)


def _states_of(ours: Sequence[CallBack]) -> Callable[[Enquiry], tuple[CallBack, ...]]:
    return lambda enquiry: enquiry.scheduled(ours)


def _nothing(_: object) -> None:
    return None
