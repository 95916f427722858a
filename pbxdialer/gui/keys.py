"""The keys of the window, in one place: its shortcuts are made from this table, and so is what F1 shows of them."""

from collections.abc import Callable
from enum import StrEnum

from PySide6.QtCore import QObject
from PySide6.QtGui import QKeySequence, QShortcut

from pbxdialer.core.language import mark

PLACES = range(1, 10)


class Press(StrEnum):
    """What can be pressed anywhere in the window, as Qt writes it portably."""

    BOX = "Ctrl+K"
    HISTORY = "Ctrl+H"
    LATER = "Ctrl+L"
    SETTINGS = "Ctrl+,"
    QUESTION = "F6"
    NEW_CONTACT = "Ctrl+N"
    EDIT_CONTACT = "F2"
    FAVOURITE = "Ctrl+D"
    DELETE_CONTACT = "Ctrl+Shift+Del"
    MOVE_UP = "Ctrl+Shift+Up"
    MOVE_DOWN = "Ctrl+Shift+Down"
    IMPORT = "Ctrl+I"
    HELP = "F1"
    HELP_TOO = "?"  # where nothing is typed into


# what a part of the window does with a key by itself → what that is
_CALLING = {
    "Down": mark("choose in the list; ↑ and Page, too"),
    "Return": mark("call what is selected"),
    "Ctrl+C": mark("copy the number"),
    "Ctrl+Return": mark("call exactly what was typed, past the dial plan"),
    "Tab": mark("to who rings first"),
    "Esc": mark("empty the box, drop a question, close a window"),
}
DOES: dict[str, str] = {
    Press.QUESTION: mark("to the question about a number from outside, and back"),
    Press.BOX: mark("to the box"),
    Press.HISTORY: mark("all calls"),
    Press.LATER: mark("call later"),
    Press.SETTINGS: mark("settings"),
    Press.HELP: mark("these keys; also ? where nothing is typed"),
    Press.NEW_CONTACT: mark("new contact, of the number typed"),
    Press.EDIT_CONTACT: mark("edit the contact"),
    Press.FAVOURITE: mark("make it a favourite, or none"),
    Press.DELETE_CONTACT: mark("delete the contact; Undo takes it back"),
    Press.MOVE_UP: mark("move the favourite up"),
    Press.MOVE_DOWN: mark("move the favourite down"),
    Press.IMPORT: mark("import contacts"),
}
FAVOURITES, ACCOUNTS = mark("choose this favourite"), mark("use this account")
_OF_CONTACTS = (
    *(Press.NEW_CONTACT, Press.EDIT_CONTACT, Press.FAVOURITE, Press.MOVE_UP, Press.MOVE_DOWN),
    *(Press.DELETE_CONTACT, Press.IMPORT),
)
_OF_THE_WINDOW = (Press.BOX, Press.HISTORY, Press.LATER, Press.SETTINGS, Press.HELP)


def favourite_key(place: int) -> str:
    """Return the key of the favourite in this place, from 1."""
    return f"Alt+{place}"


def account_key(place: int) -> str:
    """Return the key of the account in this place, from 1."""
    return f"Ctrl+{place}"


def shortcut(keys: str, window: QObject, act: Callable[[], object]) -> QShortcut:
    """Have `act` done when `keys` of this table are pressed in `window`. Raises KeyError for what is not in it."""
    known = {*Press, *map(favourite_key, PLACES), *map(account_key, PLACES)}
    if keys not in known:
        raise KeyError(keys)
    return QShortcut(QKeySequence(keys), window, act)


def shown_keys() -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """Return the table as it is shown: groups of lines, each the keys in this system's words and what they do."""
    favourites, accounts = (f"{told(key(1))} … {told(key(9))}" for key in (favourite_key, account_key))
    calling = (*((told(keys), does) for keys, does in _CALLING.items()), (favourites, FAVOURITES))
    question = ((told(Press.QUESTION), DOES[Press.QUESTION]),)
    contacts = tuple((told(keys), DOES[keys]) for keys in _OF_CONTACTS)
    window = tuple((told(keys), DOES[keys]) for keys in _OF_THE_WINDOW)
    return (
        (mark("Calling"), (*calling, *question)),
        (mark("Contacts"), contacts),
        (mark("Window"), (*window, (accounts, ACCOUNTS))),
    )


def told(keys: str) -> str:
    """Return `keys` as this system writes them."""
    native = QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)
    for name, shown in (("Down", "↓"), ("Up", "↑"), ("Return", "Enter")):  # as they stand on the keys
        native = native.replace(name, shown)
    return native
