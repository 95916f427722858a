"""Tells an agent who works elsewhere what the telephones do, without ever taking the keyboard.

A click on what is told brings the window, with the card of the call, to the front.
"""

import logging
import os
import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSocketNotifier
from PySide6.QtWidgets import QApplication

from pbxdialer.app.coming_forward import bring_forward
from pbxdialer.app.threshold import RESOURCES
from pbxdialer.core.call_news import CallNews
from pbxdialer.core.plain_text import plain
from pbxdialer.core.wording import call_sentence
from pbxdialer.desktop.notifications import Notifications

if TYPE_CHECKING:
    from socket import socket

    from pbxdialer.app.program import Program
    from pbxdialer.core.call import Call
    from pbxdialer.desktop.notifications import Click
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
        self._ear: _Ear | None = None
        self._is_over = False
        program.switchboard.call_changed.connect(self._hear)

    def close(self) -> None:
        """Let the desktop's service go."""
        self._is_over = True
        self._deafen()
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
        click = self._program.look.tr("Show the window")

        def show() -> "socket":
            desktop.show(title, text, click)
            return desktop.ear()

        self._lane.submit(show, self._listen, lambda error: self._fall_back(f"{title}\n{text}", error))

    def _listen(self, connection: "socket") -> None:
        """Hear of clicks; the connection may be another one than the last time."""
        self._deafen()
        if self._is_over:
            connection.close()
            return
        self._ear = _Ear(connection, self)
        self._ear.notifier.activated.connect(self._take)
        self._take()  # what came together with the service's answer

    def _take(self) -> None:
        """Have what the desktop tells read where it is written to; until that is done nobody listens."""
        if self._ear is not None and self._lane is not None and self._desktop is not None:
            self._ear.notifier.setEnabled(False)
            self._lane.submit(self._desktop.clicked, self._go_on, self._lost)

    def _go_on(self, click: "Click | None") -> None:
        if self._ear is not None:
            self._ear.notifier.setEnabled(True)
        if click is None:
            return
        if click.activation:
            os.environ["XDG_ACTIVATION_TOKEN"] = click.activation  # where Qt looks for it, under Wayland
        bring_forward(self._program.window)

    def _lost(self, error: Exception) -> None:
        log.info("the notifications' connection: %s", error)
        self._deafen()

    def _deafen(self) -> None:
        if self._ear is not None:
            self._ear.close()
            self._ear = None

    def _fall_back(self, sentence: str, error: Exception) -> None:
        log.info("no notifications on this desktop: %s", error)
        self._say_at_the_tray(sentence)

    def _say_at_the_tray(self, sentence: str) -> None:
        if self._program.tray is not None:
            self._program.tray.say(sentence)


class _Ear(QObject):
    """Tells when the desktop has something to say: a socket of its own, for the worker may close the connection's."""

    def __init__(self, connection: "socket", parent: QObject) -> None:
        super().__init__(parent)
        self._connection = connection
        self.notifier = QSocketNotifier(connection.fileno(), QSocketNotifier.Type.Read, self)

    def close(self) -> None:
        """Hear nothing any more."""
        self.notifier.setEnabled(False)
        self._connection.close()
        self.deleteLater()
