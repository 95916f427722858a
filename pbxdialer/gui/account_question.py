"""The question before an account from a file is taken: every value it would have, and Cancel as the default.

Whoever sends such a file is a guest. Nothing in it dials, nothing in it is a secret, and an account that is there stays
as it is; the agent enters the credentials afterwards, for the address that stands here.
"""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from pbxdialer.gui.late_button import LateButton
from pbxdialer.gui.look import Look

_TALLEST = 420


class AccountQuestion(QDialog):
    """Shows what a file asks for; `agreed` when the agent took it, on a button that wakes up late."""

    agreed = Signal()

    def __init__(
        self, look: Look, file_name: str, facts: Sequence[tuple[str, str]], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        tr = look.tr
        self.setWindowTitle("PBX Dialer")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(440)
        title = self._label(tr("Set up this account?"), "heading")
        text = tr(
            "The file “{name}” asks for it. Calls through it, and the credentials you will be asked for, go to the "
            "address below. Your other accounts stay as they are.",
            name=file_name,
        )
        scroll = QScrollArea(self)
        self._table = QWidget(scroll.viewport())
        rows = QFormLayout(self._table)
        rows.setContentsMargins(0, 0, 8, 0)
        rows.setHorizontalSpacing(16)
        rows.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        for name, value in facts:
            shown = self._label(value, "", self._table)
            shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            rows.addRow(self._label(name, "muted", self._table), shown)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # it follows the field with the keyboard
        scroll.viewport().setAutoFillBackground(False)
        scroll.setWidget(self._table)
        scroll.setMinimumHeight(min(_TALLEST, self._table.sizeHint().height() + 4))
        self.cancel = QPushButton(tr("Cancel"), self)
        self.cancel.setDefault(True)
        self.cancel.clicked.connect(self.reject)
        self.confirm = LateButton(self)
        self.confirm.setText(tr("Set it up"))
        self.confirm.setAutoDefault(False)
        self.confirm.chosen.connect(self._agree)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.confirm)
        buttons.addWidget(self.cancel)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 18)
        column.setSpacing(12)
        column.addWidget(title)
        column.addWidget(self._label(text, "muted"))
        column.addWidget(scroll, 1)
        column.addLayout(buttons)
        self.confirm.fall_asleep()
        self.cancel.setFocus()

    def shown_values(self) -> str:
        """Return everything that is shown about the account."""
        return "\n".join(label.text() for label in self._table.findChildren(QLabel))

    def _agree(self) -> None:
        self.agreed.emit()
        self.accept()

    def _label(self, text: str, role: str, parent: QWidget | None = None) -> QLabel:
        label = QLabel(text, parent or self)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        if role:
            label.setProperty("role", role)
        return label
