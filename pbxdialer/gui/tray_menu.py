"""The menu of the tray's icon: whom to call, through which account, and the way to everything else."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from pbxdialer.core.language import Language
from pbxdialer.core.telephone import PHONE_WORDS, Telephone


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the menu and what choosing it does; `checked` is None where it is nothing to choose among others."""

    text: str
    chosen: Callable[[], object]
    checked: bool | None = None


@dataclass(frozen=True, slots=True)
class MenuLines:
    """What the menu offers just now. Lines that call somebody are closed while a call is in the air."""

    phone: Telephone | None = None
    again: Line | None = None
    favourites: Sequence[Line] = ()
    recent: Sequence[Line] = ()
    accounts: Sequence[Line] = ()
    is_calling: bool = False


class TrayMenu(QMenu):
    """Its structure never changes, only the lines in it: some desktops copy a menu and are slow to notice.

    `fill` is asked for the lines before the menu is shown, and whenever `refresh` is told that they changed.
    """

    show_requested = Signal()
    quick_dial_requested = Signal()
    stop_requested = Signal()
    settings_requested = Signal()
    quit_requested = Signal()

    def __init__(self, tr: Language, fill: Callable[[], MenuLines], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tr = tr
        self._fill = fill
        self._again_line: Line | None = None
        self.addAction(tr("Show"), self.show_requested.emit)
        self._quick_dial = self.addAction(tr("Quick dial"), self.quick_dial_requested.emit)
        self.addSeparator()
        self._phone = self.addAction("")
        self._phone.setEnabled(False)
        self._stop = self.addAction(tr("Stop waiting"), self.stop_requested.emit)
        self.addSeparator()
        self._again = self.addAction("", self._call_again)
        self._favourites = self.addMenu(tr("Favourites"))
        self._recent = self.addMenu(tr("Recent calls"))
        self.addSeparator()
        self._accounts = self.addMenu(tr("Account"))
        self.addAction(tr("Settings…"), self.settings_requested.emit)
        self.addSeparator()
        self.addAction(tr("Quit"), self.quit_requested.emit)
        self.aboutToShow.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show what is offered now."""
        lines, tr = self._fill(), self._tr
        self._phone.setVisible(lines.phone is not None)
        if lines.phone is not None:
            self._phone.setText(tr("Your phone: {state}", state=tr(PHONE_WORDS[lines.phone.state])))
        self._stop.setVisible(lines.is_calling)
        self._again_line = lines.again
        self._again.setVisible(lines.again is not None)
        if lines.again is not None:
            self._again.setText(_plain(lines.again.text))
        self._again.setEnabled(not lines.is_calling)
        _refill(self._favourites, lines.favourites, enabled=not lines.is_calling)
        _refill(self._recent, lines.recent, enabled=not lines.is_calling)
        _refill(self._accounts, lines.accounts, enabled=True)

    def texts(self) -> list[str]:
        """Return the lines that can be read, those of the menus inside behind the line they belong to."""
        self.refresh()
        return list(_texts(self.actions()))

    def _call_again(self) -> None:
        if self._again_line is not None:
            self._again_line.chosen()


def _refill(menu: QMenu, lines: Sequence[Line], *, enabled: bool) -> None:
    """Put `lines` into `menu`; where nothing changed, nothing is touched."""
    menu.menuAction().setVisible(bool(lines))
    menu.clear()
    for line in lines:
        action = menu.addAction(_plain(line.text), line.chosen)
        action.setEnabled(enabled)
        if line.checked is not None:
            action.setCheckable(True)
            action.setChecked(line.checked)


def _texts(actions: Sequence[QAction]) -> list[str]:
    found: list[str] = []
    for action in actions:
        if action.isVisible() and action.text():
            menu = action.menu()
            found += [action.text(), *(_texts(menu.actions()) if isinstance(menu, QMenu) else ())]
    return found


def _plain(text: str) -> str:
    return text.replace("&", "&&")
