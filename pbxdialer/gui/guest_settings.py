"""The settings about guests: how a number from a link is confirmed, and whether the clipboard is watched."""

from dataclasses import replace

from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QVBoxLayout, QWidget

from pbxdialer.gui.look import Look
from pbxdialer.gui.settings_desk import SettingsDesk
from pbxdialer.gui.spoken import name_choice
from pbxdialer.store.settings import GuestMode


class GuestSettings(QWidget):
    """Writes every change down at once."""

    def __init__(self, look: Look, desk: SettingsDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        tr = look.tr
        self.mode = QComboBox(self)
        name_choice(self.mode, tr("Numbers from links"))
        self.mode.addItem(tr("ask before calling"), GuestMode.ASK)
        self.mode.addItem(tr("count down 3 s, then call"), GuestMode.COUNTDOWN)
        self.mode.setCurrentIndex(self.mode.findData(desk.settings.confirm_guests))
        self.mode.currentIndexChanged.connect(self._change)
        self.clipboard = QCheckBox(tr("Offer telephone numbers that are copied"))
        self.clipboard.setChecked(desk.settings.watch_clipboard)
        self.clipboard.toggled.connect(self._change)
        explained = QLabel(tr("The clipboard is only looked at while this is on; nothing of it is kept."))
        explained.setProperty("role", "muted")
        explained.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.mode)
        column.addWidget(self.clipboard)
        column.addWidget(explained)

    def _change(self, *_: object) -> None:
        self._desk.change(
            replace(
                self._desk.settings,
                confirm_guests=GuestMode(self.mode.currentData()),
                watch_clipboard=self.clipboard.isChecked(),
            )
        )
