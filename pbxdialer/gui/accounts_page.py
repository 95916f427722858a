"""The accounts page of the settings: the accounts on the left, the chosen one's form and its buttons on the right."""

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from pbxdialer.core.account import Account, Destination, DestinationKind, Secrets
from pbxdialer.core.plain_text import plain
from pbxdialer.core.policy import Policy, SettingsLocked
from pbxdialer.gui.account_form import AccountForm, IncompleteForm
from pbxdialer.gui.connection_desk import ConnectionDesk, Verdict
from pbxdialer.gui.look import Look
from pbxdialer.gui.secrets_desk import SecretsDesk
from pbxdialer.gui.settings_desk import SettingsDesk
from pbxdialer.gui.spoken import announce
from pbxdialer.gui.tool_tip import as_tool_tip
from pbxdialer.gui.turns import in_next_turn
from pbxdialer.store.settings import NameTaken, with_account, without_account

_BLANK = Account("", "", "", 1, Destination(DestinationKind.USER, ""))


class AccountsPage(QWidget):
    """Edits the accounts. `made` tells that its form is there: that is made in turns of the loop, each of them short.

    Every widget is made with its parent: moving one to another parent polishes it anew.
    """

    made = Signal()
    file_requested = Signal()

    def __init__(
        self, look: Look, desk: SettingsDesk, secrets: SecretsDesk, connection: ConnectionDesk, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._desk = desk
        self._secrets = secrets
        self._connection = connection
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 12, 0, 0)
        row.setSpacing(14)
        left, self._right = QVBoxLayout(), QVBoxLayout()
        row.addLayout(left)
        row.addLayout(self._right, 1)
        self._lay_out_list(left)
        in_next_turn(self, self._make_form)

    def _make_form(self) -> None:
        self._scroll = QScrollArea(self)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # it follows the field with the keyboard
        self._scroll.viewport().setAutoFillBackground(False)
        self.form = AccountForm(self._look, self._scroll.viewport())
        in_next_turn(self, self._fill_form)

    def _fill_form(self) -> None:
        self.form.lay_out()
        in_next_turn(self, self._finish_form)

    def _finish_form(self) -> None:
        self._lay_out_form(self._right)
        in_next_turn(self, self._open)

    def _open(self) -> None:
        if self._desk.policy.source:
            self._heed(self._desk.policy)
        self._add.clicked.connect(self.new_account)
        self._fill()
        self.made.emit()

    def _heed(self, policy: Policy) -> None:
        """Show what the administrator locked, and begin new accounts with what was preset."""
        from pbxdialer.gui.locks import show_locks
        from pbxdialer.store.policy_in_force import completed

        self.form.beginning = completed(policy, _BLANK, _BLANK)
        show_locks(self.form.by_policy_name(), policy, self._look, self.form)

    def new_account(self) -> None:
        """Begin a new account."""
        self._list.setCurrentRow(-1)
        self.form.show_account(None)
        self._say("", "")
        self.form.setFocus()

    def begin_with(self, account_id: str) -> None:
        """Show this account, which has no credentials yet."""
        self._fill(account_id)
        self.form.show_account(self._chosen(), has_secrets=False)
        self._say(self._look.tr("The account is there. Enter its credentials, and save."), "good")

    def verdict_text(self) -> str:
        """Return what the line above the buttons says."""
        return self._verdict.text()

    def _lay_out_list(self, column: QVBoxLayout) -> None:
        tr = self._look.tr
        self._list = QListWidget(self)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)  # a long name ends in “…”
        self._list.setAccessibleName(tr("Accounts"))
        self._list.setFixedWidth(180)
        self._list.currentItemChanged.connect(self._show_chosen)
        self._add = QPushButton(tr("New account"), self)
        self.file_button = QPushButton(tr("From a file…"), self)
        self.file_button.clicked.connect(self.file_requested)
        self._remove = QPushButton(tr("Remove"), self)
        self._remove.clicked.connect(self._remove_chosen)
        column.addWidget(self._list, 1)
        column.addWidget(self._add)
        column.addWidget(self.file_button)
        column.addWidget(self._remove)

    def _lay_out_form(self, column: QVBoxLayout) -> None:
        tr = self._look.tr
        self.form.edited.connect(lambda: self._say("", ""))
        self._scroll.setWidget(self.form)
        self._verdict = QLabel(self)
        self._verdict.setTextFormat(Qt.TextFormat.PlainText)
        self._verdict.setWordWrap(True)
        self._verdict.setMinimumHeight(2 * self._verdict.fontMetrics().lineSpacing() + 2)
        self.test_button = QPushButton(tr("Test connection"), self)
        self.test_button.setToolTip(tr("Asks the PBX something that rings nobody"))
        self.test_button.clicked.connect(self._run_test)
        self.save_button = QPushButton(tr("Save"), self)
        self.save_button.setProperty("role", "primary")
        self.save_button.clicked.connect(self._save)
        buttons = QHBoxLayout()
        column.addWidget(self._scroll, 1)
        column.addWidget(self._verdict)
        column.addLayout(buttons)
        buttons.addWidget(self.test_button)
        buttons.addStretch(1)
        buttons.addWidget(self.save_button)

    def _fill(self, chosen: str = "") -> None:
        settings = self._desk.settings
        current = settings.current_account
        wanted = chosen or (current.id if current else "")
        self._list.clear()
        for account in settings.accounts:
            item = QListWidgetItem(plain(account.name, 60))
            item.setToolTip(as_tool_tip(item.text()))
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
        self.test_button.setEnabled(True)
        self._say(("✓ " if verdict.good else "✕ ") + verdict.sentence, "good" if verdict.good else "bad")

    def _save(self) -> None:
        try:
            account = self.form.account()
            settings = with_account(self._desk.settings, account)
            self._desk.demand_allowed(settings)
        except SettingsLocked as error:
            self._say(error.sentence(self._look.tr), "bad")
            return
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

    def _say(self, text: str, tone: str) -> None:
        self._verdict.setText(text)
        self._verdict.setProperty("tone", tone)
        self._verdict.style().polish(self._verdict)
        announce(self._verdict, text)


def _never() -> bool:
    """Nobody stops a question."""
    return False
