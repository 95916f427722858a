"""One quiet line that says a newer version is there, with the way to the page that tells about it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QPushButton, QToolButton, QWidget

from pbxdialer.core.newer_version import NewerVersion
from pbxdialer.gui.look import Look
from pbxdialer.gui.spoken import announce

_ROOM_FOR_TEXT = 170


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
        self._places = QGridLayout(self)
        self._places.setContentsMargins(12, 4, 4, 4)
        self._places.setColumnStretch(0, 1)
        self._places.addWidget(label, 0, 0)
        self._places.addWidget(self.button, 0, 1)
        self._places.addWidget(close, 0, 2)
        announce(self, self.text)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the button below the text where a long one leaves the text no room."""
        super().resizeEvent(event)
        is_narrow = event.size().width() < self.button.sizeHint().width() + _ROOM_FOR_TEXT
        place = (1, 0) if is_narrow else (0, 1)
        self._places.addWidget(self.button, *place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
