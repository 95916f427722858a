"""The settings' page about having the program at hand: keys for all programs, the start, what closing means."""

from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QKeySequenceEdit,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from pbxdialer.core.language import mark
from pbxdialer.gui.clearing_cross import add_cross
from pbxdialer.gui.hotkey_desk import Trouble
from pbxdialer.gui.look import Look
from pbxdialer.gui.settings_desk import SettingsDesk
from pbxdialer.store.settings import Closing, Settings

_CLOSING = {
    Closing.ASK: mark("asks what to do"),
    Closing.KEEP: mark("keeps the program running"),
    Closing.QUIT: mark("quits the program"),
}
PALETTE, SELECTION = 1, 2  # the global keys, by number


class AtHandPage(QWidget):
    """Writes every change down at once; `show_troubles` says what is in the way of a key."""

    def __init__(self, look: Look, desk: SettingsDesk, *, reads_selection: bool, parent: QWidget | None = None) -> None:
        """`reads_selection` is False where the selected text of other programs cannot be read."""
        super().__init__(parent)
        self._look = look
        self._desk = desk
        tr = look.tr
        self.palette_key = KeyField(look, tr("Key for quick dial"), desk.settings.palette_hotkey, tr("press the keys"))
        self.palette_key.edit.editingFinished.connect(self._change)
        self.selection_key = KeyField(
            look, tr("Key to call the selected number"), desk.settings.selection_hotkey, tr("press the keys")
        )
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
        self.tray = QCheckBox(tr("Icon in the tray"))
        self.tray.setChecked(desk.settings.tray)
        self.tray.toggled.connect(lambda wanted: desk.change(replace(desk.settings, tray=wanted)))
        self.closing = QComboBox()
        self.closing.setAccessibleName(tr("Closing the window"))
        for meant, words in _CLOSING.items():
            self.closing.addItem(tr(words), meant)
        self._show_closing(desk.settings)
        self.closing.activated.connect(lambda place: desk.change(replace(desk.settings, closing=list(_CLOSING)[place])))
        desk.changed.connect(self._show_closing)
        self.form.addRow("", self.tray)
        self.form.addRow(tr("Closing the window"), self.closing)
        if desk.policy.source:
            from pbxdialer.gui.locks import show_locks

            show_locks(self.by_policy_name(), desk.policy, look, self)

    def by_policy_name(self) -> dict[str, QWidget]:
        """Return the fields by the names an administrator's policy has for them (`store/policy_names.py`)."""
        keys = {"PaletteHotkey": self.palette_key.edit, "SelectionHotkey": self.selection_key.edit}
        return keys | {"Tray": self.tray, "Closing": self.closing}

    def show_troubles(self, troubles: Mapping[int, Trouble]) -> None:
        """Say below each key what is in its way."""
        for number, field in self._fields.items():
            sentence, detail = troubles.get(number, ("", ""))
            field.say(self._look.tr(sentence, detail=detail) if sentence else "")

    def _show_closing(self, settings: Settings) -> None:
        self.closing.setCurrentIndex(list(_CLOSING).index(settings.closing))

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

    def __init__(self, look: Look, name: str, text: str, hint: str, parent: QWidget | None = None) -> None:
        """`hint` stands in it while it is empty, in place of Qt's English one."""
        super().__init__(parent)
        self.edit = QKeySequenceEdit()
        self.edit.setMaximumSequenceLength(1)
        self.edit.setAccessibleName(name)
        for line in self.edit.findChildren(QLineEdit):  # it has the keyboard
            line.setAccessibleName(name)
            add_cross(line, look.palette, look.icons, look.tr("Set no key"), self._set_none)
        self.edit.setKeySequence(QKeySequence(text, QKeySequence.SequenceFormat.PortableText))
        self._hint = hint
        self._show_hint()
        self.edit.keySequenceChanged.connect(self._show_hint)
        self.edit.editingFinished.connect(self._show_hint)
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

    def _set_none(self) -> None:
        self.edit.clear()
        self.edit.editingFinished.emit()  # Qt says so of keys that were pressed only

    def _show_hint(self) -> None:
        """Show it again: Qt puts its own there after each key."""
        for line in self.edit.findChildren(QLineEdit):
            line.setPlaceholderText(self._hint)

    def say(self, sentence: str) -> None:
        """Show what is in the way, or nothing."""
        self._trouble.setText(sentence)
        self._trouble.setVisible(bool(sentence))

    def trouble(self) -> str:
        """Return what is said to be in the way."""
        return self._trouble.text()
