"""Where everything stands in the window."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from pbxdialer.gui.page import empty_page

if TYPE_CHECKING:
    from pbxdialer.gui.main_window import MainWindow


def laid_out(window: "MainWindow", lower: QWidget) -> QWidget:
    """Return the page with everything of `window` on it, the box where it was; `lower` stands below Call."""
    head = QHBoxLayout()
    head.addWidget(window.account_switch)  # first: the telephone's state comes and goes beside it
    head.addWidget(window.presence)
    head.addStretch(1)
    head.addWidget(window.people_button)
    head.addWidget(window.settings_button)
    page, column = empty_page(head, window.fontMetrics().height())
    column.addWidget(window.notices)
    column.addWidget(window.undo_bar)
    column.addWidget(window.box, 2)
    column.addWidget(window.picker)
    target = QHBoxLayout()
    target.addWidget(window.preview, 1)
    target.addWidget(window.standing)
    column.addLayout(target)
    actions = QHBoxLayout()
    actions.addWidget(window.call_button, 1)
    actions.addWidget(window.later_button)
    column.addLayout(actions)
    column.addWidget(lower)
    caption = QLabel(window.look.tr("Recent"))
    caption.setProperty("role", "section")
    caption.setBuddy(window.history)
    captions = QHBoxLayout()
    captions.addWidget(caption, 1)
    captions.addWidget(window.history_button)
    column.addLayout(captions)
    frame = QFrame()
    frame.setObjectName("list_frame")
    inner = QVBoxLayout(frame)
    inner.setContentsMargins(2, 4, 2, 4)
    inner.addWidget(window.history)
    window.history.setMinimumHeight(2 * window.fontMetrics().height() + 20)
    column.addWidget(frame, 1)
    return page
