"""The first half of building a directory: each contact's line and record, in the order in which contacts arrive."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from pbxdialer.core.listing import Listing
from pbxdialer.directory.number_digits import digit_forms
from pbxdialer.directory.number_index import TAIL_DIGITS
from pbxdialer.directory.records import packed
from pbxdialer.directory.spelling import Speller, Spellings


@dataclass(frozen=True, slots=True)
class Drafts:
    """Lists with an entry per contact: by what it is sorted, its words, its line, its record.

    `other_names` are (spelling, arrival), `tails` the last digits of numbers and `owners` whose they are, `favourites`
    (place, arrival). All of them strings and numbers, which the garbage collector does not look at.
    """

    orders: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    lines: list[bytes] = field(default_factory=list)
    records: list[bytes] = field(default_factory=list)
    other_names: list[tuple[str, int]] = field(default_factory=list)
    tails: list[int] = field(default_factory=list)
    owners: list[int] = field(default_factory=list)
    favourites: list[tuple[int, int]] = field(default_factory=list)


class _Company:
    """What colleagues share: their company's spellings, its words, and its part of their lines."""

    __slots__ = ("order", "part", "spellings", "words")

    def __init__(self, spellings: Spellings) -> None:
        self.spellings = spellings
        self.order = spellings[0] if spellings else ""
        self.words = "\x01".join(spellings)
        self.part = "".join(["\x03", *(f"\x01{way}" for way in spellings), "\x1f\x01"])


def drafts_of(listings: Iterable[Listing]) -> Drafts:
    """Spell everybody. Written for speed: the time a directory takes to build is spent here."""
    drafts = Drafts()
    spellings = Speller().spellings
    companies: dict[str, _Company] = {}
    add_order, add_words = drafts.orders.append, drafts.words.append
    add_line, add_record = drafts.lines.append, drafts.records.append
    add_tail, add_owner = drafts.tails.append, drafts.owners.append
    for arrival, listing in enumerate(listings):
        _, name, firm, _, _, favourite, numbers, _, _ = listing
        company = companies.get(firm)
        if company is None:
            company = companies[firm] = _Company(spellings(firm))
        names = spellings(name) if name else company.spellings
        name = names[0] if names else ""
        digits = ""
        for number in numbers:
            forms = digit_forms(number)
            if forms:
                digits += "\x01".join(forms) + "\x01"
                tail = forms[0][-TAIL_DIGITS:]
                add_tail(int(tail))
                add_owner(arrival)
                if not forms[-1].endswith(tail):  # the number as written is another one
                    add_tail(int(forms[-1][-TAIL_DIGITS:]))
                    add_owner(arrival)
        add_order(f"{name}\x00{company.order}")
        if len(names) == 1:
            add_line(f"\x02\x01{name}{company.part}{digits}".encode())
            add_words(f"{name}\x01{company.words}")
        else:
            add_line(("".join(f"\x02\x01{way}" for way in names) + company.part + digits).encode())
            add_words("\x01".join((*names, company.words)))
            drafts.other_names.extend((way, arrival) for way in names[1:])
        add_record(packed(listing))
        if favourite is not None:
            drafts.favourites.append((favourite, arrival))
    return drafts
