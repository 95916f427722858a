"""A pytest plugin, always on: the whole run is loud, and in the end every file it wrote is searched for secrets.

Every secret that the tests give to the program bears the mark (`tests.canary.mark`), and the PBXs of the tests tell
which signatures they have heard. Searched are: the home and temporary folders of the run, which are its own; every
other file this process opened for writing; memory images; and what is removed from the temporary folders, just before
it goes. A find fails the run. What a failed run wrote is kept for a day, to be looked at.

Loud: this process logs at DEBUG, whatever the program says, into a file that is searched as well. Other processes log
as they would; `tests.canary.loud` makes loud ones.
"""

import logging
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.canary.mark import leaks_in

_LOUD = ("pbxdialer", "httpx", "httpcore", "keyring", "asyncio")
# Where secrets may stand, and why.
_ALLOWED = {
    "php-oracle-": "the PBX itself: its configuration, and what it was sent",
    "__pycache__": "the tests themselves, compiled",
    ".hypothesis": "the tests' own examples",
}
_PREFIX = "pbx-run-"
_WRITING = os.O_WRONLY | os.O_RDWR


@dataclass(slots=True)
class Watch:
    """What one run has written, and what was found in it."""

    folder: Path
    saved: dict[str, str | None] = field(default_factory=dict)
    written: set[str] = field(default_factory=set)
    finds: set[str] = field(default_factory=set)
    searched: int = 0
    ended: bool = False

    def begin(self, environment: dict[str, Path]) -> None:
        """Give the run folders of its own, for as long as it lasts."""
        for name, place in environment.items():
            place.mkdir(mode=0o711)
            self.saved[name] = os.environ.get(name)
            os.environ[name] = str(place)
        tempfile.tempdir = None
        sys.addaudithook(self._notice)

    def end(self, places: Iterable[Path]) -> None:
        """Search everything, and give the environment back."""
        self.ended = True
        for place in places:
            self.search(place)
        for file in sorted(self.written):
            self.search(Path(file))
        for name, value in self.saved.items():
            os.environ.pop(name)
            os.environ.update({name: value} if value is not None else {})
        tempfile.tempdir = None

    def search(self, place: Path) -> None:
        """Search a file, or every file in a folder."""
        inside = [Path(folder, name) for folder, _, names in os.walk(place) for name in names]  # some go meanwhile
        for path in inside or [place]:
            if any(name in str(path) for name in _ALLOWED) or path.is_symlink() or not path.is_file():
                continue
            self.searched += 1
            self.finds |= {f"{path} holds {leak}" for leak in leaks_in(path.read_bytes())}

    def _notice(self, event: str, args: tuple[Any, ...]) -> None:
        """Hear of everything Python opens and removes, on any thread."""
        if self.ended or event not in ("open", "shutil.rmtree"):
            return
        if event == "open" and isinstance(args[0], str) and args[2] & _WRITING:
            self.written.add(os.path.abspath(args[0]))  # noqa: PTH100 - called with every file that is opened
        elif event == "shutil.rmtree" and str(args[0]).startswith(str(self.folder)):
            self.search(Path(args[0]))


_WATCH = pytest.StashKey[Watch]()


def pytest_configure(config: pytest.Config) -> None:
    _sweep()
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
    folder.chmod(0o711)  # some tests become another user
    watch = config.stash[_WATCH] = Watch(folder)
    watch.begin({"HOME": folder / "home", "TMPDIR": folder / "tmp", "PYTEST_DEBUG_TEMPROOT": folder / "tests"})
    handler = logging.FileHandler(folder / "whole-run.log", encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(levelname)s %(threadName)s %(name)s %(message)s"))
    logging.getLogger().addHandler(handler)
    config.add_cleanup(handler.close)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup() -> None:
    for name in _LOUD:  # the program makes them quieter
        logging.getLogger(name).setLevel(logging.DEBUG)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    watch = session.config.stash[_WATCH]
    base = session.config._tmp_path_factory._basetemp  # type: ignore[attr-defined]
    memory_images = Path.cwd().glob("core*")
    watch.end([watch.folder, *([base] if base else []), *memory_images])
    if watch.finds and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
    if session.exitstatus == pytest.ExitCode.OK:
        shutil.rmtree(watch.folder, ignore_errors=True)


def _sweep() -> None:
    """Remove what failed runs left for somebody to look at, a day ago or more."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        with suppress(OSError):
            if folder.stat().st_mtime < time.time() - 86_400:
                shutil.rmtree(folder, ignore_errors=True)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    watch = config.stash[_WATCH]
    if watch.finds:
        terminalreporter.section("secrets in files of this run", red=True)
        for find in sorted(watch.finds):
            terminalreporter.line(find)
    terminalreporter.line(f"canary: {watch.searched} files searched, {len(watch.finds)} finds")
    if watch.folder.exists():
        terminalreporter.line(f"what this run wrote is kept for a day: {watch.folder}")
