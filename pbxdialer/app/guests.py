"""Numbers that somebody else brings: from the switchboard's offers to the window's sheet, and back as an intent."""

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication, QWidget

from pbxdialer.core.offer import Offer, OfferSource
from pbxdialer.core.offer_pace import OfferPace

if TYPE_CHECKING:
    from pbxdialer.app.program import Program
    from pbxdialer.app.selection import SelectedNumber
    from pbxdialer.core.contact import Contact
    from pbxdialer.core.guest import GuestQuestion, Surroundings, Told
    from pbxdialer.core.number import PhoneNumber
    from pbxdialer.gui.background import Lane
    from pbxdialer.gui.clipboard_watch import ClipboardWatch
    from pbxdialer.gui.guest_desk import GuestDesk
    from pbxdialer.gui.guest_sheet import GuestSheet
    from pbxdialer.store.settings import Settings

_MOST_REMEMBERED = 20


def bring_in() -> None:
    """Import the desks, what a question is made of, and the tray's panel; on a worker, for it takes 0.1 s and more."""
    import pbxdialer.app.desks
    import pbxdialer.core.guest
    import pbxdialer.core.guest_wording
    import pbxdialer.gui.tray_panel  # noqa: F401
    from pbxdialer.core.number import is_known_region

    is_known_region("RO")  # brings phonenumbers in: 60 ms, which the settings would otherwise take in one go


class Guests:
    """Holds the desk for as long as the program runs, and a sheet for each window that is built."""

    def __init__(self, program: "Program") -> None:
        """Made before the window, so that the first offer is remembered; the rest is made by `open`."""
        self._program = program
        self.pace = OfferPace()
        self._early: list[Offer] = []
        self._clipboard_watch: ClipboardWatch | None = None
        self._selection: SelectedNumber | None = None
        self.desk: GuestDesk | None = None
        self.sheet: GuestSheet | None = None
        program.switchboard.offered.connect(self._remember)

    def open(self) -> None:
        """Begin to ask: the window, its contacts and its calls are there."""
        from pbxdialer.gui.guest_desk import GuestDesk

        program = self._program
        self.desk = GuestDesk(
            program.switchboard,
            self._surroundings,
            lambda: program.settings_desk.settings.confirm_guests,
            lambda: program.window.asks_something,
            self.pace,
        )
        self.desk.asked.connect(self._ask)
        self.desk.told.connect(self._tell)
        self.desk.ignored.connect(self._count_ignored)
        self.desk.cleared.connect(self._clear)
        self.desk.chosen.connect(lambda intent: program.window.place(intent))
        self.enter()
        program.settings_desk.changed.connect(self._watch_clipboard)
        self._watch_clipboard(program.settings_desk.settings)
        program.switchboard.offered.disconnect(self._remember)
        program.switchboard.offered.connect(self.desk.take)
        for offer in self._early:
            self.desk.take(offer)

    @property
    def selection(self) -> "SelectedNumber":
        """The number that is selected somewhere, whoever asks for it: its program is asked once at a time."""
        if self._selection is None:
            from pbxdialer.app.selection import SelectedNumber

            self._selection = SelectedNumber(self._program)
        return self._selection

    def overlook_clipboard(self, on: bool) -> None:
        """Take nothing for copied while the program itself uses the clipboard."""
        if self._clipboard_watch is not None:
            self._clipboard_watch.overlook(on)

    def close(self) -> None:
        """Ask nothing any more: the window is going away."""
        if self._selection is not None:
            self._selection.close()
        if self.desk is not None:
            self.desk.dismiss()

    def enter(self) -> None:
        """Give the window of the moment its sheet; an open question is shown in it."""
        if self.desk is None:
            return
        from pbxdialer.app import account_files
        from pbxdialer.gui.drop_target import DropTarget
        from pbxdialer.gui.guest_sheet import GuestSheet

        program, window = self._program, self._program.window
        page = window.centralWidget()
        assert page is not None  # noqa: S101 - the window makes it
        self.sheet = GuestSheet(program.look, page)
        self.sheet.confirmed.connect(self.desk.confirm)
        self.sheet.dismissed.connect(self.desk.dismiss)
        window.question_changed.connect(self.desk.go_on)
        window.box.line.setAcceptDrops(False)  # a drop is a guest, wherever in the window it falls
        target = DropTarget(window, lambda: self._drops_lane)
        target.dropped.connect(lambda text, name: program.switchboard.offer(text, OfferSource.DROP, name))
        target.account_file_dropped.connect(lambda path: account_files.ask(program, path, self._drops_lane))
        self.desk.show_again()

    @cached_property
    def _drops_lane(self) -> "Lane":
        return self._program.background.lane("drops")

    def _remember(self, offer: Offer) -> None:
        """Keep what arrives before anything can be asked: the first, and a few more to be counted."""
        if len(self._early) < _MOST_REMEMBERED:
            self._early.append(offer)

    def _ask(self, question: "GuestQuestion", counts: bool) -> None:
        window = self._program.window
        if question.source.is_watched or _is_busy_in_another(window):
            QApplication.alert(window)  # nobody asked for it, or the agent fills in the settings, for example
        elif not window.isActiveWindow():
            window.come_forward()
        if self.sheet is not None:
            self.sheet.ask(question, counts)

    def _tell(self, told: "Told") -> None:
        """Say it in the window, which stays where it is; where it is hidden, the tray says it."""
        from pbxdialer.core.guest_wording import told_sentence

        if self.sheet is not None:
            self.sheet.tell(told)
        if self._program.window.isVisible():
            QApplication.alert(self._program.window)
        elif self._program.tray is not None:
            self._program.tray.say(told_sentence(told, self._program.look.tr))

    def _count_ignored(self, n: int) -> None:
        if self.sheet is not None:
            self.sheet.count_ignored(n)

    def _clear(self) -> None:
        if self.sheet is not None:
            self.sheet.clear()

    def _surroundings(self) -> "Surroundings | None":
        from pbxdialer.core.guest import Surroundings

        account, window = self._program.switchboard.account, self._program.window
        if account is None:
            return None
        region = account.dial_plan.region
        return Surroundings(
            account,
            window.picker.destination() or account.destination,
            lambda number: self._owner(number, region),
            window.history.calls.unknown_to,
        )

    def _owner(self, number: "PhoneNumber", region: str) -> "Contact | None":
        """Return the contact who has this very number, in whatever spelling."""
        subscriber = number.subscriber(region)
        matches = self._program.contact_desk.search(number.digits)
        return next((match.contact for match in matches if subscriber in _subscribers(match.contact, region)), None)

    def _watch_clipboard(self, settings: "Settings") -> None:
        if self._clipboard_watch is None:
            if not settings.watch_clipboard or self.desk is None:
                return
            from pbxdialer.gui.clipboard_watch import ClipboardWatch

            self._clipboard_watch = ClipboardWatch()
            self._clipboard_watch.changed.connect(self.desk.withdraw_watched)
            self._clipboard_watch.number_copied.connect(
                lambda text: self._program.switchboard.offer(text, OfferSource.CLIPBOARD)
            )
        account = settings.current_account
        self._clipboard_watch.watch(settings.watch_clipboard, account.dial_plan.region if account else settings.region)


def _is_busy_in_another(window: QWidget) -> bool:
    """True while the agent is in a window that was opened from `window`."""
    active = QApplication.activeWindow()
    above = active.parentWidget() if active is not None else None
    while above is not None and above is not window:
        above = above.parentWidget()
    return above is window


def _subscribers(contact: "Contact", region: str) -> set[str]:
    from pbxdialer.core.number_finder import numbers_of_entry

    fields = (numbers_of_entry(numbered.text, region) for numbered in contact.numbers)
    return {number.subscriber(region) for numbers in fields for number in numbers}
