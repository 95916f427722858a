"""What the columns of a contact list hold, by the words of its header line (English and Romanian)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pbxdialer.core.contact import Contact, LabelledNumber
from pbxdialer.core.language import mark
from pbxdialer.core.number import DIGITS
from pbxdialer.core.plain_text import plain
from pbxdialer.directory.fold import is_digits, words

LONGEST_FIELD = 2000
MOST_NUMBERS = 20
_SEVERAL = re.compile(r"\s*(?::::|[;,|/\r\n]|\bor\b|\bsau\b)\s*")
_SHORTEST_OF_SEVERAL = 5
_SHORTEST_WHOLE = 9
_FORMULA = re.compile(r"'(?=[=+\-@\t\r])")
_TEXT_FORMULA = re.compile(r'="(.*)"')

NOTHING_TO_CALL = mark("there is no number")
NAMELESS = mark("there is neither a name nor a company")
FIELD_TOO_LONG = mark("a field is longer than 2000 characters; perhaps a quotation mark is not closed")

# headers are compared folded, as `words` folds them: without accents, case and punctuation
_NAME = frozenset({"name", "full name", "display name", "contact", "contact name", "nume", "nume complet"})
_FIRST = frozenset({"first", "first name", "given name", "prenume"})
_LAST = frozenset({"last", "last name", "surname", "family name", "nume de familie"})
_COMPANY = frozenset({"company", "company name", "organization", "organisation", "companie", "firma", "organizatie"})
_COMPANY |= {"organization name", "organization 1 name"}
_EMAIL = frozenset({"email", "e mail", "mail", "email address", "e mail address", "adresa de email", "adresa email"})
_EMAIL |= {"email 1 value", "e mail 1 value"}
_NOTE = frozenset({"note", "notes", "comment", "comments", "nota", "notite", "observatii"})
_NUMBER_ALONE = frozenset({"number", "numar", "nr"})
_PHONE = frozenset({"phone", "telephone", "tel", "mobile", "cell", "cellphone", "telefon", "mobil", "fix"})
_NO_PHONE = frozenset({"fax", "type", "label", "tip", "eticheta"})
_LABELS = {"mobile": "mobile", "mobil": "mobile", "cell": "mobile", "cellphone": "mobile", "home": "home"}
_LABELS |= {"acasa": "home", "office": "office", "business": "office", "work": "office", "birou": "office"}
_LABELS |= {"serviciu": "office", "fix": "office", "main": "main", "principal": "main"}


@dataclass(frozen=True, slots=True)
class Columns:
    """Which column holds what, by position; a number column with its label."""

    name: int | None
    first: int | None
    last: int | None
    company: int | None
    email: int | None
    note: int | None
    numbers: tuple[tuple[int, str], ...]

    @classmethod
    def named(cls, header: Sequence[str]) -> "Columns":
        """Understand the fields of a header line."""
        titles = [" ".join(words(title[:LONGEST_FIELD])) for title in header]

        def column(known: frozenset[str]) -> int | None:
            return next((place for place, title in enumerate(titles) if title in known), None)

        numbers = [(place, _label_of(title)) for place, title in enumerate(titles) if _is_phone(title)]
        people = (column(_NAME), column(_FIRST), column(_LAST), column(_COMPANY))
        return cls(*people, column(_EMAIL), column(_NOTE), tuple(numbers[:MOST_NUMBERS]))

    @property
    def understood(self) -> int:
        """How many columns are understood; 0 where contacts cannot be made of them."""
        people = (self.name, self.first, self.last, self.company)
        if not self.numbers or people == (None,) * len(people):
            return 0
        return len(self.numbers) + sum(place is not None for place in (*people, self.email, self.note))

    def contact(self, fields: Sequence[str]) -> Contact | str:
        """Return the row's contact, or the reason (an English source text) why it is none."""
        if any(len(field) > LONGEST_FIELD for field in fields):
            return FIELD_TOO_LONG

        def value(place: int | None) -> str:
            return fields[place] if place is not None and place < len(fields) else ""

        name = clean(value(self.name)) or clean(f"{clean(value(self.first))} {clean(value(self.last))}")
        company = clean(value(self.company))
        if not name and not company:
            return NAMELESS
        numbers = [LabelledNumber(label, text) for place, label in self.numbers for text in numbers_in(value(place))]
        if not numbers:
            return NOTHING_TO_CALL
        return Contact(
            name=name or company,
            company=company if name else "",
            email=clean(value(self.email)),
            numbers=tuple(numbers[:MOST_NUMBERS]),
            note=clean(value(self.note)),
        )


def clean(field: str) -> str:
    """Return a field as one plain line, without the apostrophe that keeps spreadsheets from computing it."""
    return plain(_FORMULA.sub("", field, count=1) if _FORMULA.match(field) else field, LONGEST_FIELD)


def numbers_in(field: str) -> list[str]:
    """Return the numbers of a field, each as it is written; what holds no digit is none.

    Spreadsheets keep the leading zero of a number with an apostrophe or as ``="0722…"``. Several numbers in one field
    are never glued together: ``021/312 34 56`` is one number, ``0722 123 456/7`` is kept as a text nobody can dial.
    """
    text = _TEXT_FORMULA.sub(r"\1", field.strip()).lstrip("'")
    parts = _SEVERAL.split(text)
    if all(_digits(part) >= _SHORTEST_OF_SEVERAL for part in parts):
        return [clean(part) for part in parts]
    if len(parts) > 1 and _digits(parts[0]) >= _SHORTEST_WHOLE:
        text = "; ".join(parts)
    return [clean(text)] if _digits(text) else []


def _digits(text: str) -> int:
    return sum(char in DIGITS for char in text)


def _is_phone(title: str) -> bool:
    """True for ``phone``, ``office phone``, ``phone 1 value``; not for ``phone 1 type``, ``fax`` or ``hotel``."""
    found = set(title.split())
    return title in _NUMBER_ALONE or (not found.isdisjoint(_PHONE) and found.isdisjoint(_NO_PHONE))


def _label_of(title: str) -> str:
    """Return ``office`` for ``office phone`` or ``birou``, the header's own words for what we do not know."""
    found = title.split()
    own = [word for word in found if word not in _PHONE | _NUMBER_ALONE | {"value"} and not is_digits(word)]
    return next((_LABELS[word] for word in found if word in _LABELS), " ".join(own))
