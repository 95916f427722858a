"""What the agent's own telephone does, in the head of the window: a shape and a word."""

from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from pbxdialer.core.telephone import PHONE_WORDS, PhoneState, Telephone
from pbxdialer.gui.look import Look
from pbxdialer.gui.tool_tip import explain

# state → shape, colour: each state has a shape of its own, so that no colour is needed to tell them apart
PHONE_SHAPES: dict[PhoneState, tuple[str, str]] = {
    PhoneState.READY: ("dot", "good"),
    PhoneState.RINGING: ("phone_ringing", "accent"),
    PhoneState.IN_CALL: ("phone", "accent"),
    PhoneState.OFFLINE: ("phone_off", "bad"),
    PhoneState.UNKNOWN: ("question", "muted"),
}


class PresenceLabel(QWidget):
    """Shows nothing until the PBX tells, nor where nobody knows which telephone it is."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._shape = QLabel()
        self._word = QLabel()
        words = [look.tr(PHONE_WORDS[state]) for state in PhoneState if state is not PhoneState.UNKNOWN]
        self._word.setMinimumWidth(max(map(self._word.fontMetrics().horizontalAdvance, words)))  # nothing beside moves
        row = QHBoxLayout(self)
        row.setContentsMargins(2, 0, 6, 0)
        row.setSpacing(4)
        row.addWidget(self._shape)
        row.addWidget(self._word)
        self.show_telephone(None)

    def show_telephone(self, phone: Telephone | None) -> None:
        """Show what `phone` does."""
        if phone is None:
            self._shape.clear()
            self._word.clear()
            self.setAccessibleName("")
            explain(self, "")
            self.hide()
            return
        look = self._look
        shape, colour = PHONE_SHAPES[phone.state]
        size = self.fontMetrics().height()
        self._shape.setPixmap(look.icons.icon(shape, look.palette.colour(colour)).pixmap(size, size))
        word = look.tr(PHONE_WORDS[phone.state])
        self._word.setText(word)
        self.setAccessibleName(look.tr("Your phone: {state}", state=word))
        parts = (self.accessibleName(), phone.user, phone.extension)
        explain(self, " · ".join(part for part in parts if part))
        self.show()

    def text(self) -> str:
        """Return the word shown."""
        return self._word.text()
