"""What of a view somebody who only hears it would not be told: windows that are none, controls without a name."""

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QWidget

_MOST_CHILDREN = 60  # of a long list, whose lines are all made alike
_Role = QAccessible.Role
_WINDOWS = {_Role.Window, _Role.Dialog}
# Not the lines of a list: Qt tells of new ones on a bus only (tests/gui/test_accessibility_bus.py listens there).
_CONTROLS = {
    *(_Role.Button, _Role.ButtonMenu, _Role.CheckBox, _Role.ComboBox, _Role.EditableText, _Role.List, _Role.PageTab),
    *(_Role.ProgressBar, _Role.RadioButton, _Role.Slider, _Role.SpinBox, _Role.Table, _Role.Tree),
}


def unspoken(view: QWidget) -> list[str]:
    """Return one line for each fault in what `view` tells a screen reader."""
    told = QAccessible.queryAccessibleInterface(view)
    found = []
    if view.isWindow() and told.role() not in _WINDOWS:
        found.append(f"no window to a screen reader: {type(view).__name__} is a {told.role().name}")
    if view.isWindow() and not _name(told):
        found.append(f"a window without a name: {type(view).__name__}")
    return found + [f"without a name: {fault}" for fault in _nameless(told)]


def _nameless(told: QAccessibleInterface) -> Iterator[str]:
    for place in range(min(told.childCount(), _MOST_CHILDREN)):
        child = told.child(place)
        if child is None or child.state().invisible:
            continue
        if _is_control(child) and not _said(child):
            yield f"{child.role().name} ({type(child.object()).__name__}) in {told.role().name} {_name(told)!r}"
        yield from _nameless(child)


def _is_control(told: QAccessibleInterface) -> bool:
    widget = told.object()
    takes_keys = isinstance(widget, QWidget) and widget.focusPolicy() != Qt.FocusPolicy.NoFocus
    return told.role() in _CONTROLS or (takes_keys and told.role() not in _WINDOWS)


def _said(told: QAccessibleInterface) -> str:
    """Return its name, or that of its label; a box to choose from is called by its choice, and needs a label."""
    labels = [_name(other) for other, kind in told.relations() if kind & QAccessible.RelationFlag.Label]
    return "".join(labels) or ("" if told.role() is _Role.ComboBox else _name(told))


def _name(told: QAccessibleInterface) -> str:
    return told.text(QAccessible.Text.Name)
