"""The real window above 100,000 contacts: from a key press to the repainted list, and how long its thread is held up.

Time in which one of the program's threads was ready to run and the kernel gave the processor to somebody else is taken
off; on a machine with nothing else to do there is none.

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
_THREADS = Path("/proc/self/task")


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
    lines = [f"The window above {PEOPLE:,} contacts ({len(repaint)} keys, ms without what others had of the processor)"]
    lines.append(f"  {'':<48}{'p50':>8}{'p95':>8}{'p99':>8}{'max':>8}")
    for name, times in (("key press → repainted list", repaint), ("CPU of the window's thread for it", cpu)):
        shares = "".join(f"{at(times, share):>8.1f}" for share in (0.5, 0.95, 0.99))
        lines.append(f"  {name:<48}{shares}{max(times):>8.1f}")
    worst = ", ".join(f"{held!r} {ms:.1f}" for ms, held in sorted(zip(repaint, seen["held"], strict=True))[:-4:-1])
    lines.append(
        f"  longest wait for the repainted list: {max(repaint):.1f}  (aim: {FRAME_MS}) {mark(max(repaint) <= FRAME_MS)}"
        f"; the longest three when the box held {worst}"
    )
    for name, (gap, busy) in gaps.items():
        verdict = "" if name == "idle" else f"  (aim: {GAP_MS:.0f}) {mark(gap <= GAP_MS)}"
        said = (
            f"longest gap of the window's thread, {name}: {gap:.1f}{verdict}; its longest CPU at a stretch: {busy:.1f}"
        )
        lines.append(f"  {said}{'' if name == 'idle' else f' {mark(busy <= GAP_MS)}'}")
    return "\n".join(lines)


class Frames(QObject):
    """Tells when the window was repainted after a list's rows were replaced: delivers the events that paint itself."""

    painted = Signal()

    def __init__(self, rows: QListView) -> None:
        super().__init__()
        self._fresh = self._seen = self._delivering = False
        self._rows = rows
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
        if not self._rows.model().rowCount():
            self._rows.parentWidget().update()  # the sentence in its place may be the same as before: nothing to paint


class Clock:
    """Milliseconds of which this process had the processor, or wanted none: the wall clock less what others took.

    Source: proc(5) and the kernel's sched-stats.txt, "time spent waiting to run on this processor". The threads are
    those there are now.
    """

    def __init__(self) -> None:
        self._threads = [(thread / "schedstat").open("rb", buffering=0) for thread in _THREADS.iterdir()]

    def now_ms(self) -> float:
        """Return the time."""
        kept_off_ns = sum(int(os.pread(thread.fileno(), 99, 0).split()[1]) for thread in self._threads)
        return perf_counter() * 1000 - kept_off_ns / 1e6


class Heartbeat(QObject):
    """Beats each millisecond on the window's thread, and remembers the longest time and CPU between two beats."""

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self._clock = clock
        self.longest_ms = self.busiest_ms = 0.0
        self._last = self._last_cpu = 0.0
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(1)
        self._timer.timeout.connect(self._beat)

    def begin(self) -> None:
        """Measure from now on."""
        self._last, self._last_cpu = self._clock.now_ms(), thread_time() * 1000
        self.longest_ms = self.busiest_ms = 0.0
        self._timer.start()

    def _beat(self) -> None:
        now = self._clock.now_ms()
        cpu = thread_time() * 1000
        self.longest_ms = max(self.longest_ms, now - self._last)
        self.busiest_ms = max(self.busiest_ms, cpu - self._last_cpu)
        self._last, self._last_cpu = now, cpu

    def seen(self) -> tuple[float, float]:
        """Return the longest time and the most CPU."""
        return self.longest_ms, self.busiest_ms


def _watched(folder: Path) -> None:
    """Run the program, type, change the contacts, and print what was seen."""
    from pbxdialer.app.program import Program

    application = QApplication(sys.argv[:1])
    program = Program(application, folder)
    program.show()
    _until(lambda: len(program.contact_desk.search("ana")) > 0 and program.tray is not None)
    QTest.qWait(2_000)  # the warm-up is over
    line, rows = program.window.box.line, program.window.box.findChild(QListView)
    clock = Clock()
    frames, heart = Frames(rows), Heartbeat(clock)
    keys = [typed for _, typed in sessions([contact_of(person) for person in listings(2_000)], _KEYS)]
    gaps: dict[str, tuple[float, float]] = {}

    _type(keys[:3], line, frames, clock)
    heart.begin()
    QTest.qWait(_IDLE_MS)
    gaps["idle"] = heart.seen()
    heart.begin()
    repaint, cpu = _type(keys, line, frames, clock)
    gaps["while typing"] = heart.seen()

    contacts = open_contacts(places(folder), REGION)
    contacts.add(Contact("Somebody New", numbers=(LabelledNumber("", "0722 999 999"),)))
    contacts.close()
    changed: list[bool] = []
    program.contact_desk.directory_changed.connect(lambda: changed.append(True))
    heart.begin()
    program.contact_desk.load()
    _until(lambda: bool(changed))
    gaps["while the directory is built anew"] = heart.seen()
    held = [text for session in keys for text in session]
    print(json.dumps({"repaint_ms": repaint, "cpu_ms": cpu, "gaps_ms": gaps, "held": held}), flush=True)
    sys.stdout.flush()
    os._exit(0)  # without ceremony: what was to be seen was seen


def _type(
    keys: Sequence[Sequence[str]], line: QObject, frames: Frames, clock: Clock
) -> tuple[list[float], list[float]]:
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
            begun, cpu_begun = clock.now_ms(), thread_time()
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):  # QTest types ASCII only
                QCoreApplication.sendEvent(line, QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, text[-1]))
            loop.exec()
            times.append(clock.now_ms() - begun)
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
