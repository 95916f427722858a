"""How often each number was called this week: counted in the background, shown beside the number."""

import logging
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer

from pbxdialer.gui.week_calls import WeekCalls

if TYPE_CHECKING:
    from pbxdialer.app.program import Program
    from pbxdialer.gui.main_window import MainWindow

log = logging.getLogger(__name__)
_HOUR_MS = 3_600_000  # on Monday the counts begin anew


class ThisWeek(QObject):
    """Counts when the program opens, after each call, and every hour."""

    def __init__(self, program: "Program") -> None:
        super().__init__(program)
        self._program = program
        self._week = WeekCalls({})
        self._hourly = QTimer(self, interval=_HOUR_MS)
        self._hourly.setTimerType(Qt.TimerType.VeryCoarseTimer)
        self._hourly.timeout.connect(self._count)
        self._hourly.start()
        program.switchboard.call_ended.connect(self._count)
        self.serve(program.window)
        self._count()

    def serve(self, window: "MainWindow") -> None:
        """Show the counts in `window`; it is built anew in another language or colour."""
        window.box.use_week(self._week)

    def _count(self, *_: object) -> None:
        journal, since = self._program.journal, monday(datetime.now().astimezone())

        def counted() -> dict[str, int]:
            return journal.opened.result(0).history.called_since(since)

        self._program.records_lane.submit(
            counted, self._show, lambda error: log.info("this week's calls are not counted: %s", error)
        )

    def _show(self, calls: dict[str, int]) -> None:
        self._week = WeekCalls(calls, self._program.settings_desk.settings.region)
        self.serve(self._program.window)


def monday(now: datetime) -> datetime:
    """Return the first moment of the week of `now`, in its own time zone."""
    return (now - timedelta(days=now.weekday())).replace(hour=0, minute=0, second=0, microsecond=0)
