"""From exec to the first painted frame, and memory: the program beside a bare PySide6 window on the same screen.

Both are watched in the same way, from inside their own fresh process, in turns.
"""

import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from workshop.bench.figures import Row, table
from workshop.bench.profile import account_at, write_profile

RUNS = 15
FIRST_FRAME_FACTOR, MEMORY_FACTOR = 1.3, 1.6
BARE, PROGRAM = "bare PySide6 window", "pbxdialer, one account"


@dataclass(frozen=True, slots=True)
class Start:
    """One start: milliseconds from exec to the first frame, memory then, and its peak some seconds later (MB)."""

    first_frame_ms: float
    rss_mb: float
    peak_mb: float


def measure() -> str:
    """Return the tables of both."""
    with TemporaryDirectory(prefix="pbxdialer-bench-") as folder:
        profile = Path(folder) / "profile"
        write_profile(profile, account_at("https://localhost:9"))
        commands = {BARE: ["bare"], PROGRAM: ["pbxdialer", "--data-dir", str(profile)]}
        for command in commands.values():  # byte code and disk caches are warm for both
            _start(command)
        starts: dict[str, list[Start]] = {name: [] for name in commands}
        for name in list(commands) * RUNS:
            starts[name].append(_start(commands[name]))
    frames = {name: [start.first_frame_ms for start in runs] for name, runs in starts.items()}
    at_first = {name: [start.rss_mb for start in runs] for name, runs in starts.items()}
    peaks = {name: [start.peak_mb for start in runs] for name, runs in starts.items()}
    return "\n\n".join(
        [
            _compared("From exec to the first painted frame", "ms", frames, FIRST_FRAME_FACTOR),
            _compared("Memory at the first frame", "MB", at_first, MEMORY_FACTOR),
            _compared("Peak memory, everything loaded", "MB", peaks, MEMORY_FACTOR),
        ]
    )


def _compared(title: str, unit: str, runs: dict[str, list[float]], most: float) -> str:
    rows = [Row(name, values, median(values) / median(runs[BARE])) for name, values in runs.items()]
    return table(title, unit, rows, f"aim: at most {most:g} × the bare window", (PROGRAM,), most)


def _start(command: list[str]) -> Start:
    watched = [sys.executable, "-m", "workshop.bench.first_frame", *command]
    # where Python is told not to keep byte code, it would compile the program (and nothing of Qt) at each start
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    begun_s = time.monotonic()
    run = subprocess.run(watched, stdout=subprocess.PIPE, text=True, check=True, env=environment)
    seen = json.loads(run.stdout)
    return Start((seen["painted_s"] - begun_s) * 1000, seen["rss_mb"], seen["peak_mb"])
