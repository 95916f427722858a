"""The line that shows, before anything is sent, exactly which digits go out and which rule made them."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from pbxdialer.core.account import Account
from pbxdialer.core.dial_plan import DialString
from pbxdialer.core.intent import Callee
from pbxdialer.core.plain_text import plain
from pbxdialer.core.rewrite import BrokenPlan
from pbxdialer.gui.elided_label import ElidedLabel
from pbxdialer.gui.keys import Press, told
from pbxdialer.gui.look import Look
from pbxdialer.gui.tool_tip import explain


class DialPreview(QWidget):
    """“Will dial 0722123456 (national rule)”."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tr = look.tr
        caption = QLabel(look.tr("Will dial"))
        caption.setProperty("role", "muted")
        self._digits = QLabel()
        self._digits.setTextFormat(Qt.TextFormat.PlainText)
        self._digits.setProperty("role", "digits")
        self._digits.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._rule = ElidedLabel()
        self._rule.setProperty("role", "muted")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(caption)
        row.addWidget(self._digits)
        row.addWidget(self._rule, 1)

    def show_callee(
        self, callee: Callee | None, account: Account | None, *, literal: bool = False, otherwise: str = ""
    ) -> DialString | None:
        """Show and return what `account` would dial for `callee`, `literal` past its dial plan.

        Where there is nothing to dial, show `otherwise` and return None.
        """
        if account is None:
            return self._show("–", self._tr("no account yet: Settings ({key})", key=told(Press.SETTINGS)), None)
        if callee is None:
            return self._show("–", otherwise, None)
        plan = account.dial_plan
        try:
            dial_string = plan.literal(callee.number) if literal else plan.dial_string(callee.number)
        except BrokenPlan as fault:
            return self._show("–", plain(fault.sentence(self._tr)), None)
        rule = plain(dial_string.words(self._tr))
        explain(self, f"{callee.number.digits} → {rule} → {dial_string.digits}")
        return self._show(dial_string.digits, f"({rule})", dial_string)

    def _show(self, digits: str, rule: str, dial_string: DialString | None) -> DialString | None:
        self._digits.setText(digits)
        self._rule.setText(rule)
        if dial_string is None:
            explain(self, "")
        self.setAccessibleName(self._tr("Will dial {digits} {rule}", digits=digits, rule=rule))
        return dial_string
