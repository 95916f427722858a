"""The numbers of a contact as rows to edit: what each is, and how it is written."""

from collections import deque
from collections.abc import Iterable

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QToolButton, QVBoxLayout, QWidget

from pbxdialer.core.contact import LabelledNumber
from pbxdialer.core.language import mark
from pbxdialer.core.number import NotANumber, PhoneNumber
from pbxdialer.core.plain_text import plain
from pbxdialer.gui.look import Look
from pbxdialer.gui.name_box import NameBox
from pbxdialer.gui.spoken import name_choice

MOST_ROWS = 100
_LONGEST = 2000
_AT_ONCE = 2  # a row takes 5 ms to make (measured), so that the others come one by one, with the window alive between
_USUAL_LABELS = (mark("mobile"), mark("office"), mark("home"), mark("main"))


class NumberRows(QWidget):
    """Any number of rows; an empty one counts for nothing. Many numbers get their rows one after the other, soon."""

    edited = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._cross = look.icons.icon("cross", look.palette.colour("muted"))
        self._rows: list[_NumberRow] = []
        self._waiting: deque[LabelledNumber] = deque()
        self._read_only = False
        self._next = QTimer(self)
        self._next.setInterval(0)
        self._next.timeout.connect(self._add_next)
        self._column = QVBoxLayout()
        self._column.setSpacing(6)
        self.add_button = QPushButton(look.tr("Add a number"), self)
        self.add_button.clicked.connect(self._add_and_focus)
        foot = QHBoxLayout()
        foot.addWidget(self.add_button)
        foot.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(6)
        whole.addLayout(self._column)
        whole.addLayout(foot)

    def show_numbers(self, numbers: Iterable[LabelledNumber]) -> None:
        """Replace the rows; there is always one to write into."""
        for row in list(self._rows):
            self._remove(row)
        self._waiting = deque(numbers)
        if not self._waiting:
            self._waiting.append(LabelledNumber("mobile", ""))
        for _ in range(_AT_ONCE):
            self._add_next()
        if self._waiting:
            self._next.start()

    def numbers(self) -> tuple[LabelledNumber, ...]:
        """Return what the rows hold, and what has none yet."""
        found = [*(row.number() for row in self._rows), *self._waiting]
        return tuple(number for number in found if number.text)

    def set_read_only(self, read_only: bool) -> None:
        """Let the rows be looked at only."""
        self._read_only = read_only
        self.add_button.setVisible(not read_only)
        for row in self._rows:
            row.set_read_only(read_only)

    def _add(self, number: LabelledNumber) -> "_NumberRow":
        row = _NumberRow(self._look, self._cross, number, self)
        row.set_read_only(self._read_only)
        row.edited.connect(self.edited)
        row.removed.connect(lambda: self._remove(row))
        row.come_between(self._rows[-1] if self._rows else None, self.add_button)
        self._rows.append(row)
        self._column.addWidget(row)
        self._let_add()
        return row

    def _add_next(self) -> None:
        """Make the row of the next number that waits for one."""
        if self._waiting:
            self._add(self._waiting.popleft())
        if not self._waiting:
            self._next.stop()

    def _let_add(self) -> None:
        self.add_button.setEnabled(not self._waiting and len(self._rows) < MOST_ROWS)

    def _add_and_focus(self) -> None:
        self._add(LabelledNumber("", "")).text.setFocus()

    def _remove(self, row: "_NumberRow") -> None:
        self._rows.remove(row)
        self._column.removeWidget(row)
        row.hide()
        row.deleteLater()
        self._let_add()
        self.edited.emit()


class _NumberRow(QWidget):
    edited = Signal()
    removed = Signal()

    def __init__(self, look: Look, cross: QIcon, number: LabelledNumber, parent: QWidget) -> None:
        super().__init__(parent)
        tr = look.tr
        self._tr = tr
        self.label = NameBox(self)
        self.label.addItem("", "")
        for usual in _USUAL_LABELS:
            self.label.addItem(tr(usual), usual)
        self.label.setCurrentText(tr(number.label) if number.label in _USUAL_LABELS else number.label)
        name_choice(self.label, tr("What number it is"))
        self.label.setMinimumContentsLength(8)
        self.text = QLineEdit(number.text, self)
        self.text.setMaxLength(_LONGEST)
        self.text.setPlaceholderText("0722 123 456")
        self.text.setAccessibleName(tr("Number"))
        self._remove = QToolButton(self)
        self._remove.setIcon(cross)
        self._remove.setToolTip(tr("Remove this number"))
        self._remove.setAccessibleName(tr("Remove this number"))
        self._remove.clicked.connect(self.removed)
        self._verdict = QLabel(self)
        self._verdict.setTextFormat(Qt.TextFormat.PlainText)
        self._verdict.setProperty("tone", "warn")
        self._verdict.setWordWrap(True)
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(self.label, 2)
        row.addWidget(self.text, 3)
        row.addWidget(self._remove)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(row)
        column.addWidget(self._verdict)
        self.text.textChanged.connect(self._judge)
        self.text.textChanged.connect(self.edited)
        self.label.currentTextChanged.connect(self.edited)
        self._judge(number.text)

    def number(self) -> LabelledNumber:
        """Return what stands here; a usual label in its source text."""
        label = plain(self.label.currentText(), 60)
        usual = next((source for source in _USUAL_LABELS if self._tr(source).casefold() == label.casefold()), label)
        return LabelledNumber(usual, plain(self.text.text(), _LONGEST))

    def come_between(self, before: "_NumberRow | None", after: QWidget) -> None:
        """Let the tab key reach this row behind the one before it, whenever the row was made."""
        if before is not None:
            self.setTabOrder(before._remove, self.label)
        self.setTabOrder(self.label, self.text)
        self.setTabOrder(self.text, self._remove)
        self.setTabOrder(self._remove, after)

    def set_read_only(self, read_only: bool) -> None:
        """Let the row be looked at only."""
        self.label.setEnabled(not read_only)
        self.text.setReadOnly(read_only)
        self._remove.setVisible(not read_only)

    def _judge(self, text: str) -> None:
        verdict = ""
        if text.strip():
            try:
                PhoneNumber.from_guest(text)
            except NotANumber:
                verdict = self._tr("This will be kept, but cannot be dialled.")
        self._verdict.setText(verdict)
        self._verdict.setVisible(bool(verdict))
