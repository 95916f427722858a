"""Who was called, how often and how lately: few lines before the many, so that a call never reorders the directory."""

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from pbxdialer.directory.index import Index
from pbxdialer.directory.lines import Lines

if TYPE_CHECKING:
    from datetime import datetime

HALF_LIFE_DAYS = 30
_DAY_S = 86_400
Calls = Mapping[str, "tuple[int, datetime]"]


class Called(NamedTuple):
    """The lines of called contacts once more, most called first; `origins` are their numbers in the index."""

    lines: Lines
    origins: tuple[int, ...]
    lines_by_subscriber: Mapping[str, tuple[int, ...]]


def called_among(index: Index, calls: Calls, before: Called) -> Called:
    """Return who of `index` was called. `calls`: subscriber → (how often, last time), as the history counts them.

    Subscribers that are known from `before` are not looked for again.
    """
    seen = before.lines_by_subscriber
    lines_of = {who: seen[who] if who in seen else index.lines_with_number(who) for who in calls}
    counts: dict[int, int] = {}
    last: dict[int, datetime] = {}
    for subscriber, (count, last_called) in calls.items():
        for line in lines_of[subscriber]:
            counts[line] = counts.get(line, 0) + count
            last[line] = max(last.get(line, last_called), last_called)
    order = sorted(counts, key=lambda line: (-weight(counts[line], last[line]), line))
    return Called(index.lines.picked(order), tuple(order), lines_of)


def weight(count: int, last_called: "datetime") -> float:
    """Return how much calls weigh: calls count half after `HALF_LIFE_DAYS`, as a logarithm so that "now" drops out."""
    return math.log2(count) + last_called.timestamp() / (HALF_LIFE_DAYS * _DAY_S)
