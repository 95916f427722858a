"""The switch for notifications: on while the agent wants to hear of calls when working in other programs."""

from dataclasses import replace

from PySide6.QtWidgets import QCheckBox, QLabel, QVBoxLayout, QWidget

from pbxdialer.gui.look import Look
from pbxdialer.gui.settings_desk import SettingsDesk


class QuietSwitch(QWidget):
    """Writes every change down at once."""

    def __init__(self, look: Look, desk: SettingsDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        tr = look.tr
        self.box = QCheckBox(tr("Do not disturb: say nothing outside this window"), self)
        self.box.setChecked(desk.settings.do_not_disturb)
        self.box.toggled.connect(self._change)
        explained = QLabel(
            tr("Otherwise a notification says when your phone rings, the customer answers, or a call fails."), self
        )
        explained.setProperty("role", "muted")
        explained.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.box)
        column.addWidget(explained)
        if desk.policy.source:
            from pbxdialer.gui.locks import show_locks

            show_locks({"DoNotDisturb": self.box}, desk.policy, look)

    def _change(self, wanted: bool) -> None:
        self._desk.change(replace(self._desk.settings, do_not_disturb=wanted))
