"""The program started twice, as processes: one window, every wish handed over, nothing to anybody else."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from pbxdialer.desktop.handover import Message, Verb, of_this_session
from pbxdialer.desktop.process_lock import hold, is_held
from pbxdialer.first_start import arrive
from pbxdialer.second_start import handed_over, wish_of
from pbxdialer.store.paths import Places, places
from tests.desktop.test_handover import BECOME_NOBODY, NOBODY, SQUATTER, needs_root, unix_only
from tests.screen import program
from tests.waiting import await_condition

pytestmark = unix_only
Starting = Callable[..., "subprocess.Popen[str]"]


@pytest.mark.parametrize(
    "link",
    [
        "tel:+40%20722-123-456",
        "TEL:0722123456",
        "tel:+40 722 123 456",
        "tel:1003;ext=4",
        "callto://+40722123456",
        "sip:1003@pbx.example.com",
        "sips:1003@pbx.example.com;transport=tls",
        "tel:*21%23",
        "tel:٣",
    ],
)
def test_a_link_is_offered_as_it_is(link: str) -> None:
    assert wish_of([link]) == Message(Verb.OFFER, link)


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["tel:1 -platform minimal -stylesheet x"],
        ["tel:1", "-platform", "minimal", "-stylesheet", "x"],
        ["tel:1", "--quit"],
        ["--quit", "tel:1"],
        ["tel:1\n2"],
        ["tel:1\t2"],
        ["tel:1\x002"],
        ['tel:1" --quit "'],
        ["tel:'1'"],
        ["tel:"],
        ["tel:" + "1" * 10_000],
        ["tel:\udcff"],
        ["http://example.com"],
        ["javascript:tel:1"],
        ["-platform", "minimal"],
        ["--reverse"],
        ["0722123456"],
        [""],
    ],
)
@pytest.mark.fault_matrix
def test_anything_else_only_shows_the_window(words: list[str]) -> None:
    assert wish_of(words) == Message(Verb.SHOW)


ACCOUNT = "pbxdialer:account?version=1&name=V%C3%A2nz%C4%83ri&url=https://pbx.example"


def test_a_link_or_a_file_that_sets_up_an_account_is_asked_about(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir("/tmp")
    for word, text in (
        (ACCOUNT, ACCOUNT),
        (ACCOUNT.replace("pbxdialer", "PBXDialer"), ACCOUNT.replace("pbxdialer", "PBXDialer")),
        ("pbxdialer://account?x", "pbxdialer://account?x"),
        ("/home/ana/Vânzări 'noi' $1.pbxdialer", "/home/ana/Vânzări 'noi' $1.pbxdialer"),
        ("SALES.PBXDIALER", "/tmp/SALES.PBXDIALER"),
        ("../etc/sales.pbxdialer", "/etc/sales.pbxdialer"),
        ("file:///home/ana/V%C3%A2nz%C4%83ri%20%231.pbxdialer", "/home/ana/Vânzări #1.pbxdialer"),
    ):
        assert wish_of([word]) == Message(Verb.ACCOUNT, text)


@pytest.mark.fault_matrix
@pytest.mark.parametrize(
    "words",
    [
        [ACCOUNT, "--quit"],
        ["sales.pbxdialer", "--data-dir"],
        ["sales.pbxdialer", "other.pbxdialer"],
        [ACCOUNT + '" --quit "'],
        [ACCOUNT + " --quit"],
        [ACCOUNT + "\n"],
        ["pbxdialer:" + "x" * 10_000],
        ["--sales.pbxdialer"],
        ["sales\n.pbxdialer"],
        ["sales.pbxdialer.exe"],
        ["https://attacker.example/sales.pbxdialer"],
        ["smb://attacker.example/sales.pbxdialer"],
        ["file://attacker.example/share/sales.pbxdialer"],
        ["file:////attacker.example/share/sales.pbxdialer"],
        ["file:sales.pbxdialer"],
        ["file:///tmp/a%00b.pbxdialer"],
        ["file:///tmp/a%0ab.pbxdialer"],
        ["/" + "x" * 10_000 + ".pbxdialer"],
        ["/tmp/\udcff.pbxdialer"],
    ],
)
def test_what_only_looks_like_an_account_only_shows_the_window(words: list[str]) -> None:
    assert wish_of(words) == Message(Verb.SHOW)


def test_the_desktops_own_keys_offer_what_is_selected_or_open_the_quick_dial() -> None:
    assert wish_of(["quick-dial"]) == Message(Verb.QUICK_DIAL)
    assert wish_of(["dial-selection"]) == Message(Verb.SELECTION)
    assert wish_of(["dial-selection", "Tel: +40 722 123 456"]) == Message(Verb.SELECTION, "Tel: +40 722 123 456")
    assert wish_of(["dial-selection", "\x00" * 10_000]) == Message(Verb.SELECTION, "\x00" * 500), "it fits"
    assert wish_of(["dial-selection", "a", "b"]) == Message(Verb.SHOW)
    assert wish_of(["quick-dial", "tel:1"]) == Message(Verb.SHOW)


def test_the_installer_asks_with_nothing_else() -> None:
    assert wish_of(["--quit"]) == Message(Verb.QUIT)


def test_what_the_desktop_gave_comes_along(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DESKTOP_STARTUP_ID", "xterm-1_TIME99")
    assert wish_of([]).activation == "xterm-1_TIME99"
    monkeypatch.setenv("XDG_ACTIVATION_TOKEN", "4f8e")
    assert wish_of(["tel:1"]) == Message(Verb.OFFER, "tel:1", "4f8e")
    monkeypatch.setenv("XDG_ACTIVATION_TOKEN", "x" * 300)
    assert wish_of(["tel:1"]) == Message(Verb.OFFER, "tel:1")


def test_two_displays_are_two_sessions(monkeypatch: pytest.MonkeyPatch) -> None:
    def name(**displays: str) -> str:
        for variable in ("DISPLAY", "WAYLAND_DISPLAY"):
            monkeypatch.setenv(variable, displays.get(variable, ""))
        return of_this_session(Path("window.sock")).name

    assert name(DISPLAY=":0") == name(DISPLAY=":0.0")
    assert len({name(), name(DISPLAY=":0"), name(DISPLAY=":1"), name(WAYLAND_DISPLAY="wayland-0")}) == 4
    assert name() == "window.sock"
    assert name(DISPLAY=":0", WAYLAND_DISPLAY="wayland-0") == name(DISPLAY=":1", WAYLAND_DISPLAY="wayland-0")


@pytest.fixture
def here() -> Iterator[Places]:
    """A profile whose socket has a path that fits."""
    with tempfile.TemporaryDirectory() as folder:
        yield places(Path(folder))


def lock_of(here: Places) -> Path:
    return of_this_session(here.instance_lock)


def test_the_first_start_opens_the_window_and_has_the_door(here: Places) -> None:
    arrival = arrive(["tel:1"], here.folder)
    assert (arrival.exit_code, arrival.link) == (None, "tel:1")
    assert arrival.door is not None
    assert is_held(lock_of(here))
    arrival.door.release()


def test_quit_returns_at_once_where_nothing_runs_and_leaves_nothing(here: Places) -> None:
    began = time.monotonic()
    assert handed_over(["--quit"], str(here.folder)) == 0
    assert time.monotonic() - began < 0.2
    assert not list(here.folder.iterdir())


def test_quit_says_so_where_a_program_does_not_listen(here: Places) -> None:
    here.prepare()
    held = hold(lock_of(here))
    assert held is not None
    with held:
        assert handed_over(["--quit"], str(here.folder)) == 1


@pytest.fixture
def starting(here: Places) -> Iterator[Starting]:
    """Return a function that starts the program on the profile `here`, without a screen."""
    running: list[subprocess.Popen[str]] = []
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHON_KEYRING_BACKEND": ""}

    def started(*words: str, env: Mapping[str, str] | None = None) -> "subprocess.Popen[str]":
        running.append(
            subprocess.Popen(
                program("--data-dir", str(here.folder), *words),
                env={**environment, **(env or {})},
                text=True,
                stderr=subprocess.PIPE,
            )
        )
        return running[-1]

    yield started
    for process in running:
        process.kill()
        process.communicate()


def listens(here: Places) -> bool:
    return of_this_session(here.socket).exists()


def test_the_second_start_hands_over_and_ends_and_quit_ends_the_first(here: Places, starting: Starting) -> None:
    first = starting()
    await_condition(lambda: listens(here), 15, "the first start")
    for words in (["tel:0722123456"], [], ["tel:1 -platform minimal"], ["-platform", "nonsense"], ["--demo"]):
        assert starting(*words).wait(10) == 0, words
    assert first.poll() is None
    assert starting("--quit").wait(10) == 0
    assert first.wait(2) == 0
    assert first.stderr is not None
    assert "Error" not in first.stderr.read()
    assert not list(here.socket.parent.iterdir())
    assert not is_held(lock_of(here))


def test_of_starts_at_the_same_moment_one_opens_the_window(here: Places, starting: Starting) -> None:
    together = [starting("tel:0722123456") for _ in range(4)]
    await_condition(lambda: sum(process.poll() == 0 for process in together) == 3, 30, "three to hand over")
    assert [process.poll() for process in together].count(None) == 1


@needs_root
@pytest.mark.parametrize("link", ["tel:0722123456", ""])
@pytest.mark.fault_matrix
def test_another_user_who_squats_the_folder_and_the_socket_gets_nothing(
    here: Places, starting: Starting, link: str
) -> None:
    here.folder.chmod(0o711)
    here.socket.parent.mkdir()
    os.chown(here.socket.parent, NOBODY, NOBODY)
    place = of_this_session(here.socket)
    squatting = [sys.executable, "-c", BECOME_NOBODY + SQUATTER, str(place), "nobody"]
    with subprocess.Popen(squatting, text=True, stdout=subprocess.PIPE) as squatter:
        assert squatter.stdout is not None
        assert squatter.stdout.readline() == "ready\n"
        starting(*([link] if link else []))
        assert squatter.stdout.readline() == "b''\n"
        await_condition(lambda: "nobody listens" in diary(here), 15, "the window, which says that nobody listens")
    assert place.stat().st_uid == NOBODY, "it was not touched"


def diary(here: Places) -> str:
    file = here.logs / "pbxdialer.log"
    return file.read_text() if file.exists() else ""
