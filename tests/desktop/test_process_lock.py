import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from pbxdialer.desktop.process_lock import LockUnavailable, hold, hold_session, is_held, session_lives, sweep

ROOT = Path(__file__).resolve().parents[2]
HOLDER = """
import subprocess, sys
from pathlib import Path
from pbxdialer.desktop.process_lock import hold, hold_session
if sys.argv[1] == "session":
    held = hold_session(Path(sys.argv[2]))
else:
    held = hold(Path(sys.argv[2]))
if sys.argv[1] == "with-child":
    child = subprocess.Popen(["cat"], stdin=sys.stdin, stdout=subprocess.DEVNULL, close_fds=False)
print(held.name if held else "taken", flush=True)
sys.stdin.readline() if sys.argv[1] != "with-child" else child.wait()
if sys.argv[1] == "polite":
    held.release()
"""


@contextmanager
def process(way: str, path: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Start a process that takes the lock; yield it and what it says, and end it."""
    child = subprocess.Popen(
        [sys.executable, "-c", HOLDER, way, str(path)],
        cwd=ROOT,
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    with child:
        try:
            assert child.stdout is not None
            yield child, child.stdout.readline().strip()
        finally:
            child.kill()


@pytest.fixture
def lock(tmp_path: Path) -> Path:
    return tmp_path / "window.lock"


def test_a_lock_is_held_by_one_process_only(lock: Path) -> None:
    with process("hold", lock) as (_, said):
        assert said == "window"
        assert hold(lock) is None
        assert is_held(lock)
        with process("hold", lock) as (_, second_said):
            assert second_said == "taken"


def test_after_kill_9_the_lock_is_free(lock: Path) -> None:
    with process("hold", lock) as (child, _):
        assert is_held(lock)
        child.kill()
        child.wait()
        assert not is_held(lock)
        with hold(lock) or pytest.fail("still taken") as held:
            assert held.path == lock


def test_a_child_that_outlives_the_holder_does_not_hold_the_lock(lock: Path) -> None:
    with process("with-child", lock) as (child, said):
        assert said == "window"
        child.kill()
        child.wait()
        assert not is_held(lock)


def test_the_holder_itself_sees_that_it_holds(lock: Path) -> None:
    with hold(lock) or pytest.fail("taken"):
        assert is_held(lock)
        assert is_held(lock)
        assert hold(lock) is None
        with process("hold", lock) as (_, said):
            assert said == "taken", "looking at a lock must not let it go"


def test_a_released_lock_leaves_no_file(lock: Path) -> None:
    held = hold(lock) or pytest.fail("taken")
    held.release()
    held.release()
    assert not lock.exists()
    assert not is_held(lock)
    assert hold(lock)


def test_a_lock_nobody_ever_took_is_not_held(lock: Path) -> None:
    assert not is_held(lock)
    assert not lock.exists()
    assert not is_held(lock.parent / "missing" / "x.lock")


def test_only_the_owner_may_open_the_lock_file(lock: Path) -> None:
    with hold(lock) or pytest.fail("taken"):
        assert lock.stat().st_mode & 0o077 == 0 or sys.platform == "win32"


def test_a_folder_that_cannot_be_used_is_told(lock: Path) -> None:
    with pytest.raises(LockUnavailable, match="missing"):
        hold(lock.parent / "missing" / "x.lock")
    lock.mkdir()
    with pytest.raises(LockUnavailable):
        is_held(lock)


def test_of_many_that_start_at_once_one_gets_the_lock(lock: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from pbxdialer.desktop.process_lock import hold; print(flush=True);"
        "sys.stdin.readline(); print(hold(Path(sys.argv[1])) is not None, flush=True); sys.stdin.readline()"
    )
    children = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(lock)],
            cwd=ROOT,
            text=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        for _ in range(4)
    ]
    try:
        for child in children:
            assert child.stdout is not None
            child.stdout.readline()
        for child in children:
            assert child.stdin is not None
            child.stdin.write("go\n")
            child.stdin.flush()
        won = [child.stdout.readline().strip() for child in children if child.stdout]
    finally:
        for child in children:
            child.kill()
            child.communicate()
    assert sorted(won) == ["False", "False", "False", "True"]


def test_a_session_lives_as_long_as_its_process(tmp_path: Path) -> None:
    with process("session", tmp_path) as (child, name):
        assert len(name) == 32
        assert session_lives(tmp_path, name)
        child.kill()
        child.wait()
        assert not session_lives(tmp_path, name)


def test_sweeping_takes_the_dead_and_leaves_the_living(tmp_path: Path) -> None:
    with process("session", tmp_path) as (_, living):
        with process("session", tmp_path) as (child, dead):
            child.kill()
            child.wait()
        mine = hold_session(tmp_path)
        assert (tmp_path / f"{dead}.lock").exists()
        sweep(tmp_path)
        assert {path.stem for path in tmp_path.iterdir()} == {living, mine.name}
        assert session_lives(tmp_path, living)
        assert session_lives(tmp_path, mine.name)
        mine.release()


@pytest.mark.skipif(sys.platform == "win32", reason="missing: files that can be deleted while they are open")
def test_a_file_swept_away_between_opening_and_locking_is_not_the_lock(lock: Path) -> None:
    """A sweep deletes the file in that very moment (here on the audit event before flock): we would hold a ghost."""
    code = """
import os, sys
from pathlib import Path
from pbxdialer.desktop.process_lock import hold, is_held
path, sweeps = Path(sys.argv[1]), [True]
sys.addaudithook(lambda event, args: event == "fcntl.flock" and sweeps and (sweeps.pop(), os.unlink(path)))
held = hold(path)
print(held is not None, path.exists() and is_held(path), sweeps)
"""
    run = subprocess.run([sys.executable, "-c", code, str(lock)], capture_output=True, text=True, cwd=ROOT)
    assert run.stdout == "True True []\n", run.stderr


def test_a_lock_taken_while_others_sweep_is_a_lock_the_others_see(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from pbxdialer.desktop.process_lock import sweep; print(flush=True)\n"
        "while True: sweep(Path(sys.argv[1]))"
    )
    sweeper = subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], cwd=ROOT, text=True, stdout=subprocess.PIPE)
    try:
        assert sweeper.stdout is not None
        sweeper.stdout.readline()
        held = [hold_session(tmp_path) for _ in range(300)]
        assert all(lock.path.exists() for lock in held)
        assert all(session_lives(tmp_path, lock.name) for lock in held)
        for lock in held:
            lock.release()
    finally:
        sweeper.kill()
        sweeper.communicate()
