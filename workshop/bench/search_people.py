"""Directories of any size, the same at each run: people of many languages, with numbers whose keys are known.

Reading a number costs 50 µs and more; here each is made together with its keys, and a sample is read to prove them.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from random import Random

from pbxdialer.core.contact import Contact, LabelledNumber
from pbxdialer.core.listing import ListedNumber, Listing
from pbxdialer.directory.number_digits import keys_of
from pbxdialer.opening import open_contacts
from pbxdialer.store.contact_rows import insert
from pbxdialer.store.paths import Places
from pbxdialer.store.same_person import Keyed, NumberKeys, folded
from tests.directory import multilingual

REGION = "RO"
# as written, subscriber, national form
_SHAPES = (
    ("07{a}{b}", "+407{a}{b}", "07{a}{b}"),
    ("07{a} {b:.3} {b:.3}", "+407{a}{b:.3}{b:.3}", "07{a}{b:.3}{b:.3}"),
    ("+407{a}{b}", "+407{a}{b}", "07{a}{b}"),
    ("+40 7{a} {b:.3} {b:.3}", "+407{a}{b:.3}{b:.3}", "07{a}{b:.3}{b:.3}"),
    ("00407{a}{b}", "+407{a}{b}", "07{a}{b}"),
    ("021 3{b:.2} {b:.4}", "+40213{b:.2}{b:.4}", "0213{b:.2}{b:.4}"),
    ("0264-{b}", "+40264{b}", "0264{b}"),
    ("+49 30 {b}{a}", "+4930{b}{a}", ""),
    ("+44 20 7946 0{c}", "+442079460{c}", ""),
    ("+33 1 {b}{a}", "+331{b}{a}", ""),
    ("1{c}", "1{c}", ""),
    ("room {b} b", "", ""),
)
_SAMPLE = 1_000


def listings(size: int) -> Iterator[Listing]:
    """Yield `size` people as the store lists them."""
    chance = Random(3)
    for place, person in enumerate(multilingual.contacts(size)):
        numbers = tuple(_number(number.label, chance) for number in person.numbers)
        favourite = place if person.favourite else None
        yield Listing(person.id, person.name, person.company, person.email, "", favourite, numbers)


def contact_of(listing: Listing) -> Contact:
    """Return the contact that is listed so."""
    numbers = tuple(LabelledNumber(number.label, number.text) for number in listing.numbers)
    favourite = listing.favourite is not None
    return Contact(listing.name, listing.company, listing.email, numbers, favourite=favourite, id=listing.id)


def prove_keys(people: Iterable[Listing]) -> None:
    """Read a sample of the numbers as the store does; an AssertionError where a key is not what was made up."""
    for listing in islice(people, _SAMPLE):
        for number in listing.numbers:
            assert keys_of(number.text, REGION) == (number.subscriber, number.national), number


def store(here: Places, people: Sequence[Listing]) -> None:
    """Write the people into the contacts' database of a profile."""
    contacts = open_contacts(here, REGION)
    with contacts.database.transaction() as statements:
        for listing in people:
            contact = replace(contact_of(listing), id=0)
            keys = (folded(contact.name or contact.company), folded(contact.company), contact.email.casefold())
            numbers = tuple(NumberKeys(number.subscriber, number.national) for number in listing.numbers)
            insert(statements, Keyed(contact, *keys, numbers), listing.id)
    contacts.close()


def profile(folder: Path) -> Places:
    """Make the places of an empty profile in `folder`."""
    from pbxdialer.store.paths import places

    here = places(folder)
    here.prepare()
    return here


def _number(label: str, chance: Random) -> ListedNumber:
    shapes = chance.choice(_SHAPES)
    a, b, c = f"{chance.randrange(20, 80)}", f"{chance.randrange(10**6):06}", f"{chance.randrange(1000):03}"
    return ListedNumber(label, *(shape.format(a=a, b=b, c=c) for shape in shapes))
