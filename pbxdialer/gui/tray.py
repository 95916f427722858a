"""The icon in the system's tray: its shape and its tool tip tell the state, a click dials, its menu does the rest."""

from datetime import UTC, datetime

from PySide6.QtCore import QObject, QRect, QTimer, Signal
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QSystemTrayIcon

from pbxdialer.core.call import Call
from pbxdialer.core.telephone import PHONE_WORDS, Telephone
from pbxdialer.core.wording import call_sentence
from pbxdialer.gui.history_list import when
from pbxdialer.gui.look import Look
from pbxdialer.gui.tray_menu import MenuLines, TrayMenu
from pbxdialer.gui.tray_sign import Sign, sign_of, signed, still_speaks

_LOOKS_AGAIN_EVERY_MS = 15_000


class Tray(QObject):
    """Always created: where a tray arrives late, the icon appears by itself."""

    clicked = Signal()
    sentence_clicked = Signal()  # what was said beside the icon
    show_requested = Signal()
    redial_requested = Signal(object)  # Call
    settings_requested = Signal()
    stop_requested = Signal()
    quit_requested = Signal()

    def __init__(self, look: Look, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._call: Call | None = None
        self._phone: Telephone | None = None
        self._seen = False
        self._lines = MenuLines()
        self._again = QTimer(self)  # what a call says holds for a minute
        self._again.setInterval(_LOOKS_AGAIN_EVERY_MS)
        self._again.timeout.connect(self._refresh)
        self._icon = QSystemTrayIcon(self)
        self._icon.activated.connect(self._activated)
        self._icon.messageClicked.connect(self.sentence_clicked)
        self.use_look(look)

    def use_look(self, look: Look) -> None:
        """Speak another language, or draw in other colours."""
        self._look = look
        menu = TrayMenu(look.tr, lambda: self._lines)
        menu.show_requested.connect(self.show_requested)
        menu.quick_dial_requested.connect(self.clicked)
        menu.stop_requested.connect(self.stop_requested)
        menu.settings_requested.connect(self.settings_requested)
        menu.quit_requested.connect(self.quit_requested)
        self._icon.setContextMenu(menu)
        self._menu = menu  # the icon does not keep it alive
        self._sign: Sign | None = None
        self._refresh()

    def show(self, shown: bool) -> None:
        """Put the icon into the tray, once there is one, or take it out."""
        self._icon.setVisible(shown)

    def hide(self) -> None:
        """Take the icon away, before the program ends."""
        self._again.stop()
        self._icon.hide()

    @property
    def can_be_clicked(self) -> bool:
        """True while there is a tray that shows the icon."""
        return self._icon.isVisible() and QSystemTrayIcon.isSystemTrayAvailable()

    @property
    def place(self) -> QRect:
        """Return where the icon is; where the desktop does not tell, the pointer, which has just clicked it."""
        told = self._icon.geometry()
        return told if told.isValid() else QRect(QCursor.pos(), QCursor.pos())

    @property
    def sign(self) -> Sign:
        """Return what the icon shows."""
        return self._sign or Sign.IDLE

    def say(self, sentence: str) -> None:
        """Show `sentence` beside the icon for a moment, where the system has room for it."""
        self._icon.showMessage("PBX Dialer", sentence, self._look.icons.program())

    def tool_tip(self) -> str:
        """Return what the icon says."""
        return self._icon.toolTip()

    def menu_texts(self) -> list[str]:
        """Return the menu's lines as they stand now."""
        return self._menu.texts()

    def offer(self, lines: MenuLines) -> None:
        """Offer `lines` in the menu from now on."""
        self._lines = lines
        if not self._menu.isVisible():
            self._menu.refresh()

    def show_phone(self, phone: Telephone | None) -> None:
        """Tell what the agent's own telephone does: in the tool tip, and by a shape while no call has one."""
        self._phone = phone
        self._refresh()

    def show_call(self, call: Call) -> None:
        """Tell what became of `call`, the latest one, or one that is learnt of late."""
        shown = self._call
        if shown is not None and call.external_id != shown.external_id and call.requested_at < shown.requested_at:
            return
        self._call, self._seen = call, False
        self._again.start()
        self._refresh()

    def be_seen(self) -> None:
        """The agent looks at the call: a problem need not be told any more."""
        self._seen = True
        self._refresh()

    def _activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason == QSystemTrayIcon.ActivationReason.Trigger:
            self.clicked.emit()

    def _refresh(self) -> None:
        call, phone, tr, now = self._call, self._phone, self._look.tr, datetime.now(UTC)
        lines = ["PBX Dialer"]
        if phone is not None:
            lines.append(tr("Your phone: {state}", state=tr(PHONE_WORDS[phone.state])))
        if call is not None:
            lines += [f"{when(call.requested_at)}  {call.name or call.number}", call_sentence(call, tr).title]
        tip = "\n".join(lines)
        self._icon.setToolTip(tip.replace("<", "‹"))  # some desktops read HTML in it, others show it as it is
        sign = sign_of(call, phone, now, seen=self._seen)
        if sign is not self._sign:
            self._sign = sign
            self._icon.setIcon(signed(self._look, sign))
        if call is None or call.is_final or not still_speaks(call, now):
            self._again.stop()  # time alone changes nothing any more
