"""A question before something that may ring a telephone, asked inside the window.

The default is Cancel, and the confirming button wakes up late.
"""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from pbxdialer.gui.late_button import WAKES_UP_AFTER_MS as WAKES_UP_AFTER_MS
from pbxdialer.gui.late_button import LateButton
from pbxdialer.gui.look import Look
from pbxdialer.gui.spoken import announce


class QuestionCard(QFrame):
    """Asks one question at a time; the latest one wins."""

    closed = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("banner")
        self._confirmed: Callable[[], object] | None = None
        self._question = QLabel()
        self._question.setTextFormat(Qt.TextFormat.PlainText)
        self._question.setWordWrap(True)
        self._question.setProperty("role", "title")
        self._detail = QLabel()
        self._detail.setTextFormat(Qt.TextFormat.PlainText)
        self._detail.setWordWrap(True)
        self._detail.setProperty("role", "muted")
        self._detail.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.cancel = QPushButton(look.tr("Cancel"))
        self.cancel.clicked.connect(self.dismiss)
        self.confirm = LateButton()
        self.confirm.chosen.connect(self._confirm)

        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.confirm)
        buttons.addWidget(self.cancel)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 10)
        column.setSpacing(6)
        column.addWidget(self._question)
        column.addWidget(self._detail, 1)
        column.addLayout(buttons)

    def ask(self, question: str, detail: str, answer: str, confirmed: Callable[[], object]) -> None:
        """Ask `question`; `answer` is the word on the confirming button, `confirmed` what it does."""
        self._confirmed = confirmed
        self._question.setText(question)
        self._detail.setText(detail)
        self.confirm.setText(answer)
        self.confirm.fall_asleep()
        self.setAccessibleName(f"{question} {detail}")
        announce(self, self.accessibleName(), urgent=True)
        self.cancel.setFocus()

    def dismiss(self) -> None:
        """Drop the question; nothing happens."""
        self._confirmed = None
        self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.dismiss()
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.isAutoRepeat():
            if self.confirm.hasFocus():
                self.confirm.click()
            elif self.cancel.hasFocus():
                self.dismiss()
            return
        super().keyPressEvent(event)

    def _confirm(self) -> None:
        confirmed = self._confirmed
        self.dismiss()
        if confirmed is not None:
            confirmed()
