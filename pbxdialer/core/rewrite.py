r"""Rewrite rules of a dial plan: a regular expression over the whole number, and what is put in its place.

A rule is read on the thread that paints, at each key. Python's ``re`` tries every way in which a pattern can match
before it gives up, which for ``(\d+)+x`` takes years; so the ways are counted beforehand, and a rule with too many is
refused.
"""

import re
import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from re import _constants, _parser  # type: ignore[attr-defined]  # the only place that knows how re reads a pattern
from typing import Any

from pbxdialer.core.language import Language, mark
from pbxdialer.core.number import LONGEST_DIALLED, is_dialable

_LONGEST_PATTERN = 200
_SHOWN = 40
_MOST_TRIES = 10_000_000  # some hundredths of a second
_MOST_STEPS = 10_000
_MOST = 10**12

_BROKEN = mark("Rewrite rule {pattern} cannot be read: {why}.")
_TOO_SLOW = mark("Rewrite rule {pattern} is ambiguous in too many ways and could hang. Write it more simply.")
_NO_NUMBER = mark("Rewrite rule {pattern} makes “{result}”, which is no number.")


class BrokenPlan(ValueError):
    """A rule of the dial plan cannot be used; `sentence` says which and why."""

    def __init__(self, source: str, **values: object) -> None:
        """`source` is an English source text with ``{names}`` for `values`."""
        super().__init__(source.format(**values))
        self._source = source
        self._values = values

    def sentence(self, tr: Language) -> str:
        """Return what is wrong, in the language of `tr`."""
        return tr(self._source, **self._values)


@dataclass(frozen=True, slots=True)
class Rewrite:
    r"""One rewrite rule: a regular expression over the whole number, and its replacement (``\1`` for a group)."""

    pattern: str
    replacement: str

    def check(self) -> None:
        """Raise BrokenPlan where the rule cannot be read, could hang, or its replacement names no group of it."""
        compiled = _compiled(self.pattern)
        try:
            compiled.sub(self.replacement, "")
        except (re.error, IndexError) as error:
            raise BrokenPlan(_BROKEN, pattern=_short(self.pattern), why=error) from error

    def apply(self, digits: str) -> str | None:
        """Return the rewritten digits, or None where the pattern does not match the whole number.

        Raises BrokenPlan where the rule cannot be read, could hang, or makes no dial string.
        """
        match = _compiled(self.pattern).fullmatch(digits) if len(digits) <= LONGEST_DIALLED else None
        if match is None:
            return None
        try:
            result = match.expand(self.replacement)
        except (re.error, IndexError) as error:
            raise BrokenPlan(_BROKEN, pattern=_short(self.pattern), why=error) from error
        if not is_dialable(result) or len(result) > LONGEST_DIALLED:
            raise BrokenPlan(_NO_NUMBER, pattern=_short(self.pattern), result=result[: 2 * LONGEST_DIALLED])
        return result


@lru_cache(maxsize=256)
def _checked(pattern: str) -> "re.Pattern[str] | BrokenPlan":
    if len(pattern) > _LONGEST_PATTERN:
        return BrokenPlan(_BROKEN, pattern=_short(pattern), why=f"longer than {_LONGEST_PATTERN} characters")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # what re calls doubtful is not for telephones
            tree = _parser.parse(pattern, re.ASCII)
            ways, steps = _cost(tree)
            if steps > _MOST_STEPS or ways * steps > _MOST_TRIES:
                return BrokenPlan(_TOO_SLOW, pattern=_short(pattern))
            return re.compile(pattern, re.ASCII)
    except (re.error, OverflowError, RecursionError, Warning) as error:
        return BrokenPlan(_BROKEN, pattern=_short(pattern), why=error or "nested too deeply")


def _compiled(pattern: str) -> re.Pattern[str]:
    found = _checked(pattern)
    if isinstance(found, BrokenPlan):
        raise found
    return found


def _short(pattern: str) -> str:
    return pattern if len(pattern) <= _SHOWN else pattern[:_SHOWN] + "…"


def _cost(items: Iterable[tuple[Any, Any]]) -> tuple[int, int]:
    """Return in how many ways a pattern can match at most, and how many steps one of them takes."""
    ways, steps = 1, 1
    for operation, value in items:
        its_ways, its_steps = _item_cost(operation, value)
        ways, steps = min(ways * its_ways, _MOST), min(steps + its_steps, _MOST)
    return ways, steps


def _item_cost(operation: Any, value: Any) -> tuple[int, int]:
    match operation, value:
        case ((_constants.MAX_REPEAT | _constants.MIN_REPEAT | _constants.POSSESSIVE_REPEAT), (low, high, inner)):
            ways, steps = _cost(inner)
            fewest, most = min(low, LONGEST_DIALLED + 1), min(high, LONGEST_DIALLED + 1)
            total = sum(min(ways**times, _MOST) for times in range(fewest, most + 1))
            return min(total, _MOST), min(steps * max(most, 1), _MOST)
        case _constants.BRANCH, (_, branches):
            costs = [_cost(branch) for branch in branches]
            return sum(ways for ways, _ in costs), sum(steps for _, steps in costs)
        case _constants.GROUPREF_EXISTS, (_, yes, no):
            costs = [_cost(branch) for branch in (yes, no or ())]
            return sum(ways for ways, _ in costs), sum(steps for _, steps in costs)
        case _constants.SUBPATTERN, (*_, inner):
            return _cost(inner)
        case ((_constants.ASSERT | _constants.ASSERT_NOT), (_, inner)):
            return _cost(inner)
        case _constants.ATOMIC_GROUP, inner:
            return _cost(inner)
    return 1, 1
