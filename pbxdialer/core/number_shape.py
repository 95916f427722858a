"""How a run of digits is written: like a date, an amount, a telephone number, or bare."""

import re
from enum import Enum

_DATES = (
    re.compile(r"(19|20)\d\d([-./ ])\d{1,2}\2\d{1,2}", re.ASCII),  # 2024-11-18
    re.compile(r"\d{1,2}([-./])\d{1,2}\1(\d\d|(19|20)\d\d)", re.ASCII),  # 18.11.2024, 11/18/24
    re.compile(r"(19|20)\d\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])", re.ASCII),  # 20241118
    re.compile(r"(0[1-9]|[12]\d|3[01])(0[1-9]|1[0-2])(19|20)\d\d", re.ASCII),  # 18112024
    re.compile(r"(19|20)\d\d ?[-/\u2013] ?\d{1,6}", re.ASCII),  # 2024-118, 2024/2025
    re.compile(r"\d{1,6} ?/ ?(19|20)\d\d", re.ASCII),  # 118/2024
)
_AMOUNTS = (
    re.compile(r"\d{1,3}([. \u00a0\u202f])\d{3}(\1\d{3})*", re.ASCII),  # 1.234.567
    re.compile(r"\d+\.\d{1,2}", re.ASCII),  # 1234.56
)
_OTHER = (
    re.compile(r"\d{5}-\d{4}", re.ASCII),  # a ZIP+4 code
    re.compile(r"\d{3}-\d{2}-\d{4}", re.ASCII),  # a social security number
    re.compile(r"\d{1,3}(\.\d{1,3}){3}", re.ASCII),  # an address in a network
    re.compile(r"\d{4}( \d{4}){2,}", re.ASCII),  # a card, an account
)


class Shape(Enum):
    """What a run of digits looks like."""

    DATE = "date"
    AMOUNT = "amount"
    GROUPED = "grouped"
    BARE = "bare"


def shape_of(run: str) -> Shape:
    """Return what `run`, digits and separators, looks like."""
    written = run.strip()
    if any(date.fullmatch(written) for date in _DATES):
        return Shape.DATE
    if any(other.fullmatch(written) for other in (*_AMOUNTS, *_OTHER)):
        return Shape.AMOUNT
    groups = re.findall(r"[0-9]+", written)
    if len(groups) < 2:
        return Shape.BARE
    lonely = any(len(group) == 1 for group in groups[1:])  # the first may be: 1-800-…, 8 800 …, 0 (212) …
    return Shape.AMOUNT if lonely else Shape.GROUPED
