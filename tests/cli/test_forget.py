"""``pbxdialer forget``: secrets, or all, gone from a real keyring and a real disk – and nothing of anybody else's."""

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import pytest

from pbxdialer.desktop.process_lock import hold
from tests.php_oracle import BODY_SECRETS
from tests.secret_service import SecretService

Command = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def command(secret_service: SecretService, data: Path) -> Command:
    def run(*words: str, stdin: str = "") -> "subprocess.CompletedProcess[str]":
        return secret_service.run([sys.executable, "-m", "pbxdialer", *words, "--data-dir", str(data)], input=stdin)

    return run


@pytest.fixture
def account_id(command: Command) -> str:
    """An account with secrets in the keyring."""
    added = command(
        *("account", "add", "Sales", "--url", "https://pbx.example", "--project", "7", "--type", "queue"),
        *("--destination", "sales-queue", "--secrets-from-stdin"),
        stdin=json.dumps(asdict(BODY_SECRETS)),
    )
    assert added.returncode == 0, added.stderr
    (account,) = json.loads(command("account", "list", "--json").stdout)["accounts"]
    return str(account["id"])


def in_the_keyring(secret_service: SecretService, account_id: str) -> bool:
    code = "import sys; from pbxdialer.store.credentials import Credentials as C; "
    code += "print(len(C.of_this_system().read(sys.argv[1]).values()))"
    done = secret_service.run([sys.executable, "-c", code, account_id])
    return done.stdout.strip() == str(len(BODY_SECRETS.values()))


def test_without_yes_nothing_changes(command: Command, secret_service: SecretService, account_id: str) -> None:
    told = command("forget", "everything")
    assert (told.returncode, "the secrets of Sales" in told.stdout) == (0, True)
    assert in_the_keyring(secret_service, account_id)


def test_secrets_go_and_the_data_stay(
    command: Command, secret_service: SecretService, account_id: str, data: Path
) -> None:
    assert in_the_keyring(secret_service, account_id)
    assert command("forget", "secrets", "--yes").returncode == 0
    assert not in_the_keyring(secret_service, account_id)
    assert (data / "settings.json").exists()


def test_everything_goes_but_what_is_not_the_programs(
    command: Command, secret_service: SecretService, account_id: str, data: Path
) -> None:
    assert command("history").returncode == 0
    assert (data / "data" / "calls.sqlite").exists()
    (data / "letter.txt").write_text("mine")
    (data / "settings-damaged-20260101.json").write_text("{}")
    done = command("forget", "everything", "--yes")
    assert (done.returncode, done.stderr) == (0, "")
    assert not in_the_keyring(secret_service, account_id)
    assert [path.name for path in data.rglob("*")] == ["letter.txt"]


def test_a_folder_with_nothing_else_in_it_goes_too(command: Command, account_id: str, data: Path) -> None:
    assert command("forget", "everything", "--yes").returncode == 0
    assert not data.exists()


def test_it_refuses_while_the_program_runs(
    command: Command, secret_service: SecretService, account_id: str, data: Path
) -> None:
    held = hold(data / "data" / "window.lock")
    assert held is not None
    with held:
        done = command("forget", "everything", "--yes")
    assert done.returncode == 2
    assert "pbxdialer --quit" in done.stderr
    assert in_the_keyring(secret_service, account_id)


def test_where_the_keyring_is_gone_the_settings_that_name_its_items_stay(
    command: Command, account_id: str, data: Path
) -> None:
    words = [sys.executable, "-m", "pbxdialer", "forget", "everything", "--yes", "--data-dir", str(data)]
    done = subprocess.run(words, env={"DBUS_SESSION_BUS_ADDRESS": "unix:path=/nowhere"}, capture_output=True, text=True)
    assert done.returncode == 1, done.stdout + done.stderr
    assert (data / "settings.json").exists()
