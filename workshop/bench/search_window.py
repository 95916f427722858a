"""The real window above 100,000 contacts: from a key press to the repainted list, and how long its thread is held up.

``python -m workshop.bench.search_window FOLDER`` is the process that is measured.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, thread_time

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QListView, QWidget

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
_KEYS = 300
_PAUSE_MS = 60  # twice as fast as anybody types
_IDLE_MS = 3_000


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
    repaint, cpu, gaps = seen["repaint_ms"], seen["cpu_ms"], seen["gaps_ms"]
    lines = [f"The window above {PEOPLE:,} contacts ({len(repaint)} keys, ms; wall clock, so on a quiet machine only)"]
    lines.append(f"  {'':<48}{'p50':>8}{'p95':>8}{'p99':>8}{'max':>8}")
    for name, times in (("key press → repainted list", repaint), ("CPU of the window's thread for it", cpu)):
        shares = "".join(f"{at(times, share):>8.1f}" for share in (0.5, 0.95, 0.99))
        lines.append(f"  {name:<48}{shares}{max(times):>8.1f}")
    lines.append(
        f"  longest wait for the repainted list: {max(repaint):.1f}  (aim: {FRAME_MS}) {mark(max(repaint) <= FRAME_MS)}"
    )
    for name, gap in gaps.items():
        verdict = "" if name == "idle" else f"  (aim: {GAP_MS:.0f}) {mark(gap <= GAP_MS)}"
        lines.append(f"  longest gap of the window's thread, {name}: {gap:.1f}{verdict}")
    return "\n".join(lines)


class Frames(QObject):
    """Tells when the window was repainted after a list's rows were replaced: delivers the events that paint itself."""

    painted = Signal()

    def __init__(self, rows: QListView) -> None:
        super().__init__()
        self._fresh = self._seen = self._delivering = False
        rows.model().modelReset.connect(self._replaced)
        QCoreApplication.instance().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Look at every event; those that paint are delivered from here, so that the painting is over afterwards."""
        if event.type() == QEvent.Type.Paint and isinstance(watched, QWidget):
            self._seen = self._fresh  # the list, or the sentence that stands in its place
        paints = event.type() == QEvent.Type.UpdateRequest or isinstance(watched, QWindow)
        if self._delivering or not paints:
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
    repaint, cpu = _type(keys, line, frames)
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
    print(json.dumps({"repaint_ms": repaint, "cpu_ms": cpu, "gaps_ms": gaps}), flush=True)
    sys.stdout.flush()
    os._exit(0)  # without ceremony: what was to be seen was seen


def _type(keys: Sequence[Sequence[str]], line: QObject, frames: Frames) -> tuple[list[float], list[float]]:
    """Type each session key by key; return how long each took to be on the screen, and what CPU it took here."""
    times, cpu = [], []
    timer = QTimer(singleShot=True)
    for session in keys:
        line.clear()
        QTest.qWait(_PAUSE_MS)
        for text in session:
            loop = QEventLoop()
            frames.painted.connect(loop.quit)
            timer.timeout.connect(loop.quit)
            timer.start(2_000)
            begun, cpu_begun = perf_counter(), thread_time()
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):  # QTest types ASCII only
                QCoreApplication.sendEvent(line, QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, text[-1]))
            loop.exec()
            times.append((perf_counter() - begun) * 1000)
            cpu.append((thread_time() - cpu_begun) * 1000)
            frames.painted.disconnect(loop.quit)
            QTest.qWait(_PAUSE_MS)
    return times, cpu


def _until(holds: Callable[[], bool]) -> None:
    for _ in range(3_000):
        if holds():
            return
        QTest.qWait(10)
    raise TimeoutError


if __name__ == "__main__":
    _watched(Path(sys.argv[1]))
