"""Which lines match the readings of a query, best kind of match first, without looking at more lines than needed."""

from collections.abc import Iterable, Iterator, Sequence
from heapq import merge
from itertools import islice
from typing import NamedTuple

from pbxdialer.directory.indexed_lines import IndexedLines
from pbxdialer.directory.lines import Lines
from pbxdialer.directory.match import MatchKind
from pbxdialer.directory.query import Reading, Readings, forgives_typo
from pbxdialer.directory.typos import one_edit_from
from pbxdialer.directory.word_index import WordIndex

_FEW = 150
_EXACT_KINDS = (MatchKind.NAME_PREFIX, MatchKind.WORD_PREFIX, MatchKind.SUBSTRING)
_NONE: frozenset[int] = frozenset()

Needles = tuple[bytes, ...]
AnyLines = Lines | IndexedLines


class Hit(NamedTuple):
    """A line that matches, how, and the reading it matches."""

    line: int
    kind: MatchKind
    reading: Reading


class Hits(NamedTuple):
    """The best hits, by kind and then by line; `all_lines` is every matching line, or None where those are many."""

    hits: tuple[Hit, ...]
    all_lines: tuple[int, ...] | None = None


class Correction(NamedTuple):
    """A reading with one token corrected, and what to look for then."""

    reading: Reading
    needles: Needles


def exact_hits(lines: AnyLines, readings: Readings, limit: int, skip: frozenset[int] = _NONE) -> Hits:
    """Return the best `limit` lines in which every token of a reading occurs; lines of `skip` do not count.

    Few matching lines are found in one pass and classified. Of many, each kind is looked for by itself; the limit is
    then soon reached, and the search stops there.
    """
    few = _few_lines(lines, readings)
    if few is not None:
        return hits_among((line for line in few if line not in skip), lines, readings)
    hits: list[Hit] = []
    for kind in _EXACT_KINDS:
        found = _lines_with(lines, [_needles(reading, kind) for reading in readings], skip | {hit.line for hit in hits})
        hits += [_hit(line, kind, lines, readings) for line in islice(found, limit - len(hits))]
        if len(hits) == limit:
            break
    return Hits(tuple(hits))


def _few_lines(lines: AnyLines, readings: Readings) -> list[int] | None:
    """Return, in order, all lines that may match a reading, or None where they are many."""
    found: set[int] = set()
    for reading in readings:
        few = lines.few(reading.parts, _FEW)
        if few is None:
            return None
        found.update(few)
    return sorted(found)


def hits_among(candidates: Iterable[int], lines: AnyLines, readings: Readings) -> Hits:
    """Return all hits among the candidate lines, which must be in order."""
    hits = [hit for line in candidates if (hit := _classified(line, lines.text(line), readings))]
    return Hits(tuple(sorted(hits, key=lambda hit: hit.kind)), tuple(hit.line for hit in hits))


def corrections(lines: AnyLines, readings: Readings, vocabulary: WordIndex) -> list[Correction]:
    """Return every way to correct one token of a reading so that it begins a word.

    A token that occurs nowhere must be the wrong one, and where two occur nowhere, one correction cannot help.
    """
    return [fixed for reading in readings for fixed in _corrected(reading, lines, vocabulary)]


def corrected_hits(lines: AnyLines, fixes: Sequence[Correction], limit: int, skip: frozenset[int] = _NONE) -> Hits:
    """Return the first `limit` lines that match any of the corrections."""
    found: dict[int, Reading] = {}
    for fix in fixes:
        for line in islice(_lines_with(lines, [fix.needles], skip), limit):
            found.setdefault(line, fix.reading)
    return Hits(tuple(Hit(line, MatchKind.TYPO, found[line]) for line in sorted(found)[:limit]))


def _lines_with(lines: AnyLines, needle_sets: Sequence[Needles], skip: frozenset[int]) -> Iterator[int]:
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


def _hit(line: int, kind: MatchKind, lines: AnyLines, readings: Readings) -> Hit:
    if len(readings) == 1:
        return Hit(line, kind, readings[0])
    text = lines.text(line)
    return Hit(line, kind, next(reading for reading in readings if _holds(text, _needles(reading, kind))))


def _classified(line: int, text: bytes, readings: Readings) -> Hit | None:
    best: Hit | None = None
    for reading in readings:
        if _holds(text, reading.parts):
            kind = _kind_of(text, reading)
            if best is None or kind < best.kind:
                best = Hit(line, kind, reading)
    return best


def _kind_of(text: bytes, reading: Reading) -> MatchKind:
    """Return how a line matches that holds all parts of `reading`."""
    if reading.whole_name in text:
        return MatchKind.NAME_PREFIX
    return MatchKind.WORD_PREFIX if _holds(text, reading.word_starts) else MatchKind.SUBSTRING


def _holds(text: bytes, needles: Needles) -> bool:
    for needle in needles:  # noqa: SIM110 - all() takes three times as long, and this is asked most often
        if needle not in text:
            return False
    return True


def _corrected(reading: Reading, lines: AnyLines, vocabulary: WordIndex) -> Iterator[Correction]:
    missing = [place for place, part in enumerate(reading.parts) if not lines.has(part)]
    if len(missing) > 1:
        return
    for place in missing or range(len(reading.tokens)):
        token = reading.tokens[place]
        for word in one_edit_from(token, vocabulary) if forgives_typo(token) else ():
            fixed = Reading((*reading.tokens[:place], word, *reading.tokens[place + 1 :]))
            others = reading.parts[:place] + reading.parts[place + 1 :]
            yield Correction(fixed, (fixed.word_starts[place], *others))
