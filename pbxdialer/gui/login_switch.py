"""The switch for starting with the agent's session. What it shows is what the system would do, not what we remember."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QCheckBox, QLabel, QVBoxLayout, QWidget

from pbxdialer.core.plain_text import plain
from pbxdialer.desktop import login
from pbxdialer.gui.background import Lane
from pbxdialer.gui.look import Look


class LoginSwitch(QWidget):
    """Asks the system in the background each time it is shown, for it may be switched elsewhere, too."""

    def __init__(self, look: Look, lane: Lane, words: Sequence[str] = (), parent: QWidget | None = None) -> None:
        """`words` are what the program is started with at login, beside being told to stay hidden."""
        super().__init__(parent)
        self._look = look
        self._lane = lane
        self._words = tuple(words)
        self.box = QCheckBox(look.tr("Start hidden when I log in"), self)
        self.box.clicked.connect(self._switch)
        self._trouble = QLabel(self)
        self._trouble.setTextFormat(Qt.TextFormat.PlainText)
        self._trouble.setProperty("tone", "bad")
        self._trouble.setWordWrap(True)
        self._trouble.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.box)
        column.addWidget(self._trouble)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._ask()

    def trouble(self) -> str:
        """Return what is said to have gone wrong."""
        return self._trouble.text()

    def _ask(self) -> None:
        self._lane.submit(login.starts_at_login, self.box.setChecked, self._say)

    def _switch(self, wanted: bool) -> None:
        self._trouble.hide()
        self._trouble.clear()
        act = partial(login.start_at_login, self._words) if wanted else login.do_not_start_at_login
        self._lane.submit(act, lambda _: self._ask(), self._say)

    def _say(self, error: Exception) -> None:
        said = self._look.tr("The system did not let itself be told: {reason}.", reason=plain(str(error), 200))
        self._trouble.setText(said)
        self._trouble.show()
        self.box.setChecked(False)
