"""Keeps the window's place, and every window of ours in sight when screens come, go, or change their scale."""

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QScreen
from PySide6.QtWidgets import QApplication, QWidget

from pbxdialer.core.window_place import place_from
from pbxdialer.gui.window_place import bring_in, place_of

if TYPE_CHECKING:
    from pbxdialer.app.program import Program
    from pbxdialer.gui.main_window import MainWindow

_SETTLES_MS = 400  # a window is dragged, and screens come and go, in many steps
_MOVES = (QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.WindowStateChange)


class WindowPlace(QObject):
    """Looks when something has moved and rests now; no clock ticks otherwise."""

    def __init__(self, program: "Program") -> None:
        super().__init__(program)
        self._program = program
        self._is_open = True
        self._moved = QTimer(self, singleShot=True, interval=_SETTLES_MS)
        self._moved.timeout.connect(self.note)
        self._screens = QTimer(self, singleShot=True, interval=_SETTLES_MS)
        self._screens.timeout.connect(self.bring_all_in)
        application = QGuiApplication.instance()
        assert isinstance(application, QGuiApplication)  # noqa: S101 - there is a window
        application.screenAdded.connect(self._watch_screen)
        application.screenRemoved.connect(lambda _: self._screens.start())
        application.primaryScreenChanged.connect(lambda _: self._screens.start())
        application.aboutToQuit.connect(self._keep_the_last)
        self._application = application
        for screen in application.screens():
            self._watch_screen(screen)
        self.serve(program.window)

    def serve(self, window: "MainWindow") -> None:
        """Watch `window`; it is built anew in another language or colour."""
        window.installEventFilter(self)
        self._screens.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's own method
        """Notice when the window has moved or is shown."""
        if event.type() in _MOVES:
            self._moved.start()
        elif event.type() == QEvent.Type.Show:
            self._screens.start()  # its screen may have gone while it was hidden
        return False

    def close(self) -> None:
        """Look no more: the windows are going. A second time does nothing."""
        self._is_open = False
        for timer in (self._moved, self._screens):
            timer.stop()
            timer.blockSignals(True)  # a window moves while it goes, too

    def note(self) -> None:
        """Write down where the window stands."""
        desk, window = self._program.settings_desk, self._program.window
        place = place_of(window, place_from(desk.settings.window_geometry))
        if place is not None and not window.isMinimized():
            desk.keep(replace(desk.settings, window_geometry=place.record()))

    def bring_all_in(self) -> None:
        """Move each window of ours that is shown whole onto a screen."""
        for window in QApplication.topLevelWidgets():
            if window.isVisible() and not _has_its_place_from_others(window):
                bring_in(window)

    def _watch_screen(self, screen: QScreen) -> None:
        for change in (screen.availableGeometryChanged, screen.logicalDotsPerInchChanged):
            change.connect(lambda _: self._screens.start())
        self._screens.start()

    def _keep_the_last(self) -> None:
        """Write down at the end what has just moved."""
        if self._is_open and self._moved.isActive():
            self.note()
            self._program.records_lane.drained(_SETTLES_MS / 1000)


def _has_its_place_from_others(window: QWidget) -> bool:
    """True for a list that opens at its box, and for the icon in the tray, which is a window there (XEmbed)."""
    is_unmanaged = bool(window.windowFlags() & Qt.WindowType.X11BypassWindowManagerHint)
    return is_unmanaged or window.windowType() is Qt.WindowType.Popup
