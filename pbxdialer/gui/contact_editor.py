"""One contact in a window of its own: name, company, numbers, e-mail, groups, note."""

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from pbxdialer.core.contact import Contact
from pbxdialer.core.plain_text import plain, plain_block
from pbxdialer.gui.look import Look
from pbxdialer.gui.number_rows import NumberRows

_LONGEST_FIELD = 2000
_LONGEST_NOTE = 20_000


class ContactEditor(QDialog):
    """Edits one contact; `saved` carries it as it shall be, `delete_requested` its id. Changes nothing by itself."""

    saved = Signal(object)  # Contact
    delete_requested = Signal(int)

    def __init__(self, look: Look, contact: Contact, parent: QWidget | None = None) -> None:
        """A contact without an id is a new one, with what is known of it filled in."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._tr = tr = look.tr
        self._contact = contact
        self.setWindowTitle(plain(contact.name, 60) if contact.id else tr("New contact"))
        self.resize(440, 690)
        self._page = QWidget()
        self._scroll = QScrollArea(self)
        self._scroll.setWidget(self._page)  # while it is empty: each widget that changes its parent is styled anew
        self.name = self._line(contact.name)
        self.company = self._line(contact.company)
        self.email = self._line(contact.email)
        self.numbers = NumberRows(look, self._page)
        self.numbers.show_numbers(contact.numbers)
        self.groups = self._line(", ".join(contact.groups))
        self.groups.setPlaceholderText(tr("separated by commas"))
        self.note = QPlainTextEdit(contact.note, self._page)
        self.note.setTabChangesFocus(True)
        self.note.setFixedHeight(5 * self.fontMetrics().height() + 16)
        self.favourite = QCheckBox(tr("Favourite: stands first in the list"), self._page)
        self.favourite.setChecked(contact.favourite)
        self._hint = QLabel(self)
        self._hint.setTextFormat(Qt.TextFormat.PlainText)
        self._hint.setWordWrap(True)
        self.save_button, cancel = QPushButton(tr("Save"), self), QPushButton(tr("Cancel"), self)
        self.delete_button = QPushButton(tr("Delete"), self)
        self.save_button.setProperty("role", "primary")
        self.delete_button.setVisible(bool(contact.id))
        self._buttons = QHBoxLayout()
        self._buttons.addWidget(self.delete_button)
        self._buttons.addStretch(1)
        for button in (cancel, self.save_button):
            self._buttons.addWidget(button)
        for button in (self.delete_button, cancel):
            button.setAutoDefault(False)
        self.save_button.setDefault(True)
        self.save_button.clicked.connect(self._save)
        cancel.clicked.connect(self.reject)
        self.delete_button.clicked.connect(self._delete)
        self._lay_out()
        for line in (self.name, self.company):
            line.textChanged.connect(self._judge)
        self.numbers.edited.connect(self._judge)
        if contact.origin.is_read_only:
            self._look_only(cancel)
        else:
            self._judge()

    def contact(self) -> Contact:
        """Return the contact as the form shows it; a company without a person is named by the company."""
        name, company = plain(self.name.text(), _LONGEST_FIELD), plain(self.company.text(), _LONGEST_FIELD)
        return replace(
            self._contact,
            name=name or company,
            company=company if name else "",
            email=plain(self.email.text(), _LONGEST_FIELD),
            numbers=self.numbers.numbers(),
            note=plain_block(self.note.toPlainText(), _LONGEST_NOTE),
            groups=self._groups(),
            favourite=self.favourite.isChecked(),
        )

    def hint(self) -> str:
        """Return what is said about the form."""
        return self._hint.text()

    def _save(self) -> None:
        if self.save_button.isEnabled():
            self.saved.emit(self.contact())
            self.accept()

    def _delete(self) -> None:
        self.delete_requested.emit(self._contact.id)
        self.accept()

    def _groups(self) -> tuple[str, ...]:
        """Return the groups; where nobody touched them as they are, since a name may hold a comma."""
        if self.groups.text() == ", ".join(self._contact.groups):
            return self._contact.groups
        groups = (plain(group, _LONGEST_FIELD) for group in self.groups.text().split(","))
        return tuple(dict.fromkeys(group for group in groups if group))

    def _judge(self, *_: object) -> None:
        """Let it be saved once it can be found and called."""
        shown = self.contact()
        missing = ""
        if not shown.name:
            missing = self._tr("Enter a name or a company.")
        elif not shown.numbers:
            missing = self._tr("Enter a number.")
        self._say(missing, "muted")
        self.save_button.setEnabled(not missing)

    def _look_only(self, cancel: QPushButton) -> None:
        """Show an entry of a live directory, which can be changed in the directory only."""
        directory = plain(self._contact.origin.directory, 60)
        self._say(self._tr("From the directory “{name}”; it can be changed there only.", name=directory), "muted")
        for line in (self.name, self.company, self.email, self.groups):
            line.setReadOnly(True)
        self.note.setReadOnly(True)
        self.numbers.set_read_only(True)
        self.favourite.setEnabled(False)
        self.save_button.hide()
        self.delete_button.hide()
        cancel.setText(self._tr("Close"))

    def _say(self, text: str, role: str) -> None:
        self._hint.setProperty("role", role)
        self._hint.setText(text)
        self._hint.setVisible(bool(text))

    def _line(self, text: str) -> QLineEdit:
        line = QLineEdit(text, self._page)
        line.setMaxLength(_LONGEST_FIELD)
        line.setCursorPosition(0)
        return line

    def _lay_out(self) -> None:
        tr = self._tr
        form = QFormLayout()
        form.setVerticalSpacing(9)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
        for caption, field in (
            (tr("Name"), self.name),
            (tr("Company"), self.company),
            (tr("Numbers"), self.numbers),
            (tr("E-mail"), self.email),
            (tr("Groups"), self.groups),
            (tr("Note"), self.note),
        ):
            label = QLabel(caption, self._page)
            label.setProperty("role", "muted")
            label.setBuddy(field)
            form.addRow(label, field)
            if not isinstance(field, NumberRows):
                field.setAccessibleName(caption)
        self._page.setObjectName("page")
        inside = QVBoxLayout(self._page)
        inside.setContentsMargins(18, 14, 18, 8)
        inside.setSpacing(10)
        inside.addLayout(form)
        inside.addWidget(self.favourite)
        inside.addStretch(1)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # it follows the field with the keyboard
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 14)
        column.setSpacing(8)
        column.addWidget(self._scroll, 1)
        foot = QVBoxLayout()
        foot.setContentsMargins(18, 0, 18, 0)
        foot.addWidget(self._hint)
        foot.addLayout(self._buttons)
        column.addLayout(foot)
