"""The question before an account from a file or a link is taken: every value it would have, and Cancel as the default.

Whoever sends it is a guest. Nothing in it dials, nothing in it is a secret, and an account that is there stays
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

_WIDTH = 440
_TALLEST = 300


class AccountQuestion(QDialog):
    """Shows what a file asks for; `agreed` when the agent took it, on a button that wakes up late."""

    agreed = Signal()

    def __init__(
        self,
        look: Look,
        file_name: str,
        facts: Sequence[tuple[str, str]],
        warnings: Sequence[str] = (),
        parent: QWidget | None = None,
    ) -> None:
        """`file_name` is empty where a link asks; `warnings` are what is to be said about its server."""
        super().__init__(parent)
        tr = look.tr
        self.setWindowTitle("PBX Dialer")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(_WIDTH)
        title = self._label(tr("Set up this account?"), "heading")
        asks = tr("The file “{name}” asks for it.", name=file_name) if file_name else tr("A link asks for it.")
        told = tr(
            "Calls through it, and the credentials you will be asked for, go to the address below. "
            "Your other accounts stay as they are."
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
        column.addWidget(self._label(f"{asks} {told}", "muted"))
        self.warnings = [self._warning(look, warning) for warning in warnings]
        for frame in self.warnings:
            column.addWidget(frame)
        column.addWidget(scroll, 1)
        column.addLayout(buttons)
        self.setMinimumHeight(column.totalHeightForWidth(_WIDTH))  # a dialog does not ask lines that wrap by itself
        self.confirm.fall_asleep()
        self.cancel.setFocus()

    def shown_values(self) -> str:
        """Return everything that is shown about the account."""
        return "\n".join(label.text() for label in self._table.findChildren(QLabel))

    def _agree(self) -> None:
        self.agreed.emit()
        self.accept()

    def _warning(self, look: Look, text: str) -> QFrame:
        frame = QFrame(self)
        frame.setObjectName("banner")
        row = QHBoxLayout(frame)
        row.setContentsMargins(10, 8, 10, 8)
        sign = QLabel(frame)
        sign.setPixmap(look.icons.icon("warning", look.palette.colour("warn")).pixmap(18, 18))
        sign.setAccessibleName(look.tr("Notice"))
        row.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._label(text, "", frame), 1)
        return frame

    def _label(self, text: str, role: str, parent: QWidget | None = None) -> QLabel:
        label = QLabel(text, parent or self)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        if role:
            label.setProperty("role", role)
        return label
