"""The desk of the history: finds, notes, settles and exports calls, off the GUI thread."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from pbxdialer.core.call import Call
from pbxdialer.core.call_filter import CallFilter
from pbxdialer.gui.follower import Follower
from pbxdialer.gui.window_size import remember_size

if TYPE_CHECKING:
    from pbxdialer.app.program import Program
    from pbxdialer.gui.history_window import HistoryWindow
    from pbxdialer.gui.main_window import MainWindow
    from pbxdialer.store.history import History

_PAGE = 200
_MOST_EXPORTED = 1_000_000


class HistoryDesk(QObject):
    """Serves the window of all calls, and the note on the card."""

    def __init__(self, program: "Program", follower: Follower) -> None:
        super().__init__(program)
        self._program = program
        self._follower = follower
        self._lane = program.background.lane("history")
        self._filter = CallFilter()
        self._question = 0
        self._asking_for_more = False
        self.window: HistoryWindow | None = None
        program.switchboard.call_changed.connect(self._see)
        self.serve(program.window)

    def serve(self, window: "MainWindow") -> None:
        """Open all calls for this window; it is built anew in another language or colour."""
        window.history_requested.connect(self.open)
        window.card.noted.connect(self.note)

    def open(self) -> None:
        """Show all calls."""
        from pbxdialer.gui.history_window import HistoryWindow

        main = self._program.window
        window = HistoryWindow(main.look, self._program.settings_desk.settings.region, main)
        window.wanted.connect(self._find)
        window.more_wanted.connect(self._find_more)
        window.redial_requested.connect(main.redial)
        window.contact_requested.connect(main.history.contact_requested)
        window.noted.connect(self.note)
        window.settled.connect(self.settle)
        window.export_requested.connect(self.export)
        remember_size(window, "history", self._program.settings_desk)
        self.window = window
        window.show()
        window.ask()

    def note(self, call: Call, text: str) -> None:
        """Keep the agent's note about `call`."""
        self._show(replace(call, note=text))
        self._with_history(lambda history: history.set_note(call.external_id, text), lambda _: None)

    def settle(self, call: Call, rang: bool) -> None:
        """Take the agent's word about a call that was unknown."""
        self._follower.forget(call.external_id)
        settled = call.settled(rang=rang)
        self._lane.submit(lambda: self._program.dialer.write_down(settled), self._program.switchboard.learn)

    def export(self, file: str) -> None:
        """Write every call that is looked for, not only those shown, into a CSV file."""
        from pbxdialer.directory.call_export import calls_as_csv

        wanted, tr = self._filter, self._program.look.tr

        def write(history: "History") -> int:
            calls = history.found(wanted, _MOST_EXPORTED)
            Path(file).write_bytes(calls_as_csv(calls, tr))
            return len(calls)

        self._with_history(
            write, lambda count: self._say(tr.plural("One call was written.", "{n} calls were written.", count))
        )

    def _find(self, wanted: CallFilter) -> None:
        """Find the first page; only the newest question is answered."""
        self._filter = wanted
        self._question += 1
        mine = self._question
        self._asking_for_more = False

        def show(calls: list[Call]) -> None:
            if self.window is not None and mine == self._question:
                self.window.show_calls(calls)

        self._with_history(lambda history: history.found(wanted, _PAGE, go_on=lambda: mine == self._question), show)

    def _find_more(self, oldest: Call) -> None:
        if self._asking_for_more:
            return
        self._asking_for_more = True
        wanted, mine = self._filter, self._question

        def add(calls: list[Call]) -> None:
            if self.window is not None and mine == self._question:
                self.window.calls.add(calls)
                self._asking_for_more = not calls  # nothing is older

        self._with_history(lambda history: history.found(wanted, _PAGE, oldest.requested_at), add)

    def _see(self, call: Call) -> None:
        if self.window is not None:
            self.window.refresh(call)

    def _show(self, call: Call) -> None:
        """Show a note where the call is shown."""
        self._program.window.history.calls.put_note(call.external_id, call.note)
        self._program.window.card.show_note(call.external_id, call.note)
        self._see(call)

    def _with_history(self, job: Callable[["History"], object], done: Callable[..., object]) -> None:
        journal = self._program.journal

        def work() -> object:
            return job(journal.opened.result(0).history)

        self._lane.submit(work, lambda result: _nothing(done(result)), self._failed)

    def _failed(self, error: Exception) -> None:
        self._say(self._program.look.tr("The history cannot be used: {reason}.", reason=str(error)))

    def _say(self, text: str) -> None:
        if self.window is not None:
            self.window.say(text)


def _nothing(_: object) -> None:
    return None
