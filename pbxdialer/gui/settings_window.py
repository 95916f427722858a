"""Settings: the accounts with a connection test that calls nobody, and how the program looks and speaks."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QScrollArea,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from pbxdialer.core.account import Account, Secrets
from pbxdialer.core.connection import ConnectionTest
from pbxdialer.core.connection_wording import connection_sentence
from pbxdialer.core.language import Language
from pbxdialer.core.plain_text import plain
from pbxdialer.gui.account_form import AccountForm, IncompleteForm
from pbxdialer.gui.background import Lane
from pbxdialer.gui.guest_settings import GuestSettings
from pbxdialer.gui.look import Look
from pbxdialer.gui.phone_settings import PhoneSettings
from pbxdialer.gui.secrets_desk import SecretsDesk
from pbxdialer.gui.settings_desk import SettingsDesk
from pbxdialer.store.settings import NameTaken, Theme, with_account, without_account

Verdict = tuple[bool, str]


class ConnectionDesk:
    """Asks a PBX in the background whether it knows an account; rings nobody."""

    def __init__(self, lane: Lane, test: Callable[[Account, Secrets], ConnectionTest], tr: Language) -> None:
        self._lane = lane
        self._test = test
        self._tr = tr

    def ask(self, account: Account, secrets: Callable[[], Secrets], tell: Callable[[Verdict], None]) -> None:
        """Have `tell` hear the verdict: (good, sentence). `secrets` is called on the worker."""

        def job() -> Verdict:
            found = self._test(account, secrets())
            return found.accepted, connection_sentence(found, self._tr)

        self._lane.submit(job, tell, lambda error: tell((False, str(error))))


class SettingsWindow(QDialog):
    """Accounts on the left, the chosen one's form on the right; a second page for the program itself."""

    look_changed = Signal()

    def __init__(
        self,
        look: Look,
        desk: SettingsDesk,
        secrets: SecretsDesk,
        connection: ConnectionDesk,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._desk = desk
        self._secrets = secrets
        self._connection = connection
        self.setWindowTitle(look.tr("Settings"))
        self.resize(720, 640)
        self._pages = QTabWidget()
        self._pages.addTab(self._accounts_page(), look.tr("Accounts"))
        self.guests: GuestSettings | None = None
        self.phones: PhoneSettings | None = None
        self._later: dict[int, Callable[[], QWidget]] = {}
        self.add_page_later(self._program_page, look.tr("Program"))
        self._pages.setDocumentMode(True)
        self._pages.tabBar().setDrawBase(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.addWidget(self._pages)
        self._pages.currentChanged.connect(self._make_page)
        self._fill()

    def add_page(self, page: QWidget, title: str) -> None:
        """Add a page of somebody else's behind the others."""
        self._pages.addTab(page, title)

    def add_page_later(self, make: Callable[[], QWidget], title: str) -> None:
        """Add a page that is made when the agent turns to it: a window full of pages takes too long to come."""
        blank = QWidget()
        QVBoxLayout(blank).setContentsMargins(0, 0, 0, 0)
        self._later[self._pages.addTab(blank, title)] = make

    def turn_to(self, title: str) -> None:
        """Turn to the page of this title."""
        titles = [self._pages.tabText(place) for place in range(self._pages.count())]
        self._pages.setCurrentIndex(titles.index(title))

    def _make_page(self, place: int) -> None:
        make, blank = self._later.pop(place, None), self._pages.widget(place)
        layout = blank.layout() if blank is not None else None
        if make is not None and layout is not None:
            layout.addWidget(make())

    def show_page(self, page: QWidget) -> None:
        """Turn to one of the added pages."""
        self._pages.setCurrentWidget(page)

    def new_account(self) -> None:
        """Begin a new account."""
        self._list.setCurrentRow(-1)
        self.form.show_account(None)
        self._say("", "")
        self.form.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Enter in a line be no button: a dialog would press its first one, which begins a new account."""
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)

    def _accounts_page(self) -> QWidget:
        tr = self._look.tr
        self._list = QListWidget()
        self._list.setAccessibleName(tr("Accounts"))
        self._list.setFixedWidth(180)
        self._list.currentItemChanged.connect(self._show_chosen)
        add = QPushButton(tr("New account"))
        add.clicked.connect(self.new_account)
        self._remove = QPushButton(tr("Remove"))
        self._remove.clicked.connect(self._remove_chosen)
        left = QVBoxLayout()
        left.addWidget(self._list, 1)
        left.addWidget(add)
        left.addWidget(self._remove)

        self.form = AccountForm(self._look)
        self.form.edited.connect(lambda: self._say("", ""))
        scroll = QScrollArea()
        scroll.setWidget(self.form)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.viewport().setAutoFillBackground(False)
        self._verdict = QLabel()
        self._verdict.setTextFormat(Qt.TextFormat.PlainText)
        self._verdict.setWordWrap(True)
        self._verdict.setMinimumHeight(2 * self._verdict.fontMetrics().lineSpacing() + 2)
        self.test_button = QPushButton(tr("Test connection"))
        self.test_button.setToolTip(tr("Asks the PBX something that rings nobody"))
        self.test_button.clicked.connect(self._run_test)
        self.save_button = QPushButton(tr("Save"))
        self.save_button.setProperty("role", "primary")
        self.save_button.clicked.connect(self._save)
        buttons = QHBoxLayout()
        buttons.addWidget(self.test_button)
        buttons.addStretch(1)
        buttons.addWidget(self.save_button)
        right = QVBoxLayout()
        right.addWidget(scroll, 1)
        right.addWidget(self._verdict)
        right.addLayout(buttons)
        page = QWidget()
        row = QHBoxLayout(page)
        row.setContentsMargins(0, 12, 0, 0)
        row.setSpacing(14)
        row.addLayout(left)
        row.addLayout(right, 1)
        return page

    def _program_page(self) -> QWidget:
        tr, settings = self._look.tr, self._desk.settings
        self._language = QComboBox()
        for code, name in (("", tr("like the system")), ("en", "English"), ("ro", "Română")):
            self._language.addItem(name, code)
        self._language.setCurrentIndex(max(0, self._language.findData(settings.language)))
        self._theme = QComboBox()
        for theme, word in (
            (Theme.SYSTEM, tr("like the system")),
            (Theme.LIGHT, tr("light")),
            (Theme.DARK, tr("dark")),
        ):
            self._theme.addItem(word, theme)
        self._theme.setCurrentIndex(self._theme.findData(settings.theme))
        for box in (self._language, self._theme):
            box.currentIndexChanged.connect(self._change_look)
        page = QWidget()
        form = QFormLayout(page)
        form.setContentsMargins(0, 16, 0, 0)
        form.setHorizontalSpacing(14)
        form.addRow(tr("Language"), self._language)
        form.addRow(tr("Colours"), self._theme)
        self.guests = GuestSettings(self._look, self._desk)
        form.addRow(tr("Numbers from links"), self.guests)
        self.phones = PhoneSettings(self._look, self._desk)
        form.addRow(tr("Telephones"), self.phones)
        return page

    def _fill(self, chosen: str = "") -> None:
        settings = self._desk.settings
        current = settings.current_account
        wanted = chosen or (current.id if current else "")
        self._list.clear()
        for account in settings.accounts:
            item = QListWidgetItem(plain(account.name, 60))
            item.setData(Qt.ItemDataRole.UserRole, account.id)
            self._list.addItem(item)
            if account.id == wanted:
                self._list.setCurrentItem(item)
        self._show_chosen()

    def _chosen(self) -> Account | None:
        item = self._list.currentItem()
        chosen = item.data(Qt.ItemDataRole.UserRole) if item else ""
        return next((account for account in self._desk.settings.accounts if account.id == chosen), None)

    def _show_chosen(self, *_: object) -> None:
        account = self._chosen()
        self.form.show_account(account)
        self._remove.setEnabled(account is not None)
        if account is not None:
            self._secrets.load(account.id)
        self._say("", "")

    def _run_test(self) -> None:
        try:
            account = self.form.account()
        except IncompleteForm as error:
            self._say(str(error), "bad")
            return
        waiting = self._secrets.waiting(account.id) if self._chosen() else None
        typed = self.form.typed_secrets()
        self.test_button.setEnabled(False)
        self._say(self._look.tr("Asking the PBX…"), "")
        self._connection.ask(
            account, lambda: (waiting(_never) if waiting else Secrets()).overlaid_by(typed), self._show_verdict
        )

    def _show_verdict(self, verdict: Verdict) -> None:
        good, text = verdict
        self.test_button.setEnabled(True)
        self._say(("✓ " if good else "✕ ") + text, "good" if good else "bad")

    def _save(self) -> None:
        try:
            account = self.form.account()
            settings = with_account(self._desk.settings, account)
        except IncompleteForm as error:
            self._say(str(error), "bad")
            return
        except NameTaken as error:
            self._say(self._look.tr("There is an account named {name} already.", name=str(error)), "bad")
            return
        typed = self.form.typed_secrets()
        if typed.values():
            self._secrets.amend(account.id, typed)
        self._desk.change(replace(settings, current_account_id=account.id))
        self._fill(account.id)
        self._say("✓ " + self._look.tr("Saved."), "good")

    def _remove_chosen(self) -> None:
        account = self._chosen()
        if account is not None:
            self._desk.change(without_account(self._desk.settings, account.id))
            self._secrets.forget(account.id)
            self._fill()

    def _change_look(self) -> None:
        self._desk.change(
            replace(self._desk.settings, language=self._language.currentData(), theme=Theme(self._theme.currentData()))
        )
        self.look_changed.emit()

    def verdict_text(self) -> str:
        """Return what the line above the buttons says."""
        return self._verdict.text()

    def _say(self, text: str, tone: str) -> None:
        self._verdict.setText(text)
        self._verdict.setProperty("tone", tone)
        self._verdict.style().polish(self._verdict)


def _never() -> bool:
    """Nobody stops a question."""
    return False
