"""A number somebody else brought (link, clipboard, dropped card): a guest, who may only offer (design.md)."""

from dataclasses import dataclass
from enum import StrEnum

from pbxdialer.core.language import mark


class OfferSource(StrEnum):
    """Where an offer comes from."""

    LINK = "link"
    SECOND_START = "second start"
    CLIPBOARD = "clipboard"
    SELECTION = "selection"
    DROP = "drop"
    REMINDER = "reminder"
    OTHER = "other"

    @classmethod
    def named(cls, name: str) -> "OfferSource":
        """Return the source of this name; one we do not know is another program."""
        return next((source for source in cls if source.value == name), cls.OTHER)

    @property
    def is_watched(self) -> bool:
        """True where nobody brought the number to us: we only saw it. Such an offer never pushes itself forward."""
        return self is OfferSource.CLIPBOARD


SOURCE_WORDS = {
    OfferSource.LINK: mark("From a link"),
    OfferSource.SECOND_START: mark("From a link"),  # a second start is how the system hands links over
    OfferSource.CLIPBOARD: mark("From the clipboard"),
    OfferSource.SELECTION: mark("From the selected text"),
    OfferSource.DROP: mark("Dropped here"),
    OfferSource.REMINDER: mark("You wanted to call back"),
    OfferSource.OTHER: mark("From another program"),
}


@dataclass(frozen=True, slots=True)
class Offer:
    """A text that may hold a number, unread; `name` is whose it is said to be (a dropped card), usually empty."""

    text: str
    source: OfferSource
    name: str = ""
