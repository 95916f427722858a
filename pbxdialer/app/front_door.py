"""What comes to the running program from outside: second starts, and links, the one that opened it first of all."""

import logging
import os
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from pbxdialer.core.language import mark
from pbxdialer.desktop.handover import Message, Verb, of_this_session
from pbxdialer.first_start import Arrival
from pbxdialer.gui.application import Application
from pbxdialer.gui.first_frame import FirstFrame
from pbxdialer.gui.link_trial import LinkTrial
from pbxdialer.second_start import account_in_word
from pbxdialer.store.paths import Notice

if TYPE_CHECKING:
    from pbxdialer.app.program import Program
    from pbxdialer.gui.background import Lane
    from pbxdialer.gui.reception import Reception
    from pbxdialer.gui.settings_window import SettingsWindow

log = logging.getLogger(__name__)
_NOBODY_LISTENS = mark("Links will open another window: {detail}.")
_LINK = "link"  # the source of an offer


class FrontDoor(QObject):
    """Opens once the window has been painted, and closes with the program. Whatever comes is shown, never dialled."""

    def __init__(self, program: "Program", arrival: Arrival, *, hidden: bool = False) -> None:
        """`hidden` is the window of a start that shows nothing: nothing is painted that could be waited for."""
        super().__init__(program)
        self._program = program
        self._arrival = arrival
        self._reception: Reception | None = None
        self.trial = LinkTrial(self)
        program.settings_opened.connect(self._add_page)
        if hidden:
            QTimer.singleShot(0, self, self.open)
        else:
            FirstFrame(program.window).painted.connect(self.open)

    def open(self) -> None:
        """Listen to second starts, and offer what came while there was no window."""
        from pbxdialer.gui.reception import Reception

        socket: Path = of_this_session(self._program.places.socket)
        trouble = "another one that does not answer has been started"
        if self._arrival.door is not None:
            self._reception = Reception(self)
            self._reception.came.connect(self._take)
            trouble = self._reception.listen(socket)
        if trouble:
            log.warning("nobody listens to second starts: %s", trouble)
            self._program.announce(Notice(_NOBODY_LISTENS, trouble))
        application = Application.instance()
        if isinstance(application, Application):
            application.show_links_with(self._bring)
        if self._arrival.link:
            self._offer(self._arrival.link)
        elif self._arrival.wish is not None:
            self._grant(self._arrival.wish)

    def close(self) -> None:
        """Let nobody in any more, and let the next start be the first."""
        application = Application.instance()
        if isinstance(application, Application):
            application.show_links_with(None)
        if self._reception is not None:
            self._reception.close()
        if self._arrival.door is not None:
            self._arrival.door.release()

    @cached_property
    def _lane(self) -> "Lane":
        return self._program.background.lane("links")

    def _add_page(self, window: "SettingsWindow") -> None:
        from pbxdialer.gui.links_page import LinksPage

        look = self._program.look
        window.add_page_later(lambda parent: LinksPage(look, self._lane, self.trial, parent), look.tr("Phone links"))

    def _take(self, message: Message) -> None:
        if message.verb is Verb.QUIT:
            self._program.quit()
            return
        if message.activation:
            os.environ["XDG_ACTIVATION_TOKEN"] = message.activation  # where Qt looks for it, under Wayland
        if message.verb is Verb.OFFER:
            self._offer(message.text)
        elif not self._grant(message):
            self._program.window.come_forward()

    def _bring(self, link: str) -> None:
        """Take what the system brought as an event: a telephone link, or an account."""
        account = account_in_word(link)
        if account:
            self._ask_about(account)
        else:
            self._offer(link)

    def _ask_about(self, account: str) -> None:
        """Ask about the account that a link or a file would set up; nothing of it is taken without the agent."""
        from pbxdialer.app import account_files

        log.info("an account came")
        account_files.ask_about_what_came(self._program, account)

    def _grant(self, wish: Message) -> bool:
        """Do what a key of the desktop's wishes for; True where it was such a wish."""
        desks = self._program.desks
        if wish.verb is Verb.SELECTION:
            selection = self._program.guests.selection
            selection.offer(wish.text) if wish.text else selection.read()
        elif wish.verb is Verb.QUICK_DIAL and desks is not None:
            desks.at_hand.quick_dial()
        elif wish.verb is Verb.ACCOUNT:
            self._ask_about(wish.text)
        else:
            return False
        return True

    def _offer(self, link: str) -> None:
        if self.trial.takes(link):
            return
        log.info("a link came")  # numbers are kept out of the log
        self._program.switchboard.offer(link, _LINK)
