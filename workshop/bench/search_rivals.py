"""The other ways to search: SQLite's LIKE on folded columns, and a plain Python scan, which also judges everybody.

Both fold as the tests' oracle does, not as the program does. The scan looks at every contact for every key.
"""

import re
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pbxdialer.core.listing import Listing
from tests.directory import oracle

SHOWN = 50
_COLUMNS = "id, name, company, numbers"


class Like:
    """A table with folded columns. Every word must stand in one; whole names come first, then beginnings."""

    def __init__(self, file: Path, people: Iterable[Listing]) -> None:
        self._connection = sqlite3.connect(file)
        self._connection.execute(
            f"CREATE TABLE people ({_COLUMNS}, folded_name TEXT, folded_company TEXT, digits TEXT)"
        )
        self._connection.executemany("INSERT INTO people VALUES (?, ?, ?, ?, ?, ?, ?)", map(_folded_row, people))
        self._connection.commit()

    def search(self, query: str) -> list[int]:
        """Return the ids of the first 50."""
        typed = oracle.ways(query)
        words = oracle.readings(query)[0][0] if typed else []
        if not words:
            return []
        anywhere = " AND ".join(["(folded_name LIKE ? OR folded_company LIKE ? OR digits LIKE ?)"] * len(words))
        values = [f"%{word}%" for word in words for _ in range(3)]
        begun = "CASE WHEN folded_name LIKE ? THEN 0 WHEN ' ' || folded_name LIKE ? THEN 1 ELSE 2 END"
        order = [f"{' '.join(words)}%", f"% {words[0]}%"]
        statement = f"SELECT {_COLUMNS} FROM people WHERE {anywhere} ORDER BY {begun}, folded_name LIMIT {SHOWN}"
        return [row[0] for row in self._connection.execute(statement, (*values, *order)).fetchall()]

    def close(self) -> None:
        """Close the table."""
        self._connection.close()


def _folded_row(person: Listing) -> tuple[object, ...]:
    name = " ".join(word for way in oracle.ways(person.name or person.company) for word in way)
    company = " ".join(word for way in oracle.ways(person.company) for word in way)
    numbers = "\n".join(number.text for number in person.numbers)
    return (person.id, person.name, person.company, numbers, name, company, " ".join(_digit_forms(person)))


def _digit_forms(person: Listing) -> list[str]:
    """Return the digits of all numbers in every form, as the oracle does, but without reading the numbers anew."""
    forms: list[str] = []
    for number in person.numbers:
        known = [form for form in (number.subscriber.lstrip("+"), number.national) if form]
        written = re.sub("[^0-9]", "", number.text)
        forms += known if any(written.endswith(form) for form in known) else [*known, written]
    return forms


@dataclass(frozen=True, slots=True)
class _Person:
    order: tuple[list[str], list[str], int]
    id: int
    names: tuple[str, ...]
    words: tuple[str, ...]
    everything: str


class Scan:
    """Everybody's words in Python lists; each is looked at for each key. The rules are the oracle's, word for word."""

    def __init__(self, people: Iterable[Listing]) -> None:
        self._people = sorted((_person(place, person) for place, person in enumerate(people)), key=lambda p: p.order)

    def search(self, query: str) -> list[int]:
        """Return the ids of the first 50."""
        groups = oracle.readings(query)
        for group in groups:
            if found := self._exact(group):
                return found
        for group in groups:
            if found := self._mistyped(group):
                return found
        return []

    def _exact(self, group: Sequence[Sequence[str]]) -> list[int]:
        kinds: tuple[list[int], list[int], list[int]] = ([], [], [])
        needles = [([f" {token}" for token in tokens], " ".join(tokens), tokens) for tokens in group if tokens]
        for person in self._people:
            best = 3
            for begun, whole, inside in needles:
                if all(token in person.everything for token in inside):
                    if any(name.startswith(whole) for name in person.names):
                        best = 0
                    elif best > 1 and all(token in person.everything for token in begun):
                        best = 1
                    else:
                        best = min(best, 2)
            if best < 3:
                kinds[best].append(person.id)
        return [*kinds[0], *kinds[1], *kinds[2]][:SHOWN]

    def _mistyped(self, group: Sequence[Sequence[str]]) -> list[int]:
        found = []
        for person in self._people:
            for tokens in group:
                if any(
                    oracle.is_meant(token, list(person.words))
                    and all(other in person.everything for other in oracle.without(list(tokens), place))
                    for place, token in enumerate(tokens)
                ):
                    found.append(person.id)
                    break
        return found[:SHOWN]


def _person(place: int, person: Listing) -> _Person:
    names, companies = oracle.ways(person.name or person.company), oracle.ways(person.company)
    words = tuple(word for way in names + companies for word in way)
    return _Person(
        ((names or [[]])[0], (companies or [[]])[0], place),
        person.id,
        tuple(" ".join(way) + " " for way in names),
        words,
        " " + " ".join((*words, *_digit_forms(person))) + " ",
    )
