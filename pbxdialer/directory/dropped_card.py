"""The name and the telephone numbers of a vCard that was dropped on the window, to be offered; nothing is kept."""

from dataclasses import dataclass
from io import BytesIO

LONGEST_CARD = 4 * 1024 * 1024  # bytes; a PHOTO makes cards long


class NotACard(ValueError):
    """It is no vCard, or none that can be read."""


@dataclass(frozen=True, slots=True)
class DroppedCard:
    """Whose card it is, and the numbers as they are written in it."""

    name: str
    numbers: tuple[str, ...]


def read_card(data: bytes) -> DroppedCard:
    """Return what the first card in `data` says that has a number. Raises NotACard."""
    from pbxdialer.directory.contact_file import kind_of, read_contacts_in  # all kinds of files: for the first drop
    from pbxdialer.directory.import_preview import ContactFileKind, UnreadableFile

    file = BytesIO(data[:LONGEST_CARD])
    if kind_of(file, "utf-8", "") is not ContactFileKind.VCARD:
        raise NotACard
    try:
        contacts = read_contacts_in(file, ".vcf").contacts
    except UnreadableFile as error:
        raise NotACard from error
    first = next(iter(contacts), None)
    if first is None:
        return DroppedCard("", ())
    return DroppedCard(first.name, tuple(numbered.text for numbered in first.numbers))
