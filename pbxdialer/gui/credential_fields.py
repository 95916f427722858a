"""How the program signs in to a PBX, as rows of a form: user and password or a token, and the key that signs."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QComboBox, QFormLayout, QLineEdit, QWidget

from pbxdialer.core.account import AuthMode, Secrets
from pbxdialer.gui.look import Look

LONGEST_FIELD = 2000


class CredentialFields(QObject):
    """The fields, children of `page` in the order of Tab; `lay_out` puts them into a form. Shows no secret."""

    edited = Signal()

    def __init__(self, look: Look, page: QWidget) -> None:
        super().__init__(page)
        self._tr = tr = look.tr
        self._page = page
        self.auth = QComboBox(page)
        self.auth.addItem(tr("User and password"), AuthMode.BODY)
        self.auth.addItem(tr("Token"), AuthMode.BEARER)
        self._username = self._line(tr("API user"))
        self._password = self._secret(tr("API password"))
        self._token = self._secret(tr("API token"))
        self._key = self._secret(tr("API key (signs the requests)"))
        self._rows: QFormLayout | None = None
        self.auth.currentIndexChanged.connect(self._show_needed)
        self.auth.currentIndexChanged.connect(self.edited)

    def lay_out(self, rows: QFormLayout) -> None:
        """Add a row for each field to the form `rows`."""
        tr = self._tr
        rows.addRow(tr("Sign in with"), self.auth)
        rows.addRow(tr("API user"), self._username)
        rows.addRow(tr("API password"), self._password)
        rows.addRow(tr("API token"), self._token)
        rows.addRow(tr("API key"), self._key)
        self._rows = rows
        self._show_needed()

    def show(self, auth: AuthMode, hint: str) -> None:
        """Ask for what `auth` needs, with empty fields; `hint` stands in them."""
        self.auth.setCurrentIndex(self.auth.findData(auth))
        for line in (self._username, self._password, self._key, self._token):
            line.clear()
            line.setPlaceholderText(hint)

    def mode(self) -> AuthMode:
        """Return how the agent chose to sign in."""
        return AuthMode(self.auth.currentData())

    def secrets(self) -> Secrets:
        """Return the secrets that were typed; the others are empty."""
        return Secrets(self._username.text(), self._password.text(), self._key.text(), self._token.text())

    def first_missing(self) -> QLineEdit | None:
        """Return the first field that has to be filled in and is empty, or None."""
        lines = {
            "api_username": self._username,
            "api_password": self._password,
            "api_key": self._key,
            "api_token": self._token,
        }
        return next((lines[name] for name in self.secrets().missing_for(self.mode())), None)

    def _show_needed(self) -> None:
        if self._rows is not None:
            body = self.mode() is AuthMode.BODY
            for line in (self._username, self._password):
                self._rows.setRowVisible(line, body)
            self._rows.setRowVisible(self._token, not body)

    def _line(self, name: str) -> QLineEdit:
        line = QLineEdit(self._page)
        line.setAccessibleName(name)
        line.setMaxLength(LONGEST_FIELD)
        line.textEdited.connect(lambda _: self.edited.emit())
        return line

    def _secret(self, name: str) -> QLineEdit:
        line = self._line(name)
        line.setEchoMode(QLineEdit.EchoMode.Password)
        return line
