"""From the start of a process with a link to the question on the screen of the program that runs, beside bare Python.

From source, and as people get it: frozen, by ``python3 dev.py build``. Watched from outside, on the screen's pixels.
The program admits five questions a minute, so it is started anew for every five.
"""

import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from workshop.bench.figures import Row, table
from workshop.bench.framebuffer import LOWER_END, Framebuffer
from workshop.bench.frozen import FROZEN, is_built, what_to_run
from workshop.screen import virtual_screen

STARTS, QUESTIONS = 4, 5
AIM_MS = 60.0
BARE, ASKED = "bare Python, start to end", "a link: start to question"
ASKED_FROZEN = "a link, frozen: start to question"
_SOURCE = (sys.executable, "-m", "pbxdialer")
_PROGRAMS = {ASKED: _SOURCE, ASKED_FROZEN: (str(FROZEN),)}
_ACCOUNT = ["account", "add", "Bench", "--url", "https://localhost:9", "--project", "1"]
_ACCOUNT += ["--type", "user", "--destination", "ionescu"]
_WITHIN_S = 30.0
_SETTLES_S = 1.5


def measure() -> str:
    """Return a table for the sources, and one for the frozen program or what to run to have it."""
    programs = {name: words for name, words in _PROGRAMS.items() if words == _SOURCE or is_built()}
    runs: dict[str, list[float]] = {name: [] for name in (BARE, *programs)}
    with (
        TemporaryDirectory(prefix="pbxdialer-bench-") as home,
        TemporaryDirectory() as screen,
        virtual_screen(framebuffer=Path(screen)) as shown,
        closing(Framebuffer(Path(screen))) as pixels,
    ):
        environment = _at_home(home, shown)
        subprocess.run([*_SOURCE, *_ACCOUNT], env=environment, check=True, stdout=subprocess.DEVNULL)
        for name in [*programs] * STARTS:
            with _running(programs[name], environment, pixels):
                for number in range(QUESTIONS):
                    runs[BARE].append(_bare_ms(environment))
                    runs[name].append(_asked_ms(programs[name], number, environment, pixels))
    title = "From the start of a process with a link to the question of the program that runs"
    bare = Row(BARE, runs[BARE], 0.0)
    source = Row(ASKED, runs[ASKED], median(runs[ASKED]) - median(runs[BARE]))
    tables = [table(title, "ms", [bare, source], f"aim: at most {AIM_MS:g} ms above bare Python", (ASKED,), AIM_MS)]
    if frozen := runs.get(ASKED_FROZEN):
        row = Row(ASKED_FROZEN, frozen, median(frozen))
        aim = f"aim: at most {AIM_MS:g} ms in all"
        tables.append(table("The same, frozen", "ms", [row], aim, (ASKED_FROZEN,), AIM_MS))
    return "\n\n".join([*tables, *what_to_run()])


def _at_home(home: str, environment: Mapping[str, str]) -> dict[str, str]:
    """Return the environment of a login: no --data-dir, for where links come the program finds its profile itself."""
    runtime = Path(home, "run")
    runtime.mkdir(mode=0o700)
    own = {name: value for name, value in environment.items() if not name.startswith("XDG_")}
    return {**own, "HOME": home, "XDG_RUNTIME_DIR": str(runtime)}


@contextmanager
def _running(words: Sequence[str], environment: Mapping[str, str], pixels: Framebuffer) -> Iterator[None]:
    """Have the program run, everything loaded."""
    empty = pixels.rows(LOWER_END)
    with subprocess.Popen(words, env=environment, stderr=subprocess.DEVNULL) as program:
        try:
            pixels.await_that(LOWER_END, lambda now: now != empty, _WITHIN_S)
            _settle(pixels)
            yield
        finally:
            program.terminate()
    pixels.await_that(LOWER_END, lambda now: now == empty, _WITHIN_S)


def _asked_ms(words: Sequence[str], number: int, environment: Mapping[str, str], pixels: Framebuffer) -> float:
    """Open a link and wait for the question; drop it again."""
    before = pixels.rows(LOWER_END)
    begun_s = time.monotonic()
    with subprocess.Popen([*words, f"tel:+40%20722-123-45{number}"], env=environment):
        asked_s = pixels.await_that(LOWER_END, lambda now: now != before, _WITHIN_S)
    _settle(pixels)
    subprocess.run(["xdotool", "key", "Escape"], env=environment, check=True)
    pixels.await_that(LOWER_END, lambda now: now == before, _WITHIN_S)
    return (asked_s - begun_s) * 1000


def _bare_ms(environment: Mapping[str, str]) -> float:
    begun_s = time.monotonic()
    subprocess.run([sys.executable, "-c", "pass"], env=environment, check=True)
    return (time.monotonic() - begun_s) * 1000


def _settle(pixels: Framebuffer) -> None:
    """Wait until nothing moves any more."""
    while pixels.last_change(LOWER_END, _SETTLES_S):
        pass
