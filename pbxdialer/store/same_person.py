"""When an imported contact is somebody who is known already, and what the two make together."""

import unicodedata
from dataclasses import dataclass, replace

from pbxdialer.core.contact import Contact, LabelledNumber
from pbxdialer.core.number_finder import numbers_of_entry

# the accents, taken off at one go
_LATIN_MARKS = {mark: None for mark in range(0x300, 0x370) if unicodedata.combining(chr(mark))}


@dataclass(frozen=True, slots=True)
class NumberKeys:
    """How a number is found: `subscriber` is the same for all its spellings, ``""`` where it cannot be dialled."""

    subscriber: str = ""
    national: str = ""


@dataclass(frozen=True, slots=True)
class Keyed:
    """A contact and the keys it is recognised by; `numbers` are the keys of its numbers, in their order."""

    contact: Contact
    name: str
    company: str
    email: str
    numbers: tuple[NumberKeys, ...]

    @property
    def subscribers(self) -> frozenset[str]:
        """The numbers that can be dialled."""
        return frozenset(keys.subscriber for keys in self.numbers if keys.subscriber)

    def is_same_as(self, known: "Keyed") -> bool:
        """True for the same name with a number or an e-mail address in common, or in the same company.

        Two e-mail addresses tell namesakes in one company apart; without a company, so do two numbers.
        """
        if self.name != known.name:
            return False
        if self.subscribers & known.subscribers or (self.email and self.email == known.email):
            return True
        if self.company != known.company or (self.email and known.email):
            return False
        return bool(self.company) or not (self.subscribers and known.subscribers)


class KeyMaker:
    """Makes keys; remembers those of numbers, which take about 50 µs each to parse.

    They are remembered as plain tuples of texts, which the garbage collector need not visit: a hundred thousand objects
    more are a pause of 100 ms (measured), in the window's thread too.
    """

    def __init__(self, region: str) -> None:
        """`region` is the country numbers are read in."""
        self._region = region
        self._known: dict[str, tuple[str, str]] = {}

    def keyed(self, contact: Contact) -> Keyed:
        """Return `contact` with its keys."""
        return Keyed(
            contact,
            name_key(contact),
            folded(contact.company),
            email_key(contact),
            tuple(map(self.number_keys, contact.numbers)),
        )

    def number_keys(self, number: LabelledNumber) -> NumberKeys:
        """Return the keys of one number; empty ones for a text that cannot be dialled."""
        return NumberKeys(*self._keys_of(number.text))

    def read_numbers(self, contact: Contact) -> None:
        """Parse the numbers of a contact and remember what they are."""
        for number in contact.numbers:
            self._keys_of(number.text)

    def _keys_of(self, text: str) -> tuple[str, str]:
        if text not in self._known:
            self._known[text] = self._parsed(text)
        return self._known[text]

    def _parsed(self, text: str) -> tuple[str, str]:
        numbers = numbers_of_entry(text, self._region)
        subscriber, national = numbers[0].keys(self._region) if len(numbers) == 1 else ("", "")
        return subscriber, national or ""


def folded(text: str) -> str:
    """Return `text` without accents, case and doubled spaces, to recognise a name by."""
    if text.isascii():
        return " ".join(text.lower().split())
    apart = unicodedata.normalize("NFKD", text).translate(_LATIN_MARKS)
    if not apart.isascii():
        apart = "".join(char for char in apart if not unicodedata.combining(char))
    return " ".join(apart.casefold().split())


def name_key(contact: Contact) -> str:
    """Return what a contact's name is recognised by; one without a name is known by its company."""
    return folded(contact.name or contact.company)


def email_key(contact: Contact) -> str:
    """Return what a contact's e-mail address is recognised by."""
    return contact.email.strip().casefold()


def together(known: Keyed, fresh: Keyed) -> Contact:
    """Return the known contact brought up to date: no number is lost, none doubled, and the agent's note stays."""
    return replace(
        known.contact,
        name=fresh.contact.name or known.contact.name,
        company=fresh.contact.company or known.contact.company,
        email=fresh.contact.email or known.contact.email,
        note=known.contact.note or fresh.contact.note,
        favourite=known.contact.favourite or fresh.contact.favourite,
        numbers=all_numbers(fresh, known),
        groups=tuple(dict.fromkeys((*known.contact.groups, *fresh.contact.groups))),
    )


def all_numbers(*everybody: Keyed) -> tuple[LabelledNumber, ...]:
    """Return every number of everybody once, in their order; what one leaves without a label another may label."""
    if len(everybody) == 1 and len(everybody[0].numbers) < 2:
        return everybody[0].contact.numbers
    numbers: dict[str, LabelledNumber] = {}
    for keyed in everybody:
        for keys, number in zip(keyed.numbers, keyed.contact.numbers, strict=True):
            there = numbers.setdefault(keys.subscriber or number.text, number)
            if not there.label:
                numbers[keys.subscriber or number.text] = replace(there, label=number.label)
    return tuple(numbers.values())


class SharedAddresses:
    """The e-mail addresses that more than one name of a list uses: they belong to an office, not a person."""

    def __init__(self) -> None:
        self._owners: dict[str, str] = {}
        self.shared: set[str] = set()

    def hear_of(self, contact: Contact) -> None:
        """Take one more contact of the list into account."""
        email, name = email_key(contact), name_key(contact)
        if email and self._owners.setdefault(email, name) != name:
            self.shared.add(email)
