"""Lays the directory's contacts out for searching: once, on any thread; what comes out is never changed."""

from array import array
from collections import defaultdict
from collections.abc import Iterable

from pbxdialer.core.contact import Contact
from pbxdialer.core.listing import ListedNumber, Listing
from pbxdialer.directory.drafts import drafts_of
from pbxdialer.directory.index import Index
from pbxdialer.directory.lines import Finder, Lines, Pieces, quick_find
from pbxdialer.directory.number_digits import keys_of
from pbxdialer.directory.number_index import NumberIndex
from pbxdialer.directory.word_index import WordIndex


def index_of(listings: Iterable[Listing], finder: Finder = quick_find) -> Index:
    """Lay out the contacts. About 10 µs each (measured), with the interpreter's lock: not beside a busy window."""
    drafts = drafts_of(listings)
    order = sorted(range(len(drafts.orders)), key=drafts.orders.__getitem__)
    line_of = array("I", bytes(4 * len(order)))
    words: defaultdict[str, list[int]] = defaultdict(list)
    for line, arrival in enumerate(order):
        line_of[arrival] = line
        for word in drafts.words[arrival].split("\x01"):
            words[word].append(line)
    words.pop("", None)  # of those who have no word at all
    others: defaultdict[str, list[int]] = defaultdict(list)
    for name, arrival in drafts.other_names:
        others[name].append(line_of[arrival])
    return Index(
        Lines(Pieces.of(map(drafts.lines.__getitem__, order)), finder),
        Pieces.of(map(drafts.records.__getitem__, order)),
        WordIndex.of(words, finder),
        WordIndex.of(others, finder),
        NumberIndex.of(drafts.tails, list(map(line_of.__getitem__, drafts.owners))),
        array("I", (line_of[arrival] for _, arrival in sorted(drafts.favourites))),
    )


def listings_of(contacts: Iterable[Contact], region: str) -> Iterable[Listing]:
    """Return contacts that are not in the store as if they came from there; favourites keep their order."""
    for place, contact in enumerate(contacts):
        numbers = tuple(
            ListedNumber(number.label, number.text, *keys_of(number.text, region)) for number in contact.numbers
        )
        favourite = place if contact.favourite else None
        yield Listing(
            *(contact.id, contact.name, contact.company, contact.email, contact.note),
            *(favourite, numbers, "\n".join(contact.groups), contact.origin),
        )
