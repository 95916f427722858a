"""Settings that an administrator locked, as they look: asleep, with a lock, and with the reason beside it.

Only the look is here. That a locked setting does not change is seen to where settings are changed and written
(`gui/settings_desk`, `store/settings_file`).
"""

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QBoxLayout, QCheckBox, QComboBox, QFormLayout, QHBoxLayout, QLabel, QSpinBox, QWidget

from pbxdialer.core.policy import Policy
from pbxdialer.gui.look import Look
from pbxdialer.gui.tool_tip import explain

_SIZE = 15
_INSET = 9
_BEHIND_ARROWS = 30
_TALL = 48


def show_locks(widgets: Mapping[str, QWidget], policy: Policy, look: Look, page: QWidget | None = None) -> None:
    """Put what `policy` locks of `widgets`, named as in a policy, to sleep; say why, and say it on top of `page`."""
    reasons, sign = [], None
    for name, widget in widgets.items():
        why = policy.why(name, look.tr)
        if not why:
            continue
        reasons.append(why)
        widget.setEnabled(False)
        explain(widget, why)
        sign = sign or _sign(look)
        Lock(widget, why, sign)
    if sign is not None and page is not None:
        _put_on_top(page, _note(reasons[0], sign, page))


class Lock(QLabel):
    """A lock that stays at the right edge of a sleeping widget, and shows whenever that does."""

    def __init__(self, widget: QWidget, why: str, sign: QPixmap) -> None:
        super().__init__(widget.parentWidget())
        self._widget = widget
        self.setPixmap(sign)
        self.setFixedSize(_SIZE, _SIZE)
        explain(self, why)
        self.setAccessibleName(why)
        widget.installEventFilter(self)
        self._follow()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Go where the widget goes."""
        if event.type() in (QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.Hide):
            self._follow()
        return super().eventFilter(watched, event)

    def _follow(self) -> None:
        """Stand behind the widget where there is room, else in it, before its arrow."""
        box, parent = self._widget.geometry(), self.parentWidget()
        if isinstance(self._widget, QCheckBox):
            box.setWidth(min(box.width(), self._widget.sizeHint().width()))
        room = parent.width() - box.right() if parent is not None else 0
        inside = _BEHIND_ARROWS if isinstance(self._widget, QComboBox | QSpinBox) else _INSET
        x = box.right() + _INSET if room > _SIZE + 2 * _INSET else box.right() - inside - _SIZE
        y = box.center().y() - _SIZE // 2 if box.height() < _TALL else box.top() + _INSET
        self.move(x, y + 1)
        self.setVisible(not self._widget.isHidden())
        self.raise_()


def _note(why: str, sign: QPixmap, page: QWidget) -> QWidget:
    note = QWidget(page)
    row = QHBoxLayout(note)
    row.setContentsMargins(0, 0, 0, 4)
    row.setSpacing(_INSET)
    lock, text = QLabel(note), QLabel(why, note)
    lock.setPixmap(sign)
    text.setTextFormat(Qt.TextFormat.PlainText)
    text.setProperty("role", "muted")
    text.setWordWrap(True)
    row.addWidget(lock)
    row.addWidget(text, 1)
    return note


def _sign(look: Look) -> QPixmap:
    return look.icons.icon("lock", look.palette.colour("muted")).pixmap(_SIZE, _SIZE)


def _put_on_top(page: QWidget, note: QWidget) -> None:
    layout = page.layout()
    if isinstance(layout, QFormLayout):
        layout.insertRow(0, note)
    elif isinstance(layout, QBoxLayout):
        layout.insertWidget(0, note)
