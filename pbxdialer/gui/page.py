"""The window's page before anything is on it: for the first frame, and for the furnished window."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

_ICON, _ROUND_A_BUTTON = 16, 15  # a tool button's icon, and what Qt and our style sheet put above and below it


def empty_page(head: QHBoxLayout, font_height: int) -> tuple[QWidget, QVBoxLayout]:
    """Return a page and its column, which begins with `head`: always as high, so that the box below stays put."""
    page = QWidget()
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
