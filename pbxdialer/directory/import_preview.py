"""What an import would bring: contacts, and a reason for every row that is none."""

from array import array
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from pbxdialer.core.contact import IMPORTED, Contact, LabelledNumber
from pbxdialer.core.language import mark
from pbxdialer.directory.csv_columns import Columns

MOST_ROWS = 250_000
_BETWEEN, _WITHIN = "\x1f", "\n"  # no plain text holds the one, no group the other
TOO_MANY_ROWS = mark("only 250,000 rows are read at once; this row and all after it were left out")


class UnreadableFile(ValueError):
    """Nothing can be taken from the file; the message is an English source text."""


class ContactFileKind(StrEnum):
    """What a file of contacts is written in."""

    CSV = "CSV"
    VCARD = "vCard"
    LDIF = "LDIF"


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """One row, card or entry that is no contact: the line it begins on, and why (an English source text)."""

    row: int
    reason: str


class PackedContacts(Collection[Contact]):
    """Imported contacts in one block of bytes, made into objects one by one as they are gone through.

    A hundred thousand contacts as objects cost pauses of 100 ms, in the window's thread too (performance.md).
    """

    def __init__(self, contacts: Iterable[Contact] = ()) -> None:
        self._starts = array("Q", [0])
        self._block = bytearray()
        for contact in contacts:
            self.append(contact)

    @classmethod
    def of_image(cls, image: bytes) -> "PackedContacts":
        """Return the contacts that `image` was made of, by a process of this program on this computer."""
        count, _, rest = image.partition(b"\n")
        packed = cls()
        size = (int(count) + 1) * packed._starts.itemsize
        packed._starts = array("Q", rest[:size])
        packed._block = bytearray(rest[size:])
        return packed

    def image(self) -> bytes:
        """Return all of them as bytes, for another process."""
        return b"%d\n%s%s" % (len(self), self._starts.tobytes(), self._block)

    def append(self, contact: Contact) -> None:
        """Add one contact, without its id."""
        groups = _WITHIN.join(contact.groups)
        fields = [contact.name, contact.company, contact.email, contact.note, "*" * contact.favourite, groups]
        for number in contact.numbers:
            fields += (number.label, number.text)
        record = _BETWEEN.join(fields)
        if record.count(_BETWEEN) >= len(fields):
            record = _BETWEEN.join(field.replace(_BETWEEN, " ") for field in fields)
        self._block += record.encode("utf-8", "surrogatepass")
        self._starts.append(len(self._block))

    def __len__(self) -> int:
        return len(self._starts) - 1

    def __iter__(self) -> Iterator[Contact]:
        return map(self.at, range(len(self)))

    def at(self, place: int) -> Contact:
        """Return one contact, counted from 0."""
        record = self._block[self._starts[place] : self._starts[place + 1]].decode("utf-8", "surrogatepass")
        name, company, email, note, star, groups, *numbers = record.split(_BETWEEN)
        return Contact(
            name,
            company,
            email,
            tuple(map(LabelledNumber, numbers[::2], numbers[1::2])),
            note,
            bool(star),
            groups=tuple(groups.split(_WITHIN)) if groups else (),
            origin=IMPORTED,
        )

    def __contains__(self, contact: object) -> bool:
        return any(contact == known for known in self)


@dataclass(frozen=True, slots=True)
class ImportPreview:
    """What an import would bring; of a CSV file also how its columns are understood, and its first rows."""

    kind: ContactFileKind
    contacts: PackedContacts
    refused: tuple[RefusedRow, ...]
    encoding: str
    separator: str = ""
    columns: Columns | None = None
    sample: tuple[tuple[str, ...], ...] = ()
