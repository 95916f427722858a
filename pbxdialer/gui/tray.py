"""The icon in the system's tray: show the window, call somebody recent again, quit. Its mark tells the state."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from pbxdialer.core.call import Call, CallState
from pbxdialer.core.telephone import PHONE_WORDS, PhoneState, Telephone
from pbxdialer.core.wording import call_sentence, state_word
from pbxdialer.gui.history_list import when
from pbxdialer.gui.look import Look
from pbxdialer.gui.switchboard import Switchboard

_MOST_RECENT = 8
_MARKS = {
    CallState.REQUESTED: "phone",
    CallState.RINGING_AGENT: "phone",
    CallState.UNKNOWN: "question",
    CallState.NOT_SENT: "cross",
    CallState.REFUSED: "cross",
}


_PHONE_MARKS = {
    PhoneState.RINGING: "phone_ringing",
    PhoneState.IN_CALL: "phone",
    PhoneState.OFFLINE: "phone_off",
}


class Tray(QObject):
    """Always created: where a tray arrives late, the icon appears by itself."""

    show_requested = Signal()
    redial_requested = Signal(object)  # Call
    quit_requested = Signal()

    def __init__(
        self, look: Look, switchboard: Switchboard, recent: Callable[[], list[Call]], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._recent = recent
        self._call: Call | None = None
        self._phone: Telephone | None = None
        self._menu = QMenu()
        self._menu.aboutToShow.connect(self._fill)
        self._fill()
        self._icon = QSystemTrayIcon(look.icons.program(), self)
        self._icon.setToolTip("PBX Dialer")
        self._icon.setContextMenu(self._menu)
        self._icon.activated.connect(self._activated)
        switchboard.call_changed.connect(self._show_call)
        self._icon.show()

    def hide(self) -> None:
        """Take the icon away, before the program ends."""
        self._icon.hide()

    def say(self, sentence: str) -> None:
        """Show `sentence` beside the icon for a moment, where the system has room for it."""
        self._icon.showMessage("PBX Dialer", sentence, self._look.icons.program())

    def tool_tip(self) -> str:
        """Return what the icon says."""
        return self._icon.toolTip()

    def menu_texts(self) -> list[str]:
        """Return the menu's lines as they stand now."""
        self._fill()
        return [action.text() for action in self._menu.actions() if action.text()]

    def _fill(self) -> None:
        tr = self._look.tr
        self._menu.clear()
        self._menu.addAction(tr("Show"), self.show_requested.emit)
        self._menu.addSeparator()
        for call in self._recent()[:_MOST_RECENT]:
            line = f"{when(call.requested_at)}  {call.name or call.number} – {state_word(call, tr)}"
            self._menu.addAction(line.replace("&", "&&"), partial(self.redial_requested.emit, call))
        self._menu.addSeparator()
        self._menu.addAction(tr("Quit"), self.quit_requested.emit)

    def _activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason == QSystemTrayIcon.ActivationReason.Trigger:
            self.show_requested.emit()

    def show_phone(self, phone: Telephone | None) -> None:
        """Tell what the agent's own telephone does: in the tool tip, and by a shape while no call has one."""
        self._phone = phone
        self._refresh()

    def _show_call(self, call: Call) -> None:
        self._call = call
        self._refresh()

    def _refresh(self) -> None:
        call, phone, tr = self._call, self._phone, self._look.tr
        lines = ["PBX Dialer"]
        if phone is not None:
            lines.append(tr("Your phone: {state}", state=tr(PHONE_WORDS[phone.state])))
        if call is not None:
            lines += [call.name or call.number, call_sentence(call, tr).title]
        tip = "\n".join(lines)
        self._icon.setToolTip(tip.replace("<", "‹"))  # some desktops read HTML in it, others show it as it is
        mark = _MARKS.get(call.state, "") if call is not None else ""
        self._icon.setIcon(self._marked(mark or (_PHONE_MARKS.get(phone.state, "") if phone else "")))

    def _marked(self, mark: str) -> QIcon:
        """Return the program's icon with the mark of a state in its corner."""
        plain = self._look.icons.program()
        if not mark:
            return plain
        icon = QIcon()
        for size in (22, 32, 44, 64):
            pixmap = QPixmap(plain.pixmap(size, size))
            painter = QPainter(pixmap)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            corner = size * 6 // 10
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._look.palette.colour("surface"))
            painter.drawEllipse(size - corner, size - corner, corner, corner)
            drawing = self._look.icons.icon(mark, self._look.palette.colour("text")).pixmap(corner - 2, corner - 2)
            painter.drawPixmap(size - corner + 1, size - corner + 1, drawing)
            painter.end()
            icon.addPixmap(pixmap)
        return icon
