"""An agent without a mouse: real key presses, and what a screen reader is told of where they go."""

import json
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from pbxdialer.core.account import Secrets
from tests.gui.test_on_a_real_screen import Desktop
from tests.php_oracle import PhpOracle
from tests.screen import Screen
from tests.secret_service import SecretService, missing
from tests.waiting import await_condition

ROOT = Path(__file__).resolve().parents[2]
_PYTHON = "/usr/bin/python3"  # the system's: it has AT-SPI
_BUS = "/usr/libexec/at-spi-bus-launcher"
_HAS_ATSPI = "import gi; gi.require_version('Atspi', '2.0'); from gi.repository import Atspi"
PATIENCE_S = 20.0  # of a computer that has much else to do: nothing here is about speed
_MOST_STOPS = 60  # of Tab, in the longest form


@dataclass(frozen=True, slots=True)
class Focus:
    """What has the keyboard: its role, what it is called (label first), in which window, and whether it is ticked."""

    role: str
    name: str
    window: str
    checked: bool

    def is_called(self, name: str) -> bool:
        return self.name == name or self.name.startswith(f"{name}: ") or self.name.endswith(f": {name}")


_TYPED_SECRETS = Secrets(api_username="agent7", api_password="Pass4agent", api_key="Key4signing")
_NOWHERE = Focus("", "", "", checked=False)


class Ear:
    """Hears what a screen reader is told, of whatever program is on the bus."""

    def __init__(self, environment: dict[str, str], file: Path) -> None:
        self._file = file
        own = {name: value for name, value in environment.items() if not name.startswith("PYTHON")}
        words = [_PYTHON, "-W", "ignore::DeprecationWarning", str(ROOT / "tests" / "gui" / "focus_teller.py")]
        with file.open("w") as heard:
            self._teller = subprocess.Popen(words, env=own, stdout=heard, stderr=subprocess.DEVNULL)
        await_condition(lambda: bool(self._told()), PATIENCE_S, "the accessibility bus")

    def focuses(self) -> list[Focus]:
        """Return what has had the keyboard, the latest last."""
        told = [line for line in self._told() if line["kind"] == "focus"]
        return [
            Focus(str(line["role"]), str(line["name"]), str(line["window"]), bool(line["checked"])) for line in told
        ]

    def said(self) -> list[str]:
        """Return what was announced, in order."""
        return [str(line["text"]) for line in self._told() if line["kind"] == "said"]

    def close(self) -> None:
        self._teller.terminate()
        self._teller.wait(PATIENCE_S)

    def _told(self) -> list[dict[str, object]]:
        whole = self._file.read_text(encoding="utf-8").rpartition("\n")[0]
        return [json.loads(line) for line in whole.splitlines()]


class Agent:
    """Presses keys, one at a time and no quicker than a hand, and always knows where the keyboard is."""

    def __init__(self, desktop: Desktop, ear: Ear) -> None:
        self.desktop = desktop
        self.screen = desktop.screen
        self._ear = ear
        self._said_before, self._focuses_before = len(ear.said()), len(ear.focuses())

    def open(self, *words: str) -> "subprocess.Popen[bytes]":
        """Start the program, and wait for all that comes behind its first frame."""
        started = self.desktop.open(*words)
        diary = self.desktop.data / "logs" / "pbxdialer.log"
        await_condition(lambda: "keys for all programs" in diary.read_text(), PATIENCE_S, "the desks")
        self.find_out()
        return started

    def find_out(self) -> None:
        """Find out where the keyboard is in a program that may have told before anybody could hear it."""

        def told() -> bool:
            if not self.focuses():
                self.press("Tab", "shift+Tab")
                self.screen.hold("shift", seconds=0.3)
            return bool(self.focuses())

        await_condition(told, PATIENCE_S, "the program to tell where the keyboard is")

    def press(self, *keys: str) -> None:
        for key in keys:
            self.screen.press(key)

    def type(self, text: str) -> None:
        self.screen.type(text)

    def replace(self, text: str) -> None:
        """Write `text` instead of what stands where the keyboard is."""
        self.press("ctrl+a")
        self.type(text)

    def focus(self) -> Focus:
        """Return where the keyboard is."""
        return (self.focuses() or [_NOWHERE])[-1]

    def focuses(self) -> list[Focus]:
        """Return where the keyboard has been in this test."""
        return self._ear.focuses()[self._focuses_before :]

    def said(self) -> list[str]:
        """Return what was announced in this test."""
        return self._ear.said()[self._said_before :]

    def tab_to(self, name: str, key: str = "Tab") -> Focus:
        """Press Tab until the keyboard is on what is called `name`. Every stop on the way has to say what it is."""
        passed = []
        while not (at := self.focus()).is_called(name):
            passed.append(f"{at.role} {at.name!r} in {at.window!r}")
            assert at.name, f"the keyboard is on something without a name: {passed}"
            assert len(passed) < _MOST_STOPS, f"{name!r} is not reached with {key}: {passed}"
            self.step(key)
        return at

    def step(self, key: str) -> Focus:
        """Press a key that moves the keyboard, and return where it has gone."""
        at, before = self.focus(), len(self.focuses())
        self.press(key)
        self.await_(lambda: len(self.focuses()) > before, f"{key} to move the keyboard from {at}")
        return self.focus()

    def push(self, name: str) -> None:
        """Go to the button or box called `name`, and press it."""
        self.tab_to(name)
        self.press("space")

    def write(self, name: str, text: str) -> None:
        """Go to the line called `name`, and write into it."""
        self.tab_to(name)
        self.replace(text)

    def turn_to(self, page: str) -> None:
        """Go to the tabs of the settings, and along them to `page`."""
        while self.focus().role not in ("page tab list", "page tab"):
            self.step("Tab")
        for _ in range(_MOST_STOPS):
            if self.focus().name == page:
                return
            self.step("Right")
        raise AssertionError(f"there is no page {page!r}")

    def open_settings(self, page: str = "") -> None:
        """Open the settings by their key, and turn to `page`."""
        self.press("ctrl+comma")
        self.await_window("Settings")
        if page:
            self.turn_to(page)

    def go_back(self) -> None:
        """Close what was opened over the window."""
        self.press("Escape")
        self.await_window("PBX Dialer")

    def write_credentials(self) -> None:
        """Write what the PBX knows the agent by into its three lines."""
        secrets = self.desktop.oracle.secrets
        self.write("API user", secrets.api_username)
        self.write("API password", secrets.api_password)
        self.write("API key", secrets.api_key)

    def await_call_to(self, name: str) -> None:
        """Wait for the PBX to have had one request, a valid one, and to be asked for `name` in it."""
        (seen,) = self.desktop.oracle.await_originates(1)
        assert (seen.verdict, seen.data["caller_id_name"]) == ("", name)

    def await_focus(self, name: str) -> Focus:
        """Wait for the keyboard to be on what is called `name` by itself."""
        self.await_(lambda: self.focus().is_called(name), f"the keyboard on {name!r}")
        return self.focus()

    def await_window(self, title: str) -> None:
        """Wait for the window of this title to have the keyboard."""
        await_condition(lambda: self.screen.focused() == title, PATIENCE_S, f"the keyboard in {title!r}")
        await_condition(
            lambda: self.focus().window == title,
            PATIENCE_S,
            f"the keyboard on something in {title!r}, not {self.focus()}",
        )

    def await_said(self, text: str) -> str:
        """Wait until something that begins with `text` has been announced in this test; return the whole of it."""

        def heard() -> list[str]:
            return [said for said in self.said() if said.startswith(text)]

        await_condition(lambda: bool(heard()), PATIENCE_S, f"{text!r} to be announced, after {self.said()}")
        return heard()[-1]

    def await_(self, holds: Callable[[], object], what: str) -> None:
        try:
            await_condition(lambda: bool(holds()), PATIENCE_S, what)
        except AssertionError as error:
            raise AssertionError(f"{error}; the keyboard is on {self.focus()}, said was {self.said()[-3:]}") from None

    def rest(self) -> None:
        """Do nothing for a while: two calls in two seconds are refused (`dialer.Pace`)."""
        self.screen.hold("shift", seconds=2.2)

    def settings(self) -> dict[str, object]:
        return json.loads((self.desktop.data / "settings.json").read_text())  # type: ignore[no-any-return]

    def contacts(self) -> list[dict[str, object]]:
        return json.loads(self.desktop.command("contacts", "list", "--json"))["contacts"]  # type: ignore[no-any-return]


@dataclass
class Room:
    """A screen with a keyring, a PBX and an ear, which the tests of one file share; each has a profile of its own."""

    screen: Screen
    keyring: SecretService
    oracle: PhpOracle
    ear: Ear
    prepared: Desktop

    @contextmanager
    def agent(self, folder: Path) -> Iterator[Agent]:
        """Somebody with an account and two contacts."""
        shutil.copytree(self.prepared.data, folder / "data")
        with self.newcomer(folder) as agent:
            yield agent

    @contextmanager
    def newcomer(self, folder: Path) -> Iterator[Agent]:
        """Somebody who has nothing yet."""
        self.oracle.configure(answer=None, answer_after_s=0.0, status=200)
        self.oracle.forget()
        desktop = desktop_in(self.screen, self.keyring, self.oracle, folder)
        try:
            yield Agent(desktop, self.ear)
        finally:
            desktop.close()


def desktop_in(screen: Screen, keyring: SecretService, oracle: PhpOracle, folder: Path) -> Desktop:
    desktop = Desktop(screen, keyring, oracle, folder)
    desktop.environment |= {"QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1", "LC_ALL": "C.UTF-8", "LANGUAGE": "en"}
    return desktop


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    absent = [name for name in ("Xvfb", "openbox", "xdotool", "xprop", _PYTHON, _BUS) if not shutil.which(name)]
    if not absent and subprocess.run([_PYTHON, "-c", _HAS_ATSPI], check=False, stderr=subprocess.DEVNULL).returncode:
        absent = ["gir1.2-atspi-2.0"]
    if absent or missing():
        pytest.skip(missing() or f"missing: {', '.join(absent)}")
    folder = tmp_path_factory.mktemp("room")
    with ExitStack() as stack:
        screen = stack.enter_context(Screen())  # its own: the bus leaves its address at the root window
        keyring = stack.enter_context(SecretService(folder))
        oracle = stack.enter_context(PhpOracle(_TYPED_SECRETS, workers=2))
        prepared = desktop_in(screen, keyring, oracle, folder)
        bus = subprocess.Popen(
            [_BUS, "--launch-immediately"],
            env=prepared.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        stack.callback(bus.wait, PATIENCE_S)
        stack.callback(bus.terminate)
        ear = Ear(prepared.environment, folder / "heard")
        stack.callback(ear.close)
        prepared.prepare()
        yield Room(screen, keyring, oracle, ear, prepared)


@pytest.fixture
def agent(room: Room, tmp_path: Path) -> Iterator[Agent]:
    with room.agent(tmp_path) as agent:
        yield agent
