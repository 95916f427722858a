"""Asked once: what closing the window means. Without an answer the window stays."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from pbxdialer.gui.look import Look
from pbxdialer.store.settings import Closing

_WIDTH = 470


class ClosingQuestion(QDialog):
    """Two answers, and Esc for neither."""

    answered = Signal(object)  # Closing

    def __init__(self, look: Look, *, into_tray: bool, parent: QWidget | None = None) -> None:
        """`into_tray` is True where an icon is left when the window goes."""
        super().__init__(parent)
        tr = look.tr
        self.setWindowTitle(tr("Closing the window"))
        question = QLabel(tr("What shall closing the window do?"))
        question.setProperty("role", "heading")
        question.setWordWrap(True)
        stays = (
            tr("If it keeps running, its icon stays in the tray: a click on it dials.")
            if into_tray
            else tr("This desktop shows no tray. If it keeps running, the window is minimised.")
        )
        explained = QLabel(" ".join([stays, tr("You can change this in the settings, under “At hand”.")]))
        explained.setProperty("role", "muted")
        explained.setTextFormat(Qt.TextFormat.PlainText)
        explained.setWordWrap(True)
        explained.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.keep = QPushButton(tr("Keep running"))
        self.keep.setProperty("role", "primary")
        self.keep.clicked.connect(lambda: self._answer(Closing.KEEP))
        self.quit = QPushButton(tr("Quit"))
        self.quit.clicked.connect(lambda: self._answer(Closing.QUIT))
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.quit)
        buttons.addWidget(self.keep)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(12)
        column.addWidget(question)
        column.addWidget(explained)
        column.addLayout(buttons)
        self.setFixedWidth(_WIDTH)
        self.keep.setDefault(True)

    def showEvent(self, event: QShowEvent) -> None:
        """Be as high as the words need: a dialog does not see to that by itself where they wrap."""
        super().showEvent(event)
        self.resize(_WIDTH, self.heightForWidth(_WIDTH))

    def _answer(self, meant: Closing) -> None:
        self.accept()
        self.answered.emit(meant)
