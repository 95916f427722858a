"""What comes to the running window from outside: second starts over the socket, links as events."""

import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest
from PySide6.QtCore import QCoreApplication, QUrl
from PySide6.QtGui import QFileOpenEvent
from pytestqt.qtbot import QtBot

from pbxdialer.app.front_door import FrontDoor
from pbxdialer.app.program import Program
from pbxdialer.desktop.handover import LONGEST_MESSAGE, TAKEN, Message, Verb, deliver, encoded, of_this_session
from pbxdialer.desktop.process_lock import hold
from pbxdialer.first_start import Arrival
from pbxdialer.gui.application import Application
from pbxdialer.gui.reception import Reception
from pbxdialer.gui.switchboard import Offer
from tests.desktop.test_handover import BECOME_NOBODY, needs_root
from tests.gui.conftest import Heartbeat, Starter, account_at

LINK = "tel:+40%20722-123-456"
OFFER = Message(Verb.OFFER, LINK)


class Door:
    """An open front door of a running program, and what came through it."""

    def __init__(self, program: Program, link: str = "") -> None:
        self.program = program
        self.offers: list[Offer] = []
        program.switchboard.offered.connect(self.offers.append)
        self.place = of_this_session(program.places.socket)
        self.lock = of_this_session(program.places.instance_lock)
        self.front_door = FrontDoor(program, Arrival(door=hold(self.lock), link=link))
        self.front_door.open()


@pytest.fixture
def open_door(start: Starter) -> Iterator[Callable[..., Door]]:
    doors: list[Door] = []

    def opened(link: str = "") -> Door:
        doors.append(Door(start(account_at("http://127.0.0.1:9")), link))
        return doors[-1]

    yield opened
    for door in doors:
        door.front_door.close()


def handed_over(qtbot: QtBot, place: Path, *messages: Message) -> list[bool]:
    """Deliver as second starts do, one after the other, while the window lives."""
    taken: list[bool] = []
    sender = threading.Thread(target=lambda: taken.extend(deliver(place, message) for message in messages))
    sender.start()
    qtbot.waitUntil(lambda: not sender.is_alive(), timeout=30_000)
    return taken


def test_a_second_start_offers_its_link_and_dials_nothing(qtbot: QtBot, open_door: Callable[..., Door]) -> None:
    door = open_door()
    assert handed_over(qtbot, door.place, OFFER) == [True]
    qtbot.waitUntil(lambda: bool(door.offers))
    assert door.offers == [Offer(LINK, "link")]
    assert door.program.switchboard.call_in_the_air is None


def test_a_second_start_without_a_link_brings_the_window_forward(qtbot: QtBot, open_door: Callable[..., Door]) -> None:
    door = open_door()
    door.program.window.showMinimized()
    qtbot.waitUntil(door.program.window.isMinimized)
    assert handed_over(qtbot, door.place, Message(Verb.SHOW)) == [True]
    qtbot.waitUntil(lambda: not door.program.window.isMinimized())
    assert not door.offers


@pytest.mark.fault_matrix
def test_the_link_that_started_the_program_is_offered(open_door: Callable[..., Door]) -> None:
    assert open_door(LINK).offers == [Offer(LINK, "link")]


def test_a_link_that_comes_as_an_event_is_offered(qapp: Application, open_door: Callable[..., Door]) -> None:
    door = open_door()
    QCoreApplication.sendEvent(qapp, QFileOpenEvent(QUrl("tel:+40 722-123-456")))
    assert door.offers == [Offer("tel:+40%20722-123-456", "link")]


@pytest.mark.complains("nobody listens to second starts")
def test_a_link_event_before_the_window_is_remembered(qapp: Application, open_door: Callable[..., Door]) -> None:
    QCoreApplication.sendEvent(qapp, QFileOpenEvent(QUrl("callto:1003")))
    QCoreApplication.sendEvent(qapp, QFileOpenEvent(QUrl("file:///etc/passwd")))
    assert open_door().offers == [Offer("callto:1003", "link")]
    assert open_door().offers == [], "once"


def test_the_installer_can_end_it(qtbot: QtBot, open_door: Callable[..., Door]) -> None:
    door = open_door()
    assert handed_over(qtbot, door.place, Message(Verb.QUIT)) == [True]
    qtbot.waitUntil(lambda: not door.program.window.isVisible())


def test_after_it_closed_nothing_is_left_and_the_next_start_is_the_first(open_door: Callable[..., Door]) -> None:
    door = open_door()
    assert list(door.place.parent.iterdir()) == [door.place]
    door.front_door.close()
    assert not list(door.place.parent.iterdir())
    assert not door.lock.exists()


def test_a_dead_programs_socket_is_taken_over(qtbot: QtBot, tmp_path: Path, qapp: Application) -> None:
    place = tmp_path / "socket" / "window.sock"
    place.parent.mkdir(mode=0o700)
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(str(place))
    reception = Reception()
    assert reception.listen(place) == ""
    assert handed_over(qtbot, place, OFFER) == [True]
    reception.close()


def test_it_does_not_listen_where_others_may_come_in(tmp_path: Path, qapp: Application) -> None:
    place = tmp_path / "socket" / "window.sock"
    place.parent.mkdir(mode=0o755)
    place.parent.chmod(0o755)
    assert "not a folder of your own" in Reception().listen(place)
    assert not place.exists()


@pytest.mark.complains("nobody listens to second starts")
@needs_root
@pytest.mark.complains("another user's program was at the door")
def test_another_user_at_the_door_is_not_heard(qtbot: QtBot, qapp: Application) -> None:
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "window.sock"
        reception = Reception()
        came: list[Message] = []
        reception.came.connect(came.append)
        assert reception.listen(place) == ""
        Path(folder).chmod(0o755)  # as if the private folder had not kept them out
        place.chmod(0o777)
        code = BECOME_NOBODY + "s = socket.socket(socket.AF_UNIX); s.connect(sys.argv[1])\n"
        code += f"try: s.sendall({encoded(OFFER)!r}); print(s.recv(9))\nexcept OSError: print(b'')"
        command = [sys.executable, "-c", code, str(place), "nobody"]
        with subprocess.Popen(command, text=True, stdout=subprocess.PIPE) as stranger:
            qtbot.waitUntil(lambda: stranger.poll() is not None, timeout=10_000)
            assert stranger.stdout is not None
            assert stranger.stdout.read() == "b''\n"
        assert handed_over(qtbot, place, OFFER) == [True]
        qtbot.waitUntil(lambda: bool(came))
        assert came == [OFFER], "ours, and not the stranger's"
        reception.close()


@pytest.mark.complains("nobody listens to second starts")
def test_without_the_door_it_says_that_links_open_another_window(start: Starter) -> None:
    program = start(account_at("http://127.0.0.1:9"))
    FrontDoor(program, Arrival()).open()
    assert "another window" in program.window.notices.text()


def connected(place: Path) -> socket.socket:
    line = socket.socket(socket.AF_UNIX)
    line.connect(str(place))
    line.settimeout(10)
    return line


def ended(line: socket.socket) -> bool:
    """Read to the end; True where nothing was answered."""
    with line, suppress(ConnectionResetError):
        return line.recv(100) == b""
    return True


@pytest.mark.parametrize(
    "data",
    [
        b"\n",
        b"tel:0722123456\n",
        encoded(OFFER).replace(b'"pbxdialer": 1', b'"pbxdialer": 2'),
        encoded(OFFER).replace(b"offer", b"dial!"),
        b"[" * LONGEST_MESSAGE + b"\n",
        b"1" * 5000,
        encoded(OFFER)[:-1],
        b"",
    ],
    ids=["empty", "bare link", "another version", "another verb", "deep", "long", "half", "nothing"],
)
@pytest.mark.fault_matrix
def test_whoever_talks_oddly_is_hung_up_on(qtbot: QtBot, open_door: Callable[..., Door], data: bytes) -> None:
    door = open_door()
    line = connected(door.place)
    line.sendall(data)
    nothing_said: list[bool] = []
    waiting = threading.Thread(target=lambda: nothing_said.append(ended(line)))
    waiting.start()
    qtbot.waitUntil(lambda: not waiting.is_alive(), timeout=3000)
    assert nothing_said == [True]
    assert not door.offers
    assert handed_over(qtbot, door.place, OFFER) == [True], "and the next one is heard"


@pytest.mark.fault_matrix
def test_a_thousand_at_the_door_hold_nobody_up(
    qtbot: QtBot, open_door: Callable[..., Door], heartbeat: Heartbeat, caplog: pytest.LogCaptureFixture
) -> None:
    door = open_door(LINK)  # the first offer brings in what offers need
    qtbot.waitUntil(lambda: _asked(caplog) == 1)
    crowd: list[socket.socket] = []
    open_ends: list[int] = []
    before = psutil.Process().num_fds()

    def gather() -> None:
        while len(crowd) < 1000:
            crowd.append(connected(door.place))
            open_ends.append(psutil.Process().num_fds() - before - len(crowd))

    heartbeat.begin()
    gathering = threading.Thread(target=gather)
    gathering.start()
    assert handed_over(qtbot, door.place, OFFER) == [True]
    qtbot.waitUntil(lambda: not gathering.is_alive(), timeout=20_000)
    assert handed_over(qtbot, door.place, OFFER) == [True]
    assert heartbeat.lives(100)
    assert max(open_ends) < 100, "the crowd's lines do not pile up"
    for line in crowd:
        line.close()


@pytest.mark.fault_matrix
def test_a_gigabyte_is_not_taken_in(qtbot: QtBot, open_door: Callable[..., Door], heartbeat: Heartbeat) -> None:
    door = open_door()
    sent = 0

    def pour() -> None:
        nonlocal sent
        with connected(door.place) as line, suppress(BrokenPipeError, ConnectionResetError):
            while sent < 1 << 30:
                line.sendall(b"1" * 65536)
                sent += 65536

    heartbeat.begin()
    pouring = threading.Thread(target=pour)
    pouring.start()
    qtbot.waitUntil(lambda: not pouring.is_alive(), timeout=10_000)
    assert sent < 1 << 20
    assert heartbeat.lives(100)
    assert not door.offers


@pytest.mark.fault_matrix
def test_two_hundred_links_in_a_second_leave_the_window_responsive(
    qtbot: QtBot, open_door: Callable[..., Door], heartbeat: Heartbeat, caplog: pytest.LogCaptureFixture
) -> None:
    door = open_door(LINK)  # the first offer brings in what offers need
    qtbot.waitUntil(lambda: _asked(caplog) == 1)
    heartbeat.begin()
    assert all(handed_over(qtbot, door.place, *[OFFER] * 200))
    assert heartbeat.lives(100)
    assert _asked(caplog) == 1, "the one question stays as it is"
    assert door.program.switchboard.call_in_the_air is None


def test_the_answer_comes_before_anything_slow(qtbot: QtBot, open_door: Callable[..., Door]) -> None:
    door = open_door()
    answered = threading.Event()
    door.program.switchboard.offered.connect(lambda _: order.append(answered.wait(5)))
    order: list[bool] = []

    def send() -> None:
        with connected(door.place) as line:
            line.sendall(encoded(OFFER))
            if line.recv(100) == TAKEN:
                answered.set()

    sender = threading.Thread(target=send)
    sender.start()
    qtbot.waitUntil(lambda: bool(order), timeout=10_000)
    assert order == [True]


def _asked(caplog: pytest.LogCaptureFixture) -> int:
    """Return how many questions were put to the agent."""
    return caplog.text.count("an offer (link): asked")
