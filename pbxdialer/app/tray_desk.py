"""The desk of the tray: its icon, its menu and the panel that a click on it opens."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QElapsedTimer, QObject, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from pbxdialer.core.call import Call
from pbxdialer.core.dial_plan import DialRule
from pbxdialer.core.intent import Callee
from pbxdialer.core.number import PhoneNumber
from pbxdialer.core.plain_text import plain
from pbxdialer.core.rewrite import BrokenPlan
from pbxdialer.core.telephone import Telephone
from pbxdialer.core.wording import state_word
from pbxdialer.gui.history_list import when
from pbxdialer.gui.match_rows import Row
from pbxdialer.gui.panel_rows import favourite_rows, latest_to_each, recent_rows
from pbxdialer.gui.tray import Tray
from pbxdialer.gui.tray_menu import Line, MenuLines

if TYPE_CHECKING:
    from pbxdialer.app.program import Program
    from pbxdialer.gui.tray_panel import TrayPanel

_MENU_FOLLOWS_MS = 200
_ONE_CLICK_MS = 300  # from the moment a click took the keyboard away until the desktop tells of the click itself


class TrayDesk(QObject):
    """Joins the icon to the program. Whatever is chosen here goes the window's own way."""

    def __init__(self, program: "Program") -> None:
        super().__init__(program)
        self._program = program
        self._phone: Telephone | None = None
        self._panel: TrayPanel | None = None
        self._came, self._left = QElapsedTimer(), QElapsedTimer()
        self.tray = Tray(program.look, self)
        self.tray.clicked.connect(self.click)
        self.tray.show_requested.connect(lambda: program.window.come_forward())
        self.tray.sentence_clicked.connect(self._come_forward)
        self.tray.settings_requested.connect(self._open_settings)
        self.tray.redial_requested.connect(self._redial)
        self.tray.stop_requested.connect(program.switchboard.stop_waiting)
        self.tray.quit_requested.connect(program.quit)
        self._due = QTimer(self)
        self._due.setSingleShot(True)
        self._due.setInterval(_MENU_FOLLOWS_MS)
        self._due.timeout.connect(lambda: self.tray.offer(self.lines()))
        program.switchboard.call_changed.connect(self._show_call)
        program.switchboard.gate_changed.connect(self._due.start)
        program.switchboard.account_changed.connect(self._due.start)
        program.contact_desk.directory_changed.connect(self._use_directory)
        program.settings_desk.changed.connect(self._use_settings)
        self.tray.offer(self.lines())
        self.tray.show(program.settings_desk.settings.tray)

    def serve(self) -> None:
        """Speak and look as the window does, which was built anew in another language or colour."""
        self.tray.use_look(self._program.look)
        self._drop_panel()
        self._due.start()

    def close(self) -> None:
        """Take everything away; the program ends."""
        self._due.stop()
        self.tray.hide()
        self._drop_panel()

    def show_phone(self, phone: Telephone | None) -> None:
        """Tell what the agent's own telephone does."""
        self._phone = phone
        self.tray.show_phone(phone)
        if self._panel is not None:
            self._panel.presence.show_telephone(phone)
        self._due.start()

    @property
    def panel(self) -> "TrayPanel | None":
        """The panel, once it has been opened."""
        return self._panel

    def click(self) -> None:
        """Open the panel at the icon, or close it. The second half of a double click does neither."""
        program, panel = self._program, self._panel
        if self.clicked_just_now:
            return
        if panel is not None and panel.isVisible():
            panel.hide()
        elif _is_within(self._left, _ONE_CLICK_MS):
            return  # this very click has closed it by taking the keyboard
        elif program.switchboard.account is None or program.desks is None:
            program.window.come_forward()  # there is something to set up first
        else:
            self._came.start()
            self._open(self._panel or self._built_panel())

    @property
    def clicked_just_now(self) -> bool:
        """True so shortly after a click has opened the panel that another one belongs to it."""
        return _is_within(self._came, QApplication.doubleClickInterval())

    def lines(self) -> MenuLines:
        """Return what the menu offers now."""
        program, tr = self._program, self._program.look.tr
        calls = program.window.history.calls.calls()
        accounts, current = program.settings_desk.settings.accounts, program.switchboard.account
        recent = [self._line_of_call(call) for call in latest_to_each(calls)]
        again = recent[0] if recent else None
        return MenuLines(
            phone=self._phone,
            again=Line(tr("Call again: {who}", who=again.text), again.chosen) if again else None,
            favourites=self._lines_of_favourites(),
            recent=recent,
            accounts=[
                Line(plain(one.name, 60), partial(self._choose_account, one.id), one.id == (current and current.id))
                for one in accounts
            ],
            is_calling=program.switchboard.call_in_the_air is not None,
        )

    def _line_of_call(self, call: Call) -> Line:
        digits = self._will_dial(PhoneNumber(call.number), literal=call.rule == DialRule.LITERAL)
        parts = (plain(call.name, 60), digits, f"{when(call.requested_at)} {state_word(call, self._program.look.tr)}")
        return Line(" · ".join(part for part in parts if part), partial(self.tray.redial_requested.emit, call))

    def _lines_of_favourites(self) -> list[Line]:
        callees = [row.callee for row in self._favourites() if row.callee is not None]
        return [
            Line(" · ".join([plain(one.name, 60), self._will_dial(one.number)]), partial(self._dial, one))
            for one in callees
        ]

    def _will_dial(self, number: PhoneNumber, *, literal: bool = False) -> str:
        """Return the digits that choosing the line sends: nothing is dialled that the agent did not see."""
        account = self._program.switchboard.account
        if account is None:
            return number.digits
        try:
            return (account.dial_plan.literal(number) if literal else account.dial_plan.dial_string(number)).digits
        except BrokenPlan:
            return number.digits  # choosing it says what is broken, and dials nothing

    def _favourites(self) -> list[Row]:
        account = self._program.switchboard.account
        region = account.dial_plan.region if account is not None else self._program.settings_desk.settings.region
        return favourite_rows(self._program.contact_desk.suggestions(), region)

    def _suggestions(self) -> list[Row]:
        """Return whom the panel offers while nothing is typed: the favourites, and who was called lately."""
        calls = self._program.window.history.calls.calls()
        return [*self._favourites(), *recent_rows(calls, self._program.look.tr)]

    def _show_call(self, call: Call) -> None:
        self.tray.show_call(call)
        if self._panel is not None:
            self._panel.show_call(call)
        self._due.start()

    def _use_settings(self) -> None:
        settings = self._program.settings_desk.settings
        self.tray.show(settings.tray)
        if self._panel is not None:
            self._panel.account_switch.use_accounts(settings.accounts)
        self._due.start()

    def _use_directory(self) -> None:
        desk = self._program.contact_desk
        if self._panel is not None:
            self._panel.box.use_directory(desk.search, tuple, desk.ask)
        self._due.start()

    def _choose_account(self, account_id: str) -> None:
        self._program.window.account_chosen.emit(account_id)

    def _come_forward(self) -> None:
        from pbxdialer.app.coming_forward import bring_forward

        bring_forward(self._program.window)

    def _open_settings(self) -> None:
        self._program.window.come_forward()
        self._program.open_settings()

    def _redial(self, call: Call) -> None:
        self._program.window.come_forward()
        self._program.window.redial(call)

    def _dial(self, callee: Callee) -> None:
        window = self._program.window
        destination = window.picker.destination()
        window.come_forward()
        if destination is not None:
            window.dial(callee, destination)

    def _open(self, panel: "TrayPanel") -> None:
        desks = self._program.desks
        if desks is not None:
            desks.at_hand.make_ready(panel)
        panel.come(self.tray.place)
        if QGuiApplication.platformName() == "xcb":
            from pbxdialer.desktop.front_x11 import bring_to_front

            bring_to_front(int(panel.winId()))
        self.tray.be_seen()

    def _built_panel(self) -> "TrayPanel":
        from pbxdialer.gui.tray_panel import TrayPanel

        program = self._program
        panel = TrayPanel(program.look)
        panel.account_switch.use_accounts(program.settings_desk.settings.accounts)
        panel.account_switch.show_account(program.switchboard.account)
        panel.account_switch.chosen.connect(self._choose_account)
        panel.account_switch.settings_requested.connect(self._open_settings)
        panel.show_requested.connect(self.tray.show_requested)
        panel.card.stop_requested.connect(program.switchboard.stop_waiting)
        panel.presence.show_telephone(self._phone)
        panel.left.connect(self._left.start)
        calls = program.window.history.calls.calls()
        if calls:
            panel.show_call(calls[0])
        if program.desks is not None:
            program.desks.at_hand.join(panel)
        program.switchboard.account_changed.connect(panel.account_switch.show_account)
        panel.box.suggest_more(self._suggestions)
        self._panel = panel
        self._use_directory()
        return panel

    def _drop_panel(self) -> None:
        if self._panel is not None:
            self._panel.hide()
            self._panel.deleteLater()
            self._panel = None


def _is_within(since: QElapsedTimer, milliseconds: int) -> bool:
    return since.isValid() and since.elapsed() < milliseconds
