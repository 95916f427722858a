"""What is wrong with a view, as a person would see it: cut off or overlapping texts, controls too small to hit, English
words in another language."""

import re
from collections.abc import Iterator
from functools import cache
from itertools import combinations, product

from babel.messages.pofile import read_po
from PySide6.QtCore import QModelIndex, QRect
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QCheckBox,
    QComboBox,
    QGroupBox,
    QLabel,
    QLineEdit,
    QListView,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
    QStackedWidget,
    QTabBar,
    QTableView,
    QToolButton,
    QTreeView,
    QWidget,
)

from pbxdialer.gui.account_switch import AccountSwitch
from pbxdialer.gui.elided_label import ElidedLabel
from pbxdialer.gui.locks import Lock
from tests.secret_service import ROOT

_MOST_ROWS = 50
SMALLEST = 24  # pixels of the design, either way (WCAG 2.2, 2.5.8)
_CONTROLS = (QAbstractButton, QLineEdit, QComboBox, QAbstractSpinBox, QPlainTextEdit)


def faults(view: QWidget, language: str) -> list[str]:
    """Return one line for each fault in what can be seen of `view` now."""
    seen = [widget for widget in view.findChildren(QWidget) if widget.isVisibleTo(view) and not widget.size().isEmpty()]
    found = [fault for widget in seen for fault in (*_cut_off(widget), *_too_small(widget))]
    found += _overlaps(
        [widget for widget in seen if isinstance(widget, (QLabel, *_CONTROLS)) and not isinstance(widget, Lock)]
    )
    if language != "en":
        found += [f"English: {text!r}" for text in sorted(set(_texts(view)) & _english(language))]
    return found


def _cut_off(widget: QWidget) -> Iterator[str]:
    if isinstance(widget, QLabel) and widget.text() and not isinstance(widget, ElidedLabel):
        if widget.wordWrap():
            needed, there = widget.heightForWidth(widget.width()), widget.height()
        else:
            needed, there = widget.sizeHint().width(), widget.width()
        if needed > there + 1:
            yield f"cut off: label {widget.text()!r} needs {needed}, has {there}"
    elif isinstance(widget, AccountSwitch):
        return  # shortens its text by itself, and has the whole of it in its tool tip
    elif isinstance(widget, QToolButton) and isinstance(widget.parentWidget(), QLineEdit):
        return  # a picture in the line; its text is for those who hear the window
    elif isinstance(widget, QPushButton | QCheckBox | QRadioButton | QToolButton) and widget.text():
        if widget.sizeHint().width() > widget.width() + 1:
            yield f"cut off: button {widget.text()!r} needs {widget.sizeHint().width()}, has {widget.width()}"
    elif isinstance(widget, QComboBox) and not widget.isEditable():
        needed = widget.fontMetrics().horizontalAdvance(widget.currentText())
        room = widget.width() - 36  # the arrow and the padding of the style sheet
        if needed > room:
            yield f"cut off: choice {widget.currentText()!r} needs {needed}, has {room}"
    elif isinstance(widget, QLineEdit) and not widget.text() and widget.placeholderText():
        needed = widget.fontMetrics().horizontalAdvance(widget.placeholderText())
        room = widget.width() - 18
        if needed > room:
            yield f"cut off: hint {widget.placeholderText()!r} needs {needed}, has {room}"
    elif isinstance(widget, QTabBar):
        needed = sum(widget.tabSizeHint(place).width() for place in range(widget.count()))
        if needed > widget.width() + 1:
            yield f"cut off: tabs need {needed}, have {widget.width()}"


def _too_small(widget: QWidget) -> Iterator[str]:
    if not isinstance(widget, _CONTROLS) or isinstance(widget.parentWidget(), QComboBox | QAbstractSpinBox):
        return
    if isinstance(widget.parentWidget(), QLineEdit | QTabBar | QAbstractItemView):
        return  # a part of the control that it is in
    if min(widget.width(), widget.height()) < SMALLEST:
        name = widget.accessibleName() or getattr(widget, "text", str)()
        yield f"small: {type(widget).__name__} {name!r} is {widget.width()} × {widget.height()}"


def _overlaps(widgets: list[QWidget]) -> Iterator[str]:
    """Two texts or controls of one parent on one another; what floats above the rest has a parent of its own."""
    for one, other in combinations(widgets, 2):
        if one.parentWidget() is other.parentWidget() and not isinstance(
            one.parentWidget(), QStackedWidget | QLineEdit
        ):
            both: QRect = one.geometry() & other.geometry()
            if both.width() > 1 and both.height() > 1:
                yield f"overlap: {_named(one)} and {_named(other)}"


def _named(widget: QWidget) -> str:
    return f"{type(widget).__name__} {widget.accessibleName() or getattr(widget, 'text', str)()!r}"


def _texts(view: QWidget) -> Iterator[str]:
    for widget in (view, *view.findChildren(QWidget)):
        yield from (widget.windowTitle(), widget.accessibleName(), widget.accessibleDescription())
        yield re.sub(r"<[^>]*>", "", widget.toolTip())
        if isinstance(widget, QLabel | QAbstractButton | QLineEdit):
            yield widget.text().replace("&", "")
        if isinstance(widget, QLineEdit | QPlainTextEdit):
            yield widget.placeholderText()
        if isinstance(widget, QGroupBox):
            yield widget.title()
        if isinstance(widget, QComboBox):
            yield from (widget.itemText(place) for place in range(widget.count()))
        if isinstance(widget, QTabBar):
            yield from (widget.tabText(place) for place in range(widget.count()))
        if isinstance(widget, QListView | QTableView | QTreeView) and widget.window() is view.window():
            model = widget.model()  # not that of a choice's own list: those are seen above
            columns = 1 if isinstance(widget, QListView) else model.columnCount(QModelIndex())
            places = product(range(min(model.rowCount(QModelIndex()), _MOST_ROWS)), range(columns))
            yield from (str(model.index(row, column).data() or "") for row, column in places)


@cache
def _english(language: str) -> frozenset[str]:
    """Return the English texts that are others in `language`."""
    catalogue = ROOT / "resources" / "locale" / language / "LC_MESSAGES" / "pbxdialer.po"
    with catalogue.open("rb") as file:
        messages = [one for one in read_po(file) if isinstance(one.id, str) and one.id]
    return frozenset(one.id for one in messages if one.string != one.id)
