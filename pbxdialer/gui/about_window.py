"""What this program is: its name, its version, what it runs on, where its files lie, and the licences it comes with."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from pbxdialer.gui.look import Look

_WIDTH = 460
_ICON = 56
_LICENCES_HEIGHT = 220


class AboutWindow(QDialog):
    """Esc closes it. The licences are long: whoever made it reads them when they are asked for."""

    licences_wanted = Signal()

    def __init__(
        self,
        look: Look,
        version: str,
        facts: Sequence[tuple[str, str]],
        *,
        has_licences: bool,
        parent: QWidget | None = None,
    ) -> None:
        """`facts` are names and values, in the agent's language; each value can be selected and copied."""
        super().__init__(parent)
        tr = look.tr
        self.setWindowTitle(tr("About PBX Dialer"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(_WIDTH)
        icon = QLabel(self)
        icon.setPixmap(look.icons.program().pixmap(_ICON, _ICON))
        icon.setAccessibleName("PBX Dialer")
        purpose = tr(
            "Rings your telephone, then the customer's, and connects the two. It carries no sound: your telephone does."
        )
        head, words = QHBoxLayout(), QVBoxLayout()
        head.setSpacing(16)
        words.setSpacing(2)
        words.addWidget(self._label("PBX Dialer", "heading"))
        words.addWidget(self._label(tr("Version {version}", version=version), "muted"))
        head.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
        head.addLayout(words, 1)
        form = QFormLayout()
        form.setHorizontalSpacing(14)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        for name, value in facts:
            told = self._label(value, "")
            told.setAccessibleName(f"{name}: {value}")
            told.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )
            form.addRow(name, told)
        self.licences = QPlainTextEdit(self)
        self.licences.setReadOnly(True)
        self.licences.setAccessibleName(tr("Licences"))
        self.licences.setMinimumHeight(_LICENCES_HEIGHT)
        self.licences.setTabChangesFocus(True)
        self.licences.hide()
        self.licences_button = QPushButton(tr("Licences"), self)
        self.licences_button.setVisible(has_licences)
        self.licences_button.clicked.connect(self._ask_for_licences)
        self.close_button = QPushButton(tr("Close"), self)
        self.close_button.setDefault(True)
        self.close_button.clicked.connect(self.accept)
        buttons = QHBoxLayout()
        buttons.addWidget(self.licences_button)
        buttons.addStretch(1)
        buttons.addWidget(self.close_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 18)
        column.setSpacing(12)
        column.addLayout(head)
        column.addWidget(self._label(purpose, ""))
        column.addLayout(form)
        column.addWidget(self.licences, 1)
        column.addStretch()
        column.addLayout(buttons)
        self.close_button.setFocus()

    def show_licences(self, text: str) -> None:
        """Show the licences of everything that this program comes with."""
        self.licences.setPlainText(text)
        self.licences.show()
        self.licences.setFocus()
        layout = self.layout()
        if layout is not None:  # a hint alone knows nothing of texts that are wrapped
            layout.activate()
            self.resize(self.width(), max(self.height(), layout.totalHeightForWidth(self.width())))

    def _ask_for_licences(self) -> None:
        self.licences_button.setEnabled(False)
        self.licences_wanted.emit()

    def _label(self, text: str, role: str) -> QLabel:
        label = QLabel(text, self)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        label.setProperty("role", role)
        return label
