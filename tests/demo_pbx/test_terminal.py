"""The terminal view: as a program reads it, and as a person uses it."""

import io
import os
import select
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator

import pytest

from pbxdialer.demo_pbx import DemoPbx, HandClock, PhoneState, Presence, run_in_terminal
from tests.demo_pbx.client import Client

# A test run in the background of a shell is started with SIGINT ignored, and its children inherit that.
PROGRAM = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)
from pbxdialer.demo_pbx import DemoPbx, run_in_terminal
with DemoPbx.plausible() as pbx:
    run_in_terminal(pbx)
"""

posix_only = pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals and SIGTERM are POSIX")


class Keyboard(io.StringIO):
    """Typed lines that look as if they came from a terminal."""

    def __init__(self, *lines: str) -> None:
        super().__init__("".join(f"{line}\n" for line in lines))

    def isatty(self) -> bool:
        return True


@pytest.fixture
def program() -> Iterator[subprocess.Popen[str]]:
    program = subprocess.Popen(
        [sys.executable, "-c", PROGRAM],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    )
    yield program
    program.kill()
    program.communicate()


def shown(pbx: DemoPbx, *typed: str) -> str:
    screen = io.StringIO()
    run_in_terminal(pbx, Keyboard(*typed), screen)
    return screen.getvalue()


def line(program: subprocess.Popen[str]) -> str:
    assert program.stdout is not None
    text = program.stdout.readline()
    assert text, "the program ended"
    return text


@posix_only
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_program_reads_the_address_first_and_a_signal_ends_it_cleanly(
    program: subprocess.Popen[str], number: signal.Signals
) -> None:
    first = line(program)
    assert first.startswith("demo PBX on http://127.0.0.1:")
    while "georgescu" not in line(program):
        pass
    program.send_signal(number)
    out, err = program.communicate(timeout=10)
    assert (program.returncode, err) == (0, "")
    assert out.splitlines()[-1] == "stopped"


@posix_only
def test_without_a_terminal_each_event_is_one_line(program: subprocess.Popen[str]) -> None:
    url = line(program).split()[-1]
    stranger = DemoPbx.plausible()
    client = Client(stranger)
    request = f"{url}/api/originate-call"
    subprocess.run(
        [sys.executable, "-c", "import sys, urllib.request as u; u.urlopen(sys.argv[1], sys.argv[2].encode())",
         request, client.signed({"data": {"project_id": 1, "caller_id": "0722123450", "caller_id_name": "Ana",
                                          "type": "user", "destination": "ionescu", "external_id": "1"}}).decode()],
        check=True,
    )  # fmt: skip
    while ": ringing" not in (event := line(program)):
        pass
    assert event.strip().endswith("ionescu: ringing – Ana 0722123450")


def test_the_credentials_to_try_are_shown(pbx: DemoPbx) -> None:
    text = shown(pbx, "q")
    assert text.splitlines()[0] == f"demo PBX on {pbx.url}"
    credentials = pbx.config.credentials
    for secret in (credentials.username, credentials.password, credentials.key, credentials.token):
        assert secret in text
    assert "queues sales-queue, support-queue, night-queue · contexts outbound, from-internal" in text


def test_every_telephone_is_listed_with_its_state_in_shape_and_word(pbx: DemoPbx, client: Client) -> None:
    client.originate(caller_id_name="Ana")
    lines = shown(pbx, "q").splitlines()
    assert "  ◉ 101 ionescu      ringing – Ana 0722123450" in lines
    assert "  ○ 102 popescu      idle" in lines
    assert "  x 104 dumitru      offline" in lines
    assert "  ■ 105 stan         busy" in lines


def test_a_answers_the_telephone_that_rings(pbx: DemoPbx, client: Client) -> None:
    client.originate(caller_id_name="Ana")
    text = shown(pbx, "a", "q")
    assert pbx.phone("ionescu").state is PhoneState.IN_CALL
    assert "ionescu: answered – Ana 0722123450" in text
    assert "● ionescu   ○ popescu" in text


def test_a_without_a_name_answers_what_has_rung_longest(pbx: DemoPbx, client: Client, clock: HandClock) -> None:
    client.originate(destination="popescu")
    clock.advance(1.0)
    client.originate(destination="ionescu")
    shown(pbx, "A", "q")
    assert (pbx.phone("popescu").state, pbx.phone("ionescu").state) == (PhoneState.IN_CALL, PhoneState.RINGING)


def test_a_name_picks_the_telephone_and_r_rejects(pbx: DemoPbx, client: Client) -> None:
    client.originate(destination="popescu")
    client.originate(destination="ionescu")
    text = shown(pbx, "r ionescu", "q")
    assert (pbx.phone("popescu").state, pbx.phone("ionescu").state) == (PhoneState.RINGING, PhoneState.IDLE)
    assert "ionescu: rejected" in text
    assert "ionescu: call ended – Ștefan ~ O'Neil & co. 😀 0722123450 – BUSY" in text


def test_a_telephone_that_goes_away_is_shown(pbx: DemoPbx) -> None:
    screen = io.StringIO()

    class Unplugs(Keyboard):
        def isatty(self) -> bool:
            pbx.set_presence("popescu", Presence.OFFLINE)
            return True

    run_in_terminal(pbx, Unplugs("q"), screen)
    assert " popescu: presence changed – now offline\n  ○ ionescu   x popescu" in screen.getvalue()


def test_h_hangs_up(pbx: DemoPbx, client: Client) -> None:
    client.originate()
    shown(pbx, "a", "h", "q")
    assert pbx.phone("ionescu").state is PhoneState.IDLE


def test_what_cannot_be_done_is_said(pbx: DemoPbx) -> None:
    text = shown(pbx, "a", "r", "h nobody", "what?", "q")
    assert text.count("no telephone is ringing") == 2
    assert "no telephone of that name is in call" in text
    assert text.count("a answer · r reject") == 2


def test_nothing_after_q_is_read_and_the_end_of_the_input_ends_the_view(pbx: DemoPbx, client: Client) -> None:
    client.originate()
    shown(pbx, "q", "a")
    shown(pbx)
    assert pbx.phone("ionescu").state is PhoneState.RINGING


def test_the_view_runs_on_any_thread(pbx: DemoPbx) -> None:
    screen = io.StringIO()
    thread = threading.Thread(target=run_in_terminal, args=(pbx, Keyboard("q"), screen))
    thread.start()
    thread.join(10.0)
    assert "georgescu" in screen.getvalue()


def test_after_the_view_ends_nothing_more_is_written(pbx: DemoPbx, client: Client) -> None:
    screen = io.StringIO()
    run_in_terminal(pbx, Keyboard("q"), screen)
    before = screen.getvalue()
    client.originate()
    assert screen.getvalue() == before


def test_a_terminal_that_cannot_write_a_name_shows_the_rest_of_the_line(pbx: DemoPbx, client: Client) -> None:
    written = io.BytesIO()
    client.originate(caller_id_name="Ștefan")
    screen = io.TextIOWrapper(written, encoding="ascii")
    run_in_terminal(pbx, Keyboard("q"), screen)
    assert "101 ionescu      ringing ? ?tefan 0722123450" in written.getvalue().decode("ascii")


@posix_only
def test_a_person_at_a_real_terminal_can_quit() -> None:
    import pty

    terminal, end = pty.openpty()
    program = subprocess.Popen([sys.executable, "-c", PROGRAM], stdin=end, stdout=end, stderr=subprocess.PIPE)
    os.close(end)
    try:
        read_until(terminal, b"q quit")
        os.write(terminal, b"q\n")
        _, err = program.communicate(timeout=10)
        assert (program.returncode, err) == (0, b"")
    finally:
        program.kill()
        os.close(terminal)


def read_until(terminal: int, wanted: bytes) -> None:
    seen, end = b"", time.monotonic() + 10
    while wanted not in seen:
        assert select.select([terminal], [], [], max(0.0, end - time.monotonic()))[0], seen
        seen += os.read(terminal, 4096)
