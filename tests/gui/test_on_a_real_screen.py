"""The program as a process of its own on a real screen, driven by nothing but key presses."""

import json
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path

import pytest

from tests.php_oracle import BODY_SECRETS, PhpOracle
from tests.screen import Screen, program
from tests.secret_service import SecretService
from tests.waiting import await_condition

_CONTACTS = "Name,Company,Phone\nȘtefan Ionescu,Acme SRL,0722 123 456\nMaria Popescu,Delta,+40 744 000 111\n"


class Desktop:
    """A profile with one account and two contacts, made by the program's own commands, on a screen with a keyring.

    `program` makes the command line of the program, which may be the built one.
    """

    def __init__(
        self,
        screen: Screen,
        keyring: SecretService,
        oracle: PhpOracle,
        folder: Path,
        program: Callable[..., list[str]] = program,
    ) -> None:
        self.screen = screen
        self._program = program
        self.oracle = oracle
        self.data = folder / "data"
        self.environment = screen.environment(keyring.environment)
        self._running: list[subprocess.Popen[bytes]] = []

    def command(self, *words: str, secrets: str | None = None) -> str:
        done = subprocess.run(
            self._program(*words, "--data-dir", str(self.data)),
            env=self.environment,
            input=secrets,
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
        )
        return done.stdout

    def prepare(self, *account_words: str) -> None:
        self.command(
            *("account", "add", "Sales PBX", "--url", self.oracle.url, "--project", "1", "--type", "user"),
            *("--destination", "ionescu", "--numbers", "national", "--secrets-from-stdin", *account_words),
            secrets=json.dumps(asdict(self.oracle.secrets)),
        )
        contacts = self.data.parent / "contacts.csv"
        contacts.write_text(_CONTACTS, encoding="utf-8")
        self.command("contacts", "import", str(contacts), "--yes")

    def open(self, *words: str) -> subprocess.Popen[bytes]:
        window = subprocess.Popen(
            self._program("--data-dir", str(self.data), *words),
            env=self.environment,
            stderr=subprocess.PIPE,
        )
        self._running.append(window)
        self.screen.await_window("PBX Dialer")
        diary = self.data / "logs" / "pbxdialer.log"
        await_condition(lambda: diary.exists() and "open for business" in diary.read_text(), 15, "the contacts")
        return window

    def calls(self) -> list[dict[str, object]]:
        return json.loads(self.command("history", "--json"))["calls"]  # type: ignore[no-any-return]

    def close(self) -> None:
        for window in self._running:
            if window.poll() is None:
                window.kill()
                window.communicate()
            if window.stderr:
                window.stderr.close()


@pytest.fixture
def desktop(screen: Screen, secret_service: SecretService, tmp_path: Path) -> Iterator[Desktop]:
    with PhpOracle(BODY_SECRETS, workers=2) as oracle:
        desktop = Desktop(screen, secret_service, oracle, tmp_path)
        yield desktop
        desktop.close()


def test_three_letters_and_enter_reach_php_as_one_valid_originate(desktop: Desktop) -> None:
    desktop.prepare()
    desktop.open()
    desktop.screen.type("ste")
    desktop.screen.press("Return")
    (seen,) = desktop.oracle.await_originates(1)
    assert seen.verdict == ""
    assert seen.data["caller_id"] == "0722123456"
    assert seen.data["caller_id_name"] == "Ștefan Ionescu"
    await_condition(lambda: desktop.calls()[0]["state"] == "RINGING_AGENT", 10, "the answer in the history")


@pytest.mark.parametrize(("key", "kind", "name"), [("q", "queue", "sales-queue"), ("c", "context", "outbound")])
def test_queue_and_context_are_chosen_by_keyboard(desktop: Desktop, key: str, kind: str, name: str) -> None:
    desktop.prepare()
    desktop.open()
    desktop.screen.type("mar")
    desktop.screen.press("Tab")
    desktop.screen.type(key)
    desktop.screen.press("Tab")
    desktop.screen.type(name)
    desktop.screen.press("Return")
    (seen,) = desktop.oracle.await_originates(1)
    assert seen.verdict == ""
    assert (seen.data["type"], seen.data["destination"]) == (kind, name)
    assert seen.data["caller_id"] == "0744000111"


def test_ctrl_enter_of_a_real_keyboard_dials_exactly_what_was_typed(desktop: Desktop) -> None:
    desktop.prepare("--outside-prefix", "9")
    desktop.open()
    desktop.screen.type("+40 744 000 111")
    desktop.screen.press("ctrl+Return")
    (seen,) = desktop.oracle.await_originates(1)
    assert seen.data["caller_id"] == "+40744000111"
    await_condition(lambda: desktop.calls()[0]["state"] == "RINGING_AGENT", 10, "the answer in the history")
    assert desktop.calls()[0]["rule"] == "literal"


@pytest.mark.fault_matrix
def test_enter_held_by_a_real_keyboard_calls_once(desktop: Desktop) -> None:
    desktop.prepare()
    desktop.oracle.configure(answer_after_s=1.0)
    desktop.open()
    desktop.screen.type("ste")
    desktop.screen.hold("Return", seconds=1.5)
    desktop.oracle.await_originates(1)
    await_condition(lambda: desktop.calls()[0]["state"] == "RINGING_AGENT", 10, "the answer")
    assert len(desktop.oracle.originates()) == 1
    assert len(desktop.calls()) == 1, "the repeats were not even tried"


@pytest.mark.fault_matrix
def test_quitting_while_a_call_hangs_is_quick_clean_and_truthful(desktop: Desktop) -> None:
    desktop.prepare("--async", "0")
    desktop.oracle.configure(answer_after_s=30.0)
    window = desktop.open()
    desktop.screen.type("ste")
    desktop.screen.press("Return")
    desktop.oracle.await_originates(1)
    window.terminate()
    _, stderr = window.communicate(timeout=2)
    assert window.returncode == 0
    assert stderr == b""
    assert desktop.calls()[0]["state"] == "UNKNOWN"


@pytest.mark.fault_matrix
def test_after_kill_9_in_mid_request_the_call_is_unknown_and_was_sent_once(desktop: Desktop) -> None:
    desktop.prepare("--async", "0")
    desktop.oracle.configure(answer_after_s=5.0)
    window = desktop.open()
    desktop.screen.type("ste")
    desktop.screen.press("Return")
    desktop.oracle.await_originates(1)
    window.kill()
    window.communicate()
    desktop.open()
    (call,) = desktop.calls()
    assert call["state"] == "UNKNOWN"
    assert call["failure"] == "program_ended"
    assert len(desktop.oracle.originates()) == 1
