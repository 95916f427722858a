"""The setting about the telephones of the PBX: whether the program may ask what they do."""

from dataclasses import replace

from PySide6.QtWidgets import QCheckBox, QLabel, QVBoxLayout, QWidget

from pbxdialer.gui.look import Look
from pbxdialer.gui.settings_desk import SettingsDesk


class PhoneSettings(QWidget):
    """Writes every change down at once."""

    def __init__(self, look: Look, desk: SettingsDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        tr = look.tr
        self.watch = QCheckBox(tr("Ask the PBX what they do"))
        self.watch.setChecked(desk.settings.watch_phones)
        self.watch.toggled.connect(self._change)
        explained = QLabel(tr("Shows whether your phone is free, follows calls to their end, and warns before a call."))
        explained.setProperty("role", "muted")
        explained.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.watch)
        column.addWidget(explained)

    def _change(self, wanted: bool) -> None:
        self._desk.change(replace(self._desk.settings, watch_phones=wanted))
