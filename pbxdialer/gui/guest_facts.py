"""What would be called if the agent confirmed a guest's number: which digits and why, through what, who rings first."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from pbxdialer.core.account import DESTINATION_WORDS
from pbxdialer.core.guest import GuestCall
from pbxdialer.core.intent import Intent
from pbxdialer.core.language import Language
from pbxdialer.core.plain_text import plain
from pbxdialer.core.wording import kind_warning
from pbxdialer.gui.elided_label import ElidedLabel
from pbxdialer.gui.history_list import when
from pbxdialer.gui.look import Look


class GuestFacts(QWidget):
    """Shows one call that a guest's number would become. Foreign text in it is plain and elided."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tr = look.tr
        self._digits = QLabel()
        self._digits.setTextFormat(Qt.TextFormat.PlainText)
        self._digits.setProperty("role", "offered_digits")
        self._rule = ElidedLabel()
        self._rule.setProperty("role", "muted")
        self._through = ElidedLabel()
        self._through.setProperty("role", "muted")
        self._apart = _sentence("")
        self._warning = _sentence("warn")
        caption = QLabel(look.tr("Will dial"))
        caption.setProperty("role", "muted")
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(caption)
        row.addWidget(self._digits)
        row.addWidget(self._rule, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(row)
        column.addWidget(self._through)
        column.addWidget(self._apart)
        column.addWidget(self._warning)

    def show_call(self, call: GuestCall) -> None:
        """Show `call` as it would be sent."""
        intent = call.intent
        self._digits.setText(intent.dial_string.digits)
        self._rule.setText(f"({plain(intent.dial_string.words(self._tr))})")
        self._through.setText(_through(intent, self._tr))
        _show(self._apart, _apart(call, self._tr))
        _show(self._warning, _warning(call, self._tr))

    def text(self) -> str:
        """Return everything it says, for a screen reader."""
        parts = (self._digits, self._rule, self._through, self._apart, self._warning)
        return ". ".join(part.text() for part in parts if part.text())


def who(call: GuestCall) -> str:
    """Return the name and the number as people read it, or the number alone where nobody is known."""
    callee = call.intent.callee
    number = callee.number.for_eyes(call.intent.account.dial_plan.region)
    return f"{callee.name} · {number}" if callee.name else number


def _through(intent: Intent, tr: Language) -> str:
    return tr(
        "through {account} · rings first: {kind} {name}",
        account=plain(intent.account.name, 60),
        kind=tr(DESTINATION_WORDS[intent.destination.kind]),
        name=plain(intent.destination.name, 60),
    )


def _apart(call: GuestCall, tr: Language) -> str:
    """Return what came with the number and is not dialled."""
    parts = []
    if call.extension:
        parts.append(tr("Extension {extension} is not dialled: ask for it.", extension=call.extension))
    if call.context:
        parts.append(tr("The number belongs to {context}.", context=plain(call.context, 60)))
    return " ".join(parts)


def _warning(call: GuestCall, tr: Language) -> str:
    parts = [kind_warning(call.kind, tr)]
    if call.unknown is not None:
        time = when(call.unknown.changed_at)
        parts.append(tr("What became of the call at {time} is not known; a phone may still ring.", time=time))
    return " ".join(parts).strip()


def _sentence(tone: str) -> QLabel:
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setProperty("tone", tone)
    label.hide()
    return label


def _show(label: QLabel, text: str) -> None:
    label.setText(text)
    label.setVisible(bool(text))
