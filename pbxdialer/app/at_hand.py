"""The program at hand while the agent works elsewhere: global keys, quick dial, the selected number."""

import logging
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from pbxdialer.desktop.handover import DIAL_SELECTION, QUICK_DIAL
from pbxdialer.gui.at_hand_page import PALETTE, SELECTION, AtHandPage
from pbxdialer.gui.hotkey_desk import HotkeyDesk, Trouble
from pbxdialer.gui.login_switch import LoginSwitch
from pbxdialer.gui.quiet_switch import QuietSwitch
from pbxdialer.store.paths import Notice

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from pbxdialer.app.program import Program
    from pbxdialer.core.account import Destination
    from pbxdialer.core.intent import Callee
    from pbxdialer.gui.main_window import MainWindow
    from pbxdialer.gui.quick_palette import QuickPalette
    from pbxdialer.gui.settings_window import SettingsWindow
    from pbxdialer.store.settings import Settings

log = logging.getLogger(__name__)


class AtHand(QObject):
    """Joins the keys and the quick dial to the program. Whatever it brings goes the same way as in the window."""

    troubles_changed = Signal(object)  # number of the key → what is in its way

    def __init__(self, program: "Program") -> None:
        super().__init__(program)
        self._program = program
        self._palette: QuickPalette | None = None
        self._troubles: dict[int, Trouble] = {}
        self.hotkeys = HotkeyDesk({PALETTE: QUICK_DIAL, SELECTION: DIAL_SELECTION}, self)
        self.hotkeys.pressed.connect(self._pressed)
        program.settings_desk.changed.connect(self._use)
        program.settings_opened.connect(self._add_page)
        program.contact_desk.directory_changed.connect(self._use_directory)
        self._use(program.settings_desk.settings)
        for sentence, detail in self._troubles.values():
            program.announce(Notice(sentence, detail))

    def serve(self, _window: "MainWindow") -> None:
        """The window was built anew in another language or colour: so is the quick dial, when it is wanted next."""
        if self._palette is not None:
            self._palette.hide()
            self._palette.deleteLater()
            self._palette = None
        self._keep_warm()

    def close(self) -> None:
        """Give the keys back."""
        self.hotkeys.close()
        if self._palette is not None:
            self._palette.hide()
            self._palette.deleteLater()
            self._palette = None

    @property
    def palette(self) -> "QuickPalette":
        """The quick dial, built when it is first wanted."""
        if self._palette is None:
            self._palette = self._built_palette()
        return self._palette

    def quick_dial(self) -> None:
        """Show the quick dial, with what the window would ring first; a second time hides it."""
        palette, window = self.palette, self._program.window
        if palette.isVisible():
            palette.hide()
            return
        account = self._program.switchboard.account
        if account is None or self._program.switchboard.call_in_the_air is not None:
            window.come_forward()  # there is something to set up, or to watch
            return
        self.make_ready(palette)
        palette.come()

    def make_ready(self, palette: "QuickPalette") -> None:
        """Let `palette` ring first what the window would."""
        account, window = self._program.switchboard.account, self._program.window
        if account is not None:
            palette.use_destination(window.picker.destination() or account.destination, window.destinations_of(account))

    def join(self, palette: "QuickPalette") -> None:
        """Join `palette` to the program, the one of the key or another: all dial by the same way."""
        program = self._program
        palette.setWindowIcon(program.look.icons.program())
        palette.use_account(program.switchboard.account)
        palette.close_gate(program.switchboard.call_in_the_air is not None)
        palette.call_requested.connect(self._call)
        program.switchboard.account_changed.connect(palette.use_account)
        program.switchboard.gate_changed.connect(palette.close_gate)
        program.contact_desk.answered.connect(palette.box.take_answer)

    def _pressed(self, number: int) -> None:
        if number == PALETTE:
            self.quick_dial()
        else:
            self._program.guests.selection.read()

    def _use(self, settings: "Settings") -> None:
        wanted = {PALETTE: settings.palette_hotkey, SELECTION: settings.selection_hotkey}
        self._troubles = self.hotkeys.use(wanted)
        self.troubles_changed.emit(self._troubles)
        log.info("keys for all programs: %d", sum(bool(key) for key in wanted.values()) - len(self._troubles))
        if settings.palette_hotkey:
            QTimer.singleShot(0, self, self._keep_warm)

    def _keep_warm(self) -> None:
        """Where a key may call for it at any time, have it ready."""
        if self._program.settings_desk.settings.palette_hotkey:
            self.palette.warm_up()

    def _built_palette(self) -> "QuickPalette":
        from pbxdialer.gui.quick_palette import QuickPalette

        palette = QuickPalette(self._program.look)
        self.join(palette)
        self._palette = palette
        self._use_directory()
        return palette

    def _use_directory(self) -> None:
        if self._palette is not None:
            desk = self._program.contact_desk
            self._palette.box.use_directory(desk.search, desk.suggestions, desk.ask)

    def _call(self, callee: "Callee", destination: "Destination") -> None:
        """Go the window's own way, which freezes the intent; what it has to ask or to say is asked there."""
        window = self._program.window
        window.dial(callee, destination)
        if self._program.switchboard.call_in_the_air is None:
            window.come_forward()

    def _add_page(self, window: "SettingsWindow") -> None:
        from pbxdialer.gui.selection_reader import reads_selection

        def made(parent: "QWidget") -> "QWidget":
            page = AtHandPage(look, self._program.settings_desk, reads_selection=reads_selection(), parent=parent)
            page.show_troubles(self._troubles)
            self.troubles_changed.connect(page.show_troubles)
            switch = LoginSwitch(look, self._program.records_lane, self._program.profile_words, page)
            page.form.addRow(look.tr("Start"), switch)
            page.form.addRow(look.tr("Notifications"), QuietSwitch(look, self._program.settings_desk, page))
            return page

        look = self._program.look
        window.add_page_later(made, look.tr("At hand"))
