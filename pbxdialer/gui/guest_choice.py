"""Several numbers in one offer: the agent says which is meant; none is chosen for him."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QRadioButton, QSizePolicy, QVBoxLayout, QWidget

from pbxdialer.core.guest import GuestCall
from pbxdialer.gui.look import Look
from pbxdialer.gui.tool_tip import explain

_INDICATOR = 26  # pixels for the circle before the words


class GuestChoice(QWidget):
    """A line for every call that may be meant. `picked` carries the one the agent points at."""

    picked = Signal(object)  # GuestCall

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tr = look.tr
        self.buttons: list[QRadioButton] = []
        self._group: QButtonGroup | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)

    def offer(self, calls: tuple[GuestCall, ...]) -> None:
        """Show `calls`, none of them chosen."""
        self.buttons = []
        while (item := self._column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        if self._group is not None:
            self._group.deleteLater()
        self._group = QButtonGroup(self)
        for call in calls:
            button = QRadioButton()
            button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            button.setAccessibleName(_line(call))
            button.toggled.connect(partial(self._toggled, call))
            self._group.addButton(button)
            self._column.addWidget(button)
            self.buttons.append(button)
        self._fit()
        self.setVisible(len(calls) > 1)

    def stops(self) -> list[QRadioButton]:
        """Return the line where Tab stops; the arrows lead from one line to the next."""
        focused = [button for button in self.buttons if button.hasFocus()]
        return focused or [button for button in self.buttons if button.isChecked()] or self.buttons[:1]

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Elide the lines to the room there is; the whole line is in the tool tip."""
        room = self.width() - _INDICATOR
        for button in self.buttons:
            whole = button.accessibleName()
            shown = button.fontMetrics().elidedText(whole, Qt.TextElideMode.ElideRight, room)
            button.setText(shown.replace("&", "&&"))
            explain(button, "" if shown == whole else whole)

    def _toggled(self, call: GuestCall, chosen: bool) -> None:
        if chosen:
            self.picked.emit(call)


def _line(call: GuestCall) -> str:
    """Return the call on one line: the digits that would be sent come first, so that no name can push them out."""
    digits, name = call.intent.dial_string.digits, call.intent.callee.name
    extension = f" ({call.extension})" if call.extension else ""
    return f"{digits}{extension} · {name}" if name else f"{digits}{extension}"
