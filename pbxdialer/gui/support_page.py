"""The settings' page for whoever needs help: what would be sent, to be read file by file, and then saved."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QListWidget, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from pbxdialer.gui.look import Look
from pbxdialer.gui.spoken import announce
from pbxdialer.store.support_bundle import Part


class SupportPage(QWidget):
    """Shows the parts of a bundle. It only shows and asks: others gather and save."""

    gather_requested = Signal()
    save_requested = Signal()
    about_requested = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        tr = self._tr = look.tr
        self._parts: Sequence[Part] = ()
        text = tr(
            "A file for whoever helps you: versions, settings, a self-test and the log. No credentials and no whole "
            "telephone numbers are in it. Read it before you save it; nothing is sent."
        )
        self.gather_button = QPushButton(tr("Gather"), self)
        self.gather_button.clicked.connect(self.gather_requested)
        self.save_button = QPushButton(tr("Save as…"), self)
        self.save_button.setProperty("role", "primary")
        self.save_button.setEnabled(False)
        self.save_button.clicked.connect(self.save_requested)
        self.about_button = QPushButton(tr("About PBX Dialer…"), self)
        self.about_button.clicked.connect(self.about_requested)
        self.list = QListWidget(self)
        self.list.setAccessibleName(tr("Parts"))
        self.list.setFixedWidth(180)
        self.list.currentRowChanged.connect(self._show_part)
        self.preview = QPlainTextEdit(self)
        self.preview.setReadOnly(True)
        self.preview.setAccessibleName(tr("What is in it"))
        self.preview.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self._verdict = self._label("", "")
        row, buttons, column = QHBoxLayout(), QHBoxLayout(), QVBoxLayout(self)
        row.addWidget(self.list)
        row.addWidget(self.preview, 1)
        buttons.addWidget(self.gather_button)
        buttons.addWidget(self.about_button)
        buttons.addStretch(1)
        buttons.addWidget(self.save_button)
        column.setContentsMargins(0, 16, 0, 0)
        column.setSpacing(12)
        column.addWidget(self._label(text, "muted"))
        column.addLayout(row, 1)
        column.addWidget(self._verdict)
        column.addLayout(buttons)

    def begin(self) -> None:
        """Say that everything is being gathered."""
        self.gather_button.setEnabled(False)
        self.save_button.setEnabled(False)
        self.say(self._tr("Gathering… this takes a few seconds, and calls nobody."))

    def show_parts(self, parts: Sequence[Part]) -> None:
        """Show what was gathered, the first part at once."""
        self._parts = parts
        self.list.clear()
        self.list.addItems([part.name for part in parts])
        self.list.setCurrentRow(0)
        self.gather_button.setEnabled(True)
        self.save_button.setEnabled(bool(parts))
        self.say("")
        announce(self.list, f"{self._tr('Parts')}: {', '.join(part.name for part in parts)}")

    def say(self, text: str, tone: str = "") -> None:
        """Say how gathering or saving went."""
        self._verdict.setText(text)
        self._verdict.setProperty("tone", tone)
        self._verdict.style().polish(self._verdict)
        announce(self._verdict, text)

    def verdict_text(self) -> str:
        """Return what the line above the buttons says."""
        return self._verdict.text()

    def _show_part(self, row: int) -> None:
        self.preview.setPlainText(self._parts[row].text if 0 <= row < len(self._parts) else "")

    def _label(self, text: str, role: str) -> QLabel:
        label = QLabel(text, self)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        if role:
            label.setProperty("role", role)
        return label
