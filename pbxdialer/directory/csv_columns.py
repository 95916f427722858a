"""The columns of a contact list: what each holds, and the contact in one row of them."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from pbxdialer.core.contact import IMPORTED, Contact, LabelledNumber
from pbxdialer.core.language import mark
from pbxdialer.core.plain_text import plain, plain_block
from pbxdialer.directory.csv_headers import OWN_HEADER, Field, Meaning, known_label, meanings_of
from pbxdialer.directory.fold import words
from pbxdialer.directory.number_field import LONGEST_FIELD, clean, numbers_in, unquoted

LONGEST_NOTE = 20_000
MOST_NUMBERS = 100
_GROUPS = re.compile(r"\s*(?::::|[;\n])\s*")

NOTHING_TO_CALL = mark("there is no number")
NAMELESS = mark("there is neither a name nor a company")
FIELD_TOO_LONG = mark("a field is longer than 2000 characters; perhaps a quotation mark is not closed")
TOO_MANY_NUMBERS = mark("there are more than 100 numbers")


@dataclass(frozen=True)
class Columns:
    """The titles of the columns and what each holds; of our own export everything is taken as it stands."""

    titles: tuple[str, ...]
    meanings: tuple[Meaning, ...]

    @classmethod
    def named(cls, header: Sequence[str]) -> "Columns":
        """Understand the fields of a header line."""
        return cls(tuple(header), meanings_of(header))

    @cached_property
    def is_our_own(self) -> bool:
        """True for a file that this program has written."""
        return self.titles[: len(OWN_HEADER)] == OWN_HEADER

    @property
    def understood(self) -> int:
        """How many columns are understood; 0 where contacts cannot be made of them."""
        fields = [meaning.field for meaning in self.meanings]
        people = {Field.NAME, Field.FIRST, Field.LAST, Field.COMPANY}
        if Field.NUMBER not in fields or people.isdisjoint(fields):
            return 0
        return sum(field is not Field.NOTHING for field in fields)

    @property
    def key(self) -> str:
        """What a choice of meanings is remembered by: the titles, however they are written."""
        return "|".join(" ".join(words(title)) for title in self.titles)

    def choice(self) -> str:
        """Return the meanings as a text to remember."""
        return json.dumps([[meaning.field.value, meaning.label] for meaning in self.meanings])

    def with_choice(self, choice: str) -> "Columns":
        """Return the columns with remembered meanings; what does not fit them changes nothing."""
        try:
            pairs = json.loads(choice) if choice else []
            meanings = tuple(Meaning(Field(field), str(label)) for field, label in pairs)
        except (ValueError, TypeError, RecursionError):
            return self
        return Columns(self.titles, meanings) if len(meanings) == len(self.titles) else self

    def contact(self, fields: Sequence[str]) -> Contact | str:
        """Return the row's contact, or the reason (an English source text) why it is none."""
        if max(map(len, fields)) > LONGEST_FIELD and self._too_long(fields):
            return FIELD_TOO_LONG
        apart = (self._text(fields, part) for part in (Field.FIRST, Field.MIDDLE, Field.LAST))
        name = self._text(fields, Field.NAME) or " ".join(part for part in apart if part)
        company = self._text(fields, Field.COMPANY)
        if not name and not company:
            return NAMELESS
        numbers = self._numbers(fields)
        if not numbers and not self.is_our_own:
            return NOTHING_TO_CALL
        if len(numbers) > MOST_NUMBERS:
            return TOO_MANY_NUMBERS
        groups = self._raw(fields, Field.GROUPS)
        return Contact(
            name=name or company,
            company=company if name else "",
            email=self._text(fields, Field.EMAIL),
            numbers=tuple(numbers),
            note=plain_block(unquoted(self._raw(fields, Field.NOTE)), LONGEST_NOTE),
            favourite=bool(self._raw(fields, Field.FAVOURITE).strip()) or "* starred" in groups,
            groups=self._groups(groups) if groups else (),
            origin=IMPORTED,
        )

    @cached_property
    def _places(self) -> dict[Field, int]:
        return {meaning.field: place for place, meaning in reversed(list(enumerate(self.meanings)))}

    @cached_property
    def _number_places(self) -> tuple[tuple[int, int | None, str], ...]:
        """(place of the number, place of the label in the row or None, label by the header)."""
        found = []
        label: int | None = None
        for place, meaning in enumerate(self.meanings):
            if meaning.field is Field.LABEL:
                label = place
            elif meaning.field is Field.NUMBER:
                found.append((place, label, meaning.label))
                label = None
        return tuple(found)

    def _raw(self, fields: Sequence[str], field: Field) -> str:
        place = self._places.get(field, len(fields))
        return fields[place] if place < len(fields) else ""

    def _text(self, fields: Sequence[str], field: Field) -> str:
        text = self._raw(fields, field)
        return clean(text) if text else ""

    def _numbers(self, fields: Sequence[str]) -> list[LabelledNumber]:
        numbers = []
        for place, label_place, label in self._number_places:
            text = fields[place] if place < len(fields) else ""
            if not text:
                continue
            written = clean(fields[label_place]) if label_place is not None and label_place < len(fields) else ""
            if self.is_our_own:
                numbers.append(LabelledNumber(written, clean(text)))
            else:
                named = known_label(written) if written else label
                numbers += [LabelledNumber(named, number) for number in numbers_in(text)]
        return numbers

    def _groups(self, text: str) -> tuple[str, ...]:
        """Return the names of the groups; Google's own (``* myContacts``) are none."""
        if self.is_our_own:
            return tuple(unquoted(text).split("\n"))
        parts = (plain(part, LONGEST_FIELD) for part in _GROUPS.split(text))
        return tuple(dict.fromkeys(part for part in parts if part and not part.startswith("* ")))

    def _too_long(self, fields: Sequence[str]) -> bool:
        note = self._places.get(Field.NOTE)
        return any(
            len(field) > (LONGEST_NOTE if place == note else LONGEST_FIELD) for place, field in enumerate(fields)
        )
