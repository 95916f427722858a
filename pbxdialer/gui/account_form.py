"""One account as a form: the PBX, who rings first, credentials, how numbers are written."""

from dataclasses import replace
from uuid import uuid4

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from pbxdialer.core.account import (
    BEGINNING,
    DESTINATION_WORDS,
    Account,
    AuthMode,
    BadAddress,
    Destination,
    DestinationKind,
    Method,
    Secrets,
    checked_address,
)
from pbxdialer.core.dial_plan import DialPlan
from pbxdialer.core.page_template import PLACES, BadPage, checked_page
from pbxdialer.core.plain_text import plain
from pbxdialer.core.rewrite import BrokenPlan
from pbxdialer.gui.credential_fields import LONGEST_FIELD, CredentialFields
from pbxdialer.gui.dial_plan_form import DialPlanForm
from pbxdialer.gui.hinted_line import HintedLine
from pbxdialer.gui.look import Look


class IncompleteForm(ValueError):
    """The form cannot be an account yet; the message says, in the agent's language, what is missing."""


class AccountForm(QWidget):
    """Edits one account. Secrets that are already kept are not shown; an empty field leaves them as they are."""

    edited = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tr = tr = look.tr
        self._account: Account | None = None
        self.beginning: Account | None = None  # of a new account, where an administrator says so
        # Made in the order of the page: that is the order of Tab.
        self._name = self._line(tr("Name of this account"), "Sales PBX")
        self._url = self._line(tr("Address of the PBX"), "https://pbx.example.com")
        self._project = QSpinBox(self)
        self._project.setRange(0, 2_000_000_000)
        self._credentials = CredentialFields(look, self)
        self._credentials.edited.connect(self.edited)
        self._kind = QComboBox(self)
        for kind in DestinationKind:
            self._kind.addItem(tr(DESTINATION_WORDS[kind]), kind)
        self._destination = self._line(tr("Rings first"), "ionescu")
        self._waits = QCheckBox(tr("Wait until my phone is answered"), self)
        self._ring_s = QSpinBox(self)
        self._ring_s.setRange(5, 3600)
        self._ring_s.setSuffix(" s")
        self.numbers = DialPlanForm(look, self)
        self.numbers.edited.connect(self.edited)
        self._takes = self._line(tr("Numbers it takes by itself"), tr("none – or beginnings, such as +49, 0800"))
        self._outbound = self._line(tr("Number the customer sees"), tr("the PBX's own"))
        self._trunk = self._line(tr("Trunk"), tr("the PBX's own"))
        self._variables = self._lines(tr("PBX variables"), "SKIP_WELCOME = 1")
        self._proxy = self._line(tr("Proxy"), tr("none – or “system”, or http://host:port"))
        self._ca_file = self._line(tr("Certificate issuer"), tr("PEM file, only if your company has its own"))
        self._method = QComboBox(self)
        for method, word in (
            (Method.POST, tr("form fields (POST)")),
            (Method.JSON, tr("JSON (POST)")),
            (Method.GET, tr("the address (GET)")),
        ):
            self._method.addItem(word, method)
        self._get_warning = QLabel(
            tr("The signed request will stand in log files of the PBX and of every proxy."), self
        )
        self._get_warning.setProperty("tone", "warn")
        self._get_warning.setWordWrap(True)
        self._page = self._line(tr("Customer's page"), "https://crm.example.com/?phone={number}")
        self._page.setToolTip(tr("Filled in: {places}", places=" ".join(PLACES)))
        self._page_opens = QCheckBox(tr("Open it when the customer answers"), self)
        for number in (self._project, self.numbers.internal, self._ring_s):
            edit = number.lineEdit()
            if edit is not None:
                edit.setTextMargins(8, 0, 8, 0)
        self.setFocusProxy(self._name)  # else the form itself had the keyboard, which is nothing to type into

    def lay_out(self) -> None:
        """Put the fields into their places, and show an empty form. It takes as long as making them: call it later."""
        self._lay_out()
        self._method.currentIndexChanged.connect(self._show_method)
        for box in (self._kind, self._method):
            box.currentIndexChanged.connect(self.edited)
        self.show_account(None)

    def show_account(self, account: Account | None, *, has_secrets: bool = True) -> None:
        """Show `account`, which may have no secrets yet, or an empty form for a new one."""
        self._account = account
        kept = self._tr("kept in the keyring") if account and has_secrets else ""
        account = account or self.beginning
        self._name.setText(account.name if account else "")
        self._url.setText(account.url if account else "")
        self._project.setValue(account.project_id if account else 1)
        self._kind.setCurrentIndex(self._kind.findData(account.destination.kind if account else DestinationKind.USER))
        self._destination.setText(account.destination.name if account else "")
        self._credentials.show(account.auth if account else AuthMode.BODY, kept)
        self.numbers.show_plan(account.dial_plan if account else DialPlan())
        self._waits.setChecked(bool(account and account.waits_for_agent))
        self._ring_s.setValue(account.ring_timeout_s if account else 60)
        self._outbound.setText(account.outbound_number if account else "")
        self._trunk.setText(account.outbound_trunk if account else "")
        pairs = account.variables if account else ()
        self._variables.setPlainText("\n".join(f"{name} = {value}" for name, value in pairs))
        self._method.setCurrentIndex(self._method.findData(account.method if account else Method.POST))
        self._show_method()
        self._takes.setText(", ".join(account.takes) if account else "")
        self._page.setText(account.page if account else "")
        self._page_opens.setChecked(bool(account and account.page_opens_itself))
        self._proxy.setText(account.proxy if account else "")
        self._ca_file.setText(account.ca_file if account else "")

    def account(self) -> Account:
        """Return the account the form describes. Raises IncompleteForm."""
        name, destination = self._name.text().strip(), self._destination.text().strip()
        if not name:
            raise IncompleteForm(self._tr("Give the account a name."))
        try:
            checked_address(self._url.text())
        except BadAddress as error:
            raise IncompleteForm(self._tr(str(error))) from error
        takes = tuple(word for word in self._takes.text().replace(",", " ").split())
        wrong = next((word for word in takes if not BEGINNING.fullmatch(word)), "")
        if wrong:
            raise IncompleteForm(self._tr("“{word}” is no beginning of a number.", word=wrong))
        try:
            page = checked_page(self._page.text())
        except BadPage as error:
            raise IncompleteForm(self._tr(str(error))) from error
        if not destination:
            raise IncompleteForm(self._tr("Say who rings first."))
        plan = self.numbers.plan()
        try:
            plan.check()
        except BrokenPlan as fault:
            raise IncompleteForm(plain(fault.sentence(self._tr))) from fault
        blank = Account(uuid4().hex, name, "", 0, Destination(DestinationKind.USER, destination))
        return replace(
            self._account or (replace(self.beginning, id=blank.id) if self.beginning else blank),
            name=name,
            url=self._url.text().strip(),
            project_id=self._project.value(),
            destination=Destination(DestinationKind(self._kind.currentData()), destination),
            auth=self._credentials.mode(),
            method=Method(self._method.currentData()),
            dial_plan=plan,
            waits_for_agent=self._waits.isChecked(),
            ring_timeout_s=self._ring_s.value(),
            outbound_number=self._outbound.text().strip(),
            outbound_trunk=self._trunk.text().strip(),
            variables=tuple(self._pairs(self._variables)),
            proxy=self._proxy.text().strip(),
            ca_file=self._ca_file.text().strip(),
            takes=takes,
            page=page,
            page_opens_itself=self._page_opens.isChecked(),
        )

    def by_policy_name(self) -> dict[str, QWidget]:
        """Return the fields by the names an administrator's policy has for them (`store/policy_names.py`)."""
        return {
            "AccountUrl": self._url,
            "AccountProjectId": self._project,
            "AccountAuth": self._credentials.auth,
            "AccountDestinationKind": self._kind,
            "AccountDestinationName": self._destination,
            "AccountWaitsForAgent": self._waits,
            "AccountRingTimeoutS": self._ring_s,
            **self.numbers.by_policy_name(),
            "AccountTakes": self._takes,
            "AccountOutboundNumber": self._outbound,
            "AccountOutboundTrunk": self._trunk,
            "AccountVariables": self._variables,
            "AccountProxy": self._proxy,
            "AccountCaFile": self._ca_file,
            "AccountMethod": self._method,
            "AccountPage": self._page,
            "AccountPageOpensItself": self._page_opens,
        }

    def typed_secrets(self) -> Secrets:
        """Return the secrets that were typed; the others are empty."""
        return self._credentials.secrets()

    def _pairs(self, box: QPlainTextEdit) -> list[tuple[str, str]]:
        pairs = []
        for line in box.toPlainText().splitlines():
            name, equals, value = line.partition("=")
            if line.strip() and not equals:
                raise IncompleteForm(self._tr("“{line}” has no = in it.", line=line.strip()))
            if equals:
                pairs.append((name.strip(), value.strip()))
        return pairs

    def _show_method(self) -> None:
        self._get_warning.setVisible(self._method.currentData() == Method.GET)

    def _lay_out(self) -> None:
        tr = self._tr
        column = QVBoxLayout(self)
        column.setSpacing(14)
        pbx = self._section(column, tr("PBX"))
        pbx.addRow(tr("Account"), self._name)
        pbx.addRow(tr("Address"), self._url)
        pbx.addRow(tr("Project"), self._project)
        self._credentials.lay_out(self._section(column, tr("Credentials")))
        first = self._section(column, tr("Who rings first"))
        first.addRow(tr("Kind"), self._kind)
        first.addRow(tr("Name"), self._destination)
        first.addRow("", self._waits)
        first.addRow(tr("Rings at most"), self._ring_s)
        self._section(column, tr("Numbers"))
        column.addWidget(self.numbers)
        more = self._section(column, tr("Further"))
        more.addRow(tr("Takes"), self._takes)
        more.addRow(tr("Caller number"), self._outbound)
        more.addRow(tr("Trunk"), self._trunk)
        more.addRow(tr("Variables"), self._variables)
        more.addRow(tr("Proxy"), self._proxy)
        more.addRow(tr("Issuer"), self._ca_file)
        more.addRow(tr("Sent in"), self._method)
        more.addRow("", self._get_warning)
        customer = self._section(column, tr("Customer's page"))
        customer.addRow(tr("Address"), self._page)
        customer.addRow("", self._page_opens)
        column.addStretch(1)
        labels = [label for label in self.findChildren(QLabel) if label.buddy()]
        widest = max(label.sizeHint().width() for label in labels)
        for label in labels:
            label.setFixedWidth(widest)
            label.setMinimumHeight(self._name.sizeHint().height())

    def _section(self, column: QVBoxLayout, title: str) -> QFormLayout:
        heading = QLabel(title, self)
        heading.setProperty("role", "section")
        column.addWidget(heading)
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        form.setHorizontalSpacing(14)
        form.setVerticalSpacing(8)
        column.addLayout(form)
        return form

    def _line(self, name: str, placeholder: str) -> QLineEdit:
        line = HintedLine(placeholder, self)
        line.setAccessibleName(name)
        line.setMaxLength(LONGEST_FIELD)
        line.textEdited.connect(lambda _: self.edited.emit())
        return line

    def _lines(self, name: str, placeholder: str) -> QPlainTextEdit:
        box = QPlainTextEdit(self)
        box.setAccessibleName(name)
        box.setPlaceholderText(placeholder)
        box.setTabChangesFocus(True)
        box.setFixedHeight(3 * box.fontMetrics().lineSpacing() + 14)
        box.textChanged.connect(self.edited)
        return box
