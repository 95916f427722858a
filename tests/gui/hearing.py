"""What a screen reader finds in a window: every control with its role, and whether it has a name to be told by.

A box to choose from tells its choice as its name on Linux, so that there its caption has to be a label that stands for
it (`pbxdialer/gui/spoken.py`).
"""

from collections.abc import Iterator

from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QWidget

_Role = QAccessible.Role
_CONTROLS = {
    _Role.PushButton,
    _Role.Button,
    _Role.ButtonMenu,
    _Role.ButtonDropDown,
    _Role.CheckBox,
    _Role.RadioButton,
    _Role.ComboBox,
    _Role.EditableText,
    _Role.SpinBox,
    _Role.Slider,
    _Role.List,
    _Role.Table,
    _Role.Tree,
    _Role.PageTab,
    _Role.MenuItem,
    _Role.ListItem,
    _Role.Dialog,
    _Role.Window,
    _Role.ProgressBar,
}
_MOST_ITEMS = 30  # of a list: the others are made the same way
_PARTS = {_Role.ScrollBar}  # Qt's own, which no agent is told about


def unnamed(window: QWidget) -> list[str]:
    """Return the controls of `window` that can be seen and have no name, each with where it stands."""
    root = QAccessible.queryAccessibleInterface(window)
    return [where for where, control in _controls(root, type(window).__name__) if not _name(control)]


def controls(window: QWidget) -> list[str]:
    """Return all controls of `window` that can be seen, each with where it stands."""
    return [where for where, _ in _controls(QAccessible.queryAccessibleInterface(window), type(window).__name__)]


def _name(control: QAccessibleInterface) -> str:
    labels = [label.text(QAccessible.Text.Name) for label, _ in control.relations(QAccessible.RelationFlag.Label)]
    if control.role() is _Role.ComboBox:
        return " ".join(labels).strip()
    return (control.text(QAccessible.Text.Name) or " ".join(labels)).strip()


def _controls(found: QAccessibleInterface, where: str) -> Iterator[tuple[str, QAccessibleInterface]]:
    role, state = found.role(), found.state()
    if state.invisible or role in _PARTS:
        return
    widget = found.object()
    own = f"{where} › {role.name}({type(widget).__name__}{f' {widget.objectName()}' if widget else ''})"
    may_be_empty = role is _Role.Cell
    if role in _CONTROLS or (state.focusable and not may_be_empty):
        yield own, found
    for place in range(min(found.childCount(), _MOST_ITEMS)):
        child = found.child(place)
        if child is not None and child.isValid():
            yield from _controls(child, own)
