"""Breaks the program on purpose, in a copy, to see whether a test notices: a protection without one is a promise."""

import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue

_LONGEST_S = 240
_AT_ONCE = 2
_ROOT = Path(__file__).parents[1]
_COPIED = ("pbxdialer", "tests", "resources", "workshop")
_FAILED = re.compile(r"^(?:FAILED|ERROR) (.+?)(?: - .*)?$", re.MULTILINE)

Edit = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Mutant:
    """One protection taken away: in `file`, `before` becomes `after`; pytest's ``-k`` finds who should notice.

    `also` are further edits (file, before, after), where a protection stands in more than one place.
    """

    name: str
    file: str
    before: str
    after: str
    noticed_by: str
    also: tuple[Edit, ...] = ()

    @property
    def edits(self) -> tuple[Edit, ...]:
        """Every edit: the file below pbxdialer/, what stands there, and what shall."""
        return ((self.file, self.before, self.after), *self.also)


@dataclass(frozen=True, slots=True)
class Room:
    """The protections of one room, and where the tests that must notice stand."""

    tests: tuple[str, ...]
    mutants: tuple[Mutant, ...]


class DoesNotFit(Exception):
    """The mutant no longer fits the program; the message says why."""


class Copy:
    """A copy of the program and its tests in which one protection at a time is missing."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        for name in _COPIED:
            shutil.copytree(_ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        for path in (*_ROOT.glob("*.toml"), *_ROOT.glob("*.md"), *_ROOT.glob("*.txt"), _ROOT / "dev.py"):
            shutil.copy(path, folder)

    def verdict(self, mutant: Mutant, tests: Sequence[str]) -> str:
        """Return the test that noticed, or an empty text for none. Raises DoesNotFit."""
        with self._planted(mutant):
            try:
                run = subprocess.run(
                    [
                        *(sys.executable, "-m", "pytest", "-x", "-q", "--tb=no", "-p", "no:cacheprovider"),
                        *(*tests, "-k", mutant.noticed_by),
                    ],
                    cwd=self._folder,
                    capture_output=True,
                    text=True,
                    timeout=_LONGEST_S,
                )
            except subprocess.TimeoutExpired:
                return "a time-out: without its protection the program waits for ever"
        if run.returncode == 0:
            return ""
        failed = _FAILED.search(run.stdout)
        if run.returncode in (0, 1) and failed and "::" in failed[1]:  # else a file of tests could not be read
            return failed[1]
        if run.returncode < 0:
            return f"the death of the process (signal {-run.returncode})"
        raise DoesNotFit(f"pytest could not run: {run.stdout[-800:]}{run.stderr[-800:]}")

    @contextmanager
    def _planted(self, mutant: Mutant) -> Iterator[None]:
        before: dict[Path, str] = {}
        try:
            for file, text in mutated(mutant).items():
                path = self._folder / "pbxdialer" / file
                before[path] = path.read_text("utf-8")
                _write(path, text)
            yield
        finally:
            for path, text in before.items():
                _write(path, text)


def mutated(mutant: Mutant) -> dict[str, str]:
    """Return the new text of every file that `mutant` touches. Raises DoesNotFit."""
    texts: dict[str, str] = {}
    for file, before, after in mutant.edits:
        path = _ROOT / "pbxdialer" / file
        if not path.is_file():
            raise DoesNotFit(f"there is no {file}")
        text = texts.get(file) or path.read_text("utf-8")
        if text.count(before) != 1:
            raise DoesNotFit(f"{text.count(before)} places in {file} look like it")
        texts[file] = text.replace(before, after)
    return texts


def chosen(rooms: Iterable[Room], words: Sequence[str]) -> list[tuple[Mutant, Room]]:
    """Return the mutants whose name or file holds one of `words`; all of them without words."""
    return [
        (mutant, room)
        for room in rooms
        for mutant in room.mutants
        if not words or any(word in f"{mutant.name} {mutant.file}" for word in words)
    ]


def try_out(mutants: Iterable[Mutant], tests: Sequence[str], *words: str) -> int:
    """Try the mutants of one room; see `try_rooms`."""
    return try_rooms([Room(tuple(tests), tuple(mutants))], words)


def try_rooms(rooms: Iterable[Room], words: Sequence[str]) -> int:
    """Try the chosen mutants, two at a time, and print who noticed each; return how many nobody noticed."""
    mutants = chosen(rooms, words)
    copies: SimpleQueue[Copy] = SimpleQueue()
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        for place in range(_AT_ONCE):
            path = Path(folder, str(place))
            path.mkdir()
            copies.put(Copy(path))

        def tried(pair: tuple[Mutant, Room]) -> bool:
            mutant, room = pair
            copy = copies.get()
            try:
                who = copy.verdict(mutant, room.tests)
                line = f"noticed   {mutant.name}  ← {who}" if who else f"SURVIVES  {mutant.name}"
            except DoesNotFit as error:
                who, line = "", f"DOES NOT FIT  {mutant.name}: {error}"
            finally:
                copies.put(copy)
            sys.stdout.write(line + "\n")
            sys.stdout.flush()
            return bool(who)

        with ThreadPoolExecutor(_AT_ONCE) as hands:
            noticed = sum(hands.map(tried, mutants))
    sys.stdout.write(f"\n{len(mutants)} protections taken away, one after the other; {noticed} times a test noticed.\n")
    return len(mutants) - noticed


def _write(path: Path, text: str) -> None:
    """Write `text` and take the compiled file away, which may look as new as what was just written."""
    path.write_text(text, "utf-8")
    for compiled in (path.parent / "__pycache__").glob(f"{path.stem}.*"):
        compiled.unlink()
