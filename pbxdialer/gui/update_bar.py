"""One quiet line that says a newer version is there, with the way to the page that tells about it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton, QWidget

from pbxdialer.core.newer_version import NewerVersion
from pbxdialer.gui.look import Look
from pbxdialer.gui.spoken import announce


class UpdateBar(QFrame):
    """Says it until it is closed; `page_requested` where the agent wants to read about it."""

    page_requested = Signal()
    closed = Signal()

    def __init__(self, look: Look, newer: NewerVersion, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        tr = look.tr
        self.setObjectName("card")
        self.text = tr("Version {version} is there.", version=newer.version)
        label = QLabel(self.text, self)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        self.button = QPushButton(tr("Read about it"), self)
        self.button.setAutoDefault(False)
        self.button.setToolTip(tr("Opens {host} in the browser.", host=newer.host))
        self.button.clicked.connect(self.page_requested)
        close = QToolButton(self)
        close.setIcon(look.icons.icon("cross", look.palette.colour("muted")))
        close.setAccessibleName(tr("Close notice"))
        close.setToolTip(tr("Close notice"))
        close.clicked.connect(self.closed)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 4, 4, 4)
        row.addWidget(label, 1)
        row.addWidget(self.button)
        row.addWidget(close)
        announce(self, self.text)
