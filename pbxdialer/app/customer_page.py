"""The customer's page in the company's own system: opened when the customer answers, or when the agent asks for it."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from pbxdialer.core.account import Account
from pbxdialer.core.call import Call
from pbxdialer.core.page_template import filled
from pbxdialer.desktop.links import open_with_system

if TYPE_CHECKING:
    from pbxdialer.app.program import Program
    from pbxdialer.gui.main_window import MainWindow


class CustomerPage(QObject):
    """Opens each call's page once by itself, and as often as the agent likes."""

    def __init__(self, program: "Program") -> None:
        super().__init__(program)
        self._program = program
        self._lane = program.background.lane("pages")
        self._opened: set[str] = set()
        program.switchboard.call_changed.connect(self._see)
        self.serve(program.window)

    def serve(self, window: "MainWindow") -> None:
        """Open pages for this window; it is built anew in another language or colour."""
        window.card.page_requested.connect(self.open)

    def open(self, call: Call) -> None:
        """Open the page of `call` in the browser."""
        account = self._account_of(call)
        if account is None or not account.page:
            return
        page = filled(account.page, call)
        self._lane.submit(lambda: open_with_system(page), failed=lambda _: self._say_unopened())

    def _see(self, call: Call) -> None:
        account = self._account_of(call)
        self._program.window.card.offer_page(account is not None and bool(account.page))
        if account is None or not account.page_opens_itself or call.talking_since is None:
            return
        if call.external_id not in self._opened:
            self._opened.add(call.external_id)
            self.open(call)

    def _account_of(self, call: Call) -> Account | None:
        accounts = self._program.settings_desk.settings.accounts
        return next((account for account in accounts if account.id == call.account_id), None)

    def _say_unopened(self) -> None:
        window = self._program.window
        window.notices.tell(
            "page", window.look.tr("The customer's page could not be opened. The call is not affected.")
        )
