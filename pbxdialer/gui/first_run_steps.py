"""The three steps to the first account: where the PBX is, how it knows the agent, and whether it answers.

Each step keeps what was typed, says in `fault` what is missing, and adds its part to the account.
"""

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QFrame,
    QLabel,
    QLineEdit,
    QPushButton,
    QSpacerItem,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from pbxdialer.core.account import (
    DESTINATION_WORDS,
    Account,
    BadAddress,
    Destination,
    DestinationKind,
    Secrets,
    checked_address,
)
from pbxdialer.core.connection import Mend
from pbxdialer.core.language import mark
from pbxdialer.gui.connection_desk import Verdict
from pbxdialer.gui.credential_fields import LONGEST_FIELD, CredentialFields
from pbxdialer.gui.look import Look
from pbxdialer.gui.spoken import announce

_MENDED_BY = {
    Mend.SERVER: mark("Change the address"),
    Mend.CREDENTIALS: mark("Change the credentials"),
    Mend.CALLER: mark("Change who rings first"),
    Mend.SETTINGS: mark("Save, and open the settings"),
}


class ServerStep(QWidget):
    """The address of the PBX and the number of the project there."""

    title = mark("Where is your PBX?")
    text = mark("Your administrator knows the address and the number of your project.")

    def __init__(self, look: Look, beginning: Account, parent: QWidget) -> None:
        super().__init__(parent)
        self._tr = tr = look.tr
        self._name = beginning.name
        self.url = _line(self, tr("Address of the PBX"), "https://pbx.example.com", beginning.url)
        self.project = QSpinBox(self)
        self.project.setRange(0, 2_000_000_000)
        self.project.setValue(beginning.project_id)
        if (edit := self.project.lineEdit()) is not None:
            edit.setTextMargins(8, 0, 8, 0)
        rows = _form(self)
        rows.addRow(tr("Address"), self.url)
        rows.addRow(tr("Project"), self.project)
        _align(self, self.url)
        self.url.editingFinished.connect(self._complete)

    def by_policy_name(self) -> dict[str, QWidget]:
        """Return the fields by the names an administrator's policy has for them."""
        return {"AccountUrl": self.url, "AccountProjectId": self.project}

    def first_field(self) -> QWidget:
        """Return where to begin."""
        return self.url if self.url.isEnabled() else self.project

    def fault(self) -> tuple[str, QWidget]:
        """Return what is missing, or nothing, and the field to go to."""
        self._complete()
        if not self.url.text():
            return self._tr("Enter the address of the PBX."), self.url
        try:
            checked_address(self.url.text())
        except BadAddress as error:
            return self._tr(str(error)), self.url
        return "", self.url

    def part_of(self, account: Account) -> Account:
        """Return `account` with what was entered here."""
        account = replace(account, url=self.url.text(), project_id=self.project.value())
        return replace(account, name=self._name or account.host)

    def _complete(self) -> None:
        """Add https:// to a bare name, for the agent to see."""
        text = self.url.text().strip()
        self.url.setText(text if "://" in text or not text else f"https://{text}")


class CredentialsStep(QWidget):
    """What the PBX knows the agent by, and who rings first."""

    title = mark("How does it know you?")
    text = mark("The credentials go into the keyring of this computer, and nowhere else.")

    def __init__(self, look: Look, beginning: Account, parent: QWidget) -> None:
        super().__init__(parent)
        self._tr = tr = look.tr
        self.credentials = CredentialFields(look, self)
        self.credentials.show(beginning.auth, "")
        self.kind = QComboBox(self)
        for kind in DestinationKind:
            self.kind.addItem(tr(DESTINATION_WORDS[kind]), kind)
        self.kind.setCurrentIndex(self.kind.findData(beginning.destination.kind))
        self.caller = _line(self, tr("Rings first"), "ionescu", beginning.destination.name)
        rows = _form(self)
        self.credentials.lay_out(rows)
        rows.addItem(QSpacerItem(0, 8))
        rows.addRow(tr("Rings first"), self.kind)
        rows.addRow(tr("Name"), self.caller)
        _align(self, self.caller)

    def by_policy_name(self) -> dict[str, QWidget]:
        """Return the fields by the names an administrator's policy has for them."""
        return {
            "AccountAuth": self.credentials.auth,
            "AccountDestinationKind": self.kind,
            "AccountDestinationName": self.caller,
        }

    def first_field(self) -> QWidget:
        """Return where to begin: the first field to be filled in."""
        return self.credentials.first_missing() or self.caller

    def fault(self) -> tuple[str, QWidget]:
        """Return what is missing, or nothing, and the field to go to."""
        if (empty := self.credentials.first_missing()) is not None:
            return self._tr("Enter this, too: {field}.", field=empty.accessibleName()), empty
        if not self.caller.text().strip():
            return self._tr("Say who rings first: the name under which the PBX knows you."), self.caller
        return "", self.caller

    def part_of(self, account: Account) -> Account:
        """Return `account` with what was entered here."""
        destination = Destination(DestinationKind(self.kind.currentData()), self.caller.text().strip())
        return replace(account, auth=self.credentials.mode(), destination=destination)

    def secrets(self) -> Secrets:
        """Return the secrets that were typed."""
        return self.credentials.secrets()


class TestStep(QWidget):
    """Whether the PBX takes the account, in a sentence, and the one thing to do about it as a button."""

    __test__ = False  # for pytest, which would take it for a test
    title = mark("Does it answer?")
    text = mark("The PBX is asked for a list. Nobody is called.")
    mend_requested = Signal(object)  # Mend

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._tr = look.tr
        self.verdict: Verdict | None = None
        card = QFrame(self)
        card.setObjectName("card")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(card)
        column.addStretch(1)
        inside = QVBoxLayout(card)
        inside.setContentsMargins(16, 14, 16, 14)
        inside.setSpacing(12)
        self.sentence = QLabel(card)
        self.sentence.setTextFormat(Qt.TextFormat.PlainText)
        self.sentence.setWordWrap(True)
        self.sentence.setMinimumHeight(3 * self.sentence.fontMetrics().lineSpacing())
        self.sentence.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.mend_button = QPushButton(card)
        self.mend_button.setAutoDefault(False)
        self.mend_button.clicked.connect(self._mend)
        inside.addWidget(self.sentence)
        inside.addWidget(self.mend_button, alignment=Qt.AlignmentFlag.AlignLeft)

    def wait(self) -> None:
        """Say that the PBX is being asked."""
        self.verdict = None
        self._say(self._tr("Asking the PBX…"), "")
        self.mend_button.hide()

    def show_verdict(self, verdict: Verdict) -> None:
        """Say what was found, and offer what mends it."""
        self.verdict = verdict
        self._say(("✓ " if verdict.good else "✕ ") + verdict.sentence, "good" if verdict.good else "bad")
        mended_by = _MENDED_BY.get(verdict.mend, "")
        self.mend_button.setText(self._tr(mended_by) if mended_by else "")
        self.mend_button.setVisible(bool(mended_by))

    def _mend(self) -> None:
        if self.verdict is not None:
            self.mend_requested.emit(self.verdict.mend)

    def _say(self, text: str, tone: str) -> None:
        self.sentence.setProperty("tone", tone)
        self.sentence.style().polish(self.sentence)
        self.sentence.setText(text)
        announce(self.sentence, text)


Step = ServerStep | CredentialsStep | TestStep


def _line(page: QWidget, name: str, placeholder: str, text: str) -> QLineEdit:
    line = QLineEdit(text, page)
    line.setAccessibleName(name)
    line.setPlaceholderText(placeholder)
    line.setMaxLength(LONGEST_FIELD)
    return line


def _form(page: QWidget) -> QFormLayout:
    form = QFormLayout(page)
    form.setContentsMargins(0, 0, 0, 0)
    form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
    form.setHorizontalSpacing(14)
    form.setVerticalSpacing(8)
    return form


def _align(page: QWidget, field: QLineEdit) -> None:
    """Let the captions stand as high as their fields."""
    for label in page.findChildren(QLabel):
        if label.buddy():
            label.setMinimumHeight(field.sizeHint().height())
