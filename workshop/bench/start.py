"""From exec to the first painted frame, and memory: the program beside a bare PySide6 window on the same screen.

Both are watched in the same way, from outside and in turns: the frame is there when the screen's pixels change, and the
system tells what the process has used. A watch inside the process would load what it measures (45 ms and 10 MB of
PySide's event classes, in the bare window, too).
"""

import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from workshop.bench.figures import Row, table
from workshop.bench.framebuffer import LOWER_END, MIDDLE, Framebuffer
from workshop.bench.profile import account_at, write_profile
from workshop.screen import virtual_screen

RUNS = 15
FIRST_FRAME_FACTOR, MEMORY_FACTOR = 1.3, 1.6
BARE, PROGRAM = "bare PySide6 window", "pbxdialer, one account"
FURNISHED = "pbxdialer, everything in its place"
_PAINTS_WITHIN_S = 30.0
_SETTLED_S = 3.0
_BETWEEN_S = 0.2


@dataclass(frozen=True, slots=True)
class Start:
    """One start: milliseconds from exec to the first frame, the processor's until then, and from exec until the lower
    end of the window is complete; memory (MB) at the first frame, and its peak some seconds later.
    """

    frame_ms: float
    processor_ms: float
    furnished_ms: float
    rss_mb: float
    peak_mb: float


def measure() -> str:
    """Return the tables of both."""
    from_source = (sys.executable, "-m")
    starts = starts_in_turns(
        {BARE: [*from_source, "workshop.bench.bare_window"], PROGRAM: [*from_source, "pbxdialer"]}, PROGRAM
    )
    frames = {name: [start.frame_ms for start in runs] for name, runs in starts.items()}
    frames[FURNISHED] = [start.furnished_ms for start in starts[PROGRAM]]
    processor = {name: [start.processor_ms for start in runs] for name, runs in starts.items()}
    at_first = {name: [start.rss_mb for start in runs] for name, runs in starts.items()}
    peaks = {name: [start.peak_mb for start in runs] for name, runs in starts.items()}
    return "\n\n".join(
        [
            compared("From exec to the first painted frame", "ms", frames, FIRST_FRAME_FACTOR),
            compared("The processor's time until then", "ms", processor, FIRST_FRAME_FACTOR),
            compared("Memory at the first frame", "MB", at_first, MEMORY_FACTOR),
            compared("Peak memory, everything loaded", "MB", peaks, MEMORY_FACTOR),
        ]
    )


def starts_in_turns(commands: Mapping[str, Sequence[str]], program: str) -> dict[str, list[Start]]:
    """Start each of the `commands` so often, in turns; the one called `program` with a profile that has an account."""
    with TemporaryDirectory(prefix="pbxdialer-bench-") as folder:
        profile, screen = Path(folder) / "profile", Path(folder) / "screen"
        screen.mkdir()
        write_profile(profile, account_at("https://localhost:9"))
        words = {**commands, program: [*commands[program], "--data-dir", str(profile)]}
        with virtual_screen(framebuffer=screen) as environment, closing(Framebuffer(screen)) as pixels:
            for command in words.values():  # byte code and disk caches are warm for all
                _start(command, environment, pixels)
            starts: dict[str, list[Start]] = {name: [] for name in words}
            for name in list(words) * RUNS:
                starts[name].append(_start(words[name], environment, pixels))
    return starts


def compared(title: str, unit: str, runs: Mapping[str, Sequence[float]], most: float) -> str:
    """Return a table of all `runs` against those of the bare window."""
    rows = [Row(name, values, median(values) / median(runs[BARE])) for name, values in runs.items()]
    return table(title, unit, rows, f"aim: at most {most:g} × the bare window", (PROGRAM,), most)


def _start(words: Sequence[str], screen: Mapping[str, str], pixels: Framebuffer) -> Start:
    """Start a program on the empty screen, watch it, and end it."""
    time.sleep(_BETWEEN_S)
    nothing = pixels.rows(MIDDLE)
    # where Python is told not to keep byte code, it would compile the program (and nothing of Qt) at each start
    environment = {name: value for name, value in screen.items() if name != "PYTHONDONTWRITEBYTECODE"}
    begun_s = time.monotonic()
    with subprocess.Popen(words, env=environment, stdout=subprocess.DEVNULL) as running:
        try:
            painted_s = pixels.await_that(MIDDLE, lambda now: now != nothing, _PAINTS_WITHIN_S)
            processor_ms, rss_mb = _processor_ms(running.pid), _status_mb(running.pid, "VmRSS")
            furnished_s = pixels.last_change(LOWER_END, _SETTLED_S) or painted_s  # late imports are in by then
            peak_mb = _status_mb(running.pid, "VmHWM")
        finally:
            running.kill()
    pixels.await_that(MIDDLE, lambda now: now == nothing, _PAINTS_WITHIN_S)
    return Start((painted_s - begun_s) * 1000, processor_ms, (furnished_s - begun_s) * 1000, rss_mb, peak_mb)


def _processor_ms(pid: int) -> float:
    """Return how long all threads of a process have been on a processor (the scheduler's own count, in ns)."""
    threads = Path(f"/proc/{pid}/task").iterdir()
    return sum(int((thread / "schedstat").read_text("ascii").split()[0]) for thread in threads) / 1e6


def _status_mb(pid: int, field: str) -> float:
    """Return a line of /proc/PID/status in MB (it is written in kB)."""
    lines = Path(f"/proc/{pid}/status").read_text("ascii").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith(f"{field}:"))
