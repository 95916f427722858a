"""The account calls go through: a badge that tells accounts apart, a menu, and a key for each."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QMenu, QSizePolicy, QStyle, QStyleOptionToolButton, QStylePainter, QToolButton, QWidget

from pbxdialer.core.account import Account
from pbxdialer.core.plain_text import plain
from pbxdialer.gui.keys import PLACES, account_key, shortcut
from pbxdialer.gui.look import Look
from pbxdialer.gui.spoken import announce
from pbxdialer.gui.tool_tip import explain

# white letters on each of these have a contrast of 5:1 or more, in the light window and in the dark one
BADGE_COLOURS = ("#0b6b5d", "#1f5fa8", "#8a3d8f", "#9a4700", "#4b5a1e", "#8c2f45")
_BADGE_PX = 20
_NARROWEST = 72
_AROUND_TEXT = 12


class AccountSwitch(QToolButton):
    """Shows the account in use. `chosen` carries the id of the one the agent wants; Ctrl+1 … Ctrl+9 choose, too."""

    chosen = Signal(str)
    settings_requested = Signal()

    def __init__(self, look: Look, parent: QWidget) -> None:
        """`parent` is the window in which the keys work."""
        super().__init__(parent)
        self._look = look
        self._accounts: tuple[Account, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)  # as narrow as there is room
        self._shown = ""  # the id of the account in use
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setAccessibleName(look.tr("Account"))
        for place in PLACES:
            shortcut(account_key(place), parent, partial(self._choose, place - 1))

    def use_accounts(self, accounts: Sequence[Account]) -> None:
        """Offer `accounts` to switch between; each keeps its colour by its place."""
        self._accounts = tuple(accounts)
        menu = QMenu(self)
        for place, account in enumerate(accounts):
            action = menu.addAction(self._badge(account), _line(account), partial(self.chosen.emit, account.id))
            if place < len(PLACES):
                action.setText(f"{_line(account)}\t{account_key(place + 1)}")
        menu.addSeparator()
        menu.addAction(self._look.tr("Settings…"), self.settings_requested.emit)
        self.setMenu(menu)

    def show_account(self, account: Account | None) -> None:
        """Show `account` as the one in use."""
        self.setText((_line(account) if account else self._look.tr("No account")) + "  ▾")
        several = len(self._accounts) > 1
        self.setIcon(self._badge(account) if account is not None and several else QIcon())
        if account is not None and several and self._shown not in ("", account.id):
            announce(self, _line(account).replace("&&", "&"))
        self._shown = account.id if account is not None else ""
        keys = self._look.tr("Switch accounts with Ctrl+1, Ctrl+2 …") if account is not None and several else ""
        explain(self, "\n".join(filter(None, (_line(account) if account else "", keys))))

    def minimumSizeHint(self) -> QSize:
        return QSize(_NARROWEST, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        option = QStyleOptionToolButton()
        self.initStyleOption(option)
        room = self.contentsRect().width() - _AROUND_TEXT - (0 if self.icon().isNull() else _BADGE_PX)
        option.text = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideMiddle, room)
        QStylePainter(self).drawComplexControl(QStyle.ComplexControl.CC_ToolButton, option)

    def _choose(self, place: int) -> None:
        if place < len(self._accounts):
            self.chosen.emit(self._accounts[place].id)

    def _badge(self, account: Account) -> QIcon:
        """Return the account's initials on its colour."""
        known = [one.id for one in self._accounts]
        colour = BADGE_COLOURS[known.index(account.id) % len(BADGE_COLOURS) if account.id in known else 0]
        ratio = self.devicePixelRatioF()
        pixmap = QPixmap(int(_BADGE_PX * ratio), int(_BADGE_PX * ratio))
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colour))
        painter.drawRoundedRect(QRectF(0, 0, _BADGE_PX, _BADGE_PX), 5, 5)
        painter.setPen(QColor("#ffffff"))
        font = painter.font()
        font.setPixelSize(10)
        font.setBold(True)
        painter.setFont(font)
        painter.drawText(QRectF(0, 0, _BADGE_PX, _BADGE_PX), Qt.AlignmentFlag.AlignCenter, initials(account.name))
        painter.end()
        return QIcon(pixmap)


def initials(name: str) -> str:
    """Return one or two letters for a badge: the first of the first two words, or the first two of a single word."""
    words = plain(name, 60).split()
    letters = "".join(word[0] for word in words[:2]) if len(words) > 1 else "".join(words)[:2]
    return letters.upper() or "?"


def _line(account: Account) -> str:
    return f"{plain(account.destination.name, 60)} · {plain(account.name, 60)}".replace("&", "&&")
