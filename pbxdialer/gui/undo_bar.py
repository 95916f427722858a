"""One quiet line that says what was just done to the contacts, with the way back."""

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton, QWidget

from pbxdialer.gui.look import Look
from pbxdialer.gui.spoken import announce

STAYS_MS = 20_000


class UndoBar(QFrame):
    """Shows the last act until another one, until it is closed, or for `STAYS_MS`."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self._undo: Callable[[], None] | None = None
        self._text = QLabel()
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setWordWrap(True)
        self.button = QPushButton(look.tr("&Undo"))
        self.button.clicked.connect(self._take_back)
        close = QToolButton()
        close.setIcon(look.icons.icon("cross", look.palette.colour("muted")))
        close.setAccessibleName(look.tr("Close notice"))
        close.setToolTip(look.tr("Close notice"))
        close.clicked.connect(self.hide)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 4, 4, 4)
        row.addWidget(self._text, 1)
        row.addWidget(self.button)
        row.addWidget(close)
        self._timer = QTimer(self, singleShot=True, interval=STAYS_MS)
        self._timer.timeout.connect(self.hide)
        self.hide()

    def say(self, text: str, undo: Callable[[], None] | None) -> None:
        """Say what was done; `undo` takes it back, once."""
        self._text.setText(text)
        self._undo = undo
        self.button.setVisible(undo is not None)
        self.show()
        announce(self, text)
        self._timer.start()

    def text(self) -> str:
        """Return what is said."""
        return self._text.text() if self.isVisible() else ""

    def _take_back(self) -> None:
        undo, self._undo = self._undo, None
        self.hide()
        if undo is not None:
            undo()
