"""The settings' page about having the program at hand: keys for all programs, the start, what closing means."""

from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QFormLayout, QKeySequenceEdit, QLabel, QVBoxLayout, QWidget

from pbxdialer.gui.hotkey_desk import Trouble
from pbxdialer.gui.look import Look
from pbxdialer.gui.settings_desk import SettingsDesk

PALETTE, SELECTION = 1, 2  # the global keys, by number


class AtHandPage(QWidget):
    """Writes every change down at once; `show_troubles` says what is in the way of a key."""

    def __init__(self, look: Look, desk: SettingsDesk, *, reads_selection: bool, parent: QWidget | None = None) -> None:
        """`reads_selection` is False where the selected text of other programs cannot be read."""
        super().__init__(parent)
        self._look = look
        self._desk = desk
        tr = look.tr
        self.palette_key = KeyField(tr("Key for quick dial"), desk.settings.palette_hotkey)
        self.palette_key.edit.editingFinished.connect(self._change)
        self.selection_key = KeyField(tr("Key to call the selected number"), desk.settings.selection_hotkey)
        self.selection_key.edit.editingFinished.connect(self._change)
        self._fields = {PALETTE: self.palette_key, SELECTION: self.selection_key}
        explained = QLabel(tr("These keys work in every program. Nothing is registered until you set one."))
        explained.setProperty("role", "muted")
        explained.setWordWrap(True)
        self.form = QFormLayout(self)
        self.form.setContentsMargins(0, 16, 0, 0)
        self.form.setHorizontalSpacing(14)
        self.form.addRow(tr("Quick dial"), self.palette_key)
        self.form.addRow(tr("Call the selected number"), self.selection_key)
        self.form.setRowVisible(self.selection_key, reads_selection)
        self.form.addRow("", explained)
        if desk.policy.source:
            from pbxdialer.gui.locks import show_locks

            show_locks(self.by_policy_name(), desk.policy, look, self)

    def by_policy_name(self) -> dict[str, QWidget]:
        """Return the fields by the names an administrator's policy has for them (`store/policy_names.py`)."""
        return {"PaletteHotkey": self.palette_key.edit, "SelectionHotkey": self.selection_key.edit}

    def show_troubles(self, troubles: Mapping[int, Trouble]) -> None:
        """Say below each key what is in its way."""
        for number, field in self._fields.items():
            sentence, detail = troubles.get(number, ("", ""))
            field.say(self._look.tr(sentence, detail=detail) if sentence else "")

    def _change(self) -> None:
        self._desk.change(
            replace(
                self._desk.settings,
                palette_hotkey=self.palette_key.text(),
                selection_hotkey=self.selection_key.text(),
            )
        )


class KeyField(QWidget):
    """Takes one key combination as it is pressed, and has a line for what is in its way."""

    def __init__(self, name: str, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.edit = QKeySequenceEdit()
        self.edit.setMaximumSequenceLength(1)
        self.edit.setClearButtonEnabled(True)
        self.edit.setAccessibleName(name)
        self.edit.setKeySequence(QKeySequence(text, QKeySequence.SequenceFormat.PortableText))
        self._trouble = QLabel()
        self._trouble.setTextFormat(Qt.TextFormat.PlainText)
        self._trouble.setProperty("tone", "bad")
        self._trouble.setWordWrap(True)
        self._trouble.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        column.addWidget(self.edit)
        column.addWidget(self._trouble)

    def text(self) -> str:
        """Return the combination as settings keep it, empty for none."""
        return self.edit.keySequence().toString(QKeySequence.SequenceFormat.PortableText)

    def say(self, sentence: str) -> None:
        """Show what is in the way, or nothing."""
        self._trouble.setText(sentence)
        self._trouble.setVisible(bool(sentence))

    def trouble(self) -> str:
        """Return what is said to be in the way."""
        return self._trouble.text()
