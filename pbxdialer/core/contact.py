"""A person or company that can be called, with any number of labelled numbers, and where the entry comes from."""

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class LabelledNumber:
    """A number as it was written, and what it is (``mobile``, ``office``; may be empty)."""

    label: str
    text: str


class OriginKind(StrEnum):
    """Who made an entry."""

    OWN = "own"
    IMPORT = "import"
    DIRECTORY = "directory"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a contact comes from: `directory` is the live directory it is kept in step with, `server_id` its entry."""

    kind: OriginKind = OriginKind.OWN
    directory: str = ""
    server_id: str = ""

    @property
    def is_read_only(self) -> bool:
        """True for an entry of a live directory: the next synchronisation would undo what is changed here."""
        return self.kind is OriginKind.DIRECTORY


OWN, IMPORTED = Origin(), Origin(OriginKind.IMPORT)


@dataclass(frozen=True, slots=True)
class Contact:
    """One entry of the directory. `id` is 0 until the entry has been stored."""

    name: str
    company: str = ""
    email: str = ""
    numbers: tuple[LabelledNumber, ...] = ()
    note: str = ""
    favourite: bool = False
    id: int = 0
    groups: tuple[str, ...] = ()
    origin: Origin = OWN
