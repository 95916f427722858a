"""Two working days of use in a minute, and what memory does meanwhile: the real window, calls through a real socket.

``python -m workshop.bench.day FOLDER`` is the process that is measured.
"""

import gc
import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from pbxdialer.app.program import Program
from pbxdialer.core.account import Secrets
from pbxdialer.dialer import Dialer, Pace
from pbxdialer.pbx.client import PbxClient
from pbxdialer.store.credentials import Credentials
from workshop.bench.profile import account_at, write_profile
from workshop.bench.receiver import Receiver

HOURS = 16
MOST_GROWTH_MB = 3.0  # the second eight hours beside the first, which fill what is kept in their first two
_FILLS, _DAY = 2, 8  # hours
_CALLS, _SEARCHES, _PALETTES, _SETTINGS = 15, 60, 30, 2  # an hour of somebody who telephones all day
_NAMES = ("ste", "ana", "pop", "ionescu", "072", "acme", "maria", "x")
_PATIENCE_S = 15.0


def measure() -> str:
    """Return the table."""
    with TemporaryDirectory(prefix="pbxdialer-bench-") as folder, Receiver(Path(folder)) as pbx:
        profile = Path(folder) / "profile"
        write_profile(profile, account_at(pbx.url, pbx.ca_file))
        command = [sys.executable, "-m", "workshop.bench.day", str(profile)]
        seen: list[float] = json.loads(subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout)
    growth = median(seen[_DAY:]) - median(seen[_FILLS:_DAY])
    hours = "  ".join(f"{hour}: {rss:.1f}" for hour, rss in enumerate(seen, 1))
    return (
        f"Memory over {HOURS} hours of use (MB after each: {_CALLS} calls, {_SEARCHES} searches, {_PALETTES} quick "
        f"dials, {_SETTINGS} × settings)\n  {hours}\n  the second eight hours beside the first {growth:+.1f} MB  "
        f"(aim: at most {MOST_GROWTH_MB:g}) {'✓' if growth <= MOST_GROWTH_MB else '✗'}"
    )


class _Day:
    """One agent, whose clock is turned: the program lets at most ten calls a minute through."""

    def __init__(self, profile: Path) -> None:
        self._now_s = 1_000.0
        self._application = QApplication(["bench"])
        self.program = Program(self._application, profile, open_vault=lambda: Credentials(None))
        self.program.dialer = Dialer(PbxClient(), self.program.journal, Pace(lambda: self._now_s))
        self.program.show()
        self._until(lambda: self.program.desks is not None)
        account = self.program.settings_desk.settings.accounts[0]
        self.program.secrets_desk.keep_for_session(account.id, Secrets("bench", "bench", "bench"))

    def hour(self) -> float:
        """Live through one hour; return the memory after it, in MB."""
        for step in range(_SEARCHES):
            self._search(_NAMES[step % len(_NAMES)])
            if step % (_SEARCHES // _CALLS) == 0:
                self._call(step)
            if step % (_SEARCHES // _PALETTES) == 0:
                self._quick_dial()
        for _ in range(_SETTINGS):
            self._settings()
        gc.collect()
        return _rss_mb()

    def close(self) -> None:
        """End the program."""
        self.program.quit()
        self.program.close()

    def _search(self, name: str) -> None:
        line = self.program.window.box.line
        line.clear()
        QTest.keyClicks(line, name)
        QCoreApplication.processEvents()

    def _call(self, step: int) -> None:
        self._now_s += 240.0
        line, window = self.program.window.box.line, self.program.window
        line.setText(f"07221234{step:02d}")
        window.call_now()
        self._until(lambda: self.program.switchboard.call_in_the_air is None)

    def _quick_dial(self) -> None:
        assert self.program.desks is not None
        hand = self.program.desks.at_hand
        hand.quick_dial()
        QTest.keyClicks(hand.palette.box.line, "mar")
        QCoreApplication.processEvents()
        QTest.keyClick(hand.palette.box.line, Qt.Key.Key_Escape)

    def _settings(self) -> None:
        self.program.open_settings()
        QCoreApplication.processEvents()
        if self.program.settings_window is not None:
            self.program.settings_window.close()
        QCoreApplication.processEvents()

    def _until(self, holds: Callable[[], bool]) -> None:
        end_s = time.monotonic() + _PATIENCE_S
        while not holds():
            if time.monotonic() > end_s:
                raise TimeoutError("the program did not come so far")
            QTest.qWait(1)


def _rss_mb() -> float:
    lines = Path("/proc/self/status").read_text("ascii").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS:"))


if __name__ == "__main__":
    day = _Day(Path(sys.argv[1]))
    print(json.dumps([day.hour() for _ in range(HOURS)]))
    day.close()
