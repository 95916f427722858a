"""The one box: type a name, a company or a number; the matches stand below; Enter calls what is selected."""

from collections.abc import Callable, Iterable, Sequence
from itertools import chain, islice

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QFrame, QLabel, QStackedLayout, QVBoxLayout, QWidget

from pbxdialer.core.candidate import Candidate
from pbxdialer.core.contact import Contact
from pbxdialer.core.intent import Callee
from pbxdialer.core.language import Language
from pbxdialer.core.number import PhoneNumber
from pbxdialer.directory.match import Match
from pbxdialer.gui.dial_line import DialLine
from pbxdialer.gui.icons import Icons
from pbxdialer.gui.match_list import MatchList
from pbxdialer.gui.match_rows import (
    Row,
    abroad,
    choice_of,
    is_number,
    matches_up_to,
    numbers_in,
    rows_of,
    taken,
    with_typed,
)
from pbxdialer.gui.palette import Palette
from pbxdialer.gui.spoken import announce
from pbxdialer.gui.turns import in_next_turn
from pbxdialer.gui.week_calls import WeekCalls

_PAGE = 6
_SEEN = 16  # rows, in a window of the usual height
_STEPS = {
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_PageDown: _PAGE,
    Qt.Key.Key_PageUp: -_PAGE,
}
Search = Callable[[str], Sequence[Match]]
Ask = Callable[[str], Sequence[Match] | None]
Show = Callable[[], None]


class DialBox(QWidget):
    """Search and dial in one. `callee_changed` tells what Enter would call; `call_requested` that it was pressed."""

    callee_changed = Signal(object)  # Callee | None
    call_requested = Signal()
    menu_requested = Signal(QPoint)  # for the selected row, at a place on the screen
    favourites_moved = Signal(list)  # ids in their new order

    def __init__(
        self, line: DialLine, palette: Palette, icons: Icons, tr: Language, parent: QWidget | None = None
    ) -> None:
        """Build the box round `line`, which may hold something already."""
        super().__init__(parent)
        self._tr = tr
        self._region = "RO"
        self._search: Search | None = None
        self._ask: Ask | None = None
        self._suggestions: Callable[[], Sequence[Match]] = tuple
        self._more_suggestions: Callable[[], Sequence[Row]] = tuple
        self._further_hint = ""
        self._waiting = False
        self._coming: Show | None = None
        self._chosen: PhoneNumber | None = None
        self.has_choice = False  # several numbers were pasted: the agent has to choose one

        self.line = line
        line.furnish(palette, icons, tr)
        self.line.textChanged.connect(self._follow)
        self.line.installEventFilter(self)

        self._matches = MatchList(palette, tr)
        self._matches.row_selected.connect(lambda row: self.callee_changed.emit(row.callee if row else None))
        self._matches.row_chosen.connect(lambda _row: self.call_requested.emit())
        self._matches.favourites_moved.connect(self.favourites_moved)
        self._matches.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self._matches.customContextMenuRequested.connect(self._ask_for_menu)
        self._nothing = QLabel()
        self._nothing.setTextFormat(Qt.TextFormat.PlainText)  # it repeats what was typed or pasted
        self._nothing.setProperty("role", "muted")
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._nothing.setWordWrap(True)
        self._nothing.setMargin(16)

        self._matches.setMinimumHeight(4 * self.fontMetrics().height() + 20)
        frame = QFrame()
        frame.setObjectName("list_frame")
        self._pages = QStackedLayout(frame)
        self._pages.setContentsMargins(2, 4, 2, 4)
        self._pages.addWidget(self._matches)
        self._pages.addWidget(self._nothing)

        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.line)
        column.addWidget(frame, 1)
        self.setFocusProxy(self.line)
        self.refresh()

    def use_directory(self, search: Search, suggestions: Callable[[], Sequence[Match]], ask: Ask | None = None) -> None:
        """Search with `search` from now on; `suggestions` are shown while nothing is typed.

        What is typed is asked with `ask`, where that is given: if it returns None, `take_answer` is called later.
        """
        callee = self.callee()
        self._search = search
        self._ask = ask or search
        self._suggestions = suggestions
        self._look_up(callee.number if callee else None)

    def suggest_more(self, rows: Callable[[], Sequence[Row]]) -> None:
        """Show these rows, too, below the suggestions, while nothing is typed."""
        self._more_suggestions = rows
        self.refresh()

    def use_week(self, week: WeekCalls) -> None:
        """Say with each number how often it was called this week."""
        self._matches.use_week(week)

    def hint_too(self, text: str) -> None:
        """Say this, too, where the list is empty because nothing is typed and nobody is suggested."""
        self._further_hint = f"\n\n{text}"
        if not self.line.text() and self._pages.currentIndex():
            self.refresh()  # nothing stands in the list that could move

    def use_region(self, region: str) -> None:
        """Read numbers as people of `region` write them."""
        self._region = region

    def callee(self) -> Callee | None:
        """Return what Enter would call: nobody while the list still shows what was found for an earlier text."""
        row = None if self._waiting else self._matches.selected_row()
        return row.callee if row else None

    def selected_contact(self) -> Contact | None:
        """Return whose number is selected, or None."""
        row = None if self._waiting else self._matches.selected_row()
        return row.match.contact if row and row.match else None

    def favourites(self) -> list[int]:
        """Return the ids of the favourites that stand in the list, in their order."""
        return self._matches.favourites()

    def choose_favourite(self, place: int) -> None:
        """Select the favourite at this place, from 1, for Enter to call."""
        self.line.clear()
        self.refresh()
        self._matches.choose_favourite(place)
        self.line.setFocus()

    def refresh(self) -> None:
        """Search for what the box holds and show what was found."""
        self._look_up(None)

    def _follow(self, typed: str) -> None:
        """Search for what was typed; where nothing is any more, the suggestions come back in a turn of their own."""
        if typed.strip():
            self.refresh()
        else:
            self.has_choice, self._chosen = False, None
            self._show_soon(self._suggested())
            self.callee_changed.emit(None)

    def _look_up(self, chosen: PhoneNumber | None) -> None:
        """Search; a number that was `chosen` before stays so, or else none is: nothing moves under a finger."""
        self._chosen = chosen
        text = self.line.text().strip()
        self._waiting, self._coming = False, None
        numbers = numbers_in(text, self._region)
        self.has_choice = len(numbers) > 1
        if self._search is None and text and not numbers:
            self._show([], -1, self._tr("Reading the contacts…"))
            return
        if not text:
            self._suggested()()
            return
        if self.has_choice:
            self._show(choice_of(numbers, self._search or _nobody, self._region, self._tr), -1, "")
            return
        found = self._ask(text) if self._ask else ()
        self._waiting = found is None
        if found is not None:
            self._found(text, found)()

    def take_answer(self, text: str, found: Sequence[Match]) -> None:
        """Show what was found for `text`, unless the box holds another text by now."""
        if self._waiting and text == self.line.text().strip():
            self._show_soon(self._found(text, found))

    def _show_soon(self, show: Show) -> None:
        """Have rows that were read painted in the next turn: each takes 4 ms (measured), and no key waits for both."""
        self._waiting, self._coming = True, show
        in_next_turn(self, lambda: self._show_coming(show))

    def _show_coming(self, show: Show) -> None:
        if show is self._coming:
            self._waiting, self._coming = False, None
            show()

    def _suggested(self) -> Show:
        """Read the rows that stand there while nothing is typed, and return what shows them."""
        below = chain(rows_of(self._suggestions(), self._region), [list(self._more_suggestions())])
        hint = self._tr("Type a name, a company or a number.\nEnter calls, the arrows choose.") + self._further_hint
        rows = taken(below, _SEEN)
        return lambda: self._show(rows, -1, hint, below)

    def _found(self, text: str, found: Sequence[Match]) -> Show:
        """Read the rows of what was found for `text`, and return what shows them."""
        numbers = numbers_in(text, self._region)
        if numbers and self._search and (known_as := abroad(numbers[0].number, self._region)):
            found = [*found, *self._search(known_as)]
        below, selected = rows_of(found, self._region), 0
        rows = list(chain.from_iterable(islice(below, self._read_first(text, numbers, found))))
        rows += taken(below, _SEEN - len(rows))
        if numbers:
            rows, selected = with_typed(rows, numbers[0], text, self._region, self._tr)
        if self._chosen is not None:
            shown = [row.callee.number if row.callee else None for row in rows]
            selected = shown.index(self._chosen) if self._chosen in shown else -1
        return lambda: self._show(rows, selected, self._nobody_found(text), below)

    def _nobody_found(self, text: str) -> str:
        nobody = self._tr("Nobody found for “{text}”.", text=text)
        return nobody + "\n" + self._tr("Fewer letters find more; a number can be typed as it is.")

    def _read_first(self, text: str, numbers: Sequence[Candidate], found: Sequence[Match]) -> int:
        """Return of how many matches the rows are needed at once, whether they are seen or not."""
        if self._chosen is not None or (numbers and not is_number(text)):
            return len(found)
        return matches_up_to(numbers[0].number, found, self._region) if numbers else 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the keys that drive the list and the call; a held Enter counts once. The menu key is the match's."""
        by_key = isinstance(event, QContextMenuEvent) and event.reason() is QContextMenuEvent.Reason.Keyboard
        if watched is self.line and by_key and self._matches.selected_row():
            corner = self._matches.visualRect(self._matches.currentIndex()).bottomLeft()
            self.menu_requested.emit(self._matches.viewport().mapToGlobal(corner))
            return True
        if watched is self.line and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            key = Qt.Key(event.key())
            if key in _STEPS:
                self._matches.step(_STEPS[key])
                return True
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                if not event.isAutoRepeat():
                    self.call_requested.emit()
                return True
            if event.matches(QKeySequence.StandardKey.Copy) and not self.line.hasSelectedText():
                self.copy_number()
                return True
            if key == Qt.Key.Key_Escape and self.line.text():
                self.line.clear()
                return True
        return super().eventFilter(watched, event)

    def copy_number(self) -> None:
        """Put the number of the selected row on the clipboard."""
        if callee := self.callee():
            QGuiApplication.clipboard().setText(callee.number.digits)
            announce(self.line, self._tr("Copied: {number}", number=callee.number.digits))

    def _ask_for_menu(self, where: QPoint) -> None:
        index = self._matches.indexAt(where)
        if index.isValid():
            self._matches.setCurrentIndex(index)
            self.menu_requested.emit(self._matches.viewport().mapToGlobal(where))

    def _show(self, rows: list[Row], selected: int, otherwise: str, below: Iterable[list[Row]] = ()) -> None:
        self._nothing.setText(otherwise)
        self._pages.setCurrentIndex(0 if rows else 1)
        self._matches.show_rows(rows, selected, below)
        if not rows:
            announce(self._nothing, otherwise)


def _nobody(_query: str) -> Sequence[Match]:
    """Find nobody: the contacts are still being read."""
    return ()
