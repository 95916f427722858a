"""Figures side by side: medians of runs taken in turns, and whether an aim is met."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median, quantiles


@dataclass(frozen=True, slots=True)
class Row:
    """One way of doing it: every run of it in `runs` (any unit), and `against` the bare one, as the aim counts it."""

    name: str
    runs: Sequence[float]
    against: float


def table(title: str, unit: str, rows: Sequence[Row], aim: str, judged: Sequence[str], most: float) -> str:
    """Return the rows as text; those named in `judged` meet the aim where `against` is at most `most`."""
    head = f"{title} ({unit}; {len(rows[0].runs)} runs each, in turns; {aim})"
    lines = [f"  {'':<46}{'median':>9}{'p95':>9}{'against bare':>15}"]
    for row in rows:
        p95 = quantiles(row.runs, n=20, method="inclusive")[-1]
        verdict = "" if row.name not in judged else "  ✓" if row.against <= most else "  ✗"
        lines.append(f"  {row.name:<46}{median(row.runs):>9.2f}{p95:>9.2f}{row.against:>15.2f}{verdict}")
    return "\n".join([head, *lines])
