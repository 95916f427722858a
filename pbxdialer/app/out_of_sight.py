"""A window that was started hidden: it waits in the tray, and where there is none it is minimised."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

if TYPE_CHECKING:
    from pbxdialer.app.program import Program

_LOOKS_EVERY_MS = 500
_LOOKS = 40  # a desktop that is just starting brings its tray in these 20 s, or it has none


class OutOfSight(QObject):
    """Keeps the way back to the window open. Somebody who has no account yet is shown the window at once."""

    def __init__(self, program: "Program") -> None:
        super().__init__(program)
        self._program = program
        self._looks = 0
        self._clock = QTimer(self)
        self._clock.setInterval(_LOOKS_EVERY_MS)
        self._clock.timeout.connect(self.look)
        if program.settings_desk.settings.accounts:
            self._clock.start()
        else:
            program.window.show()

    def look(self) -> None:
        """Stop where there is a tray, or the window has been shown by somebody; give the tray up after a while."""
        self._looks += 1
        tray = self._program.tray
        if (tray is not None and tray.can_be_clicked) or self._program.window.isVisible():
            self._clock.stop()
        elif self._looks >= _LOOKS:
            self._clock.stop()
            self._program.window.showMinimized()
