"""The window's page before anything is on it: for the first frame, and for the furnished window."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

_ICON, _ROUND_A_BUTTON = 16, 15  # a tool button's icon, and what Qt and our style sheet put above and below it


class Page(QWidget):
    """Lets the window be no lower than its words need where they wrap: Qt sees to that in no window by itself."""

    def minimumSizeHint(self) -> QSize:
        usual, column = super().minimumSizeHint(), self.layout()
        if column is None or not column.hasHeightForWidth():
            return usual
        return QSize(usual.width(), max(usual.height(), column.minimumHeightForWidth(self.width())))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()


def empty_page(head: QHBoxLayout, font_height: int) -> tuple[QWidget, QVBoxLayout]:
    """Return a page and its column, which begins with `head`: always as high, so that the box below stays put."""
    page = Page()
    page.setObjectName("page")
    column = QVBoxLayout(page)
    column.setContentsMargins(14, 8, 14, 14)
    column.setSpacing(9)
    head.setContentsMargins(0, 0, 0, 0)
    strip = QWidget()
    strip.setLayout(head)
    strip.setFixedHeight(max(_ICON, font_height) + _ROUND_A_BUTTON)
    column.addWidget(strip)
    return page, column
