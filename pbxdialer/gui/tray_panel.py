"""The small panel at the tray's icon: the quick dial with favourites, recent calls, presence, and the call itself."""

from datetime import UTC, datetime
from functools import partial

from PySide6.QtCore import QRect, Signal
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QToolButton, QWidget

from pbxdialer.core.call import Call, CallState
from pbxdialer.gui.account_switch import AccountSwitch
from pbxdialer.gui.call_card import CallCard
from pbxdialer.gui.keys import PLACES, favourite_key, shortcut
from pbxdialer.gui.look import Look
from pbxdialer.gui.presence_label import PresenceLabel
from pbxdialer.gui.quick_palette import QuickPalette
from pbxdialer.gui.tray_sign import still_speaks

_WIDTH, _HEIGHT = 430, 440


class TrayPanel(QuickPalette):
    """Alt+1 … Alt+9 choose a favourite, for Enter to call. A click on the icon that closes it must not open it."""

    show_requested = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self._latest: Call | None = None
        self.presence = PresenceLabel(look)
        self.account_switch = AccountSwitch(look, self)
        self.show_button = QToolButton()
        self.show_button.setText(look.tr("Show"))
        self.show_button.setToolTip(look.tr("Show the window"))
        self.show_button.clicked.connect(self.show_requested)
        self.card = CallCard(look.palette, look.tr, notes=False)  # they are written in the window
        head = QHBoxLayout()
        head.addWidget(self.presence)
        head.addStretch(1)
        head.addWidget(self.account_switch)
        head.addWidget(self.show_button)
        self.rows.insertLayout(0, head)
        self.rows.addWidget(self.card)
        self.foot.setDirection(QBoxLayout.Direction.TopToBottom)
        self.foot.setSpacing(self.rows.spacing())
        self.card.hide()
        for place in PLACES:
            shortcut(favourite_key(place), self, partial(self.box.choose_favourite, place))

    def show_call(self, call: Call) -> None:
        """Show what becomes of `call`, while there is something to know."""
        self._latest = call
        self.card.show_news(call)
        self._make_room()

    def come(self, beside: QRect | None = None) -> None:
        self.box.refresh()
        self._make_room()
        super().come(beside)

    def _make_room(self) -> None:
        """Show the card of a call that goes on, or was heard of a moment ago."""
        call = self._latest
        goes_on = call is not None and (call.state is CallState.IN_CALL or still_speaks(call, datetime.now(UTC)))
        if goes_on == self.card.isHidden():
            self.card.setVisible(goes_on)
        height = _HEIGHT + (self._card_height() + self.rows.spacing() if goes_on else 0)
        if not self.isVisible():
            self.resize(_WIDTH, height)

    def _card_height(self) -> int:
        around = self.rows.contentsMargins()
        return self.card.heightForWidth(_WIDTH - around.left() - around.right())
