"""The ordered rewrite rules of a dial plan as a table: the first that fits the whole number decides."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QSizePolicy,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from pbxdialer.core.rewrite import Rewrite
from pbxdialer.gui.look import Look

_SHOWN_ROWS = 3
_MOST_RULES = 100


class RewriteEditor(QWidget):
    """Rows of pattern and replacement, and buttons to add, remove and order them."""

    edited = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        tr = look.tr
        self.table = QTableWidget(0, 2, self)
        self.table.setAccessibleName(tr("Rewrite rules"))
        self.table.setHorizontalHeaderLabels([tr("Whole number"), tr("becomes")])
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.table.horizontalHeader().setHighlightSections(False)
        self.table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.table.verticalHeader().setVisible(False)
        self.table.setTabKeyNavigation(False)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setToolTip(tr("A regular expression, and what is dialled instead; \\1 stands for its first group."))
        row_height = self.table.fontMetrics().height() + 12
        self.table.verticalHeader().setDefaultSectionSize(row_height)
        self.table.setFixedHeight((_SHOWN_ROWS + 1) * row_height + 6)
        self.table.itemChanged.connect(lambda _item: self.edited.emit())
        self.table.currentCellChanged.connect(lambda *_: self._show_what_can_be_done())
        self.add = self._button(tr("Add"), self._add)
        self.remove = self._button(tr("Remove"), self._remove)
        self.up = self._button(tr("Up"), lambda: self._move(-1))
        self.down = self._button(tr("Down"), lambda: self._move(1))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.table)
        buttons = QHBoxLayout()
        column.addLayout(buttons)
        for button in (self.add, self.remove, self.up, self.down):
            buttons.addWidget(button)
        buttons.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setFocusProxy(self.table)
        self._show_what_can_be_done()

    def show_rules(self, rules: tuple[Rewrite, ...]) -> None:
        """Show `rules` in their order."""
        blocked = self.table.blockSignals(True)
        self.table.setRowCount(0)
        for row, rule in enumerate(rules):
            self._insert(row, rule)
        self.table.blockSignals(blocked)
        self._show_what_can_be_done()

    def rules(self) -> tuple[Rewrite, ...]:
        """Return the rules in their order; a row without a pattern is none."""
        rows = (Rewrite(self._text(row, 0), self._text(row, 1)) for row in range(self.table.rowCount()))
        return tuple(rule for rule in rows if rule.pattern)

    def _add(self) -> None:
        row = self.table.rowCount()
        self._insert(row, Rewrite("", ""))
        self.table.setCurrentCell(row, 0)
        self.table.setFocus()
        self.table.edit(self.table.model().index(row, 0))

    def _remove(self) -> None:
        self.table.removeRow(self.table.currentRow())
        self._show_what_can_be_done()
        self.edited.emit()

    def _move(self, by: int) -> None:
        row = self.table.currentRow()
        rule = Rewrite(self._text(row, 0), self._text(row, 1))
        blocked = self.table.blockSignals(True)
        self.table.removeRow(row)
        self._insert(row + by, rule)
        self.table.blockSignals(blocked)
        self.table.setCurrentCell(row + by, 0)
        self._show_what_can_be_done()
        self.edited.emit()

    def _insert(self, row: int, rule: Rewrite) -> None:
        self.table.insertRow(row)
        self.table.setItem(row, 0, QTableWidgetItem(rule.pattern))
        self.table.setItem(row, 1, QTableWidgetItem(rule.replacement))

    def _text(self, row: int, column: int) -> str:
        item = self.table.item(row, column)
        return item.text().strip() if item else ""

    def _show_what_can_be_done(self) -> None:
        row, count = self.table.currentRow(), self.table.rowCount()
        self.add.setEnabled(count < _MOST_RULES)
        self.remove.setEnabled(row >= 0)
        self.up.setEnabled(row > 0)
        self.down.setEnabled(0 <= row < count - 1)

    def _button(self, text: str, act: object) -> QPushButton:
        button = QPushButton(text, self)
        button.setAutoDefault(False)  # Enter belongs to the dialog
        button.clicked.connect(act)
        return button
