"""Shows which keys there are; made from the table that the shortcuts are made from."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QLabel, QWidget

from pbxdialer.gui.keys import shown_keys
from pbxdialer.gui.look import Look


class KeyMapWindow(QDialog):
    """Esc closes it, and so does the key that opened it."""

    def __init__(self, look: Look, everywhere: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        """`everywhere` are the keys that work in every program, as the agent has set them, and what they do."""
        super().__init__(parent)
        tr = look.tr
        self.setWindowTitle(tr("Keys"))
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(20, 16, 20, 18)
        self._grid.setHorizontalSpacing(18)
        self._grid.setVerticalSpacing(3)
        self._grid.setColumnStretch(1, 1)
        groups = [(tr(title), [(keys, tr(does)) for keys, does in lines]) for title, lines in shown_keys()]
        for title, lines in (*groups, (tr("In every program"), everywhere)):
            self._add(title, "heading", 2)
            for keys, does in lines:
                self._add(keys, "", 1)
                self._add(does, "muted", 1)
        self._grid.setRowStretch(self._grid.rowCount(), 1)  # a taller window has its room below
        self.setAccessibleDescription("\n".join(self.lines()))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # else nothing in it had the keyboard, and nothing were read
        self.setFocus()

    def lines(self) -> list[str]:
        """Return every text, in order."""
        return [label.text() for label in self.findChildren(QLabel)]

    def _add(self, text: str, role: str, columns: int) -> None:
        label = QLabel(self)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setProperty("role", role)
        label.setText(text)
        if role == "heading":
            label.setContentsMargins(0, 8 if self._grid.count() else 0, 0, 2)
        row = self._grid.rowCount() - (1 if role == "muted" else 0)
        self._grid.addWidget(label, row, 1 if role == "muted" else 0, 1, columns)
