"""The real window above 100,000 contacts: from a key press to the repainted list, and how long its thread is held up.

``python -m workshop.bench.search_window FOLDER`` is the process that is measured.
"""

import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QListView

from pbxdialer.core.contact import Contact, LabelledNumber
from pbxdialer.opening import open_contacts
from pbxdialer.phonebook import Phonebook
from pbxdialer.store.paths import places
from pbxdialer.store.settings import Settings, with_account
from pbxdialer.store.settings_file import save
from workshop.bench.profile import account_at
from workshop.bench.search import at, mark
from workshop.bench.search_keys import sessions
from workshop.bench.search_people import REGION, contact_of, listings, profile, store

PEOPLE = 100_000
FRAME_MS, GAP_MS = 16.7, 8.0
_KEYS = 400
_PAUSE_MS = 60  # twice as fast as anybody types
_IDLE_MS = 4_000


def measure() -> str:
    """Return the table."""
    with TemporaryDirectory(prefix="pbxdialer-bench-") as folder:
        here = profile(Path(folder))
        save(here.settings, with_account(Settings(), account_at("https://localhost:9")))
        store(here, list(listings(PEOPLE)))
        contacts = open_contacts(here, REGION)
        Phonebook(here.contacts, REGION).build(contacts)
        contacts.close()
        command = [sys.executable, "-m", "workshop.bench.search_window", folder]
        seen = json.loads(subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout)
    repaint, gaps = seen["repaint_ms"], seen["gaps_ms"]
    lines = [f"The window above {PEOPLE:,} contacts ({len(repaint)} keys, wall clock, ms)"]
    shares = "  ".join(
        f"{name} {at(repaint, share):.1f}" for name, share in (("p50", 0.5), ("p95", 0.95), ("p99", 0.99))
    )
    longest = max(repaint)
    verdict = f"longest {longest:.1f}  (aim: {FRAME_MS}) {mark(longest <= FRAME_MS)}"
    lines.append(f"  key press → repainted list: {shares}  {verdict}")
    for name, gap in gaps.items():
        verdict = "" if name == "idle" else f"  (aim: {GAP_MS:.0f}) {mark(gap <= GAP_MS)}"
        lines.append(f"  longest gap of the window's thread, {name}: {gap:.1f}{verdict}")
    return "\n".join(lines)


class Frames(QObject):
    """Tells when a list was repainted after its rows were replaced: delivers the windows' events itself."""

    painted = Signal()

    def __init__(self, rows: QListView) -> None:
        super().__init__()
        self._viewport = rows.viewport()
        self._fresh = self._seen = self._delivering = False
        rows.model().modelReset.connect(self._replaced)
        QCoreApplication.instance().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Look at every event; those of windows are delivered from here, so that their painting is over afterwards."""
        if watched is self._viewport and event.type() == QEvent.Type.Paint:
            self._seen = self._fresh
        if self._delivering or not isinstance(watched, QWindow):
            return False
        self._delivering = True
        QCoreApplication.sendEvent(watched, event)
        self._delivering = False
        if self._seen:
            self._seen = self._fresh = False
            self.painted.emit()
        return True

    def _replaced(self) -> None:
        self._fresh = True


class Heartbeat(QObject):
    """Beats each millisecond on the window's thread, and remembers the longest time between two beats."""

    def __init__(self) -> None:
        super().__init__()
        self.longest_ms = 0.0
        self._last = 0.0
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(1)
        self._timer.timeout.connect(self._beat)

    def begin(self) -> None:
        """Measure from now on."""
        self._last, self.longest_ms = perf_counter(), 0.0
        self._timer.start()

    def _beat(self) -> None:
        now = perf_counter()
        self.longest_ms = max(self.longest_ms, (now - self._last) * 1000)
        self._last = now


def _watched(folder: Path) -> None:
    """Run the program, type, change the contacts, and print what was seen."""
    from pbxdialer.app import Program

    application = QApplication(sys.argv[:1])
    program = Program(application, folder)
    program.show()
    _until(lambda: len(program.contact_desk.search("ana")) > 0 and program.tray is not None)
    QTest.qWait(2_000)  # the warm-up is over
    line, rows = program.window.box.line, program.window.box.findChild(QListView)
    frames, heart = Frames(rows), Heartbeat()
    keys = [typed for _, typed in sessions([contact_of(person) for person in listings(2_000)], _KEYS)]
    gaps: dict[str, float] = {}

    _type(keys[:3], line, frames)
    heart.begin()
    QTest.qWait(_IDLE_MS)
    gaps["idle"] = heart.longest_ms
    heart.begin()
    repaint = _type(keys, line, frames)
    gaps["while typing"] = heart.longest_ms

    contacts = open_contacts(places(folder), REGION)
    contacts.add(Contact("Somebody New", numbers=(LabelledNumber("", "0722 999 999"),)))
    contacts.close()
    changed: list[bool] = []
    program.contact_desk.directory_changed.connect(lambda: changed.append(True))
    heart.begin()
    program.contact_desk.load()
    _until(lambda: bool(changed))
    gaps["while the directory is built anew"] = heart.longest_ms
    print(json.dumps({"repaint_ms": repaint, "gaps_ms": gaps}), flush=True)
    program.close()


def _type(keys: Sequence[Sequence[str]], line: QObject, frames: Frames) -> list[float]:
    """Type each session key by key; return how long each took to be on the screen."""
    times = []
    for session in keys:
        line.clear()
        QTest.qWait(_PAUSE_MS)
        for text in session:
            loop = QEventLoop()
            frames.painted.connect(loop.quit)
            QTimer.singleShot(2_000, loop.quit)
            begun = perf_counter()
            QTest.keyClicks(line, text[-1])
            loop.exec()
            times.append((perf_counter() - begun) * 1000)
            frames.painted.disconnect(loop.quit)
            QTest.qWait(_PAUSE_MS)
    return times


def _until(holds: Callable[[], bool]) -> None:
    for _ in range(3_000):
        if holds():
            return
        QTest.qWait(10)
    raise TimeoutError


if __name__ == "__main__":
    _watched(Path(sys.argv[1]))
