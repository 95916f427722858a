"""Follows the desktop's colours, light, dark or high contrast, while the program runs.

A window that is being worked in is not taken apart: the change waits for the end of a call, of a question, of the
second window.

WORKAROUND the first frame cannot ask Qt for the scheme (`gui/palette.py`), and on Linux the desktop's own colours,
which it asks instead, stay light in a dark GNOME (measured, Qt 6.11): so the scheme is asked here, a little later, and
kept for the next start.
"""

import logging
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget

from pbxdialer.app.new_look import wear
from pbxdialer.gui.palette import name_of
from pbxdialer.store.settings import Theme

if TYPE_CHECKING:
    from pbxdialer.app.program import Program
    from pbxdialer.gui.main_window import MainWindow

log = logging.getLogger(__name__)
_SETTLES_MS = 150  # a desktop tells a change in several steps: its scheme, its colours, its contrast


def desktop_scheme() -> str:
    """Return ``light``, ``dark`` or ``contrast``, as the desktop wishes; ``""`` where it says nothing."""
    hints = QGuiApplication.styleHints()
    if hints.accessibility().contrastPreference() is Qt.ContrastPreference.HighContrast:
        return "contrast"
    return {Qt.ColorScheme.Dark: "dark", Qt.ColorScheme.Light: "light"}.get(hints.colorScheme(), "")


class DesktopColours(QObject):
    """Looks when the desktop says that something has changed, and when the window comes to rest; no clock ticks."""

    def __init__(
        self,
        program: "Program",
        scheme: Callable[[], str] = desktop_scheme,
        change: Callable[["Program"], None] = wear,
    ) -> None:
        """`scheme` tells what the desktop wishes now; `change` has the program wear what is set by then."""
        super().__init__(program)
        self._program = program
        self._scheme = scheme
        self._change = change
        self._waits = False
        self._settled = QTimer(self, singleShot=True, interval=_SETTLES_MS)
        self._settled.timeout.connect(self._follow)
        hints = QGuiApplication.styleHints()
        hints.colorSchemeChanged.connect(self.look_again)
        hints.accessibility().contrastPreferenceChanged.connect(self.look_again)
        program.switchboard.gate_changed.connect(self._look_if_waiting)
        application = QGuiApplication.instance()
        assert isinstance(application, QGuiApplication)  # noqa: S101 - there is a window
        application.focusWindowChanged.connect(self._look_if_waiting)
        self.serve(program.window)

    def serve(self, window: "MainWindow") -> None:
        """Look anew: `window` is a new one, or the agent has chosen the desktop's colours just now."""
        window.question_changed.connect(self._look_if_waiting)
        self.look_again()

    def look_again(self, *_: object) -> None:
        """Look what the desktop wishes, once it has said all of it."""
        self._settled.start()

    def close(self) -> None:
        """Look no more: the program is ending."""
        self._settled.stop()
        self._settled.blockSignals(True)

    def _look_if_waiting(self, *_: object) -> None:
        if self._waits:
            self.look_again()

    def _follow(self) -> None:
        program = self._program
        desk, wished = program.settings_desk, self._scheme()
        follows = desk.settings.theme is Theme.SYSTEM and wished not in ("", name_of(program.look.palette))
        self._waits = follows and not _is_at_rest(program)
        if follows and not self._waits and desk.keep(replace(desk.settings, desktop_scheme=wished)):
            log.info("the desktop's colours: %s", wished)
            self._change(program)


def _is_at_rest(program: "Program") -> bool:
    """True where nobody minds the window being built anew: no call, no question, nothing opened over it."""
    window = program.window
    others = (one for one in QApplication.topLevelWidgets() if one.isVisible() and one is not window)
    is_asked = program.switchboard.call_in_the_air is not None or window.asks_something
    return not is_asked and not any(_pops_up(one) or _belongs_to(one, window) for one in others)


def _pops_up(window: QWidget) -> bool:
    return window.windowType() in (Qt.WindowType.Popup, Qt.WindowType.Tool)


def _belongs_to(window: QWidget, to: QWidget) -> bool:
    above = window.parentWidget()
    while above is not None and above is not to:
        above = above.parentWidget()
    return above is to
