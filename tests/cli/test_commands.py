"""The commands as a script runs them: words in, exit code and JSON out, with a real keyring and real PHP."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path

import pytest

from tests.php_oracle import BODY_SECRETS, PhpOracle
from tests.secret_service import SecretService, files_holding

Command = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def php() -> Iterator[PhpOracle]:
    with PhpOracle(workers=2) as oracle:
        yield oracle


@pytest.fixture
def oracle(php: PhpOracle) -> PhpOracle:
    php.configure(answer=None, answer_after_s=0.0, status=200)
    php.forget()
    return php


@pytest.fixture
def command(secret_service: SecretService, tmp_path: Path) -> Command:
    """Return a function that runs one command on a profile of its own."""

    def run(*words: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        return secret_service.run(
            [sys.executable, "-m", "pbxdialer", *words, "--data-dir", str(tmp_path / "data")], input=stdin
        )

    return run


@pytest.fixture
def account(command: Command, oracle: PhpOracle) -> None:
    added = command(
        *("account", "add", "Sales", "--url", oracle.url, "--project", "7", "--type", "queue"),
        *("--destination", "sales-queue", "--numbers", "national", "--secrets-from-stdin"),
        stdin=json.dumps(asdict(BODY_SECRETS)),
    )
    assert added.returncode == 0, added.stderr


def objects(text: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in text.splitlines()]


@pytest.mark.usefixtures("account")
def test_dial_prints_each_state_and_php_accepts_the_request(command: Command, oracle: PhpOracle) -> None:
    done = command("dial", "+40 722 123 456", "--name", "Ștefan", "--var", "SKIP_WELCOME=1", "--json")
    assert done.returncode == 0, done.stderr
    requested, accepted = objects(done.stdout)
    assert (requested["state"], accepted["state"]) == ("REQUESTED", "RINGING_AGENT")
    assert requested["external_id"] == accepted["external_id"]
    (seen,) = oracle.originates()
    assert seen.verdict == ""
    assert seen.data["caller_id"] == "0722123456"
    assert seen.data["external_id"] == accepted["external_id"]
    assert seen.data["vars"] == {"SKIP_WELCOME": "1"}
    assert (seen.data["project_id"], seen.data["type"], seen.data["destination"]) == ("7", "queue", "sales-queue")


@pytest.mark.usefixtures("account")
def test_every_option_of_dial_reaches_the_pbx(command: Command, oracle: PhpOracle) -> None:
    words = ("--type", "user_email", "--destination", "a@b.ro", "--async", "0", "--outbound-number", "+40212345678")
    more = ("--outbound-trunk", "default-trunk", "--external-info", "order 7 & more", "--account", "sales")
    done = command("dial", "0722123456", *words, *more, "--json")
    assert done.returncode == 0
    assert objects(done.stdout)[-1]["state"] == "IN_CALL"
    (seen,) = oracle.originates()
    assert {**seen.data, "external_id": ""} == {
        "project_id": "7",
        "caller_id": "0722123456",
        "caller_id_name": "0722123456",
        "type": "user_email",
        "destination": "a@b.ro",
        "external_id": "",
        "external_info": "order 7 & more",
        "async": "0",
        "outbound_number": "+40212345678",
        "outbound_trunk": "default-trunk",
    }


@pytest.mark.usefixtures("account")
@pytest.mark.parametrize(
    ("answer", "status", "code", "state"),
    [
        ('{"has_error": true, "messages": ["Invalid Queue"], "results": []}', 403, 4, "REFUSED"),
        ("<html>Bad gateway</html>", 502, 5, "UNKNOWN"),
    ],
)
def test_the_exit_code_tells_refused_from_unknown(
    command: Command, oracle: PhpOracle, answer: str, status: int, code: int, state: str
) -> None:
    oracle.configure(answer=answer, status=status)
    done = command("dial", "0722123456", "--json")
    assert done.returncode == code
    assert objects(done.stdout)[-1]["state"] == state
    assert len(oracle.originates()) == 1


@pytest.mark.usefixtures("account")
@pytest.mark.parametrize(
    "words",
    [
        ("dial", "not-a-number"),
        ("dial", "0722123456", "--name", "line\nbreak"),
        ("dial", "0722123456", "--var", "1BAD=x"),
        ("dial", "0722123456", "--var", "novalue"),
        ("dial", "0722123456", "--type", "context"),
        ("dial", "0722123456", "--type", "nobody"),
        ("dial", "0722123456", "--account", "unheard-of"),
        ("unheard-of",),
    ],
)
def test_a_bad_value_is_exit_code_2_and_nothing_is_sent(
    command: Command, oracle: PhpOracle, words: tuple[str, ...]
) -> None:
    assert command(*words).returncode == 2
    assert oracle.requests() == []


@pytest.mark.usefixtures("account")
def test_not_sent_is_exit_code_3(command: Command) -> None:
    command(
        *("account", "add", "Away", "--url", "https://127.0.0.1:9", "--project", "1", "--type", "user"),
        *("--destination", "x", "--secrets-from-stdin"),
        stdin=json.dumps(asdict(BODY_SECRETS)),
    )
    done = command("dial", "0722123456", "--account", "Away", "--json")
    assert done.returncode == 3
    assert objects(done.stdout)[-1]["failure"] == "connection_refused"


@pytest.mark.usefixtures("account")
def test_history_remembers_and_no_secret_is_anywhere_on_disk(
    command: Command, secret_service: SecretService, tmp_path: Path
) -> None:
    command("dial", "0722123456", "--name", "Ștefan Ionescu")
    (call,) = json.loads(command("history", "--json").stdout)["calls"]
    assert (call["state"], call["name"], call["dial_string"]) == ("RINGING_AGENT", "Ștefan Ionescu", "0722123456")
    assert "Ștefan Ionescu" in command("history").stdout
    for secret in (BODY_SECRETS.api_password, BODY_SECRETS.api_key):
        assert files_holding(secret, tmp_path, secret_service.home) == []


@pytest.mark.usefixtures("account")
def test_the_account_can_be_tested_without_calling_anyone(command: Command, oracle: PhpOracle) -> None:
    oracle.configure(answer={"has_error": False, "messages": [], "results": {"ionescu": {"status": "OK"}}})
    done = command("account", "test", "Sales", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["verdict"] == "accepted"
    assert {seen.path for seen in oracle.requests()} == {"/api/users-status", "/api/queues"}
    assert {seen.verdict for seen in oracle.requests()} == {""}


@pytest.mark.usefixtures("account")
def test_accounts_are_listed_shown_and_removed_with_their_secrets(command: Command) -> None:
    assert "Sales" in command("account", "list").stdout
    shown = command("account", "show", "Sales", "--json").stdout
    assert json.loads(shown)["project_id"] == 7
    assert BODY_SECRETS.api_key not in shown
    assert command("account", "remove", "Sales").returncode == 0
    assert json.loads(command("account", "list", "--json").stdout) == {"accounts": []}


def test_contacts_are_imported_and_found_without_accents_or_spaces(command: Command, tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text("Name,Company,Email,Phone\nȘtefan Ionescu,Acme SRL,s@acme.ro,0722 123 456\n", encoding="utf-8")
    assert command("contacts", "import", str(file)).returncode == 2, "not without --yes where nobody can be asked"
    assert command("contacts", "import", str(file), "--yes").returncode == 0
    for query in ("stefan acme", "+40722123", "722 123"):
        found = json.loads(command("search", query, "--json").stdout)
        assert found == {"matches": [{"name": "Ștefan Ionescu", "company": "Acme SRL", "numbers": ["0722 123 456"]}]}, (
            query
        )


@pytest.mark.usefixtures("account")
@pytest.mark.parametrize("ends", [signal.SIGINT, signal.SIGHUP], ids=["Ctrl-C", "a terminal that closes"])
def test_what_ends_the_waiting_leaves_it_said_that_the_phone_may_ring(
    secret_service: SecretService, oracle: PhpOracle, tmp_path: Path, ends: signal.Signals
) -> None:
    oracle.configure(answer_after_s=20.0)
    words = ["dial", "0722123456", "--async", "0", "--json", "--data-dir", str(tmp_path / "data")]
    waiting = subprocess.Popen(
        [sys.executable, "-m", "pbxdialer", *words],
        env=secret_service.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    oracle.await_originates(1)
    waiting.send_signal(ends)
    stdout, stderr = waiting.communicate(timeout=2)
    assert (waiting.returncode, stderr) == (5, "")
    assert objects(stdout)[-1]["failure"] == "stopped_waiting"


@pytest.mark.usefixtures("account")
def test_the_row_is_in_the_journal_before_the_server_sees_the_first_byte(
    command: Command, secret_service: SecretService, oracle: PhpOracle, tmp_path: Path
) -> None:
    oracle.configure(answer_after_s=20.0)
    words = ["dial", "0722123456", "--async", "0", "--data-dir", str(tmp_path / "data")]
    waiting = subprocess.Popen(
        [sys.executable, "-m", "pbxdialer", *words], env=secret_service.environment, stdout=subprocess.DEVNULL
    )
    oracle.await_originates(1)
    (call,) = json.loads(command("history", "--json").stdout)["calls"]
    assert call["state"] == "REQUESTED", "the process lives, so its call is still in the air"
    waiting.kill()
    waiting.wait()
    (call,) = json.loads(command("history", "--json").stdout)["calls"]
    assert (call["state"], call["failure"]) == ("UNKNOWN", "program_ended")
    assert len(oracle.originates()) == 1


def test_without_a_keyring_the_secrets_serve_one_call_and_that_is_said(oracle: PhpOracle, tmp_path: Path) -> None:
    bare = {name: value for name, value in os.environ.items() if not name.startswith(("DBUS_", "XDG_", "DISPLAY"))}
    bare |= {"HOME": str(tmp_path), "DBUS_SESSION_BUS_ADDRESS": "unix:path=/nonexistent"}
    data = ("--data-dir", str(tmp_path / "data"))

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "pbxdialer", *words, *data],
            env=bare,
            input=json.dumps(asdict(BODY_SECRETS)),
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    words = ("--url", oracle.url, "--project", "1", "--type", "user", "--destination", "u", "--secrets-from-stdin")
    added = run("account", "add", "Sales", *words)
    assert added.returncode == 1
    assert "no keyring" in added.stderr
    dialled = run("dial", "0722123456", "--secrets-from-stdin")
    assert dialled.returncode == 0, dialled.stderr
    assert len(oracle.originates()) == 1
    assert files_holding(BODY_SECRETS.api_password, tmp_path) == []


def test_the_demo_pbx_runs_alone_and_ends_on_sigterm() -> None:
    pbx = subprocess.Popen(
        [sys.executable, "-m", "pbxdialer", "demo-pbx"], stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True
    )
    assert pbx.stdout is not None
    with pbx.stdout:
        assert pbx.stdout.readline().startswith("demo PBX on http://127.0.0.1:")
        pbx.terminate()
        assert pbx.wait(10) == 0


def test_a_whole_demo_call_is_told_in_the_terminal() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pbxdialer", "demo-call"], capture_output=True, text=True, timeout=90, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Accepted" in done.stdout
    assert "call ended (ANSWERED)" in done.stdout


def test_the_self_test_passes_and_says_what_it_found(command: Command) -> None:
    done = command("self-test", "--json")
    found = json.loads(done.stdout)
    assert done.returncode == 0, found
    parts = {part["part"]: part["found"] for part in found["parts"]}
    assert parts["keyring"] == "Secret Service, round trip done"
    assert parts["a call on the demo PBX"] == "signed, sent, accepted"


@pytest.mark.parametrize(
    "words",
    [
        ("--data-dir", "DIR", "account", "list", "--json"),
        ("account", "--data-dir", "DIR", "list", "--json"),
        ("account", "list", "--json", "--data-dir", "DIR"),
        ("search", "--json", "--data-dir", "DIR", "--", "--data-dir"),
    ],
)
def test_the_data_dir_may_stand_anywhere(words: tuple[str, ...], tmp_path: Path) -> None:
    folder = tmp_path / "profile"
    given = [str(folder) if word == "DIR" else word for word in words]
    done = subprocess.run(
        [sys.executable, "-m", "pbxdialer", *given], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    assert isinstance(json.loads(done.stdout), dict)
    assert (folder / "sessions").is_dir()
