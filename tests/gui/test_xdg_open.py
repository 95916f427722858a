"""Links opened with xdg-open, as a browser does it: a real desktop entry, real processes, a real screen, real PHP."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.gui.test_on_a_real_screen import Desktop
from tests.php_oracle import BODY_SECRETS, PhpOracle
from tests.screen import Screen, program
from tests.secret_service import SecretService
from tests.waiting import await_condition

LINK = "tel:+40%20722-123-456"
_ASKED = "an offer (link): asked"


class Home(Desktop):
    """A home in which the program is the telephone application, its profile where every user's is."""

    def __init__(self, screen: Screen, keyring: SecretService, oracle: PhpOracle, folder: Path) -> None:
        super().__init__(screen, keyring, oracle, folder)
        own = {
            "HOME": str(folder),
            "XDG_DATA_HOME": str(folder / "share"),
            "XDG_CONFIG_HOME": str(folder / "config"),
            "XDG_STATE_HOME": str(folder / "state"),
        }
        self.environment = {**self.environment, **own}
        self.log = folder / "state" / "pbxdialer" / "log" / "pbxdialer.log"

    def command(self, *words: str, secrets: str | None = None) -> str:
        done = subprocess.run(
            program(*words), env=self.environment, input=secrets, capture_output=True, text=True, timeout=60, check=True
        )
        return done.stdout

    def open(self, *words: str) -> "subprocess.Popen[bytes]":
        return self.start(*program(*words))

    def start(self, *command: str) -> "subprocess.Popen[bytes]":
        self._running.append(subprocess.Popen(command, env=self.environment, stderr=subprocess.DEVNULL))
        return self._running[-1]

    def await_open(self) -> None:
        self.screen.await_window("PBX Dialer")
        await_condition(lambda: "open for business" in self.diary(), 20, "the window")

    def diary(self) -> str:
        return self.log.read_text() if self.log.exists() else ""

    def close(self) -> None:
        subprocess.run(program("--quit"), env=self.environment, timeout=30, check=False)
        super().close()


@pytest.fixture
def home(screen: Screen, secret_service: SecretService, tmp_path: Path) -> Iterator[Home]:
    with PhpOracle(BODY_SECRETS, workers=2) as oracle:
        home = Home(screen, secret_service, oracle, tmp_path)
        home.prepare()
        home.command("links", "claim")
        yield home
        home.close()


@pytest.mark.longer
@pytest.mark.parametrize("running", [False, True], ids=["closed", "running"])
def test_a_link_is_one_question_with_its_digits_and_one_call_once_confirmed(home: Home, running: bool) -> None:
    if running:
        home.open()
        home.await_open()
    opener = home.start("xdg-open", LINK)
    home.await_open()
    await_condition(lambda: _ASKED in home.diary(), 15, "the question")
    if running:
        assert opener.wait(10) == 0, "the second start has ended"
    assert home.oracle.originates() == []
    assert home.diary().count(_ASKED) == 1
    assert len(home.screen.windows("PBX Dialer")) == 1
    home.screen.await_window("PBX Dialer")
    home.screen.hold("shift", seconds=2.5)  # the agent reads; a busy machine shows the question late
    home.screen.press("shift+Tab")

    def confirmed() -> bool:
        home.screen.press("Return")
        home.screen.hold("shift", seconds=0.25)  # quicker presses are the repeats of a held key
        return bool(home.oracle.originates())

    await_condition(confirmed, 10, "the call")
    (seen,) = home.oracle.originates()
    assert seen.verdict == ""
    assert seen.data["caller_id"] == "0722123456"


@pytest.mark.longer
def test_a_link_to_an_account_is_one_question_and_no_account(home: Home) -> None:
    home.open()
    home.await_open()
    before = home.command("account", "list", "--json")
    link = "pbxdialer:account?version=1&name=Support&url=https://support.example&project_id=9"
    opener = home.start("xdg-open", f"{link}&destination.kind=user&destination.name=popescu")
    await_condition(lambda: "an account came" in home.diary(), 15, "the account")
    assert opener.wait(30) == 0, "the second start has ended"
    await_condition(lambda: len(home.screen.windows("PBX Dialer")) == 2, 30, "the question")

    def declined() -> bool:
        home.screen.press("Escape")  # which goes to the window before it as long as that has the keyboard
        home.screen.hold("shift", seconds=0.25)
        return len(home.screen.windows("PBX Dialer")) == 1

    await_condition(declined, 30, "its end")
    assert home.command("account", "list", "--json") == before
    assert home.oracle.originates() == []


@pytest.mark.longer
def test_injected_words_change_nothing_and_dial_nothing(home: Home) -> None:
    home.open("tel:1 -platform minimal -stylesheet x")  # a platform without windows
    home.await_open()
    for link in ("tel:1 -platform minimal -stylesheet x", 'tel:1" --quit "', "tel:1 --quit", "tel:1\n--quit"):
        for opener in ("xdg-open", "gio"):
            home.start(*([opener, "open", link] if opener == "gio" else [opener, link])).wait(20)
        home.start(*program(*link.split(" "))).wait(20)
    assert len(home.screen.windows("PBX Dialer")) == 1
    assert home.diary().count("open for business") == 1
    assert home.oracle.originates() == []
    assert home.command("history", "--json").count("external_id") == 0
