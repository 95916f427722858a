"""What the words of a header line say about a column: English and Romanian, Google's and Outlook's sets among them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from pbxdialer.directory.fold import is_digits, words

LONGEST_TITLE = 200
MOST_NUMBER_COLUMNS = 100
# what `csv_export` writes; numbers follow as pairs of "Phone n - Label" and "Phone n - Value"
OWN_HEADER = ("Name", "Company", "E-mail", "Note", "Groups", "Favourite")


class Field(StrEnum):
    """What a column holds. LABEL says what the next number to its right is."""

    NOTHING = ""
    NAME = "name"
    FIRST = "first"
    MIDDLE = "middle"
    LAST = "last"
    COMPANY = "company"
    EMAIL = "email"
    NOTE = "note"
    GROUPS = "groups"
    FAVOURITE = "favourite"
    LABEL = "label"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a column holds; a number column may say what its numbers are (``mobile``)."""

    field: Field = Field.NOTHING
    label: str = ""


# headers are compared folded, as `words` folds them: without accents, case and punctuation
_TITLES: dict[Field, frozenset[str]] = {
    Field.NAME: frozenset(
        {"name", "full name", "display name", "displayname", "contact", "contact name", "nume", "nume complet"}
        | {"numele complet", "nume afisat", "nume contact", "file as", "fn", "cn"}
    ),
    Field.FIRST: frozenset({"first", "first name", "given name", "given", "prenume", "prenumele"}),
    Field.MIDDLE: frozenset({"middle", "middle name", "additional name", "al doilea prenume", "nume mijlociu"}),
    Field.LAST: frozenset({"last", "last name", "surname", "family name", "nume de familie", "numele de familie"}),
    Field.COMPANY: frozenset(
        {"company", "company name", "organization", "organisation", "companie", "firma", "organizatie", "societate"}
        | {"organization name", "organisation name", "organization 1 name", "denumire firma", "nume firma", "client"}
    ),
    Field.EMAIL: frozenset(
        {"email", "e mail", "mail", "email address", "e mail address", "email 1 value", "e mail 1 value", "posta"}
        | {"adresa de email", "adresa email", "adresa de e mail", "posta electronica", "adresa de posta electronica"}
    ),
    Field.NOTE: frozenset({"note", "notes", "comment", "comments", "nota", "notite", "observatii", "comentarii"}),
    Field.GROUPS: frozenset(
        {"groups", "group", "group membership", "labels", "categories", "category", "grup", "grupuri", "etichete"}
        | {"categorie", "categorii"}
    ),
    Field.FAVOURITE: frozenset({"favourite", "favorite", "starred", "favorit"}),
}
_FIELDS = {title: field for field, titles in _TITLES.items() for title in titles}
_SEVERAL_TIMES = frozenset({Field.NUMBER, Field.LABEL, Field.NOTHING})
_NUMBER_ALONE = frozenset({"number", "numar", "nr"})
_PHONE = frozenset(
    {"phone", "phones", "telephone", "tel", "mobile", "cell", "cellphone", "telefon", "telefonul", "mobil", "fix"}
    | {"telephonenumber", "callback"}
)
_NO_PHONE = frozenset({"fax", "pager", "tty", "tdd", "isdn", "telex", "date", "data", "pozitia", "extension"})
_KIND_OF_NUMBER = frozenset({"type", "label", "tip", "eticheta"})
_LABELS = {"mobile": "mobile", "mobil": "mobile", "cell": "mobile", "cellphone": "mobile", "home": "home"}
_LABELS |= {"acasa": "home", "office": "office", "business": "office", "work": "office", "birou": "office"}
_LABELS |= {"serviciu": "office", "fix": "office", "main": "main", "primary": "main", "principal": "main"}
_NO_LABEL = _PHONE | _NUMBER_ALONE | {"value", "s"}
_PLACE_NUMBER = re.compile(r"\d+$")


def meanings_of(header: Sequence[str]) -> tuple[Meaning, ...]:
    """Understand the fields of a header line."""
    titles = [" ".join(words(title[:LONGEST_TITLE])) for title in header]
    given_name = any(_FIELDS.get(title) is Field.FIRST for title in titles)
    seen: set[Field] = set()
    numbers = 0
    meanings = []
    for title in titles:
        meaning = _meaning_of(title)
        if title == "nume" and given_name:  # Outlook's family name in Romanian
            meaning = Meaning(Field.LAST)
        numbers += meaning.field is Field.NUMBER
        if meaning.field in seen - _SEVERAL_TIMES or numbers > MOST_NUMBER_COLUMNS:
            meaning = Meaning()
        seen.add(meaning.field)
        meanings.append(meaning)
    return tuple(meanings)


def known_label(text: str) -> str:
    """Return ``mobile``, ``office``, ``home`` or ``main`` for the usual words (also ``Work 2``), else `text` itself."""
    return next((_LABELS[word] for word in words(_PLACE_NUMBER.sub("", text)) if word in _LABELS), text)


def _meaning_of(title: str) -> Meaning:
    """Return what a folded title says: ``office phone``, ``phone 1 value``; not ``fax`` or ``hotel``."""
    if title in _FIELDS:
        return Meaning(_FIELDS[title])
    found = title.split()
    if title in _NUMBER_ALONE:
        return Meaning(Field.NUMBER)
    if _PHONE.isdisjoint(found) or not _NO_PHONE.isdisjoint(found):
        return Meaning()
    if not _KIND_OF_NUMBER.isdisjoint(found):
        return Meaning(Field.LABEL)
    own = [word for word in found if word not in _NO_LABEL and not is_digits(word)]
    return Meaning(Field.NUMBER, next((_LABELS[word] for word in found if word in _LABELS), " ".join(own)))
