"""Builds every object of the running program once, in order, by hand."""

import logging
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QApplication

from pbxdialer.app.guests import Guests, bring_in
from pbxdialer.app.kept_settings import open_settings_desk
from pbxdialer.app.threshold import Threshold
from pbxdialer.app.welcome import welcome
from pbxdialer.core.account import Account
from pbxdialer.core.call import Call
from pbxdialer.core.policy import Policy
from pbxdialer.gui.announcements import Announcements
from pbxdialer.gui.background import Background
from pbxdialer.gui.contact_desk import ContactDesk
from pbxdialer.gui.first_frame import FirstFrame
from pbxdialer.gui.hand_over import hand_over
from pbxdialer.gui.main_window import MainWindow
from pbxdialer.gui.secrets_desk import SecretsDesk, Vault
from pbxdialer.gui.switchboard import Switchboard
from pbxdialer.gui.termination import Termination
from pbxdialer.gui.turns import in_next_turn
from pbxdialer.opening import OpeningJournal, demo_places, furnish_demo, open_directory, open_journal
from pbxdialer.store.paths import Notice, Places
from pbxdialer.store.settings import Closing, Settings, with_account

if TYPE_CHECKING:
    from pbxdialer.app.desks import Desks
    from pbxdialer.app.tray_desk import TrayDesk
    from pbxdialer.dialer import Dialer
    from pbxdialer.directory.search import Directory
    from pbxdialer.gui.demo_room import DemoRoom
    from pbxdialer.gui.settings_window import SettingsWindow
    from pbxdialer.gui.tray import Tray

log = logging.getLogger(__name__)

_CALL_ENDS_IN_S = 1.2
_SHOWN_CALLS = 200


class Program(QObject):
    """Every object of the running program."""

    settings_opened = Signal(object)  # SettingsWindow: other desks put their pages in

    def __init__(
        self,
        application: QApplication,
        data_dir: Path | None,
        *,
        demo: bool = False,
        open_vault: Callable[[], Vault] | None = None,
        threshold: Threshold | None = None,
        policy: Policy | None = None,
    ) -> None:
        """`open_vault` opens the keyring, in the background; this system's own unless given, as is the `policy`.

        `threshold` is the first frame, which may have been painted already; its own unless given.
        """
        super().__init__()
        self._application = application
        self._demo = demo
        self._warm = False
        self.is_quitting = False
        self.seconds: Callable[[], float] = time.monotonic
        self._closing = ExitStack()
        self._data_dir = data_dir
        self.profile_words = () if demo or data_dir is None else ("--data-dir", str(data_dir.resolve()))
        begun = threshold or Threshold(application, data_dir)
        self.places: Places = demo_places(begun.places) if demo else begun.places
        self.background = Background()
        self.calls_lane = self.background.lane("calls")
        self.records_lane = self.background.lane("records")
        self.settings_desk, notices = open_settings_desk(self.places, self.records_lane, demo=demo, policy=policy)
        self._notices = (*begun.notices, *notices)
        self.secrets_desk = SecretsDesk(self.background.lane("keyring"), open_vault or (lambda: _vault(in_memory=demo)))
        self.journal = OpeningJournal(lambda: open_journal(self.places, self.settings_desk.settings.region))
        self.switchboard = Switchboard(lambda: self.dialer, self.calls_lane, self.secrets_desk)
        self.guests = Guests(self)
        self.contact_desk = ContactDesk(
            self.background.lane("contacts"),
            self.background.lane("search"),
            self._built_directory,
            lambda directory: directory.with_calls(self.journal.frequency()),
        )
        self.questions_lane = self.background.lane("questions")
        self.settings_window: SettingsWindow | None = None
        self.tray_desk: TrayDesk | None = None
        self.desks: Desks | None = None
        self.look = begun.look
        self.window = self.furnished(begun.window)
        self._announcements = Announcements(lambda: self.window)
        self._termination = Termination(self)
        self._termination.requested.connect(self.quit)
        self._connect()
        self._use_settings(self.settings_desk.settings)
        self._demo_room: DemoRoom | None = self._opened_demo() if demo else None

    @cached_property
    def dialer(self) -> "Dialer":
        """The dialer, made when it is first needed: it brings ssl and half the protocol in (20 ms)."""
        from pbxdialer.dialer import Dialer
        from pbxdialer.pbx.client import PbxClient

        return Dialer(PbxClient(), self.journal)

    def show(self) -> None:
        """Show the window; everything else begins once it has been painted."""
        FirstFrame(self.window).painted.connect(self.open_for_business)
        self.window.show()

    def announce(self, notice: Notice) -> None:
        """Say something about the program itself in the window."""
        self._announcements.notice(notice)

    def quit(self) -> None:
        """End the program: a call in the air is written down as what is known of it."""
        self.is_quitting = True
        self.window.hide()
        self.switchboard.close(_CALL_ENDS_IN_S)
        self._application.quit()

    def close(self) -> None:
        """Leave no thread and no clock that would speak to objects that are gone."""
        self.window.hide()  # or it would send events to filters in Python when the interpreter is gone
        self.guests.close()
        self.background.close()
        if self._demo_room is not None:
            self._demo_room.close()
        if self.tray_desk is not None:
            self.tray_desk.close()
        if self.desks is not None:
            self.desks.close()
        self._termination.close()
        self.journal.close()
        self._closing.close()

    def _connect(self) -> None:
        self.settings_desk.changed.connect(self._use_settings)
        self.settings_desk.trouble.connect(self._announcements.settings_trouble)
        self.settings_desk.refused.connect(self._announcements.settings_locked)
        self.secrets_desk.trouble.connect(self._announcements.keyring_trouble)
        self.secrets_desk.session_only.connect(self._announcements.session_only)
        self.contact_desk.directory_changed.connect(self._use_directory)
        self.contact_desk.answered.connect(lambda text, found: self.window.box.take_answer(text, found))
        self.contact_desk.trouble.connect(self._announcements.contacts_trouble)
        self.switchboard.call_ended.connect(self.contact_desk.order_anew)
        self.background.faulted.connect(self._announcements.fault)

    def furnished(self, window: MainWindow) -> MainWindow:
        """Put everything into a bare window, and return it."""
        window.furnish(self.switchboard)
        window.setWindowIcon(self.look.icons.program())
        window.settings_requested.connect(self.open_settings)
        window.account_chosen.connect(self._switch_account)
        window.closing.connect(self.quit)
        return window

    def open_for_business(self) -> None:
        """Begin what the first frame did not need. The contacts come first: the agent types already."""
        from pbxdialer.store.diary import catch_strays, open_diary

        self._closing.callback(open_diary(self.places.logs, show_numbers=self.settings_desk.settings.numbers_in_logs))
        self._closing.callback(
            catch_strays(lambda error: self.background.to_gui(lambda: self._announcements.fault(error)))
        )
        for notice in self._notices:
            self._announcements.notice(notice)
        self.records_lane.submit(self._opened_history, self._use_history, self._announcements.no_journal)
        self.contact_desk.directory_changed.connect(self._warm_up, Qt.ConnectionType.SingleShotConnection)
        self.contact_desk.trouble.connect(self._warm_up, Qt.ConnectionType.SingleShotConnection)
        self.contact_desk.load()

    def _warm_up(self, *_: object) -> None:
        """Make ready for the first call: httpx, the trust store, the keyring, the tray."""
        log.info("open for business")
        self._warm = True
        self.calls_lane.submit(self.dialer.warm_up)
        self._load_secrets()
        self._show_tray()
        self.records_lane.submit(bring_in, lambda _: self._open_desks())  # behind the history
        if self._demo_room is not None:
            self._demo_room.show_phones(self.look, self.window.frameGeometry())
            self.window.come_forward()
        elif not self.settings_desk.settings.accounts:
            welcome(self)

    def _open_desks(self) -> None:
        """Let guests in, watch the telephones, and ask what became of calls that had to be left unknown."""
        from pbxdialer.app.desks import Desks

        self.guests.open()
        self.desks = Desks(self)
        self.desks.telephones.settle(self.window.history.calls.calls())

    def _load_secrets(self) -> None:
        account = self.switchboard.account
        if self._warm and account is not None:
            self.secrets_desk.load(account.id)

    def _show_tray(self) -> None:
        from pbxdialer.app.tray_desk import TrayDesk

        self.tray_desk = TrayDesk(self)

    @property
    def tray(self) -> "Tray | None":
        """The icon in the tray, once the program is open for business."""
        return self.tray_desk.tray if self.tray_desk is not None else None

    def _opened_history(self) -> tuple[list[Call], tuple[Notice, ...]]:
        opened = self.journal.open()
        return opened.history.recent(_SHOWN_CALLS), opened.notices

    def _use_history(self, found: tuple[list[Call], tuple[Notice, ...]]) -> None:
        calls, notices = found
        self.window.use_history(calls)
        for notice in notices:
            self._announcements.notice(notice)

    def _built_directory(self) -> "Directory":
        region = self.settings_desk.settings.region
        if self._demo:
            furnish_demo(self.places, region)
            return open_directory(self.places, region, self.journal.frequency())
        return open_directory(
            *(self.places, region, self.journal.frequency(), self._announcements.noticed.emit),
            lambda phonebook, contacts: phonebook.build_elsewhere(contacts, self._data_dir),
        )

    def _use_directory(self) -> None:
        desk = self.contact_desk
        self.window.use_directory(desk.search, desk.suggestions, desk.ask)

    def _use_settings(self, settings: Settings) -> None:
        self.window.use_accounts(settings.accounts)
        self.switchboard.use_account(settings.current_account)
        self._load_secrets()

    def _switch_account(self, account_id: str) -> None:
        self.settings_desk.change(replace(self.settings_desk.settings, current_account_id=account_id))

    def use_for_now(self, account: Account) -> None:
        """Dial through `account` until the box is empty again; the agent's own choice is kept."""
        self.switchboard.use_account(account)
        self._load_secrets()

    def open_settings(self, page: str = "") -> None:
        """Show the settings window, turned to the page of this title or to the accounts."""
        from pbxdialer.app.settings import open_settings

        open_settings(self, page)

    def _opened_demo(self) -> "DemoRoom":
        from pbxdialer.gui.demo_room import DemoRoom

        room = DemoRoom()
        self.secrets_desk.keep_for_session(room.account.id, room.secrets)
        shown_once = replace(self.settings_desk.settings, closing=Closing.QUIT)
        self.settings_desk.change(with_account(shown_once, room.account))
        return room

    def move_into(self, window: MainWindow) -> None:
        """Leave the window of another language or colour for this new one; the switchboard and its call go on."""
        calls, geometry, old = self.window.history.calls.calls(), self.window.saveGeometry(), self.window
        self.settings_window = None
        old.closing.disconnect()  # the window goes, the program stays; `app/start.py` ends with its first one, too
        self.window = window
        self.window.restoreGeometry(geometry)
        self.window.use_history(calls)
        self._use_settings(self.settings_desk.settings)
        self._use_directory()
        if self.tray_desk is not None:
            self.tray_desk.serve()
        if self.desks is not None:
            in_next_turn(self.window, partial(self.desks.serve, self.window))
        hand_over(old, self.window)
        self.guests.enter()
        if old.isVisible():
            self.window.show()
            old.close()
        old.deleteLater()  # and the settings that were open before it


def _vault(*, in_memory: bool) -> Vault:
    from pbxdialer.store.credentials import Credentials

    return Credentials(None) if in_memory else Credentials.of_this_system()
