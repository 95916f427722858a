"""The program's own page of the settings: how it looks and speaks, and what it does with links and telephones."""

from dataclasses import replace
from functools import partial

from PySide6.QtCore import QLocale, Signal
from PySide6.QtWidgets import QComboBox, QFormLayout, QWidget

from pbxdialer.gui.guest_settings import GuestSettings
from pbxdialer.gui.look import Look
from pbxdialer.gui.phone_settings import PhoneSettings
from pbxdialer.gui.settings_desk import SettingsDesk
from pbxdialer.gui.update_settings import UpdateSettings
from pbxdialer.store.settings import Theme


class ProgramPage(QWidget):
    """Writes each choice at once; `look_changed` names the field by which the window has to be built anew."""

    look_changed = Signal(str)

    def __init__(self, look: Look, desk: SettingsDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        tr, settings = look.tr, desk.settings
        self.language = QComboBox(self)
        self.language.addItem(tr("like the system"), "")
        for code in tr.choices():
            own_name = (
                "English" if code == "en" else QLocale(code).nativeLanguageName().capitalize()
            )  # Qt: American English
            self.language.addItem(own_name, code)
        self.language.setCurrentIndex(max(0, self.language.findData(settings.language)))
        self.theme = QComboBox(self)
        for theme, word in (
            (Theme.SYSTEM, tr("like the system")),
            (Theme.LIGHT, tr("light")),
            (Theme.DARK, tr("dark")),
            (Theme.CONTRAST, tr("high contrast")),
        ):
            self.theme.addItem(word, theme)
        self.theme.setCurrentIndex(self.theme.findData(settings.theme))
        for name, box in (("Language", self.language), ("Theme", self.theme)):
            box.currentIndexChanged.connect(partial(self._change_look, name))
        form = QFormLayout(self)
        form.setContentsMargins(0, 16, 0, 0)
        form.setHorizontalSpacing(14)
        form.addRow(tr("Language"), self.language)
        form.addRow(tr("Colours"), self.theme)
        self.guests = GuestSettings(look, desk, self)
        form.addRow(tr("Numbers from links"), self.guests)
        self.phones = PhoneSettings(look, desk, self)
        form.addRow(tr("Telephones"), self.phones)
        self.updates = UpdateSettings(look, desk, self)
        form.addRow(tr("Newer versions"), self.updates)
        if desk.policy.source:
            from pbxdialer.gui.locks import show_locks

            show_locks(self.by_policy_name(), desk.policy, look, self)

    def by_policy_name(self) -> dict[str, QWidget]:
        """Return the fields by the names an administrator's policy has for them (`store/policy_names.py`)."""
        return {
            "Language": self.language,
            "Theme": self.theme,
            "ConfirmGuests": self.guests.mode,
            "WatchClipboard": self.guests.clipboard,
            "WatchPhones": self.phones.watch,
            "UpdateNotice": self.updates.notice,
            "UpdateAddress": self.updates.address,
        }

    def _change_look(self, name: str, _place: int) -> None:
        self._desk.change(
            replace(self._desk.settings, language=self.language.currentData(), theme=Theme(self.theme.currentData()))
        )
        self.look_changed.emit(name)
