"""Who can ring first: the PBX's own lists beside what was used before, and a word of warning before the call."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QIcon

from pbxdialer.core.account import Account, Destination, DestinationKind
from pbxdialer.core.destinations import STANDING_WORDS, PbxLists, Standing
from pbxdialer.core.intent import Intent
from pbxdialer.core.plain_text import plain
from pbxdialer.core.telephone import Telephone
from pbxdialer.enquiry import NotTold
from pbxdialer.gui.presence_label import PHONE_SHAPES

if TYPE_CHECKING:
    from pbxdialer.app.program import Program
    from pbxdialer.app.telephones import TelephoneDesk
    from pbxdialer.gui.main_window import MainWindow

_LONGEST_NAME = 60


class Destinations(QObject):
    """Keeps the lists of the account in use, and the picker of the window filled with them."""

    def __init__(self, program: "Program", desk: "TelephoneDesk") -> None:
        super().__init__(program)
        self._program = program
        self._desk = desk
        self._queues: dict[str, tuple[str, ...]] = {}  # by account: queues hardly change in a day
        self._asked: set[str] = set()
        desk.telephones.told.connect(self._offer)
        desk.telephones.own_phone_changed.connect(self._offer)
        program.switchboard.account_changed.connect(self._use_account)
        self.serve(program.window)

    def serve(self, window: "MainWindow") -> None:
        """Fill the picker of this window; it is built anew in another language or colour."""
        window.picker.destination_changed.connect(self._warn)
        window.picker.kind.activated.connect(self._ask_for_queues)
        window.box.callee_changed.connect(self._suggest)
        window.box.line.textChanged.connect(self._begin_anew)
        self._use_account(self._program.switchboard.account)

    def lists(self) -> PbxLists:
        """Return the lists of the account in use, as far as they were told."""
        account = self._program.switchboard.account
        known = self._desk.telephones.known
        return PbxLists(known or None, self._queues.get(account.id) if account else None)

    def _use_account(self, account: Account | None) -> None:
        if account is not None and account.destination.kind is DestinationKind.QUEUE:
            self._ask_for_queues()
        self._offer()

    def _ask_for_queues(self, *_: object) -> None:
        """Ask once for each account, when queues begin to matter; again where the PBX was not reached."""
        account = self._program.switchboard.account
        wanted = self._program.settings_desk.settings.watch_phones
        if account is None or not wanted or account.id in self._asked:
            return
        account_id = account.id
        self._asked.add(account_id)

        def told(queues: tuple[str, ...]) -> None:
            self._queues[account_id] = queues
            self._offer()

        def not_told(error: Exception) -> None:
            if not isinstance(error, NotTold) or not error.was_reached:
                self._asked.discard(account_id)
            self._desk.unoffered.say(account, "queues", error)

        self._desk.questions.ask(account, lambda enquiry: enquiry.queue_names(), told, not_told)

    def _offer(self, *_: object) -> None:
        """Have the lists, and what was used before, to choose from."""
        account = self._program.switchboard.account
        if account is None:
            return
        window, lists = self._program.window, self.lists()
        used = window.destinations_of(account)
        known = {kind: _once([*used.get(kind, ()), *lists.names(kind)]) for kind in DestinationKind}
        window.picker.offer(known, self._icon_of)
        self._warn()

    def _icon_of(self, kind: DestinationKind, name: str) -> QIcon | None:
        """Return the shape of what the telephone of a user does now."""
        phone = next((phone for phone in self._desk.telephones.known if _is_named(phone, kind, name)), None)
        if phone is None:
            return None
        look = self._program.window.look
        shape, colour = PHONE_SHAPES[phone.state]
        return look.icons.icon(shape, look.palette.colour(colour))

    def _warn(self, *_: object) -> None:
        """Say what speaks against the chosen destination, before the call."""
        window = self._program.window
        destination = window.picker.destination()
        standing = self.lists().standing(destination) if destination else Standing.UNTOLD
        name = plain(destination.name, _LONGEST_NAME) if destination else ""
        words = STANDING_WORDS[standing]
        window.standing.setText(window.look.tr(words, name=name) if words else "")

    def _begin_anew(self, text: str) -> None:
        """An empty box is a new beginning: the account's own destination, until the agent chooses."""
        account = self._program.switchboard.account
        if not text and account is not None:
            self._program.window.picker.touched = False
            self._program.window.picker.suggest(account.destination)

    def _suggest(self, *_: object) -> None:
        """Suggest who rang first when this number was called last through this account."""
        window, account = self._program.window, self._program.switchboard.account
        callee = window.box.callee()
        if account is None or callee is None:
            return
        try:
            digits = Intent.of(callee, account.destination, account).dial_string.digits
        except ValueError:  # a rule of the dial plan is broken, which the preview says
            return
        window.picker.suggest(self._last_used(digits, account) or account.destination)

    def _last_used(self, dial_string: str, account: Account) -> Destination | None:
        calls = self._program.window.history.calls.calls()
        earlier = (call for call in calls if call.dial_string == dial_string and call.account_id == account.id)
        return next((call.destination for call in earlier), None)


def _once(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(names))


def _is_named(phone: Telephone, kind: DestinationKind, name: str) -> bool:
    return name == {DestinationKind.USER: phone.user, DestinationKind.EXTENSION: phone.extension}.get(kind)
