"""faults.md, "The hand": killed at any step, a call reached the PBX at most once, and its row is there and truthful.

The caller is a process of its own that makes one call as ``pbxdialer dial`` does, and is killed at the step that names
the test. Then the program starts again: it settles what the dead one left behind, and sends nothing.
"""

import itertools
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import IO
from uuid import uuid4

import pytest

from pbxdialer.core.call import Call, CallState
from pbxdialer.core.failure import Failure, FailureCode
from pbxdialer.opening import open_journal
from pbxdialer.store.paths import places
from pbxdialer.store.settings import Settings, with_account
from pbxdialer.store.settings_file import save
from tests.crash.steps import STEPS, Step
from tests.fault_pbx import ACCEPTED, NO_SUCH_USER, FaultPbx, close, hang, read_request, reply, send
from tests.fault_pbx import Step as PbxStep
from tests.pbx.desk import account_at
from tests.tls_authority import TlsAuthority

pytestmark = pytest.mark.fault_matrix

_LINES_AT_LEAST = 300
_EVERY = 3  # of some 600 lines; each takes 60 ms
_ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(ACCEPTED), ACCEPTED)
_ACCEPTS = (read_request, send(_ANSWER[:20]), send(_ANSWER[20:]))


class Callers:
    """Starts callers, one at a time; each is killed at a step or ends by itself."""

    def __init__(self, orders: IO[str], answers: IO[str]) -> None:
        self._orders = orders
        self._answers = answers

    def start(self, folder: Path, step: str | int | None) -> int:
        """Let one call from the profile in `folder`; return its process id."""
        self._orders.write(json.dumps({"folder": str(folder), "step": step}) + "\n")
        self._orders.flush()
        return int(self._answers.readline())

    def ended(self) -> int:
        """Wait for the caller's end and return its exit code; negative is the signal that killed it."""
        return int(self._answers.readline())


@pytest.fixture(scope="module")
def callers() -> Iterator[Callers]:
    command = [sys.executable, "-m", "tests.crash.caller"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin
        assert process.stdout
        yield Callers(process.stdin, process.stdout)


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> TlsAuthority:
    return TlsAuthority(tmp_path_factory.mktemp("tls"))


def make_profile(folder: Path, pbx: FaultPbx, authority: TlsAuthority) -> None:
    """Make a profile whose account is on `pbx`."""
    where = places(folder)
    where.prepare()
    url = pbx.url.replace("http:", "https:")
    account = account_at(url, id=uuid4().hex, ca_file=authority.ca_file)
    save(where.settings, with_account(Settings(), account))


def calls_after_restart(folder: Path) -> list[Call]:
    """Start again, here in another process than the one that died, and return the calls as they stand then."""
    with closing(open_journal(places(folder), "RO")) as opened:
        return opened.history.recent(10)


def call_and_restart(
    callers: Callers, authority: TlsAuthority, folder: Path, step: str | int | None, *script: PbxStep
) -> tuple[int, list[Call], int]:
    """Let a caller die, start again twice, and return its exit code, the journal and how many requests were heard."""
    with FaultPbx(*script, tls=authority.server()) as pbx:
        make_profile(folder, pbx, authority)
        callers.start(folder, step)
        code = callers.ended()
        calls = calls_after_restart(folder)
        assert calls_after_restart(folder) == calls, "what was settled stays settled"
    assert pbx.connections <= 1, "nothing is sent again"
    return code, calls, pbx.posts


@pytest.mark.parametrize("step", STEPS, ids=str)
def test_crash(step: Step, callers: Callers, authority: TlsAuthority, tmp_path: Path) -> None:
    code, calls, posts = call_and_restart(callers, authority, tmp_path, step.name, *_ACCEPTS)
    assert code == -signal.SIGKILL, "the call never came to this step"
    assert [call.state for call in calls] == ([step.row] if step.row else [])
    assert posts in step.posts
    assert_truthful(calls, posts)


@pytest.mark.longer
def test_crash_at_any_line(callers: Callers, authority: TlsAuthority, tmp_path: Path) -> None:
    for line in itertools.count(1, _EVERY):
        folder = tmp_path / str(line)
        code, calls, posts = call_and_restart(callers, authority, folder, line, *_ACCEPTS)
        assert_truthful(calls, posts)
        if code == 0:
            break
        assert code == -signal.SIGKILL
        shutil.rmtree(folder)
    assert line > _LINES_AT_LEAST
    assert [call.state for call in calls] == [CallState.RINGING_AGENT]


def assert_truthful(calls: list[Call], posts: int) -> None:
    """Check what holds wherever the caller died."""
    assert posts <= 1
    assert len(calls) == 1 or (calls, posts) == ([], 0), "a request without a row"
    for call in calls:
        if call.state is CallState.RINGING_AGENT:
            assert posts == 1
        else:
            assert (call.state, call.failure) == (CallState.UNKNOWN, Failure(FailureCode.PROGRAM_ENDED))


def test_crash_while_the_pbx_keeps_the_caller_waiting(
    callers: Callers, authority: TlsAuthority, tmp_path: Path
) -> None:
    with FaultPbx(read_request, hang, tls=authority.server()) as pbx:
        make_profile(tmp_path, pbx, authority)
        caller = callers.start(tmp_path, None)
        pbx.await_post()
        assert [call.state for call in calls_after_restart(tmp_path)] == [CallState.REQUESTED], "its process lives"
        os.kill(caller, signal.SIGKILL)
        assert callers.ended() == -signal.SIGKILL
        calls = calls_after_restart(tmp_path)
        assert_truthful(calls, posts=1)
        assert calls_after_restart(tmp_path) == calls
    assert (pbx.posts, pbx.connections) == (1, 1)


@pytest.mark.parametrize(
    ("script", "state"),
    [
        (_ACCEPTS, CallState.RINGING_AGENT),
        ((read_request, reply(NO_SUCH_USER)), CallState.REFUSED),
        ((read_request, close), CallState.UNKNOWN),
        ((send(b"no TLS here"), hang), CallState.NOT_SENT),
    ],
    ids=["accepted", "refused", "unknown", "not_sent"],
)
def test_a_crash_after_the_last_row_changes_nothing(
    script: tuple[PbxStep, ...], state: CallState, callers: Callers, authority: TlsAuthority, tmp_path: Path
) -> None:
    tls = None if state is CallState.NOT_SENT else authority.server()
    with FaultPbx(*script, tls=tls) as pbx:
        make_profile(tmp_path, pbx, authority)
        callers.start(tmp_path, "after the last row")
        assert callers.ended() == -signal.SIGKILL
        (call,) = calls_after_restart(tmp_path)
    assert call.state is state
    assert not call.failure or call.failure.code is not FailureCode.PROGRAM_ENDED
    assert pbx.posts == (state is not CallState.NOT_SENT)
