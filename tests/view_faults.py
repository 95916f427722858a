"""What is wrong with a view, as a person would see it: cut off or overlapping texts, controls too small to hit, English
words in another language."""

import re
from collections.abc import Iterator
from functools import cache
from html import unescape
from itertools import combinations, product

from babel.messages.pofile import read_po
from PySide6.QtCore import QModelIndex, QRect, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QCheckBox,
    QComboBox,
    QGroupBox,
    QHeaderView,
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

from pbxdialer.app.threshold import RESOURCES
from pbxdialer.gui.account_switch import AccountSwitch
from pbxdialer.gui.elided_label import ElidedLabel
from pbxdialer.gui.history_list import HistoryList
from pbxdialer.gui.leg_steps import LegSteps
from pbxdialer.gui.locks import Lock
from pbxdialer.gui.match_list import MatchList

_MOST_ROWS = 50
_SHORT = 20  # characters that have room in any row
SMALLEST = 24  # pixels of the design, either way (WCAG 2.2, 2.5.8)
_CONTROLS = (QAbstractButton, QLineEdit, QComboBox, QAbstractSpinBox, QPlainTextEdit)


def faults(view: QWidget, language: str) -> list[str]:
    """Return one line for each fault in what can be seen of `view` now."""
    seen = [widget for widget in view.findChildren(QWidget) if widget.isVisibleTo(view) and not widget.size().isEmpty()]
    found = [fault for widget in seen for fault in (*_cut_off(widget), *_too_small(widget))]
    found += _overlaps(
        [widget for widget in seen if isinstance(widget, (QLabel, *_CONTROLS)) and not isinstance(widget, Lock)]
    )
    found += [fault for widget in seen if isinstance(widget, QAbstractItemView) for fault in _cut_off_rows(widget)]
    if language != "en":
        found += [f"English: {text!r}" for text in in_english(set(texts_of(view)), language)]
    return found


def _cut_off(widget: QWidget) -> Iterator[str]:
    """Say where a text is cut off; one that ends in "…" has to be whole in the tool tip and for a screen reader."""
    if isinstance(widget, ElidedLabel | AccountSwitch | LegSteps):
        yield from _shortened(widget)
    elif isinstance(widget, QLabel) and widget.text():
        if widget.wordWrap():
            needed, there = max(widget.heightForWidth(widget.width()), _wrapped_height(widget)), widget.height()
        else:
            needed, there = widget.sizeHint().width(), widget.width()
        if needed > there + 1:
            yield f"cut off: label {widget.text()!r} needs {needed}, has {there}"
        if widget.fontMetrics().height() > widget.height() + 1:
            yield f"cut off: label {widget.text()!r} is {widget.height()} high"
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
        room = widget.width() - 18 - 26 * len([one for one in widget.findChildren(QToolButton) if not one.isHidden()])
        if needed > room:
            yield from _told_in_tool_tip(widget, widget.placeholderText())
    elif isinstance(widget, QLineEdit) and isinstance(widget.parentWidget(), QComboBox):
        if widget.fontMetrics().horizontalAdvance(widget.text()) > widget.width():
            yield from _told_in_tool_tip(widget.parentWidget(), widget.text())
    elif isinstance(widget, QGroupBox):
        needed = widget.fontMetrics().horizontalAdvance(widget.title())
        if needed > widget.width():
            yield f"cut off: title {widget.title()!r} needs {needed}, has {widget.width()}"
    elif isinstance(widget, QHeaderView) and widget.orientation() is Qt.Orientation.Horizontal:
        for place in range(widget.count()):
            if widget.sectionSizeHint(place) > widget.sectionSize(place) + 1:
                title = widget.model().headerData(place, Qt.Orientation.Horizontal)
                tip = widget.model().headerData(place, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole)
                if str(title) not in str(tip or ""):
                    yield f"cut off: header {title!r} has {widget.sectionSize(place)}"
    elif isinstance(widget, QTabBar):
        needed = sum(widget.tabSizeHint(place).width() for place in range(widget.count()))
        if needed > widget.width() + 1:
            yield f"cut off: tabs need {needed}, have {widget.width()}"


def _wrapped_height(label: QLabel) -> int:
    if label.textFormat() is not Qt.TextFormat.PlainText:
        return 0
    room = label.contentsRect().adjusted(label.margin(), 0, -label.margin(), 0)
    return label.fontMetrics().boundingRect(room, Qt.TextFlag.TextWordWrap, label.text()).height()


def _shortened(widget: QWidget) -> Iterator[str]:
    if isinstance(widget, LegSteps):
        columns = widget._columns() if widget._legs else []
        for leg, column in zip(widget._legs, columns, strict=True):
            if widget.fontMetrics().horizontalAdvance(widget._tr(leg.word)) > column.width():
                yield from _told_in_tool_tip(widget, widget._tr(leg.word))
    elif isinstance(widget, QLabel | QToolButton):
        text = widget.text().replace("&&", "&")
        if widget.fontMetrics().horizontalAdvance(text) > widget.width():
            yield from _told_in_tool_tip(widget, text.removesuffix("  ▾"))


def _told_in_tool_tip(widget: QWidget, text: str) -> Iterator[str]:
    """Say where `text`, which is cut off in `widget`, is not whole in its tool tip and for those who hear it."""
    heard = f"{widget.accessibleName()} {widget.accessibleDescription()}"
    if text not in unescape(widget.toolTip()):
        yield f"cut off: {type(widget).__name__} {text!r}, and no tool tip"
    if text.lower() not in heard.lower():
        yield f"cut off: {type(widget).__name__} {text!r}, and not heard"


def _cut_off_rows(view: QAbstractItemView) -> Iterator[str]:
    """Say which cells of a list end in "…" without a tool tip that has all of them."""
    model = view.model()
    if isinstance(view.parentWidget(), QComboBox) or model is None:
        return
    columns = 1 if isinstance(view, QListView) else model.columnCount(QModelIndex())
    for row, column in product(range(min(model.rowCount(QModelIndex()), _MOST_ROWS)), range(columns)):
        index = model.index(row, column)
        text, where = str(index.data() or ""), view.visualRect(index)
        painted_by_itself = isinstance(view, MatchList | HistoryList)
        needed = (
            view.fontMetrics().horizontalAdvance(text) if painted_by_itself else view.sizeHintForIndex(index).width()
        )
        there = view.viewport().width() if isinstance(view, QListView) else where.width()
        if needed > there and where.isValid():
            told = unescape(str(index.data(Qt.ItemDataRole.ToolTipRole) or ""))
            parts = re.split(r", | · |  ", text) if painted_by_itself else [text]
            missing = [part for part in parts if len(part) > _SHORT and part not in told]
            if missing:
                yield f"cut off: row {missing[0]!r} of {type(view).__name__}, and no tool tip"


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


def texts_of(view: QWidget) -> Iterator[str]:
    """Return everything that can be read in `view` or heard of it, also what is in menus and lists."""
    for widget in (view, *view.findChildren(QWidget)):
        yield from (widget.windowTitle(), widget.accessibleName(), widget.accessibleDescription())
        yield re.sub(r"<[^>]*>", "", widget.toolTip())
        yield from (text.replace("&", "") for action in widget.actions() for text in (action.text(), action.toolTip()))
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


def in_english(texts: set[str], language: str) -> list[str]:
    """Return what of `texts`, or of their parts between commas and the like, is English though `language` has a word.

    A text with something filled in is known by the words around it.
    """
    known, filled_in = _english(language)
    return sorted(part for part in parts_of(texts) if part in known or filled_in.fullmatch(part))


def parts_of(texts: set[str]) -> set[str]:
    """Return `texts`, and what stands between commas and the like in each."""
    return {part for text in texts for part in (text, *_BETWEEN.split(text))}


_BETWEEN = re.compile(r"\s*(?:[:,·\n\t]|\u2003| – |  )\s*")
_PLACE = re.compile(r"\{\w+\}")
_LETTERS_THAT_TELL = 12  # of a text with places: so many are no accident


@cache
def _english(language: str) -> tuple[frozenset[str], re.Pattern[str]]:
    """Return the English texts that are others in `language`: whole ones, and those with something filled in."""
    catalogue = RESOURCES / "locale" / language / "LC_MESSAGES" / "pbxdialer.po"
    with catalogue.open("rb") as file:
        messages = [one for one in read_po(file) if one.id]
    others = [one.id for one in messages if isinstance(one.id, str) and one.string != one.id]
    others += [form for one in messages if not isinstance(one.id, str) for form in one.id]
    places = [text for text in others if len(re.sub(r"\W", "", _PLACE.sub("", text))) >= _LETTERS_THAT_TELL]
    patterns = [".+".join(map(re.escape, _PLACE.split(text))) for text in places if _PLACE.search(text)]
    return frozenset(text for text in others if not _PLACE.search(text)), re.compile("|".join(patterns))
