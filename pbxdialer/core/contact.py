"""A person or company that can be called, with any number of labelled numbers."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LabelledNumber:
    """A number as it was written, and what it is (``mobile``, ``office``; may be empty)."""

    label: str
    text: str


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
