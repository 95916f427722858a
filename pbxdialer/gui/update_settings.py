"""The settings about newer versions: whether they are told of, and where they are announced."""

from dataclasses import replace

from PySide6.QtWidgets import QCheckBox, QLabel, QLineEdit, QVBoxLayout, QWidget

from pbxdialer.core.account import BadAddress
from pbxdialer.core.newer_version import checked_announcement_address
from pbxdialer.gui.look import Look
from pbxdialer.gui.settings_desk import SettingsDesk


class UpdateSettings(QWidget):
    """Writes every change down at once; an address that cannot be used is told, and not kept."""

    def __init__(self, look: Look, desk: SettingsDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._tr = desk, look.tr
        tr = look.tr
        self.notice = QCheckBox(tr("Tell me of a newer version"), self)
        self.notice.setChecked(desk.settings.update_notice)
        self.notice.toggled.connect(self._change)
        self.address = QLineEdit(desk.settings.update_address, self)
        self.address.setPlaceholderText(tr("https://… from your administrator"))
        self.address.setAccessibleName(tr("Address where newer versions are announced"))
        is_locked = bool(desk.policy.why("UpdateAddress", tr))
        self.address.setEnabled(desk.settings.update_notice and not is_locked)
        self.notice.toggled.connect(lambda wanted: self.address.setEnabled(wanted and not is_locked))
        self.address.editingFinished.connect(self._change)
        self.verdict = QLabel(self)
        self.verdict.setProperty("tone", "bad")
        self.verdict.setWordWrap(True)
        self.verdict.hide()
        explained = QLabel(
            tr("It is looked for once a day at most, at this address only; nothing is downloaded or installed."), self
        )
        explained.setProperty("role", "muted")
        explained.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        for widget in (self.notice, self.address, self.verdict, explained):
            column.addWidget(widget)

    def _change(self, *_: object) -> None:
        address, trouble = self.address.text().strip(), ""
        try:
            checked_announcement_address(address) if address else None
        except BadAddress as error:
            trouble, address = self._tr(str(error)), self._desk.settings.update_address
        self.verdict.setText(trouble)
        self.verdict.setVisible(bool(trouble))
        wanted = replace(self._desk.settings, update_notice=self.notice.isChecked(), update_address=address)
        if wanted != self._desk.settings:
            self._desk.change(wanted)
