"""Which lines match the readings of a query, best kind of match first, without looking at more lines than needed."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from heapq import merge
from itertools import islice

from pbxdialer.directory.lines import Lines
from pbxdialer.directory.match import MatchKind
from pbxdialer.directory.query import Reading, Readings, forgives_typo
from pbxdialer.directory.typos import Vocabulary

_FEW = 100
_EXACT_KINDS = (MatchKind.NAME_PREFIX, MatchKind.WORD_PREFIX, MatchKind.SUBSTRING)
_NONE: frozenset[int] = frozenset()

Needles = tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """A line that matches, how, and the reading it matches."""

    line: int
    kind: MatchKind
    reading: Reading


@dataclass(frozen=True, slots=True)
class Hits:
    """The best hits, by kind and then by line; `all_lines` is every matching line, or None where those are many."""

    hits: tuple[Hit, ...]
    all_lines: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True)
class Correction:
    """A reading with one token corrected, and what to look for then."""

    reading: Reading
    needles: Needles


def exact_hits(lines: Lines, readings: Readings, limit: int, skip: frozenset[int] = _NONE) -> Hits:
    """Return the best `limit` lines in which every token of a reading occurs; lines of `skip` do not count.

    Few matching lines are found in one pass and classified. Of many, each kind is looked for by itself; the limit is
    then soon reached, and the search stops there.
    """
    matching = list(islice(_lines_with(lines, [reading.parts for reading in readings], skip), _FEW + 1))
    if len(matching) <= _FEW:
        return hits_among(matching, lines, readings)
    hits: list[Hit] = []
    for kind in _EXACT_KINDS:
        found = _lines_with(lines, [_needles(reading, kind) for reading in readings], skip | {hit.line for hit in hits})
        hits += [_hit(line, kind, lines, readings) for line in islice(found, limit - len(hits))]
        if len(hits) == limit:
            break
    return Hits(tuple(hits))


def hits_among(candidates: Iterable[int], lines: Lines, readings: Readings) -> Hits:
    """Return all hits among the candidate lines, which must be in order."""
    hits = [hit for line in candidates if (hit := _classified(line, lines.text(line), readings))]
    return Hits(tuple(sorted(hits, key=lambda hit: hit.kind)), tuple(hit.line for hit in hits))


def corrections(lines: Lines, readings: Readings, vocabulary: Vocabulary) -> list[Correction]:
    """Return every way to correct one token of a reading so that it begins a word.

    A token that occurs nowhere must be the wrong one, and where two occur nowhere, one correction cannot help.
    """
    return [fixed for reading in readings for fixed in _corrected(reading, lines, vocabulary)]


def corrected_hits(lines: Lines, fixes: Sequence[Correction], limit: int, skip: frozenset[int] = _NONE) -> Hits:
    """Return the first `limit` lines that match any of the corrections."""
    found: dict[int, Reading] = {}
    for fix in fixes:
        for line in islice(_lines_with(lines, [fix.needles], skip), limit):
            found.setdefault(line, fix.reading)
    return Hits(tuple(Hit(line, MatchKind.TYPO, found[line]) for line in sorted(found)[:limit]))


def _lines_with(lines: Lines, needle_sets: Sequence[Needles], skip: frozenset[int]) -> Iterator[int]:
    """Yield, in order and once, each line that holds all needles of any set."""
    previous = -1
    streams = [lines.holding(needles) for needles in needle_sets]
    for line in merge(*streams) if len(streams) > 1 else streams[0]:
        if line != previous and line not in skip:
            yield line
        previous = line


def _needles(reading: Reading, kind: MatchKind) -> Needles:
    if kind is MatchKind.NAME_PREFIX:
        return (reading.whole_name,)
    return reading.word_starts if kind is MatchKind.WORD_PREFIX else reading.parts


def _hit(line: int, kind: MatchKind, lines: Lines, readings: Readings) -> Hit:
    if len(readings) == 1:
        return Hit(line, kind, readings[0])
    text = lines.text(line)
    return Hit(line, kind, next(reading for reading in readings if _holds(text, _needles(reading, kind))))


def _classified(line: int, text: bytes, readings: Readings) -> Hit | None:
    for kind in _EXACT_KINDS:
        for reading in readings:
            if _holds(text, _needles(reading, kind)):
                return Hit(line, kind, reading)
    return None


def _holds(text: bytes, needles: Needles) -> bool:
    return all(needle in text for needle in needles)


def _corrected(reading: Reading, lines: Lines, vocabulary: Vocabulary) -> Iterator[Correction]:
    missing = [place for place, part in enumerate(reading.parts) if not lines.has(part)]
    if len(missing) > 1:
        return
    for place in missing or range(len(reading.tokens)):
        token = reading.tokens[place]
        for word in vocabulary.one_edit_from(token) if forgives_typo(token) else ():
            fixed = Reading((*reading.tokens[:place], word, *reading.tokens[place + 1 :]))
            others = reading.parts[:place] + reading.parts[place + 1 :]
            yield Correction(fixed, (fixed.word_starts[place], *others))
