"""Why a database cannot do what was asked, in words for people."""

from enum import Enum

from pbxdialer.core.language import Language, mark


class Trouble(Enum):
    """Why a database cannot do what was asked, as a sentence about the file ``{name}``."""

    LOCKED = mark("{name} is locked by another program")
    BUSY = mark("{name} is in use by this program")
    FULL = mark("the disk is full, {name} cannot grow")
    READ_ONLY = mark("{name} is write-protected")
    DAMAGED = mark("{name} is damaged")
    MOVED = mark("{name} was moved or deleted")
    CANNOT_OPEN = mark("{name} cannot be opened")
    DISK = mark("the disk of {name} does not work properly")
    OTHER = mark("{name} could not do it")


class DatabaseUnavailable(Exception):
    """The database cannot do what was asked just now; `trouble` and the plain text say why."""

    def __init__(self, trouble: Trouble, name: str, detail: str = "") -> None:
        super().__init__(trouble.value.format(name=name) + (f" ({detail})" if trouble is Trouble.OTHER else ""))
        self.trouble = trouble
        self.name = name

    def sentence(self, tr: Language) -> str:
        """Return the reason in the language of `tr`."""
        return tr(self.trouble.value, name=self.name)
