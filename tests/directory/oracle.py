"""The search's rules written down once more, as plainly and as slowly as possible: the judge of the quick search."""

import re
import unicodedata
from datetime import datetime
from functools import cache

from pbxdialer.core.contact import Contact
from pbxdialer.core.number_finder import numbers_of_entry
from pbxdialer.directory.called import weight
from pbxdialer.directory.match import MatchKind

_EXTRA = {"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i", "ß": "ss"}
_UMLAUTS = {"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "ae", "Ö": "oe", "Ü": "ue"}


def search(
    contacts: list[Contact],
    query: str,
    limit: int = 50,
    calls: dict[str, tuple[int, datetime]] | None = None,
    region: str = "RO",
) -> list[tuple[Contact, MatchKind]]:
    """Return the first `limit` contacts for `query` and how each matches."""
    groups = readings(query)
    for kinds in ((0, 1, 2), (3,)):
        for group in groups:
            found = []
            for arrival, contact in enumerate(contacts):
                fitting = [kind for kind in kinds if any(fits(contact, way, kind, region) for way in group)]
                if fitting:
                    called = called_weight(contact, calls or {}, region)
                    order = (
                        fitting[0],
                        called is None,
                        -(called or 0.0),
                        (ways(contact.name or contact.company) or [[]])[0],
                        (ways(contact.company) or [[]])[0],
                        arrival,
                    )
                    found.append((order, contact, MatchKind(fitting[0])))
            if found:
                return [(contact, kind) for _, contact, kind in sorted(found, key=lambda item: item[0])[:limit]]
    return []


def fits(contact: Contact, tokens: list[str], kind: int, region: str) -> bool:
    names = ways(contact.name or contact.company)
    words = [word for way in names + ways(contact.company) for word in way]
    everything = words + digit_forms(contact, region)
    begins = all(any(word.startswith(token) for word in everything) for token in tokens)
    inside = all(any(token in word for word in everything) for token in tokens)
    if kind == 0:
        return any((" ".join(way) + " ").startswith(" ".join(tokens)) for way in names)
    if kind == 1:
        return begins
    if kind == 2:
        return inside
    return any(
        is_meant(token, words) and all(any(other in word for word in everything) for other in without(tokens, place))
        for place, token in enumerate(tokens)
    )


def is_meant(token: str, words: list[str]) -> bool:
    """One typo: a word begins with something that is exactly one edit away from `token`, and is no number."""
    return len(token) >= 4 and not is_number(token) and any(begins_one_edit_away(token, word) for word in words)


@cache
def begins_one_edit_away(token: str, word: str) -> bool:
    beginnings = [word[:length] for length in range(len(token) - 1, min(len(token) + 1, len(word)) + 1)]
    return any(not is_number(beginning) and distance(token, beginning) == 1 for beginning in beginnings)


def distance(a: str, b: str) -> int:
    """Edits between two words, a swap of neighbours being one (optimal string alignment)."""
    rows = [list(range(len(b) + 1))]
    for i, left in enumerate(a, 1):
        row = [i]
        for j, right in enumerate(b, 1):
            cost = min(rows[-1][j] + 1, row[-1] + 1, rows[-1][j - 1] + (left != right))
            if i > 1 and j > 1 and left == b[j - 2] and a[i - 2] == right:
                cost = min(cost, rows[-2][j - 2] + 1)
            row.append(cost)
        rows.append(row)
    return rows[-1][-1]


def readings(query: str) -> list[list[list[str]]]:
    typed = ways(query)
    merged = []
    for way in typed:
        together = re.sub(r"(?<![^ ])([0-9]+) (?=[0-9]+(?![^ ]))", r"\1", " ".join(way)).split()
        merged.append(together)
        merged.append([token[2:] if is_number(token) and re.match("00.", token) else token for token in together])
    return [group for group in (merged, typed) if group]


@cache
def ways(text: str) -> list[list[str]]:
    spelt_out = "".join(_UMLAUTS.get(char, char) for char in unicodedata.normalize("NFC", text))
    joined = re.sub("['’‘ʼ`´]", "", text)
    return [words for words in (split(text), split(spelt_out), split(joined)) if words]


def split(text: str) -> list[str]:
    folded = ""
    for char in text:
        for part in unicodedata.normalize("NFKD", char):
            if not unicodedata.category(part).startswith("M"):
                folded += "".join(_EXTRA.get(small, small) for small in part.casefold())
    return "".join(char if char.isalnum() else " " for char in folded).split()


@cache
def digit_forms(contact: Contact, region: str) -> list[str]:
    forms = []
    for number in contact.numbers:
        written = re.sub("[^0-9]", "", number.text)
        # what a field holds is told by the one reader of the store, the list and the guests, not by the search
        held = numbers_of_entry(number.text, region)
        known = [held[0].subscriber(region).lstrip("+"), held[0].national(region) or ""] if len(held) == 1 else []
        known = [form for form in known if form]
        forms += known
        if not any(written.endswith(form) for form in known):
            forms.append(written)
    return forms


def called_weight(contact: Contact, calls: dict[str, tuple[int, datetime]], region: str) -> float | None:
    forms = digit_forms(contact, region)
    mine = [counted for subscriber, counted in calls.items() if subscriber.lstrip("+") in forms]
    return weight(sum(count for count, _ in mine), max(last for _, last in mine)) if mine else None


def without(tokens: list[str], place: int) -> list[str]:
    return tokens[:place] + tokens[place + 1 :]


def is_number(token: str) -> bool:
    return re.fullmatch("[0-9]+", token) is not None
