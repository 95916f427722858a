"""The end of the agent's session: nothing is asked, nothing holds the log-off up, and what is known is on the disk."""

import logging
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication, QSessionManager

if TYPE_CHECKING:
    from pbxdialer.app.program import Program

log = logging.getLogger(__name__)


class LogOff(QObject):
    """Hears through Qt of a session that ends, on Windows (seen under Wine only) and macOS (never run there so far).

    Windows ends the program as soon as `_end` has returned: what is known is on the disk by then, or never.

    Qt's own packages speak no XSMP: on Linux a session ends by a signal (`gui/termination.py`), or with the screen.

    A call in the air has been in the journal since before it was sent. The session may go on all the same (somebody
    cancels the log-off), so the wait for its answer ends only when the program really ends.
    """

    def __init__(self, program: "Program") -> None:
        super().__init__(program)
        self._program = program
        application = QGuiApplication.instance()
        assert isinstance(application, QGuiApplication)  # noqa: S101 - there is a window
        application.commitDataRequest.connect(self._commit)
        application.saveStateRequest.connect(self._commit)
        application.aboutToQuit.connect(self._end)
        self._application: QGuiApplication | None = application

    def close(self) -> None:
        """The program has ended; hear of nothing any more. A second time does nothing."""
        if self._application is None:
            return
        self._application.commitDataRequest.disconnect(self._commit)
        self._application.saveStateRequest.disconnect(self._commit)
        self._application.aboutToQuit.disconnect(self._end)
        self._application = None

    def _commit(self, manager: QSessionManager) -> None:
        """Be done at once; whether the program starts at login is the agent's choice, not the session's."""
        log.info("the session is ending")
        manager.setRestartHint(QSessionManager.RestartHint.RestartNever)

    def _end(self) -> None:
        """Where the session ends the program, and no Quit: have what is known of a call written down."""
        if not self._program.is_quitting:
            self._program.quit()
