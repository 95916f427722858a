"""Settings: a window of pages, each made when the agent turns to it; first the accounts, then the program itself."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QTabWidget, QVBoxLayout, QWidget

from pbxdialer.gui.connection_desk import ConnectionDesk
from pbxdialer.gui.look import Look
from pbxdialer.gui.secrets_desk import SecretsDesk
from pbxdialer.gui.settings_desk import SettingsDesk
from pbxdialer.gui.turns import in_next_turn

if TYPE_CHECKING:
    from pbxdialer.gui.accounts_page import AccountsPage
    from pbxdialer.gui.program_page import ProgramPage

MakePage = Callable[[QWidget], QWidget]


class SettingsWindow(QDialog):
    """Comes at once, and its pages after it: a window full of fields in one go would hold up a call.

    `accounts` and `program` are there from the time on when the agent has turned to them.
    """

    look_changed = Signal(str)  # the field that changed it, by its name in a policy
    accounts_made = Signal()
    account_file_requested = Signal()

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
        self.accounts: AccountsPage | None = None
        self.program: ProgramPage | None = None
        self._shows = ""
        self._later: dict[int, MakePage] = {}
        self.setWindowTitle(look.tr("Settings"))
        self.resize(720, 640)
        self._pages = QTabWidget(self)
        self._pages.setDocumentMode(True)
        self._pages.setAccessibleName(look.tr("Settings"))
        self._pages.tabBar().setDrawBase(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.addWidget(self._pages)
        self.add_page_later(self._accounts_page, look.tr("Accounts"))
        self.add_page_later(self._program_page, look.tr("Program"))
        self._pages.currentChanged.connect(self._make_page)

    def add_page_later(self, make: MakePage, title: str) -> None:
        """Add a page; `make` returns it, a child of what it is given, when the agent turns to it."""
        blank = QWidget()
        QVBoxLayout(blank).setContentsMargins(0, 0, 0, 0)
        self._later[self._pages.addTab(blank, title)] = make

    def turn_to(self, title: str) -> None:
        """Turn to the page of this title."""
        titles = [self._pages.tabText(place) for place in range(self._pages.count())]
        self._pages.setCurrentIndex(titles.index(title))

    def begin_with(self, account_id: str) -> None:
        """Show this account, which has no credentials yet, as soon as its page is there."""
        self._pages.setCurrentIndex(0)
        self._shows = account_id
        if self.accounts is not None:
            self.accounts.begin_with(account_id)

    def showEvent(self, event: QShowEvent) -> None:
        """Make the page that is turned up when the window is there."""
        super().showEvent(event)
        in_next_turn(self, self._read_first_page)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Enter in a line be no button: a dialog would press its first one, which begins a new account."""
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)

    def _read_first_page(self) -> None:
        """Import what the first page is made of, which takes as long as making it: the window lives between the two."""
        import pbxdialer.gui.accounts_page  # noqa: F401

        in_next_turn(self, lambda: self._make_page(self._pages.currentIndex()))

    def _make_page(self, place: int) -> None:
        make, blank = self._later.pop(place, None), self._pages.widget(place)
        if make is not None and blank is not None and (layout := blank.layout()) is not None:
            layout.addWidget(make(blank))

    def _accounts_page(self, parent: QWidget) -> QWidget:
        from pbxdialer.gui.accounts_page import AccountsPage

        page = AccountsPage(self._look, self._desk, self._secrets, self._connection, parent)
        page.file_requested.connect(self.account_file_requested)
        page.made.connect(lambda: self._use_accounts(page))
        return page

    def _use_accounts(self, page: "AccountsPage") -> None:
        self.accounts = page
        if self._shows:
            page.begin_with(self._shows)
        self.accounts_made.emit()

    def _program_page(self, parent: QWidget) -> QWidget:
        from pbxdialer.gui.program_page import ProgramPage

        self.program = page = ProgramPage(self._look, self._desk, parent)
        page.look_changed.connect(self.look_changed)
        return page
