"""Contacts from vCards 2.1, 3.0 and 4.0, as telephones, Outlook, Google and Apple write them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO
from urllib.parse import unquote

from pbxdialer.core.contact import IMPORTED, Contact, LabelledNumber
from pbxdialer.core.language import mark
from pbxdialer.core.plain_text import plain, plain_block
from pbxdialer.core.progress import Steps
from pbxdialer.directory.csv_columns import LONGEST_NOTE, MOST_NUMBERS, NAMELESS, NOTHING_TO_CALL, TOO_MANY_NUMBERS
from pbxdialer.directory.csv_headers import known_label
from pbxdialer.directory.file_text import LINE_TOO_LONG, TextLines
from pbxdialer.directory.import_preview import (
    MOST_ROWS,
    TOO_MANY_ROWS,
    ContactFileKind,
    ImportPreview,
    PackedContacts,
    RefusedRow,
)
from pbxdialer.directory.number_field import LONGEST_FIELD, numbers_in
from pbxdialer.directory.vcard_lines import Property, parts, properties, unescaped

OUR_PRODUCT = "-//pbxdialer//EN"
LABELS_BY_TYPE = {"CELL": "mobile", "MAIN": "main", "HOME": "home", "WORK": "office"}
_NOT_FOR_TALKING = frozenset({"FAX", "PAGER", "MODEM", "BBS", "TEXTPHONE"})
_FOR_TALKING = frozenset({"VOICE", "CELL"})
_SAYS_NOTHING = frozenset({"", "PREF", "VOICE", "TEXT", "INTERNET", "QUOTED-PRINTABLE", "BASE64", "X-VOICE", "MSG"})
_APPLE_LABEL = ("_$!<", ">!$_")

CUT_OFF = mark("the card is cut off")


def read_vcards(file: BinaryIO, encoding: str, *, strict: bool, steps: Steps) -> ImportPreview:
    """Return what a file of vCards holds. Raises UnreadableFile, Cancelled, OSError."""
    text = TextLines(file, encoding, strict=strict, steps=steps)
    contacts, refused = PackedContacts(), []
    for read, (line, found) in enumerate(_cards(properties(text))):
        if read == MOST_ROWS:
            refused.append(RefusedRow(line, TOO_MANY_ROWS))
            break
        if isinstance(found, Contact):
            contacts.append(found)
        else:
            refused.append(RefusedRow(line, found))
    refused += [RefusedRow(line, LINE_TOO_LONG) for line in text.too_long]
    return ImportPreview(ContactFileKind.VCARD, contacts, tuple(refused), encoding)


@dataclass(slots=True)
class _Card:
    """One card while it is read."""

    line: int
    is_our_own: bool = False
    formatted: str = ""
    structured: str = ""
    company: str = ""
    email: str = ""
    email_preferred: bool = False
    favourite: bool = False
    notes: list[str] = field(default_factory=list)
    groups: list[str] = field(default_factory=list)
    numbers: list[tuple[str, str, str]] = field(default_factory=list)  # group of the line, label, text
    labels: dict[str, str] = field(default_factory=dict)  # by group of the line

    def take(self, found: Property) -> None:
        match found.name:
            case "TEL":
                self._take_number(found)
            case "FN":
                self.formatted = self.formatted or plain(unescaped(found.value), LONGEST_FIELD)
            case "N":
                self.structured = self.structured or _name_of(found.value)
            case "ORG":
                companies = (plain(part, LONGEST_FIELD) for part in parts(found.value, ";"))
                self.company = self.company or next((company for company in companies if company), "")
            case "EMAIL":
                if not self.email or (found.preferred and not self.email_preferred):
                    self.email = plain(unescaped(found.value), LONGEST_FIELD)
                    self.email_preferred = found.preferred
            case "NOTE":
                self.notes.append(unescaped(found.value))
            case "CATEGORIES":
                names = (plain(part, LONGEST_FIELD) for part in parts(found.value, ","))
                self.groups += [name for name in names if name and (self.is_our_own or name != "myContacts")]
            case "X-ABLABEL":
                self.labels[found.group] = unescaped(found.value)
            case "PRODID":
                self.is_our_own = found.value == OUR_PRODUCT
            case "X-PBXDIALER-FAVOURITE":
                self.favourite = True

    def finished(self) -> Contact | str:
        """Return the contact, or the reason why it is none."""
        name = self.formatted or self.structured
        if not name and not self.company:
            return NAMELESS
        numbers = list(self._labelled())
        if not numbers and not self.is_our_own:
            return NOTHING_TO_CALL
        if len(numbers) > MOST_NUMBERS:
            return TOO_MANY_NUMBERS
        return Contact(
            name=name or self.company,
            company=self.company if name else "",
            email=self.email,
            numbers=tuple(numbers),
            note=plain_block("\n".join(self.notes), LONGEST_NOTE),
            favourite=self.favourite,
            groups=tuple(dict.fromkeys(self.groups)),
            origin=IMPORTED,
        )

    def _take_number(self, found: Property) -> None:
        types = found.types
        if not types.isdisjoint(_NOT_FOR_TALKING) and types.isdisjoint(_FOR_TALKING):
            return
        text = unescaped(found.value)
        if found.is_uri or not self.is_our_own:
            scheme = text.partition(":")[0].lower()
            if scheme == "tel":
                text = _number_of_uri(text)
            elif found.is_uri:
                return  # an address of another kind, sip: for example
        label = next((label for kind, label in LABELS_BY_TYPE.items() if kind in types), "")
        if not label and not self.is_our_own:
            own = sorted(kind for kind in types - _SAYS_NOTHING if not kind.startswith("TYPE"))
            label = plain(own[0].lower().removeprefix("x-"), 40) if own else ""
        texts = [plain(text, LONGEST_FIELD)] if self.is_our_own else numbers_in(text)
        self.numbers += [(found.group, label, number) for number in texts]

    def _labelled(self) -> Iterator[LabelledNumber]:
        for group, label, text in self.numbers:
            written = self.labels.get(group, "") if group else ""
            if written and not self.is_our_own:
                written = known_label(written.removeprefix(_APPLE_LABEL[0]).removesuffix(_APPLE_LABEL[1]).strip())
                written = written.lower() if written.isascii() and written.istitle() else written
            yield LabelledNumber(plain(written, LONGEST_FIELD) or label, text)


def _cards(found: Iterator[Property]) -> Iterator[tuple[int, Contact | str]]:
    """Yield (first line, contact or reason) of each card; a card inside a card (vCard 2.1's AGENT) is passed over."""
    card: _Card | None = None
    depth = 0
    agent = False
    for one in found:
        if one.name == "BEGIN" and one.value.strip().upper() == "VCARD":
            if card is not None and (agent or depth > 1):
                depth += 1
            else:
                if card is not None:
                    yield card.line, CUT_OFF
                card, depth = _Card(one.line), 1
        elif one.name == "END" and one.value.strip().upper() == "VCARD":
            depth = max(depth - 1, 0)
            if depth == 0 and card is not None:
                yield card.line, card.finished()
                card = None
        elif card is not None and depth == 1:
            card.take(one)
        agent = one.name == "AGENT" and not one.value.strip()
    if card is not None:
        yield card.line, CUT_OFF


def _name_of(value: str) -> str:
    """Return a name from N's family, given, additional, prefix and suffix."""
    family, given, additional, prefix, suffix = (*parts(value, ";"), "", "", "", "", "")[:5]
    return plain(" ".join(filter(None, (prefix, given, additional, family, suffix))), LONGEST_FIELD)


def _number_of_uri(uri: str) -> str:
    """Return the number of a ``tel:`` address (RFC 3966) without its parameters."""
    return unquote(uri[4:].split(";")[0])
