"""faults.md, "The disk": whatever a disk does, the agent can call, and the window says what is the matter."""

import json
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from pbxdialer.app.program import Program
from pbxdialer.core.call import Call, CallState
from pbxdialer.core.intent import Callee, Intent
from pbxdialer.core.number import PhoneNumber
from pbxdialer.opening import open_contacts, open_journal
from pbxdialer.store.paths import Places, places
from pbxdialer.store.settings import Settings, with_account
from pbxdialer.store.settings_file import load, save
from tests.gui.conftest import Heartbeat, KeyringInMemory, Starter, account_at
from tests.gui.hand import SOON_MS, Clock, click, with_clocks
from tests.gui.office import CONTACTS as LONG_CONTACTS
from tests.gui.test_window import await_state, latest, type_and_enter
from tests.php_oracle import PhpOracle
from tests.secret_service import ROOT

pytestmark = pytest.mark.fault_matrix

NUMBER = "0722999888"
UNWRITTEN = "This call could not be written into the history."


@pytest.fixture
def where(tmp_path: Path) -> Places:
    """The files of a profile in which one call was made yesterday."""
    where = places(tmp_path)
    where.prepare()
    return where


@pytest.fixture
def until_the_end() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


def make_a_call_long_ago(where: Places) -> Call:
    """Leave a history with one call in it, and with a backup."""
    account = account_at("https://pbx.example.com")
    intent = Intent.of(Callee(PhoneNumber("0744000111")), account.destination, account)
    call = Call.intended(intent, datetime(2024, 1, 1, tzinfo=UTC)).accepted(())
    for _ in range(2):  # the backup is made when a file that is there is opened
        opened = open_journal(where, "RO")
        opened.history.record(call)
        opened.close()
    return call


def lock(file: Path) -> sqlite3.Connection:
    """Lock a database as another program would."""
    connection = sqlite3.connect(file, isolation_level=None)
    connection.execute("BEGIN EXCLUSIVE")
    return connection


def calls_once(qtbot: QtBot, program: Program, oracle: PhpOracle, number: str = NUMBER) -> Call:
    """Call `number`, have real PHP accept it, and return the call as the window shows it."""
    before = len(oracle.originates())
    type_and_enter(qtbot, program, number)
    qtbot.waitUntil(lambda: program.switchboard.call_in_the_air is None, timeout=SOON_MS)
    assert latest(program) is CallState.RINGING_AGENT
    seen = oracle.originates()[before:]
    assert [(one.verdict, one.data["caller_id"]) for one in seen] == [("", number)]
    return program.window.history.calls.calls()[0]


def in_the_file(where: Places) -> list[str]:
    """Return the numbers in the history's file, oldest first."""
    with closing(sqlite3.connect(f"{where.calls.as_uri()}?mode=ro", uri=True)) as connection:
        return [number for (number,) in connection.execute("SELECT number FROM calls ORDER BY requested_at")]


@pytest.mark.complains("call not recorded: calls.sqlite is locked")
def test_a_history_that_is_locked_stops_no_call_and_is_used_again_afterwards(
    qtbot: QtBot, start: Starter, oracle: PhpOracle, where: Places, until_the_end: ExitStack
) -> None:
    make_a_call_long_ago(where)
    lock_held = until_the_end.enter_context(closing(lock(where.calls)))
    program, pace = start(account_at(oracle.url)), Clock()
    with_clocks(program, pace)
    qtbot.waitUntil(lambda: "calls.sqlite is locked by another program" in program.window.notices.text())
    assert not calls_once(qtbot, program, oracle).recorded
    assert UNWRITTEN in program.window.notices.text()

    lock_held.execute("ROLLBACK")
    pace.now += 3.0
    assert calls_once(qtbot, program, oracle).recorded
    assert UNWRITTEN not in program.window.notices.text()
    assert in_the_file(where) == ["0744000111", NUMBER]


@pytest.mark.complains("call not recorded: calls.sqlite is write-protected")
def test_a_history_of_a_newer_version_is_shown_and_not_changed(
    qtbot: QtBot, start: Starter, oracle: PhpOracle, where: Places
) -> None:
    make_a_call_long_ago(where)
    with closing(sqlite3.connect(where.calls)) as connection:
        connection.execute("PRAGMA user_version = 99")
    before = where.calls.read_bytes()
    program = start(account_at(oracle.url))
    qtbot.waitUntil(lambda: "A newer version of this program wrote calls.sqlite" in program.window.notices.text())
    assert [call.number for call in program.window.history.calls.calls()] == ["0744000111"]
    assert not calls_once(qtbot, program, oracle).recorded
    assert UNWRITTEN in program.window.notices.text()
    program.journal.close()
    assert where.calls.read_bytes() == before


@pytest.mark.complains("calls.sqlite is damaged")
@pytest.mark.parametrize(
    ("backup", "said", "kept"),
    [
        (True, "the last backup was restored", ["0744000111", NUMBER]),
        (False, "there is no backup", [NUMBER]),
    ],
    ids=["with a backup", "without one"],
)
def test_a_damaged_history_is_kept_aside_and_calls_are_written_down_again(
    qtbot: QtBot, start: Starter, oracle: PhpOracle, where: Places, backup: bool, said: str, kept: list[str]
) -> None:
    make_a_call_long_ago(where)
    if not backup:
        shutil.rmtree(where.backups)
    where.calls.write_bytes(b"this was a database once " * 400)
    program = start(account_at(oracle.url))
    qtbot.waitUntil(lambda: said in program.window.notices.text())
    (aside,) = where.calls.parent.glob("calls-corrupt-*.sqlite")
    assert aside.name in program.window.notices.text()
    assert calls_once(qtbot, program, oracle).recorded
    assert in_the_file(where) == kept


@pytest.mark.complains("call not recorded: the disk is full")
def test_a_disk_that_fills_up_stops_no_call(qtbot: QtBot, start: Starter, oracle: PhpOracle, where: Places) -> None:
    program, pace = start(account_at(oracle.url), contacts=LONG_CONTACTS), Clock()
    with_clocks(program, pace)
    database = program.journal.opened.result().history.database
    ((pages,),) = database.rows("PRAGMA page_count")
    database.rows(f"PRAGMA max_page_count = {pages}")
    assert not calls_once(qtbot, program, oracle, "0722123456").recorded
    assert UNWRITTEN in program.window.notices.text()
    database.rows("PRAGMA max_page_count = 1000000")
    pace.now += 3.0
    assert calls_once(qtbot, program, oracle).recorded
    assert UNWRITTEN not in program.window.notices.text()
    assert in_the_file(where) == [NUMBER]


def damage_it(file: Path) -> None:
    file.write_bytes(b"this was a database once " * 400)


@pytest.mark.complains("contacts.sqlite is damaged")
@pytest.mark.parametrize(
    ("trouble", "said"),
    [
        (lock, "contacts.sqlite is locked by another program"),
        (damage_it, "was damaged"),
    ],
    ids=["locked", "damaged"],
)
def test_without_its_contacts_the_program_still_calls(
    qtbot: QtBot,
    start: Starter,
    oracle: PhpOracle,
    where: Places,
    until_the_end: ExitStack,
    trouble: Callable[[Path], sqlite3.Connection | None],
    said: str,
) -> None:
    open_contacts(where, "RO").close()
    if held := trouble(where.contacts):
        until_the_end.enter_context(closing(held))
    program = start(account_at(oracle.url), contacts=())
    assert calls_once(qtbot, program, oracle).recorded
    qtbot.waitUntil(lambda: said in program.window.notices.text(), timeout=2000)


@pytest.mark.parametrize(
    "left", [b'{"accounts": [{"id": "0123', b"", b"\xff\xfe", b"[]"], ids=["half", "empty", "binary", "list"]
)
def test_broken_settings_are_kept_aside_and_named_and_new_ones_work(
    qtbot: QtBot, start: Starter, oracle: PhpOracle, where: Places, left: bytes
) -> None:
    account = account_at(oracle.url)
    program = start(account, before_show=lambda: where.settings.write_bytes(left))
    (aside,) = where.settings.parent.glob("settings-broken-*")
    assert aside.read_bytes() == left
    assert str(aside) in program.window.notices.text()
    assert program.switchboard.account is None
    program.settings_desk.change(with_account(Settings(), account))
    assert calls_once(qtbot, program, oracle).recorded
    qtbot.waitUntil(lambda: load(where.settings).settings.accounts == (account,), timeout=SOON_MS)


def test_settings_that_cannot_be_written_are_used_all_the_same(
    qtbot: QtBot, start: Starter, oracle: PhpOracle, where: Places
) -> None:
    program = start(account_at("https://127.0.0.1:9"))
    where.settings.unlink()
    where.settings.mkdir()
    program.settings_desk.change(with_account(program.settings_desk.settings, account_at(oracle.url)))
    qtbot.waitUntil(lambda: "settings.json" in program.window.notices.text(), timeout=SOON_MS)
    calls_once(qtbot, program, oracle)


@pytest.mark.complains("call not recorded: calls.sqlite is locked")
def test_with_the_history_locked_and_the_keyring_hanging_the_window_lives(
    qtbot: QtBot,
    start: Starter,
    oracle: PhpOracle,
    where: Places,
    heartbeat: Heartbeat,
    keyring_backend: KeyringInMemory,
    until_the_end: ExitStack,
) -> None:
    make_a_call_long_ago(where)
    until_the_end.enter_context(closing(lock(where.calls)))
    let_go = threading.Event()
    until_the_end.callback(let_go.set)

    def hang() -> None:
        keyring_backend.delay = lambda: let_go.wait(20)

    program = start(account_at(oracle.url), before_show=hang)
    heartbeat.begin()
    type_and_enter(qtbot, program, "ste")
    qtbot.waitUntil(lambda: program.window.card.clock_text() == "00:01", timeout=SOON_MS)
    click(program.window.card.stop_button)
    await_state(qtbot, program, CallState.NOT_SENT)
    assert oracle.originates() == []
    let_go.set()
    calls_once(qtbot, program, oracle)
    assert heartbeat.lives(longest_gap_ms=100)


@pytest.fixture
def oracle_account(oracle: PhpOracle, where: Places) -> None:
    """The oracle's account in the settings of the profile."""
    save(where.settings, with_account(Settings(), account_at(oracle.url)))


@pytest.mark.usefixtures("oracle_account")
def test_a_history_that_is_write_protected_stops_no_call(oracle: PhpOracle, where: Places) -> None:
    make_a_call_long_ago(where)
    where.calls.chmod(0o400)
    where.calls.parent.chmod(0o500)
    told = called_by_another_process(where.folder, *in_a_world_apart())  # where root is nobody
    where.calls.parent.chmod(0o700)
    assert "calls.sqlite is write-protected" in told["notices"]
    assert UNWRITTEN in told["notices"]
    assert (told["state"], told["recorded"]) == ("RINGING_AGENT", False)
    assert [one.verdict for one in oracle.originates()] == [""]


@pytest.mark.usefixtures("oracle_account")
def test_a_disk_that_is_full_from_the_start_stops_no_call(oracle: PhpOracle, where: Places, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    filled = f"""
        set -e
        mount -t tmpfs -o size=64k none {disk}
        cp {where.settings} {disk}
        dd if=/dev/zero of={disk}/rest bs=4k 2>/dev/null || true
        exec "$@"
    """
    wrapper = in_a_world_apart("--map-root-user", "--mount")
    told = called_by_another_process(disk, *wrapper, "sh", "-c", filled, "sh")
    assert (told["state"], told["recorded"]) == ("RINGING_AGENT", False)
    assert UNWRITTEN in told["notices"]
    assert [one.verdict for one in oracle.originates()] == [""]


def in_a_world_apart(*options: str) -> list[str]:
    """Return the words before a command that runs in a user namespace of its own, or skip the test."""
    words = ["unshare", "--user", *options]
    if shutil.which("unshare") is None or subprocess.run([*words, "true"], capture_output=True, check=False).returncode:
        pytest.skip("this system gives nobody a namespace of their own")
    return words


def called_by_another_process(data_dir: Path, *wrapper: str) -> dict[str, Any]:
    done = subprocess.run(
        [*wrapper, sys.executable, "-m", "tests.gui.one_call", str(data_dir), NUMBER],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return json.loads(done.stdout)  # type: ignore[no-any-return]
