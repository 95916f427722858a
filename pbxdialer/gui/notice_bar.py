"""A quiet line at the top of the window for what the agent should know and need not answer."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QWidget

from pbxdialer.gui.look import Look
from pbxdialer.gui.spoken import announce


class NoticeBar(QFrame):
    """Shows the notices one below the other until they are closed; the same notice appears once."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("banner")
        self._notices: dict[str, str] = {}
        self._text = QLabel()
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setWordWrap(True)
        sign = QToolButton()
        sign.setIcon(look.icons.icon("warning", look.palette.colour("warn")))
        sign.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        sign.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        sign.setAccessibleName(look.tr("Notice"))
        close = QToolButton()
        close.setIcon(look.icons.icon("cross", look.palette.colour("muted")))
        close.setAccessibleName(look.tr("Close notice"))
        close.setToolTip(look.tr("Close notice"))
        close.clicked.connect(self._closed)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 4, 4, 4)
        row.addWidget(sign)
        row.addWidget(self._text, 1)
        row.addWidget(close)
        self.hide()

    def tell(self, topic: str, text: str) -> None:
        """Show `text`; a later notice on the same `topic` replaces it, and an empty one takes it away."""
        if text:
            self._notices[topic] = text
        else:
            self._notices.pop(topic, None)
        self._text.setText("\n".join(self._notices.values()))
        self.setVisible(bool(self._notices))
        announce(self, text)

    def text(self) -> str:
        """Return what is shown."""
        return self._text.text() if self._notices else ""

    def _closed(self) -> None:
        self._notices.clear()
        self.hide()
