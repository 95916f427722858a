"""Try a number before anybody calls it: typed → rule → sent, by the plan as it stands in the form."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget

from pbxdialer.core.candidate import Candidate
from pbxdialer.core.dial_plan import DialPlan
from pbxdialer.core.number_finder import find_typed
from pbxdialer.core.number_kind import kind_when_dialled
from pbxdialer.core.plain_text import plain
from pbxdialer.core.rewrite import BrokenPlan
from pbxdialer.core.wording import kind_warning, refusal_sentence
from pbxdialer.gui.look import Look

_MOST_SHOWN = 4


class DialPlanTester(QWidget):
    """A line to type into, and below it what the plan makes of it. Nothing is called."""

    def __init__(self, look: Look, plan: Callable[[], DialPlan], parent: QWidget | None = None) -> None:
        """`plan` returns the plan as the form describes it now."""
        super().__init__(parent)
        self._tr = look.tr
        self._plan = plan
        self.line = QLineEdit(self)
        self.line.setAccessibleName(look.tr("Number to try"))
        self.line.setPlaceholderText(look.tr("a number as typed or pasted; nobody is called"))
        self.line.setMaxLength(200)
        self.line.textChanged.connect(self.refresh)
        self.trace = QLabel(self)
        self.trace.setTextFormat(Qt.TextFormat.PlainText)
        self.trace.setWordWrap(True)
        self.trace.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.line)
        column.addWidget(self.trace)
        self.setFocusProxy(self.line)
        self.refresh()

    def refresh(self) -> None:
        """Say what the plan makes of the line, or what is wrong with either."""
        text = self.line.text().strip()
        plan = self._plan()
        try:
            plan.check()
            lines = self._lines(text, plan) if text else []
        except BrokenPlan as fault:
            self._say(plain(fault.sentence(self._tr)), "warn")
            return
        self._say("\n".join(lines), "")

    def _lines(self, text: str, plan: DialPlan) -> list[str]:
        found = find_typed(text, plan.region)
        if found.refused:
            return [refusal_sentence(found.refused, self._tr)]
        return [self._line(one, plan) for one in found.candidates[:_MOST_SHOWN]]

    def _line(self, found: Candidate, plan: DialPlan) -> str:
        sent = plan.dial_string(found.number)
        warning = kind_warning(kind_when_dialled(found.number, plan), self._tr)
        trace = f"{found.number.digits} → {plain(sent.words(self._tr))} → {sent.digits}"
        return f"{trace}\n{warning}" if warning else trace

    def _say(self, text: str, tone: str) -> None:
        self.trace.setText(text)
        self.trace.setVisible(bool(text))
        self.trace.setProperty("tone", tone)
        self.trace.style().polish(self.trace)
