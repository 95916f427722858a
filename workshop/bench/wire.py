"""From Enter in the window to the first byte at the server, beside a bare httpx POST of the same bytes.

Everything runs in one process and in turns, so that a slow moment of the machine meets all of them. The program opens
a new connection for each call (README, "Why"), so the bare POST does too; a kept connection stands beside it.
"""

import itertools
import sqlite3
import ssl
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import httpx
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from pbxdialer.app.program import Program
from pbxdialer.core.account import Account, Secrets
from pbxdialer.core.call import Call
from pbxdialer.dialer import Pace
from pbxdialer.pbx.wire import Originate, signed
from workshop.bench.figures import Row, table
from workshop.bench.profile import account_at, write_profile
from workshop.bench.receiver import Receiver

ROUNDS = 40
ALLOWED_MS = 3.0
_BETWEEN_CALLS_MS = 50
_BUSY_S = 0.010
_NUMBER = "0722123456"
_SECRETS = Secrets(api_username="bench", api_password="bench", api_key="bench")  # opens nothing


BARE, KEPT = "bare httpx POST, new connection", "bare httpx POST, kept connection"
JOURNALED = "one durable SQLite row, then the bare POST"
IDLE, BUSY = "Enter in the window, GUI idle", "Enter in the window, slot computes 10 ms more"


def measure() -> str:
    """Return the table of both."""
    with ExitStack() as until_done:
        folder = Path(until_done.enter_context(TemporaryDirectory(prefix="pbxdialer-bench-")))
        receiver = until_done.enter_context(Receiver(folder))
        account = account_at(receiver.url, receiver.ca_file)
        agent = until_done.enter_context(_agent(folder / "profile", account))
        _, first_call = agent.press_enter(receiver)
        body = signed({"data": Originate.of(first_call, account).data()}, account, _SECRETS).text.encode()
        bare = until_done.enter_context(_bare(receiver, account, body, keep=False))
        row = until_done.enter_context(_durable_rows(folder / "rows.sqlite"))
        ways: dict[str, Callable[[], float]] = {
            BARE: bare,
            KEPT: until_done.enter_context(_bare(receiver, account, body, keep=True)),
            JOURNALED: lambda: row() + bare(),
            IDLE: lambda: agent.press_enter(receiver)[0],
            BUSY: lambda: agent.press_enter(receiver, busy=True)[0],
        }
        taken: dict[str, list[float]] = {name: [] for name in ways}
        for name in list(ways) * ROUNDS:
            taken[name].append(ways[name]() * 1000)
    rows = [Row(name, runs, median(runs) - median(taken[BARE])) for name, runs in taken.items()]
    aim = f"aim: at most {ALLOWED_MS:g} ms over the bare POST"
    return table("From Enter to the first byte at the server", "ms", rows, aim, (IDLE, BUSY), ALLOWED_MS)


class Agent:
    """Somebody who types a number into the program's own window and presses Enter, again and again."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._outcomes: list[Call] = []
        self._busy = False
        program.switchboard.call_changed.connect(self._notice)

    def press_enter(self, receiver: Receiver, *, busy: bool = False) -> tuple[float, Call]:
        """Press Enter; return the seconds until its first byte arrived, and the call once its answer was shown."""
        line = self._program.window.box.line
        line.setText(_NUMBER)
        QTest.qWait(_BETWEEN_CALLS_MS)
        self._busy = busy
        self._outcomes.clear()
        pressed_s = time.monotonic()
        QTest.keyClick(line, Qt.Key.Key_Return)
        until(lambda: bool(self._outcomes))
        return receiver.arrived_s() - pressed_s, self._outcomes[0]

    def _notice(self, call: Call) -> None:
        """Run in the slot that dials, as a heavy view would; then wait for the outcome."""
        if call.state == "REQUESTED":
            end = time.monotonic() + (_BUSY_S if self._busy else 0)
            while time.monotonic() < end:
                pass
        else:
            self._outcomes.append(call)


def until(holds: Callable[[], bool], within_s: float = 30.0) -> None:
    """Let the window live until `holds`. Raises TimeoutError."""
    end = time.monotonic() + within_s
    while not holds():
        if time.monotonic() > end:
            raise TimeoutError
        QTest.qWait(1)


@contextmanager
def _agent(profile: Path, account: Account) -> Iterator[Agent]:
    """Open the program on a profile with one account, ready for its first call."""
    write_profile(profile, account)
    application = QApplication(sys.argv[:1])
    program = Program(application, profile)
    tick = itertools.count(0, 3600)
    program.dialer._pace = Pace(lambda: float(next(tick)))  # each call an hour after the other
    program.secrets_desk.keep(account.id, _SECRETS)
    program.show()
    QTest.qWaitForWindowExposed(program.window)
    QTest.qWait(1500)
    yield Agent(program)
    program.close()


@contextmanager
def _durable_rows(file: Path) -> Iterator[Callable[[], float]]:
    """Yield what writes one row that survives a power cut: what the journal's promise costs on this disk."""
    with closing(sqlite3.connect(file, isolation_level=None)) as database:
        for setup in ("PRAGMA journal_mode = TRUNCATE", "PRAGMA synchronous = FULL", "CREATE TABLE calls (call TEXT)"):
            database.execute(setup)

        def write() -> float:
            begun_s = time.monotonic()
            database.execute("INSERT INTO calls VALUES (?)", ("x" * 500,))
            return time.monotonic() - begun_s

        yield write


@contextmanager
def _bare(receiver: Receiver, account: Account, body: bytes, *, keep: bool) -> Iterator[Callable[[], float]]:
    """Yield what posts `body` as plainly as httpx can, its client and its TLS context made beforehand."""
    context = ssl.create_default_context(cafile=account.ca_file)
    limits = httpx.Limits() if keep else httpx.Limits(max_keepalive_connections=0)
    url, form = account.endpoint("originate-call"), {"Content-Type": "application/x-www-form-urlencoded"}
    with httpx.Client(verify=context, trust_env=False, limits=limits, headers=form) as client:

        def post() -> float:
            QTest.qWait(_BETWEEN_CALLS_MS)
            begun_s = time.monotonic()
            client.post(url, content=body)
            return receiver.arrived_s() - begun_s

        post()
        yield post
