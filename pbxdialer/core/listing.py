"""A stored contact as the directory is built from it: plain tuples, since there may be a million of them."""

from typing import NamedTuple

from pbxdialer.core.contact import OWN, Origin


class ListedNumber(NamedTuple):
    """A number as it was written, and the keys the store keeps with it.

    `subscriber` is one spelling for one subscriber (see `PhoneNumber.subscriber`), empty where it cannot be dialled;
    `national` is how it is dialled inside the country, empty where it cannot be.
    """

    label: str
    text: str
    subscriber: str
    national: str


class Listing(NamedTuple):
    """One contact with its numbers. `favourite` is its place among the favourites, None for the others.

    `groups` are the lines of one text.
    """

    id: int
    name: str
    company: str
    email: str
    note: str
    favourite: int | None
    numbers: tuple[ListedNumber, ...]
    groups: str = ""
    origin: Origin = OWN
