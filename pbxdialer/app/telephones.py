"""The desk of the telephones: what they do, calls that are followed, unknown calls that are settled."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject

from pbxdialer.app.unoffered import Unoffered
from pbxdialer.core.account import Account
from pbxdialer.core.call import Call, CallState
from pbxdialer.core.telephone import Telephone, telephone_of
from pbxdialer.enquiry import Enquiry
from pbxdialer.gui.follower import Follower
from pbxdialer.gui.question_desk import QuestionDesk
from pbxdialer.gui.telephones import Attention, Telephones
from pbxdialer.pbx.client import PbxClient

if TYPE_CHECKING:
    from pbxdialer.app.program import Program
    from pbxdialer.gui.main_window import MainWindow
    from pbxdialer.store.settings import Settings

_SETTLES_SINCE = timedelta(hours=24)
_SETTLES_AT_MOST = 5


class TelephoneDesk(QObject):
    """Joins the watch over the telephones and the follower of calls to the program."""

    def __init__(self, program: "Program") -> None:
        super().__init__(program)
        self._program = program
        client = PbxClient()

        def questions(lane: str) -> QuestionDesk:
            lane_of = program.background.lane(lane)
            return QuestionDesk(lane_of, program.secrets_desk, lambda account, known: Enquiry(client, account, known))

        self.unoffered = Unoffered(program)
        self.questions = questions("questions")
        self.telephones = Telephones(questions("presence"), program.seconds, parent=self)
        self.follower = Follower(
            questions("following"), program.records_lane, program.dialer.write_down, program.seconds, parent=self
        )
        self.follower.heard.connect(self.telephones.hear)
        self.follower.learned.connect(program.switchboard.learn)
        self.telephones.own_phone_changed.connect(self._show_own_phone)
        self.follower.given_up.connect(self.unoffered.say)
        self.telephones.silent.connect(self._say_silent)
        self.telephones.told.connect(lambda _: self.unoffered.take_back("telephones"))
        program.switchboard.call_placed.connect(self._follow)
        program.settings_desk.changed.connect(self._use_settings)
        program.switchboard.account_changed.connect(self.telephones.use_account)
        self.watch(program.window)
        self._use_settings(program.settings_desk.settings)

    def watch(self, window: "MainWindow") -> None:
        """Pay attention while this window is seen; it is built anew in another language or colour."""
        window.installEventFilter(self)
        window.box.line.textEdited.connect(self.telephones.look_now)
        window.presence.show_telephone(self.telephones.own)
        self._pay_attention()

    def settle(self, calls: Iterable[Call]) -> None:
        """Ask what became of calls that earlier sessions had to leave unknown: of the last day, a few."""
        since = datetime.now(UTC) - _SETTLES_SINCE
        unknown = [call for call in calls if call.state is CallState.UNKNOWN and call.requested_at > since]
        for call in unknown[:_SETTLES_AT_MOST]:
            self._follow(call)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's own method
        """Notice when the window is shown, hidden or minimised."""
        if event.type() in (QEvent.Type.Show, QEvent.Type.Hide, QEvent.Type.WindowStateChange):
            self._pay_attention()
        return False

    def _pay_attention(self) -> None:
        window = self._program.window
        seen = window.isVisible() and not window.isMinimized()
        self.telephones.pay(Attention.SHOWN if seen else Attention.HIDDEN)

    def _use_settings(self, settings: "Settings") -> None:
        self.telephones.use_account(self._program.switchboard.account)
        self.telephones.switch(on=settings.watch_phones)

    def _follow(self, call: Call) -> None:
        settings = self._program.settings_desk.settings
        account = next((known for known in settings.accounts if known.id == call.account_id), None)
        if account is not None and settings.watch_phones:
            self.follower.follow(call, account, self._phone_before(account, call))

    def _phone_before(self, account: Account, call: Call) -> Telephone | None:
        """Return the last word about the telephone that rings, where it is of this account."""
        current = self._program.switchboard.account
        if current is None or current.id != account.id:
            return None
        return telephone_of(call.destination, self.telephones.known)

    def _show_own_phone(self, phone: Telephone | None) -> None:
        self._program.window.presence.show_telephone(phone)
        if self._program.tray_desk is not None:
            self._program.tray_desk.show_phone(phone)

    def _say_silent(self, error: Exception) -> None:
        account = self._program.switchboard.account
        if account is not None:
            self.unoffered.say(account, "telephones", error)
