"""When an imported contact is somebody who is known already, and what the two make together."""

import unicodedata
from dataclasses import dataclass, replace

from pbxdialer.core.contact import Contact, LabelledNumber
from pbxdialer.core.number import NotANumber, PhoneNumber


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
    """Makes keys; remembers those of numbers, which take about 50 µs each to parse."""

    def __init__(self, region: str) -> None:
        """`region` is the country numbers are read in."""
        self._region = region
        self._known: dict[str, NumberKeys] = {}

    def keyed(self, contact: Contact) -> Keyed:
        """Return `contact` with its keys; one without a name is known by its company."""
        return Keyed(
            contact,
            folded(contact.name or contact.company),
            folded(contact.company),
            contact.email.strip().casefold(),
            tuple(map(self.number_keys, contact.numbers)),
        )

    def number_keys(self, number: LabelledNumber) -> NumberKeys:
        """Return the keys of one number; empty ones for a text that cannot be dialled."""
        if number.text not in self._known:
            self._known[number.text] = self._parsed(number.text)
        return self._known[number.text]

    def _parsed(self, text: str) -> NumberKeys:
        try:
            number = PhoneNumber.from_guest(text)
        except NotANumber:
            return NumberKeys()
        return NumberKeys(number.subscriber(self._region), number.national(self._region) or "")


def folded(text: str) -> str:
    """Return `text` without accents, case and doubled spaces, to recognise a name by."""
    apart = unicodedata.normalize("NFKD", text)
    return " ".join("".join(char for char in apart if not unicodedata.combining(char)).casefold().split())


def together(known: Keyed, fresh: Keyed) -> Contact:
    """Return the known contact brought up to date: no number is lost, none doubled, and the agent's note stays."""
    numbers: dict[str, LabelledNumber] = {}
    for keyed in (fresh, known):
        for keys, number in zip(keyed.numbers, keyed.contact.numbers, strict=True):
            there = numbers.setdefault(keys.subscriber or number.text, number)
            if not there.label:
                numbers[keys.subscriber or number.text] = replace(there, label=number.label)
    return replace(
        known.contact,
        name=fresh.contact.name or known.contact.name,
        company=fresh.contact.company or known.contact.company,
        email=fresh.contact.email or known.contact.email,
        note=known.contact.note or fresh.contact.note,
        favourite=known.contact.favourite or fresh.contact.favourite,
        numbers=tuple(numbers.values()),
    )


def shared_addresses(everybody: "list[Keyed]") -> frozenset[str]:
    """Return the e-mail addresses that more than one name of a list uses: they belong to an office, not a person."""
    owner: dict[str, str] = {}
    return frozenset(
        keyed.email for keyed in everybody if keyed.email and owner.setdefault(keyed.email, keyed.name) != keyed.name
    )
