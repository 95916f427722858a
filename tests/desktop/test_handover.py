import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from pbxdialer.desktop.handover import (
    DEADLINE_S,
    LONGEST_MESSAGE,
    TAKEN,
    Message,
    Verb,
    address,
    deliver,
    parse,
)
from pbxdialer.desktop.peer import is_our_user
from pbxdialer.store.paths import places

ROOT = Path(__file__).resolve().parents[2]
SHOW = Message(Verb.SHOW)
OFFER = Message(Verb.OFFER, "tel:+40%20722\n123 456 ț😀")
NOBODY = 65534
unix_only = pytest.mark.skipif(sys.platform == "win32", reason="missing: AF_UNIX sockets")
needs_root = pytest.mark.skipif(
    sys.platform == "win32" or os.getuid() != 0, reason="missing: root, to be another user for a moment"
)


@pytest.fixture
def short_folder() -> Iterator[Path]:
    """A folder a socket's path fits in on every system."""
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


@pytest.fixture
def place(short_folder: Path) -> Path:
    return short_folder / "window.sock"


def receive(line: socket.socket) -> bytes:
    data = b""
    while not data.endswith(b"\n") and (piece := line.recv(LONGEST_MESSAGE)):
        data += piece
    return data


@contextmanager
def first_start(place: Path, answer: Callable[[socket.socket], object]) -> Iterator[list[bytes]]:
    """Listen at `place`, take one connection, `answer` it, and yield what the sender has written."""
    got: list[bytes] = []
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(place))
        listening.listen()
        listening.settimeout(10)

        def serve() -> None:
            line, _ = listening.accept()
            with line:
                assert is_our_user(line.fileno())
                got.append(receive(line))
                answer(line)

        thread = threading.Thread(target=serve)
        thread.start()
        yield got
        thread.join(10)
        assert not thread.is_alive()


def wait_for_the_end(line: socket.socket) -> None:
    line.settimeout(10)
    while line.recv(100):
        pass


@unix_only
@pytest.mark.parametrize("message", [SHOW, OFFER, Message(Verb.OFFER, "1" * 4000)])
def test_a_message_is_delivered_once_and_whole(place: Path, message: Message) -> None:
    with first_start(place, lambda line: line.sendall(TAKEN)) as got:
        assert deliver(place, message)
    assert [parse(data) for data in got] == [message]


@unix_only
def test_where_nobody_listens_it_is_told_at_once(place: Path) -> None:
    began = time.monotonic()
    assert not deliver(place, SHOW)
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(str(place))
    assert place.exists(), "a socket whose program has died"
    assert not deliver(place, SHOW)
    assert not deliver(place.parent / ("x" * 200), SHOW)
    assert time.monotonic() - began < 0.5


@unix_only
def test_a_first_start_that_is_not_ready_yet_is_waited_for(place: Path) -> None:
    def wait_a_little_and_listen() -> None:
        asked.wait()
        with first_start(place, lambda line: line.sendall(TAKEN)):
            pass

    asked = threading.Event()
    first = threading.Thread(target=wait_a_little_and_listen)
    first.start()
    assert not deliver(place, SHOW)
    asked.set()
    assert deliver(place, OFFER, patience_s=10)
    first.join()


@unix_only
@pytest.mark.parametrize(
    "answer",
    [lambda line: None, lambda line: line.sendall(b"no\n"), lambda line: line.sendall(b"t"), wait_for_the_end],
    ids=["hangs up", "says no", "says half", "says nothing"],
)
def test_without_the_answer_nothing_was_delivered_and_nobody_waits_long(
    place: Path, answer: Callable[[socket.socket], object]
) -> None:
    began = time.monotonic()
    with first_start(place, answer):
        assert not deliver(place, SHOW)
        assert time.monotonic() - began < DEADLINE_S + 0.5


@unix_only
def test_an_answer_that_drips_has_no_more_time_than_any_other(place: Path) -> None:
    hung_up = threading.Event()

    def drip(line: socket.socket) -> None:
        with suppress(BrokenPipeError):  # which is how the sender's patience ends
            for letter in TAKEN:
                line.sendall(bytes([letter]))
                hung_up.wait(DEADLINE_S / 3)

    with first_start(place, drip):
        began = time.monotonic()
        assert not deliver(place, SHOW)
        assert time.monotonic() - began < DEADLINE_S + 0.5
        hung_up.set()


@unix_only
def test_a_crowd_before_the_door_does_not_hold_us_up(place: Path) -> None:
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(place))
        listening.listen(0)
        crowd = [socket.socket(socket.AF_UNIX) for _ in range(3)]
        for line in crowd:
            line.setblocking(False)
            line.connect_ex(str(place))
        room_is_made = threading.Timer(5, listening.accept)
        room_is_made.start()
        began = time.monotonic()
        assert not deliver(place, SHOW)
        assert time.monotonic() - began < DEADLINE_S + 0.5
        room_is_made.cancel()
        for line in crowd:
            line.close()


BECOME_NOBODY = f"""
import os, socket, sys
if sys.argv[2] == "nobody": os.setgid({NOBODY}); os.setuid({NOBODY})
"""
SQUATTER = """
listening = socket.socket(socket.AF_UNIX)
listening.bind(sys.argv[1]); listening.listen()
print("ready", flush=True)
line, _ = listening.accept()
got = b""
while piece := line.recv(4096): got += piece
print(got, flush=True)
"""


@pytest.fixture
def open_folder(short_folder: Path) -> Path:
    short_folder.chmod(0o777)
    return short_folder


@needs_root
@pytest.mark.fault_matrix
def test_nothing_is_handed_to_another_user_who_squats_the_socket(open_folder: Path) -> None:
    place = open_folder / "window.sock"
    squatter = subprocess.Popen(
        [sys.executable, "-c", BECOME_NOBODY + SQUATTER, str(place), "nobody"], text=True, stdout=subprocess.PIPE
    )
    with squatter:
        assert squatter.stdout is not None
        assert squatter.stdout.readline() == "ready\n"
        assert not deliver(place, OFFER)
        assert squatter.stdout.readline() == "b''\n"


@needs_root
def test_the_receiver_can_tell_another_users_connection(open_folder: Path) -> None:
    code = BECOME_NOBODY + "s = socket.socket(socket.AF_UNIX); s.connect(sys.argv[1]); s.recv(1)"
    place = open_folder / "window.sock"
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(place))
        place.chmod(0o777)
        listening.listen()
        listening.settimeout(20)
        for user, ours in (("nobody", False), ("ourselves", True)):
            with subprocess.Popen([sys.executable, "-c", code, str(place), user]):
                line, _ = listening.accept()
                with line:
                    assert is_our_user(line.fileno()) is ours
                    line.getpeername()  # asking has not closed it


def test_a_descriptor_that_is_no_socket_belongs_to_nobody(tmp_path: Path) -> None:
    with (tmp_path / "file").open("wb") as file:
        assert not is_our_user(file.fileno())


def test_sending_needs_no_qt_and_nothing_heavy(short_folder: Path) -> None:
    code = """
import sys
import pbxdialer.__main__
from pbxdialer.second_start import handed_over
print(handed_over(["tel:0722123456"], sys.argv[1]))
heavy = {"PySide6", "httpx", "keyring", "asyncio", "tempfile", "phonenumbers", "logging", "dataclasses", "platformdirs"}
heavy |= {"json", "pathlib", "re", "socket", "struct", "typing"}
print([name for name in sys.modules if name.split(".")[0] in heavy])
"""
    words = [sys.executable, "-S", "-c", code, str(short_folder)]  # site imports what packages tell it to
    run = subprocess.run(words, capture_output=True, text=True, cwd=ROOT)
    assert run.stdout == "None\n[]\n", run.stderr


QT_RECEIVER = """
import sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from PySide6.QtNetwork import QLocalServer
from pbxdialer.desktop.handover import TAKEN, address, parse
from pbxdialer.desktop.peer import is_our_user
app = QCoreApplication([sys.argv[0]])
server = QLocalServer()
server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
assert server.listen(address(Path(sys.argv[1]))), server.errorString()
def connected():
    line = server.nextPendingConnection()
    def ready():
        if line.canReadLine():
            print(is_our_user(line.socketDescriptor()), parse(line.readLine().data()), flush=True)
            line.disconnected.connect(app.quit); line.write(TAKEN); line.disconnectFromServer()
    line.readyRead.connect(ready)
server.newConnection.connect(connected)
print("ready", flush=True)
app.exec()
"""


@unix_only
def test_a_qlocalserver_receives_it_at_the_place_the_profile_says(
    tmp_path: Path, short_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(short_folder))
    found = places(tmp_path / ("long" * 30))
    assert found.prepare() == ()
    receiver = subprocess.Popen(
        [sys.executable, "-c", QT_RECEIVER, str(found.socket)], cwd=ROOT, text=True, stdout=subprocess.PIPE
    )
    with receiver:
        assert receiver.stdout is not None
        assert receiver.stdout.readline() == "ready\n"
        assert found.socket.is_relative_to(short_folder)
        assert found.socket.stat().st_mode & 0o077 == 0
        assert deliver(found.socket, OFFER)
        assert receiver.stdout.readline() == f"True {OFFER}\n"
    assert receiver.returncode == 0
    assert address(found.socket) == str(found.socket)
