"""Contacts with a number in common: the agent says which are one, and they become one."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from pbxdialer.core.contact import Contact
from pbxdialer.core.plain_text import plain
from pbxdialer.gui.look import Look

if TYPE_CHECKING:
    from pbxdialer.store.duplicates import Duplicates

_MOST_SHOWN = 500
_IDS = Qt.ItemDataRole.UserRole


class DuplicatesWindow(QDialog):
    """Shows groups, the sure ones checked; `merge_requested` carries the ids of each group to merge."""

    merge_requested = Signal(list)  # list[list[int]]

    def __init__(self, look: Look, found: "Sequence[Duplicates]", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._tr = tr = look.tr
        self.setWindowTitle(tr("Duplicates"))
        self.resize(560, 480)
        self.caption = QLabel(
            tr("These have a number in common. Merging keeps every number; it can be taken back.")
            if found
            else tr("Nobody stands here twice.")
        )
        self.caption.setTextFormat(Qt.TextFormat.PlainText)
        self.caption.setWordWrap(True)
        self.caption.setProperty("role", "muted")
        self.tree = QTreeWidget()
        self.tree.setHeaderHidden(True)
        self.tree.setAccessibleName(tr("Duplicates"))
        self._row = QSize(0, self.fontMetrics().height() + 12)
        for group in found[:_MOST_SHOWN]:
            self._add(group)
        self.tree.itemChanged.connect(self._count)
        self.merge_button = QPushButton()
        self.merge_button.setProperty("role", "primary")
        self.merge_button.clicked.connect(self._merge)
        close = QPushButton(tr("Close"))
        close.setAutoDefault(False)
        close.clicked.connect(self.reject)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(close)
        row.addWidget(self.merge_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 16, 18, 14)
        column.setSpacing(10)
        column.addWidget(self.caption)
        column.addWidget(self.tree, 1)
        column.addLayout(row)
        self.tree.setVisible(bool(found))
        self._count()

    def chosen(self) -> list[list[int]]:
        """Return the ids of each checked group."""
        items = (self.tree.topLevelItem(place) for place in range(self.tree.topLevelItemCount()))
        return [item.data(0, _IDS) for item in items if item and item.checkState(0) is Qt.CheckState.Checked]

    def _add(self, group: "Duplicates") -> None:
        first = group.contacts[0]
        words = self._tr("{name} · {count} times") if group.sure else self._tr("{name} and others · perhaps one")
        item = QTreeWidgetItem([words.format(name=plain(first.name, 60), count=len(group.contacts))])
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
        item.setCheckState(0, Qt.CheckState.Checked if group.sure else Qt.CheckState.Unchecked)
        item.setData(0, _IDS, [contact.id for contact in group.contacts])
        for contact in group.contacts:
            child = QTreeWidgetItem([_line(contact)])
            child.setSizeHint(0, self._row)
            item.addChild(child)
        item.setSizeHint(0, self._row)
        self.tree.addTopLevelItem(item)
        item.setExpanded(True)

    def _count(self, *_: object) -> None:
        count = len(self.chosen())
        self.merge_button.setText(self._tr.plural("Merge {n} group", "Merge {n} groups", count))
        self.merge_button.setEnabled(bool(count))
        self.merge_button.setVisible(bool(self.tree.topLevelItemCount()))

    def _merge(self) -> None:
        self.merge_requested.emit(self.chosen())
        self.accept()


def _line(contact: Contact) -> str:
    owner = [plain(part, 60) for part in (contact.name, contact.company) if part]
    return "  ".join([" · ".join(owner), *(plain(number.text, 40) for number in contact.numbers)])
