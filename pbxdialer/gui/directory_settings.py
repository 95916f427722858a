"""The settings' page about live company directories: where they are, whether they answer, when they were last read."""

from collections.abc import Callable, Mapping
from uuid import uuid4

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from pbxdialer.core.company_directory import (
    LONGEST_INTERVAL_MIN,
    SHORTEST_INTERVAL_MIN,
    USUAL_ATTRIBUTES,
    USUAL_INTERVAL_MIN,
    BadDirectory,
    CompanyDirectory,
    DirectoryKind,
    attributes_from,
    attributes_text,
    checked,
)
from pbxdialer.core.plain_text import plain
from pbxdialer.core.policy import Policy
from pbxdialer.gui.hinted_line import HintedLine
from pbxdialer.gui.look import Look
from pbxdialer.gui.spoken import announce
from pbxdialer.gui.tool_tip import as_tool_tip, explain
from pbxdialer.store.directory_times import LastRead


class DirectorySettings(QWidget):
    """The directories on the left, the chosen one's form on the right. It only shows and asks: others act."""

    save_requested = Signal(object, str)  # CompanyDirectory, the password typed or ""
    test_requested = Signal(object, str)
    read_requested = Signal(str)  # the directory's id
    remove_requested = Signal(str)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._directories: tuple[CompanyDirectory, ...] = ()
        self._last: Mapping[str, LastRead] = {}
        tr = look.tr
        self._list = QListWidget(self)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)  # a long name ends in “…”
        self._list.setAccessibleName(tr("Company directories"))
        self._list.setFixedWidth(180)
        self._list.currentItemChanged.connect(lambda *_: self._show_chosen())
        self.kind = QComboBox(self)
        self.kind.addItem("LDAP", DirectoryKind.LDAP)
        self.kind.addItem("CardDAV", DirectoryKind.CARDDAV)
        self.kind.setAccessibleName(tr("Kind"))
        self.kind.currentIndexChanged.connect(lambda _: self._show_kind())
        self.name = self._line(tr("Name"))
        self.url = self._line(tr("Address"))
        self.user = self._line(tr("User"))
        self.password = self._line(tr("Password"))
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.base = self._line(tr("Base"), "ou=people,dc=acme,dc=example")
        self.filter = self._line(tr("Filter"), tr("all with a number"))
        self.attributes = self._line(tr("Attributes"), tr("the usual ones"))
        explain(self.attributes, attributes_text(USUAL_ATTRIBUTES))
        self.ca_file = self._line(tr("Certificate issuer"), tr("PEM file; the system's own unless given"))
        self.interval = QSpinBox(self)
        self.interval.setRange(SHORTEST_INTERVAL_MIN, LONGEST_INTERVAL_MIN)
        self.interval.setSuffix(" " + tr("minutes"))
        self.interval.setAccessibleName(tr("Read every"))
        edit = self.interval.lineEdit()
        if edit is not None:
            edit.setTextMargins(8, 0, 8, 0)
        self._state = self._label()
        self._verdict = self._label()
        self._verdict.setMinimumHeight(2 * self._verdict.fontMetrics().lineSpacing() + 2)
        self.new_button = self._button(tr("New directory"), self.begin_new)
        self.remove_button = self._button(tr("Remove"), lambda: self.remove_requested.emit(self._chosen_id()))
        self.test_button = self._button(tr("Test"), lambda: self._ask(self.test_requested))
        self.read_button = self._button(tr("Read now"), lambda: self.read_requested.emit(self._chosen_id()))
        self.save_button = self._button(tr("Save"), lambda: self._ask(self.save_requested))
        self.save_button.setProperty("role", "primary")
        self._lay_out()
        self._show_chosen()

    def use_directories(self, directories: tuple[CompanyDirectory, ...], last: Mapping[str, LastRead]) -> None:
        """Show these directories, and how it stands with each by its name."""
        chosen = self._chosen_id()
        changed = directories != self._directories
        self._directories, self._last = directories, last
        if not changed:
            self._show_state()
            return
        new = [one.id for one in directories if one.id == self._new_id]
        self._list.blockSignals(True)
        self._list.clear()
        for directory in directories:
            item = QListWidgetItem(plain(directory.name, 60))
            item.setToolTip(as_tool_tip(item.text()))
            item.setData(Qt.ItemDataRole.UserRole, directory.id)
            self._list.addItem(item)
            if directory.id in (chosen, *new):
                self._list.setCurrentItem(item)
        if self._list.currentRow() < 0 and directories:
            self._list.setCurrentRow(0)
        self._list.blockSignals(False)
        self._show_chosen()

    def begin_new(self) -> None:
        """Begin a new directory."""
        self._list.setCurrentRow(-1)
        self._show_chosen()
        self.name.setFocus()

    def show_locks(self, policy: Policy) -> None:
        """Show that the administrator locked the directories; their passwords are the agent's all the same."""
        from pbxdialer.gui.locks import show_locks

        lines = (self.name, self.url, self.user, self.base, self.filter, self.attributes, self.ca_file)
        for widget in (*lines, self.kind, self.interval, self.new_button):
            show_locks({"Directories": widget}, policy, self._look)
        self._show_chosen()

    def say(self, text: str, tone: str = "") -> None:
        """Say how a test, a reading or an act went."""
        self._verdict.setText(text)
        self._verdict.setProperty("tone", tone)
        self._verdict.style().polish(self._verdict)
        announce(self._verdict, text)

    def verdict_text(self) -> str:
        """Return what the line above the buttons says."""
        return self._verdict.text()

    def state_text(self) -> str:
        """Return what is said about the last reading."""
        return self._state.text()

    def _chosen_id(self) -> str:
        item = self._list.currentItem()
        return str(item.data(Qt.ItemDataRole.UserRole)) if item else ""

    def _chosen(self) -> CompanyDirectory | None:
        chosen = self._chosen_id()
        return next((one for one in self._directories if one.id == chosen), None)

    def _ask(self, signal: SignalInstance) -> None:
        try:
            directory = self._typed()
        except BadDirectory as error:
            self.say("✕ " + self._look.tr(str(error)), "bad")
            return
        signal.emit(directory, self.password.text())

    def _typed(self) -> CompanyDirectory:
        chosen = self._chosen()
        directory = CompanyDirectory(
            id=chosen.id if chosen else self._new_id,
            name=chosen.name if chosen else self.name.text().strip(),
            kind=DirectoryKind(self.kind.currentData()),
            url=self.url.text().strip(),
            user=self.user.text().strip(),
            base=self.base.text().strip(),
            filter=self.filter.text().strip(),
            attributes=attributes_from(self.attributes.text()),
            ca_file=self.ca_file.text().strip(),
            interval_min=self.interval.value(),
        )
        checked(directory)
        return directory

    def _show_chosen(self) -> None:
        chosen = self._chosen()
        shown = chosen or CompanyDirectory("", "", DirectoryKind.LDAP, "", interval_min=USUAL_INTERVAL_MIN)
        self._new_id = uuid4().hex
        self.kind.setCurrentIndex(self.kind.findData(shown.kind))
        self.name.setText(shown.name)
        self.name.setReadOnly(chosen is not None)  # its entries stand under this name
        for line, text in (
            (self.url, shown.url),
            (self.user, shown.user),
            (self.base, shown.base),
            (self.filter, shown.filter),
            (self.attributes, "" if shown.attributes == USUAL_ATTRIBUTES else attributes_text(shown.attributes)),
            (self.ca_file, shown.ca_file),
        ):
            line.setText(text)
            line.setCursorPosition(0)
        self.password.clear()
        self.password.setPlaceholderText(self._look.tr("kept in the keyring") if chosen and chosen.user else "")
        self.interval.setValue(shown.interval_min)
        self.read_button.setEnabled(chosen is not None)
        self.remove_button.setEnabled(chosen is not None and self.new_button.isEnabled())
        self._show_kind()
        self._show_state()
        self.say("")

    def _show_kind(self) -> None:
        is_ldap = self.kind.currentData() == DirectoryKind.LDAP
        for line in (self.base, self.filter, self.attributes):
            self._form.setRowVisible(line, is_ldap)
        self.url.setPlaceholderText("ldaps://directory.example" if is_ldap else "https://cards.example")
        self.user.setPlaceholderText("cn=reader,dc=acme,dc=example" if is_ldap else "")

    def _show_state(self) -> None:
        tr, chosen = self._look.tr, self._chosen()
        last = self._last.get(chosen.name, LastRead()) if chosen else LastRead()
        if chosen is None:
            text = tr("The people of a company directory are found here like your own contacts, and cannot be changed.")
        elif last.at is None:
            text = tr("Not read yet.")
        else:
            when = f"{last.at.astimezone():%d.%m.%Y %H:%M}"
            text = tr.plural("Last read {when}: {n} entry.", "Last read {when}: {n} entries.", last.kept, when=when)
        if last.trouble:
            text += " " + last.trouble.sentence(tr)
        self._state.setText(text)

    def _button(self, text: str, act: Callable[[], None]) -> QPushButton:
        button = QPushButton(text, self)
        button.setAutoDefault(False)
        button.clicked.connect(lambda: act())
        return button

    def _lay_out(self) -> None:
        left = QVBoxLayout()
        for widget in (self._list, self.new_button, self.remove_button):
            left.addWidget(widget)
        self._form = QFormLayout()
        self._form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        self._form.setHorizontalSpacing(14)
        self._form.setVerticalSpacing(8)
        self._form.addRow(self._look.tr("Kind"), self.kind)
        for line in (self.name, self.url, self.user, self.password, self.base, self.filter, self.attributes):
            self._form.addRow(line.accessibleName(), line)
        self._form.addRow(self.ca_file.accessibleName(), self.ca_file)
        self._form.addRow(self.interval.accessibleName(), self.interval)
        buttons = QHBoxLayout()
        buttons.addWidget(self.test_button)
        buttons.addWidget(self.read_button)
        buttons.addStretch(1)
        buttons.addWidget(self.save_button)
        right = QVBoxLayout()
        right.addLayout(self._form)
        right.addWidget(self._state)
        right.addStretch(1)
        right.addWidget(self._verdict)
        right.addLayout(buttons)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 12, 0, 0)
        row.setSpacing(14)
        row.addLayout(left)
        row.addLayout(right, 1)
        for label in (label for label in self.findChildren(QLabel) if label.buddy()):
            label.setMinimumHeight(self.name.sizeHint().height())  # so that it stands in the middle of its field

    def _line(self, name: str, placeholder: str = "") -> QLineEdit:
        line = HintedLine(placeholder, self)
        line.setAccessibleName(name)
        line.setMaxLength(2000)
        return line

    def _label(self) -> QLabel:
        label = QLabel(self)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        return label
