"""The built program's first hook: what it does to a second start, a command, and a first start."""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from pbxdialer.desktop.handover import TAKEN, Message, Verb, of_this_session, parse
from pbxdialer.store.paths import places
from tests.desktop.test_handover import first_start, unix_only

ROOT = Path(__file__).resolve().parent.parent
HOOK = ROOT / "resources" / "installer" / "early_delivery.py"
pytestmark = unix_only


@pytest.fixture
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as short:
        yield Path(short)


def hooked(*words: str) -> tuple[int, str]:
    """Run the hook as PyInstaller does, before anything else; return its exit code and what came behind it."""
    code = f"exec(compile(open({str(HOOK)!r}).read(), 'hook', 'exec')); print('went on', 'PySide6' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", f"import sys; {code}", *words], capture_output=True, text=True, cwd=ROOT
    )
    assert done.stderr == ""
    return done.returncode, done.stdout.strip()


def test_a_second_start_ends_in_the_hook(folder: Path) -> None:
    where = places(folder)
    where.prepare()
    with first_start(of_this_session(where.socket), lambda line: line.sendall(TAKEN)) as got:
        assert hooked("--data-dir", str(folder), "tel:0722123456") == (0, "")
    assert [parse(data) for data in got] == [Message(Verb.OFFER, "tel:0722123456")]


@pytest.mark.parametrize("words", [["tel:1"], [], ["history", "--json"], ["--version"], ["--demo"]])
def test_everything_else_goes_on(folder: Path, words: list[str]) -> None:
    assert hooked("--data-dir", str(folder), *words) == (0, "went on False")


def test_quit_ends_in_the_hook_too(folder: Path) -> None:
    assert hooked("--quit", "--data-dir", str(folder)) == (0, "")
