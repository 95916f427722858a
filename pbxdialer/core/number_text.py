"""The telephone numbers in free text: mails, signatures, invoices, whatever is on the clipboard.

A text is cut into runs of digits with separators. In a run, pieces that are valid numbers of the region are taken
first, so that two numbers side by side stay two. What is left is taken where it is written the way people write
telephone numbers, and not the way they write dates, amounts and order numbers.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from pbxdialer.core.candidate import Candidate
from pbxdialer.core.number import DIGITS, SEPARATORS, NotANumber, NumberFault, PhoneNumber
from pbxdialer.core.number_labels import (
    extension_after,
    is_counted,
    labels_other_number,
    labels_telephone,
    without_other_digits,
)
from pbxdialer.core.number_shape import Shape, shape_of

_BETWEEN = "".join(sorted(SEPARATORS))
_RUN = re.compile(rf"[(]?[+]?[(]?[0-9](?:[{re.escape(_BETWEEN)}]{{0,4}}[(]?[+]?[0-9])*", re.ASCII)
_GROUP = re.compile(r"[(]?[+]?[(]?[0-9]+", re.ASCII)
_OTHER_ENDING = re.compile(r"-[0-9]{1,2}(?![0-9])")  # 021 312 34 56-57: two numbers that end differently
_QUIET = frozenset(" \t\r\n\u00a0\u2009\u202f()[]{}<>,;:.!?\"'-/|=_&„“”»«’‘–—•·\ufe0f：，、。；（）｜")
_SERVICE_CODE = re.compile(r"\*[0-9]|[0-9]\*")
_BEGINS = tuple("0123456789+(*#")
_SHORTEST_GROUPED = 7
_LONGEST_GROUPED = 12
_SHORTEST_LABELLED = 3
_LONGEST_WRITTEN = 40
_MOST_GROUPS = 10
_MOST_IN_A_TEXT = 100


@dataclass(frozen=True, slots=True)
class _Piece:
    """Where a number stands in the text."""

    start: int
    end: int
    number: PhoneNumber


def in_text(text: str, region: str) -> tuple[Candidate, ...]:
    """Return the numbers in `text`, in their order. Raises NotANumber where there is none, saying why."""
    if not text.strip():
        raise NotANumber(NumberFault.EMPTY)
    whole = _whole(text, region)
    if whole is not None:
        return (Candidate(whole),)
    clean = without_other_digits(text)
    if len(_GROUP.findall(clean)) > _MOST_IN_A_TEXT:
        raise NotANumber(NumberFault.TOO_LONG)
    pieces = [piece for run in _RUN.finditer(clean) for piece in _pieces(clean, run.start(), run.end(), region)]
    if not pieces:
        raise _why_none(text)
    return tuple(_with_extensions(clean, pieces))


def _with_extensions(text: str, pieces: list[_Piece]) -> Iterator[Candidate]:
    """Yield the numbers with the extensions behind them, which are no numbers of their own."""
    taken_to = 0
    for piece in pieces:
        if piece.start >= taken_to:
            extension, length = extension_after(text[piece.end :])
            taken_to = piece.end + length
            yield Candidate(piece.number, extension)


def _whole(text: str, region: str) -> PhoneNumber | None:
    """Return the number that the text is, and nothing else; somebody selected just this."""
    line = text.strip(" \t\r\n\u00a0")
    try:
        number = PhoneNumber.from_guest(line)
    except NotANumber:
        return None
    if number.is_dialled_in(region):
        return number
    shape = shape_of(line)
    if shape is Shape.GROUPED and len(number.digits) <= _LONGEST_GROUPED:
        return None if any(_valid_pieces(line, 0, len(line), region)) else number
    return number if shape is Shape.BARE else None


def _pieces(text: str, start: int, end: int, region: str) -> Iterator[_Piece]:
    """Yield the numbers in one run: what is valid first, or else what is written like a telephone number."""
    found = list(_valid_pieces(text, start, end, region))
    if found:
        yield from found
        return
    for begin, stop in [(start, end), *_split_softly(text[start:end], start)]:
        piece = _likely_piece(text, begin, stop)
        if piece is not None:
            found.append(piece)
            if (begin, stop) == (start, end):
                break
    yield from found


def _valid_pieces(text: str, start: int, end: int, region: str) -> Iterator[_Piece]:
    groups = [match.span() for match in _GROUP.finditer(text, start, end)]
    first = 0
    while first < len(groups):
        begin = groups[first][0]
        shortest = _SHORTEST_LABELLED if labels_telephone(text[:begin]) else _SHORTEST_GROUPED
        for last in range(min(len(groups), first + _MOST_GROUPS) - 1, first - 1, -1):
            stop = groups[last][1]
            if shortest <= stop - begin <= _LONGEST_WRITTEN and _is_whole(text, begin, stop, region):
                yield _Piece(begin, stop, PhoneNumber.from_guest(text[begin:stop]))
                first = last
                break
        first += 1


def _is_whole(text: str, begin: int, stop: int, region: str) -> bool:
    number = _number(text, begin, stop)
    if number is None or not _stands_alone(text, begin, stop) or _is_something_else(text, begin, stop, number):
        return False
    return number.is_dialled_in(region)


def _likely_piece(text: str, begin: int, stop: int) -> _Piece | None:
    number = _number(text, begin, stop)
    if number is None or not _stands_alone(text, begin, stop) or _is_something_else(text, begin, stop, number):
        return None
    if text[stop : stop + 1] == "-" and text[stop + 1 : stop + 2].isalpha():  # 1-800-555-FLOW
        return None
    digits = number.digits.removeprefix("+")
    labelled = labels_telephone(text[:begin])
    if labelled and len(digits) >= _SHORTEST_LABELLED:
        return _Piece(begin, stop, number)
    grouped = shape_of(text[begin:stop]) is Shape.GROUPED
    return _Piece(begin, stop, number) if grouped and _SHORTEST_GROUPED <= len(digits) <= _LONGEST_GROUPED else None


def _number(text: str, begin: int, stop: int) -> PhoneNumber | None:
    try:
        return PhoneNumber.from_guest(text[begin:stop])
    except NotANumber:
        return None


def _is_something_else(text: str, begin: int, stop: int, number: PhoneNumber) -> bool:
    """True for dates, amounts, order numbers and counted things; a leading + and a telephone's label say otherwise."""
    if number.digits.startswith("+") or labels_telephone(text[:begin]):
        return False
    shape = shape_of(text[begin:stop])
    return (
        shape in (Shape.DATE, Shape.AMOUNT)
        or labels_other_number(text[:begin])
        or is_counted(text[:begin], text[stop:])
    )


def _stands_alone(text: str, begin: int, stop: int) -> bool:
    """True where nothing glued to the digits makes them part of something else: letters, 1,234.56, 12:30, ``*21*``."""
    before, after = text[max(0, begin - 2) : begin], text[stop : stop + 2]
    if any(map(_is_strange, before + after)):
        return False
    if after and not _ends_after(after, text[stop:]):
        return False
    if before[-1:].isalpha():  # M+40722…, Tel0722…
        return text[begin : begin + 2].lstrip("(").startswith("+") or labels_telephone(text[:begin])
    return not before or _ends_before(before)


def _ends_before(before: str) -> bool:
    char = before[-1]
    if char in "-./,:" and len(before) == 2 and before[0] in DIGITS:
        return False
    return _is_quiet(char)


def _ends_after(after: str, rest: str) -> bool:
    char = after[0]
    if _OTHER_ENDING.match(rest):
        return True
    if char in "-./,:" and after[1:] and after[1] in DIGITS:
        return char == "/"
    return _is_quiet(char) or bool(extension_after(rest)[0])


def _is_quiet(char: str) -> bool:
    """True for a neighbour that cannot belong to a number: white space, and ASCII punctuation but for * # % and co."""
    return char in _QUIET or unicodedata.category(char) == "So"  # ☎ and other pictures


def _split_softly(run: str, offset: int) -> Iterator[tuple[int, int]]:
    """Yield where the parts of `run` stand that white space, brackets or slashes separate."""
    for match in re.finditer(r"[^ \t\u00a0\u2009\u202f/(),]+", run):
        if not DIGITS.isdisjoint(match[0]):
            yield match.start() + offset, match.end() + offset


def _why_none(text: str) -> NotANumber:
    """Return which character spoils what is nearly a number, or that nothing in a text is a telephone number."""
    strange = next(filter(_is_strange, text), "")
    if strange:
        return NotANumber(NumberFault.CHARACTER, strange)
    if _SERVICE_CODE.search(text):
        return NotANumber(NumberFault.CHARACTER, "*")
    word = text.strip(" \t\r\n")
    if word.startswith(_BEGINS) and len(word.split()) == 1:
        try:
            PhoneNumber.from_guest(word)
        except NotANumber as error:
            return error
    return NotANumber(NumberFault.NOTHING_FOUND)


def _is_strange(char: str) -> bool:
    """True for what cannot be seen, and for the digits of other scripts."""
    category = unicodedata.category(char)
    return (category[0] == "C" and char not in "\t\r\n") or (category[0] == "N" and not char.isascii())
