"""What a new agent sees: enter the PBX, or try the demo first."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QLabel, QPushButton, QVBoxLayout, QWidget

from pbxdialer.gui.look import Look


class FirstRun(QDialog):
    """Three ways in. Closing it leaves the window as it is, with settings at hand."""

    account_requested = Signal()
    file_requested = Signal()
    demo_requested = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        tr = look.tr
        self.setWindowTitle("PBX Dialer")
        self.setMinimumWidth(380)
        picture = QLabel()
        picture.setPixmap(look.icons.program().pixmap(64, 64))
        picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        title = QLabel(tr("Welcome"))
        title.setProperty("role", "heading")
        title.setAlignment(Qt.AlignmentFlag.AlignCenter)
        text = QLabel(
            tr(
                "You name a person or a number, press Call, and your PBX rings your phone first and then the "
                "customer. You need the PBX's address and the API credentials your administrator gave you."
            )
        )
        text.setWordWrap(True)
        text.setProperty("role", "muted")
        enter = QPushButton(tr("Connect to my PBX"))
        enter.setProperty("role", "primary")
        enter.setDefault(True)
        enter.clicked.connect(self.account_requested)
        enter.clicked.connect(self.accept)
        file = QPushButton(tr("I have a file from my administrator"))
        file.clicked.connect(self.file_requested)
        file.clicked.connect(self.accept)
        demo = QPushButton(tr("Try it with the demo PBX"))
        demo.clicked.connect(self.demo_requested)
        demo.clicked.connect(self.accept)
        note = QLabel(tr("The demo runs on this computer only and rings nobody."))
        note.setProperty("role", "muted")
        note.setWordWrap(True)
        note.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(28, 24, 28, 22)
        column.setSpacing(12)
        for widget in (picture, title, text, enter, file, demo, note):
            column.addWidget(widget)
