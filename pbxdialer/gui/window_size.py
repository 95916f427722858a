"""Gives a window the size that the agent has given it before, and keeps the one that the agent gives it now."""

from dataclasses import replace

from PySide6.QtCore import QEvent, QObject, QSize, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from pbxdialer.core.window_size import WindowSize, size_of, with_size
from pbxdialer.gui.settings_desk import SettingsDesk

_SETTLES_MS = 400  # a window is made larger pixel by pixel


def remember_size(window: QWidget, name: str, desk: SettingsDesk) -> None:
    """Have `window`, which is not shown yet, be as large as the agent made the window called `name` the last time.

    It is no larger than its screen and no smaller than what is in it; nothing chosen leaves it the size it has.
    """
    chosen = size_of(desk.settings.window_sizes, name)
    if chosen is not None:
        fitting = QSize(chosen.width, chosen.height).boundedTo(_room_for(window))
        window.resize(fitting.expandedTo(window.minimumSize()))
    _SizeKeeper(window, name, desk)


class _SizeKeeper(QObject):
    """Looks when the window has been resized by hand and rests now, or goes; lives as long as the window."""

    def __init__(self, window: QWidget, name: str, desk: SettingsDesk) -> None:
        super().__init__(window)
        self._window = window
        self._name = name
        self._desk = desk
        self._resized = QTimer(self, singleShot=True, interval=_SETTLES_MS)
        self._resized.timeout.connect(self._keep)
        window.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Notice a new size that came from outside: what the program does to its window is nobody's choice."""
        if isinstance(event, QResizeEvent):
            if event.spontaneous() and self._window.isActiveWindow():  # not yet, while the system finds it a place
                self._resized.start()
        elif event.type() == QEvent.Type.Hide and self._resized.isActive():
            self._resized.stop()
            self._keep()
        return False

    def _keep(self) -> None:
        window, desk = self._window, self._desk
        if window.isMaximized() or window.isFullScreen() or window.isMinimized():
            return  # the system's size, from which the window goes back to the agent's
        size = WindowSize(self._name, window.width(), window.height())
        if size != size_of(desk.settings.window_sizes, self._name):
            desk.keep(replace(desk.settings, window_sizes=with_size(desk.settings.window_sizes, size)))


def _room_for(window: QWidget) -> QSize:
    """Return what the screen has for `window` inside a frame like that of the window it belongs to."""
    above = window.parentWidget() or window
    room = above.screen().availableGeometry().size()
    return room - (above.window().frameGeometry().size() - above.window().size())
