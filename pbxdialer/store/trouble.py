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

    @classmethod
    def of_code(cls, code: int) -> "Trouble":
        """Return what a result code of SQLite means (sqlite.org/rescode.html; its low byte is the kind)."""
        return cls.MOVED if code == _READONLY_DBMOVED else _KINDS.get(code & 0xFF, cls.OTHER)


_READONLY_DBMOVED = 1032
_KINDS = {
    3: Trouble.CANNOT_OPEN,  # SQLITE_PERM
    5: Trouble.LOCKED,  # SQLITE_BUSY
    6: Trouble.LOCKED,  # SQLITE_LOCKED
    8: Trouble.READ_ONLY,  # SQLITE_READONLY
    10: Trouble.DISK,  # SQLITE_IOERR
    11: Trouble.DAMAGED,  # SQLITE_CORRUPT
    13: Trouble.FULL,  # SQLITE_FULL
    14: Trouble.CANNOT_OPEN,  # SQLITE_CANTOPEN
    26: Trouble.DAMAGED,  # SQLITE_NOTADB
}


class DatabaseUnavailable(Exception):
    """The database cannot do what was asked just now; `trouble` and the plain text say why."""

    def __init__(self, trouble: Trouble, name: str, detail: str = "") -> None:
        super().__init__(trouble.value.format(name=name) + (f" ({detail})" if trouble is Trouble.OTHER else ""))
        self.trouble = trouble
        self.name = name

    def sentence(self, tr: Language) -> str:
        """Return the reason in the language of `tr`."""
        return tr(self.trouble.value, name=self.name)
