"""Tells an agent who works elsewhere what the telephones do, without ever taking the keyboard."""

import logging
import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from pbxdialer.app.threshold import RESOURCES
from pbxdialer.core.call_news import CallNews
from pbxdialer.core.plain_text import plain
from pbxdialer.core.wording import call_sentence
from pbxdialer.desktop.notifications import Notifications

if TYPE_CHECKING:
    from pbxdialer.app.program import Program
    from pbxdialer.core.call import Call
    from pbxdialer.gui.background import Lane

log = logging.getLogger(__name__)
_ICON = RESOURCES / "icons" / "pbxdialer.svg"


class CallNotifications(QObject):
    """Says nothing while one of our windows has the keyboard, or while the agent is not to be disturbed."""

    def __init__(self, program: "Program") -> None:
        super().__init__(program)
        self._program = program
        self._news = CallNews()
        self._desktop = Notifications(str(_ICON)) if sys.platform == "linux" else None
        self._lane: Lane | None = None
        program.switchboard.call_changed.connect(self._hear)

    def close(self) -> None:
        """Let the desktop's service go."""
        if self._desktop is not None:
            self._desktop.close()

    def _hear(self, call: "Call") -> None:
        quiet = self._program.settings_desk.settings.do_not_disturb or QApplication.activeWindow() is not None
        if not self._news.is_news(call) or quiet:
            return
        said = call_sentence(call, self._program.look.tr)
        self._say(said.title, f"{plain(call.name, 80) or call.number}\n{said.advice}")

    def _say(self, title: str, text: str) -> None:
        desktop = self._desktop
        if desktop is None:
            self._say_at_the_tray(f"{title}\n{text}")
            return
        if self._lane is None:
            self._lane = self._program.background.lane("notifications")
        self._lane.submit(
            lambda: desktop.show(title, text), failed=lambda error: self._fall_back(f"{title}\n{text}", error)
        )

    def _fall_back(self, sentence: str, error: Exception) -> None:
        log.info("no notifications on this desktop: %s", error)
        self._say_at_the_tray(sentence)

    def _say_at_the_tray(self, sentence: str) -> None:
        if self._program.tray is not None:
            self._program.tray.say(sentence)
