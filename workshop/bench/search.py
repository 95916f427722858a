"""Search as an agent types, in directories of 1,000 to 1,000,000 people, beside LIKE and a plain Python scan.

Every size is measured in a process of its own, with the same keys for all; the slow ones answer a sample of them at the
bigger sizes. Times are CPU time of the searching thread, which on a machine with nothing else to do is what passes.
"""

import json
import os
import resource
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

SIZES = (1_000, 10_000, 100_000, 1_000_000)
# aims: folded LIKE against ours at p50 and at p99
AIMS = {100_000: (50, 15), 1_000_000: (60, 24)}
FIRST_ANSWER_MS = 60
STARTS = 11
_FIRST_ANSWER = """
import sys
from pathlib import Path
from pbxdialer.phonebook import Phonebook
from pbxdialer.directory.search import Directory
index = Phonebook(Path(sys.argv[1]), "RO").kept()
assert index is not None and Directory(index).search("ste")
"""


@dataclass(frozen=True, slots=True)
class Engine:
    """How one way of searching did: milliseconds for each key it answered, and its recall (None: it is the judge)."""

    name: str
    times_ms: list[float]
    recall: float | None


@dataclass(frozen=True, slots=True)
class Size:
    """What was measured at one size. `same_order` is how many of the judged answers were the judge's, in its order."""

    people: int
    engines: list[Engine]
    judged: int
    same_order: int
    build_s: float
    file_mb: float
    memory_mb: float
    first_answer_ms: float


def measure() -> str:
    """Print a table for each size as soon as it is known, and return that of the window."""
    from workshop.bench import search_window

    for size in _sizes():
        print(_table(_measured(size)), end="\n\n", flush=True)
    return search_window.measure()


def _sizes() -> Sequence[int]:
    """Return the sizes; a quick look at some of them: ``PBXDIALER_BENCH_SIZES=1000,10000``."""
    named = os.environ.get("PBXDIALER_BENCH_SIZES", "")
    return tuple(map(int, named.split(","))) if named else SIZES


def _measured(size: int) -> Size:
    with TemporaryDirectory(prefix="pbxdialer-bench-") as folder:
        command = [sys.executable, "-m", "workshop.bench.search_size", str(size), folder]
        seen = json.loads(subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout)
        first = first_answer_ms(Path(folder, "data", "contacts.sqlite"))
        memory = subprocess.run([*command, "memory"], stdout=subprocess.PIPE, text=True, check=True).stdout
    engines = [Engine(**engine) for engine in seen.pop("engines")]
    return Size(people=size, engines=engines, first_answer_ms=first, memory_mb=float(memory), **seen)


def first_answer_ms(database: Path) -> float:
    """Return how long after a bare interpreter's start the first answer is there: medians of CPU time, in turns."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    bare: list[float] = []
    ours: list[float] = []
    for words, times in [(("pass",), bare), ((_FIRST_ANSWER, str(database)), ours)] * STARTS:
        before = _children_s()
        subprocess.run([sys.executable, "-c", *words], check=True, env=environment)
        times.append((_children_s() - before) * 1000)
    return median(ours[1:]) - median(bare[1:])


def _children_s() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def as_json(engines: Sequence[Engine], **figures: object) -> str:
    """Return what a process of one size tells."""
    return json.dumps({"engines": [asdict(engine) for engine in engines], **figures})


def at(times: Sequence[float], share: float) -> float:
    """Return the time below which this share of all times lies."""
    return sorted(times)[min(len(times) - 1, int(len(times) * share))]


def _table(size: Size) -> str:
    ours, like = size.engines[:2]
    lines = [
        f"Search among {size.people:,} people (ms of CPU per key; the slow ones answer a sample where they are slow)",
        f"  {'':<28}{'keys':>7}{'p50':>10}{'p95':>10}{'p99':>10}{'recall':>9}",
    ]
    for engine in size.engines:
        times = "".join(f"{at(engine.times_ms, share):>10.3f}" for share in (0.5, 0.95, 0.99))
        recall = "judge" if engine.recall is None else f"{engine.recall:.4f}"
        lines.append(f"  {engine.name:<28}{len(engine.times_ms):>7}{times}{recall:>9}")
    ratios = [at(like.times_ms, share) / at(ours.times_ms, share) for share in (0.5, 0.99)]
    aims = AIMS.get(size.people)
    verdict = (
        "" if aims is None else f"  (aim: {aims[0]} × and {aims[1]} ×) {mark(all(map(float.__ge__, ratios, aims)))}"
    )
    lines.append(f"  folded LIKE / ours: {ratios[0]:.0f} × at p50, {ratios[1]:.0f} × at p99{verdict}")
    same = ours.recall == 1.0 and size.same_order == size.judged
    lines.append(f"  {size.same_order} of {size.judged} judged answers are the judge's, in its order {mark(same)}")
    aim = (
        f" (aim: {FIRST_ANSWER_MS} ms) {mark(size.first_answer_ms <= FIRST_ANSWER_MS)}"
        if size.people == 100_000
        else ""
    )
    lines.append(
        f"  first answer {size.first_answer_ms:.0f} ms of CPU after the interpreter's start, from the file{aim}"
    )
    lines.append(
        f"  built in {size.build_s:.2f} s of CPU; file {size.file_mb:.0f} MB; memory of a process that searched for "
        f"every key, over one that imported the same: {size.memory_mb:.0f} MB, of which the file is shared and can go"
    )
    return "\n".join(lines)


def mark(met: bool) -> str:
    """Return whether an aim is met."""
    return "✓" if met else "✗"
