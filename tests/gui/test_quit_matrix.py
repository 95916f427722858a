"""Quitting the real program in each of its states: exit code 0, within two seconds, nothing on standard error.

Each row brings the program, in a process of its own on a real screen, into a state, and yields what must stand in the
journal after it was quit there.
"""

import json
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest

from pbxdialer.core.call import Call, CallState
from pbxdialer.core.failure import Failure, FailureCode
from pbxdialer.opening import open_contacts, open_journal
from pbxdialer.store.paths import places
from pbxdialer.store.settings import Closing, Settings, with_account
from pbxdialer.store.settings_file import load, save
from tests.fault_pbx import ACCEPTED, FaultPbx, hang, read, read_request, reply
from tests.pbx.desk import account_at, call_on
from tests.php_oracle import BODY_SECRETS
from tests.screen import Screen, program
from tests.secret_service import SecretService, missing
from tests.waiting import await_condition

_GONE_WITHIN_S = 2.0
_PATIENCE_S = 20.0
_NUMBER = "0722123456"
_NAMED_PBX = "https://pbx.example"
_STOPPED_IN_TIME = (CallState.NOT_SENT, FailureCode.STOPPED_BEFORE_SENDING)
_STOPPED_WAITING = (CallState.UNKNOWN, FailureCode.STOPPED_WAITING)
_PROGRAM_ENDED = (CallState.UNKNOWN, FailureCode.PROGRAM_ENDED)

pytestmark = [pytest.mark.fault_matrix, pytest.mark.longer]

Row = tuple[CallState, FailureCode | None]


@pytest.fixture(scope="module")
def keyring(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SecretService]:
    if reason := missing():
        pytest.skip(reason)
    with SecretService(tmp_path_factory.mktemp("keyring")) as service:
        yield service


@pytest.fixture(scope="module")
def profile(keyring: SecretService, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A profile with one account, its secrets in the keyring, as the program's own command makes it."""
    folder = tmp_path_factory.mktemp("profile") / "data"
    words = (
        "--url",
        _NAMED_PBX,
        "--project",
        "1",
        "--type",
        "user",
        "--destination",
        "ionescu",
        "--secrets-from-stdin",
    )
    added = keyring.run(
        program("account", "add", "Sales", *words, "--data-dir", str(folder)), input=json.dumps(asdict(BODY_SECRETS))
    )
    assert added.returncode == 0, added.stderr
    return folder


class Room:
    """A screen, a keyring and a profile of its own for one run of the program."""

    def __init__(self, screen: Screen, keyring: SecretService, profile: Path, folder: Path) -> None:
        self.screen = screen
        self.keyring = keyring
        self.places = places(folder / "data")
        self._marks = folder / "marks"
        self._marks.mkdir()
        self._window: subprocess.Popen[bytes] | None = None
        shutil.copytree(profile, self.places.folder)
        self.watch_phones(wanted=False)  # so that whatever reaches the PBX belongs to the call
        settings = load(self.places.settings).settings
        save(self.places.settings, replace(settings, closing=Closing.QUIT))  # it has been asked

    def watch_phones(self, *, wanted: bool) -> None:
        """Change on the disk whether the program asks what the telephones do."""
        save(self.places.settings, replace(load(self.places.settings).settings, watch_phones=wanted))

    def change_account(self, **changes: Any) -> None:
        """Change the account on the disk."""
        settings = load(self.places.settings).settings
        (account,) = settings.accounts
        save(self.places.settings, with_account(settings, replace(account, **changes)))

    def open(self, *words: str, until: str = "open for business") -> None:
        """Start the program and wait until its window is shown and the point `until` is passed."""
        self._window = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "tests.crash.window",
                str(self._marks),
                *words,
                "--data-dir",
                str(self.places.folder),
            ],
            env=self.screen.environment(self.keyring.environment),
            stderr=subprocess.PIPE,
        )
        self.await_point(until)
        self.screen.await_window("PBX Dialer")

    def await_point(self, name: str) -> None:
        """Wait until the program has passed one of `tests.crash.window.POINTS`."""
        await_condition((self._marks / name).exists, _PATIENCE_S, f"the program to come to: {name}")

    def call(self) -> None:
        """Type the number and press Enter."""
        self.screen.type(_NUMBER)
        self.screen.press("Return")

    def terminate(self) -> None:
        """End it as a system does that logs its user off."""
        assert self._window
        self._window.send_signal(signal.SIGTERM)

    def close_window(self) -> None:
        """End it by closing its window, as a person does."""
        self.screen.await_window("PBX Dialer")
        self.screen.press("alt+F4")

    def ended(self) -> tuple[int, bytes]:
        """Wait for the program's end; return its exit code and what it said on standard error."""
        assert self._window
        _, complaints = self._window.communicate(timeout=_PATIENCE_S)
        return self._window.returncode, complaints

    def rows(self) -> list[Row]:
        """Return how the calls stand after a restart."""
        with closing(open_journal(self.places, "RO")) as opened:
            return [(call.state, call.failure.code if call.failure else None) for call in opened.history.recent(10)]

    def remember(self, call: Call) -> None:
        """Put a call of an earlier day into the journal."""
        with closing(open_journal(self.places, "RO")) as opened:
            opened.history.record(call)

    @contextmanager
    def locked(self, database: Path) -> Iterator[None]:
        """Let another program keep a database locked, as an import on the command line does."""
        with closing(sqlite3.connect(database)) as other:
            other.execute("BEGIN EXCLUSIVE")
            yield

    def close(self) -> None:
        """Leave nothing behind, whatever happened."""
        self.keyring.resume()
        if self._window and self._window.poll() is None:
            self._window.kill()
            self._window.communicate()


@pytest.fixture
def room(screen: Screen, keyring: SecretService, profile: Path, tmp_path: Path) -> Iterator[Room]:
    room = Room(screen, keyring, profile, tmp_path)
    yield room
    room.close()


@contextmanager
def just_shown(room: Room) -> Iterator[list[Row]]:
    room.open(until="shown")
    yield []


@contextmanager
def without_an_account(room: Room) -> Iterator[list[Row]]:
    save(room.places.settings, Settings())
    room.open(until="welcome")
    yield []


@contextmanager
def welcome_closed(room: Room) -> Iterator[list[Row]]:
    save(room.places.settings, Settings())
    room.open(until="welcome")
    room.screen.press("Escape")
    await_condition(lambda: len(room.screen.windows("PBX Dialer")) == 1, _PATIENCE_S, "the welcome to go")
    yield []


@contextmanager
def in_the_demo(room: Room) -> Iterator[list[Row]]:
    room.open("--demo")
    yield []


@contextmanager
def typing(room: Room) -> Iterator[list[Row]]:
    room.open()
    room.screen.type("0722")
    room.await_point("searched")
    yield []


@contextmanager
def idle(room: Room) -> Iterator[list[Row]]:
    room.open()
    yield []


@contextmanager
def requested(room: Room) -> Iterator[list[Row]]:
    with FaultPbx(read_request, hang) as pbx:
        room.change_account(url=pbx.url, waits_for_agent=True)
        room.open()
        room.call()
        pbx.await_post()
        yield [_STOPPED_WAITING]
        assert pbx.posts == 1


@contextmanager
def accepted(room: Room) -> Iterator[list[Row]]:
    with FaultPbx(read_request, reply(ACCEPTED)) as pbx:
        room.change_account(url=pbx.url)
        room.open()
        room.call()
        await_condition(lambda: pbx.posts == 1 and _written(room) == ["RINGING_AGENT"], _PATIENCE_S, "the answer")
        yield [(CallState.RINGING_AGENT, None)]
        assert pbx.posts == 1


@contextmanager
def question_open(room: Room) -> Iterator[list[Row]]:
    with FaultPbx(read_request, hang) as pbx:
        room.change_account(url=pbx.url)
        room.remember(call_on(account_at(pbx.url)).unknown(Failure(FailureCode.REPLY_LATE)))
        room.open(until="history")
        room.await_point("open for business")
        room.call()
        room.await_point("question")
        yield [(CallState.UNKNOWN, FailureCode.REPLY_LATE)]
        assert pbx.connections == 0


@contextmanager
def telephones_hanging(room: Room) -> Iterator[list[Row]]:
    with FaultPbx(read(1), hang) as pbx:
        room.watch_phones(wanted=True)
        room.change_account(url=pbx.url)
        room.open()
        await_condition(lambda: bool(pbx.wire), _PATIENCE_S, "the question what the telephones do")
        yield []


@contextmanager
def settings_open(room: Room) -> Iterator[list[Row]]:
    room.open()
    room.screen.press("ctrl+comma")
    room.screen.await_window("Settings")
    yield []


@contextmanager
def connection_test_hanging(room: Room) -> Iterator[list[Row]]:
    with FaultPbx(read_request, hang) as pbx:
        room.change_account(url=pbx.url)
        room.open("--test-connection")
        room.screen.press("ctrl+comma")
        pbx.await_post()
        yield []


@contextmanager
def keyring_hanging(room: Room) -> Iterator[list[Row]]:
    room.keyring.hang()
    room.open()
    yield []


@contextmanager
def keyring_hanging_under_a_call(room: Room) -> Iterator[list[Row]]:
    with FaultPbx(read_request, hang) as pbx:
        room.change_account(url=pbx.url)
        room.keyring.hang()
        room.open()
        room.call()
        room.await_point("dialled")
        yield [_STOPPED_IN_TIME]
        assert pbx.connections == 0


@contextmanager
def names_hanging_under_a_call(room: Room) -> Iterator[list[Row]]:
    room.open("--names-hang")
    room.call()
    room.await_point("lookup")
    yield [_STOPPED_IN_TIME]


@contextmanager
def tls_greeting_hanging_under_a_call(room: Room) -> Iterator[list[Row]]:
    with FaultPbx(read(1), hang) as pbx:
        room.change_account(url=pbx.url.replace("http:", "https:"), waits_for_agent=True)
        room.open()
        room.call()
        await_condition(lambda: bool(pbx.wire), _PATIENCE_S, "the first byte of the TLS hello")
        yield [_STOPPED_IN_TIME]
        assert pbx.connections == 1


@contextmanager
def contacts_locked_while_they_are_read(room: Room) -> Iterator[list[Row]]:
    open_contacts(room.places, "RO").close()  # makes the file
    with room.locked(room.places.contacts):
        room.open(until="shown")
        room.await_point("history")
        yield []


@contextmanager
def journal_locked_from_the_start(room: Room) -> Iterator[list[Row]]:
    room.rows()  # makes the file
    with room.locked(room.places.calls):
        room.open(until="no journal")
        yield []


@contextmanager
def journal_locked_under_a_call(room: Room) -> Iterator[list[Row]]:
    with FaultPbx(read_request, hang) as pbx:
        room.change_account(url=pbx.url, waits_for_agent=True)
        room.open()
        room.call()
        pbx.await_post()
        with room.locked(room.places.calls):
            yield [_PROGRAM_ENDED]
        assert pbx.posts == 1


def _written(room: Room) -> list[str]:
    with closing(sqlite3.connect(f"{room.places.calls.as_uri()}?mode=ro", uri=True)) as journal:
        return [state for (state,) in journal.execute("SELECT state FROM calls")]


State = Callable[[Room], AbstractContextManager[list[Row]]]
STATES: tuple[State, ...] = (
    just_shown,
    welcome_closed,
    in_the_demo,
    idle,
    typing,
    requested,
    accepted,
    question_open,
    telephones_hanging,
    settings_open,
    connection_test_hanging,
    keyring_hanging,
    keyring_hanging_under_a_call,
    names_hanging_under_a_call,
    tls_greeting_hanging_under_a_call,
    contacts_locked_while_they_are_read,
    journal_locked_from_the_start,
    journal_locked_under_a_call,
)
# A closed window: the welcome of the first start is modal, so it is what would be closed there.
ENDINGS = [(state, "SIGTERM") for state in (without_an_account, *STATES)] + [(state, "closed") for state in STATES]


@pytest.mark.complains("of a program that ended are unknown")
@pytest.mark.parametrize(("state", "how"), ENDINGS, ids=[f"{how}-{state.__name__}" for state, how in ENDINGS])
def test_quit(state: State, how: str, room: Room) -> None:
    with state(room) as expected:
        if how == "closed":
            room.screen.await_window("PBX Dialer")
        began_s = time.monotonic()
        room.terminate() if how == "SIGTERM" else room.close_window()
        code, complaints = room.ended()
        took_s = time.monotonic() - began_s
    assert (code, complaints) == (0, b"")
    assert took_s < _GONE_WITHIN_S
    assert room.rows() == expected
