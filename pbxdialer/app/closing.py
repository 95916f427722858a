"""What closing the window means: the end, or that the program keeps running. The agent is asked once."""

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer
from PySide6.QtGui import QGuiApplication

from pbxdialer.gui.application import Application
from pbxdialer.store.settings import Closing

if TYPE_CHECKING:
    from pbxdialer.app.program import Program
    from pbxdialer.gui.closing_question import ClosingQuestion
    from pbxdialer.gui.main_window import MainWindow

_LOOKS_EVERY_MS = 15_000
_WRITTEN_IN_S = 1.0
_LOOKS = 2  # a desktop that starts its panel again is without a tray for a moment


class ClosingDesk(QObject):
    """Decides when the window is closed by hand, and sees to it that a hidden window can always be reached."""

    def __init__(self, program: "Program") -> None:
        super().__init__(program)
        self._program = program
        self.question: ClosingQuestion | None = None
        self.missed = QTimer(self)  # runs only while the window is hidden
        self.missed.setInterval(_LOOKS_EVERY_MS)
        self.missed.timeout.connect(self._look_for_tray)
        self._looks_in_vain = 0
        self.serve(program.window)

    def serve(self, window: "MainWindow") -> None:
        """Watch over this window; it is built anew in another language or colour."""
        window.installEventFilter(self)
        if not window.isVisible():
            self.missed.start()  # it was started hidden, or built anew while it was

    def close(self) -> None:
        """The program ends: whatever closes now, closes."""
        self.missed.stop()
        self._program.window.removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's own method
        """Take the closing by hand of a window that is shown; what the system closes at its end, closes."""
        window = self._program.window
        if watched is not window:
            return False
        if event.type() == QEvent.Type.Hide:
            self._looks_in_vain = 0
            self.missed.start()
        elif event.type() == QEvent.Type.Show:
            self.missed.stop()
        elif event.type() == QEvent.Type.Close and window.isVisible() and not _system_ends():
            settings = self._program.settings_desk.settings
            meant = settings.closing if settings.accounts else Closing.QUIT  # without an account nobody can be called
            if meant is not Closing.QUIT:
                event.ignore()
                self._ask() if meant is Closing.ASK else self._keep_running()
                return True
        return False

    def _ask(self) -> None:
        from pbxdialer.gui.closing_question import ClosingQuestion

        if self.question is None:
            program = self._program
            question = ClosingQuestion(program.look, into_tray=self._has_tray(), parent=program.window)
            question.answered.connect(self._remember)
            question.finished.connect(self._forget_question)
            self.question = question
        self.question.open()
        self.question.raise_()

    def _forget_question(self) -> None:
        if self.question is not None:
            self.question.deleteLater()
            self.question = None

    def _remember(self, meant: Closing) -> None:
        desk = self._program.settings_desk
        desk.change(replace(desk.settings, closing=meant))
        if meant is Closing.QUIT:
            self._program.records_lane.drained(_WRITTEN_IN_S)  # or it would be asked again next time
            self._program.quit()
        else:
            self._keep_running()

    def _keep_running(self) -> None:
        """Go out of the way, but never out of reach."""
        window = self._program.window
        window.hide() if self._has_tray() else window.showMinimized()

    def _has_tray(self) -> bool:
        tray = self._program.tray
        return tray is not None and tray.can_be_clicked

    def _look_for_tray(self) -> None:
        """A tray that is gone for good must not take the hidden window with it."""
        self._looks_in_vain = 0 if self._has_tray() else self._looks_in_vain + 1
        if self._looks_in_vain >= _LOOKS:
            self._program.window.showMinimized()


def _system_ends() -> bool:
    """True while the session or, on macOS, the whole application is being ended."""
    application = QCoreApplication.instance()
    if isinstance(application, QGuiApplication) and application.isSavingSession():
        return True
    return isinstance(application, Application) and application.is_ending
