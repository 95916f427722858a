import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.secret_service import ROOT, SecretService, files_holding
from tests.store.keyring_player import ACCOUNT, CANARIES, Player


@pytest.fixture
def player(secret_service: SecretService, tmp_path: Path) -> Player:
    return Player(secret_service, tmp_path)


def test_secrets_survive_the_end_of_the_process(player: Player) -> None:
    first, second = player("write"), player("read")
    assert (first["backend"], first["survives"]) == ("Secret Service", True)
    assert first["same"] is second["same"] is True


@pytest.mark.fault_matrix
def test_nothing_on_disk_holds_the_secrets(player: Player, secret_service: SecretService, tmp_path: Path) -> None:
    assert player("write")["same"] is True
    secret_service.lock()
    assert player("write")["error"] == "KeyringLocked"
    secret_service.stop_keyring()
    searched = [tmp_path, secret_service.runtime]
    assert (tmp_path / "player.log").stat().st_size > 0
    assert {name: files_holding(secret, *searched) for name, secret in CANARIES.items()} == {
        name: [] for name in CANARIES
    }


def test_the_search_above_finds_what_it_looks_for(tmp_path: Path) -> None:
    spelled = [
        f'{{"k": {json.dumps(CANARIES["api_password"])}}}',
        "canary+%22pass%5Cword%22+%7E%26%3D%2B%25+%C8%9B%F0%9F%98%80",
    ]
    for number, text in enumerate(spelled):
        (tmp_path / str(number)).write_text(text)
    for lead in ("", "x", "xy"):
        encoded = subprocess.run(
            ["base64", "-w0"], input=(lead + CANARIES["api_password"] + "tail").encode(), capture_output=True
        )
        (tmp_path / f"b64{lead}").write_bytes(encoded.stdout)
    assert len(files_holding(CANARIES["api_password"], tmp_path)) == 5


def test_each_account_has_an_item_of_its_own_and_forgets_it_alone(player: Player) -> None:
    other = ACCOUNT[::-1]
    player("write")
    assert player("read", other)["empty"] is True
    player("write", other)
    assert player("forget")["empty"] is True
    assert player("read", other)["same"] is True
    assert player("forget")["empty"] is True  # a second time, nothing to forget


@pytest.mark.fault_matrix
def test_a_locked_keyring_is_told_at_once(player: Player, secret_service: SecretService) -> None:
    player("write")
    secret_service.lock()
    for step in ("read", "write", "forget"):
        answer = player(step)
        assert answer["error"] == "KeyringLocked"
        assert float(str(answer["took_s"])) < 2
    secret_service.unlock()
    assert player("read")["same"] is True


def test_a_keyring_of_a_login_without_a_password_is_locked(player: Player, secret_service: SecretService) -> None:
    player("write")
    secret_service.stop_keyring()
    secret_service.start_keyring(unlocked=False)
    assert player("read")["error"] == "KeyringLocked"


@pytest.mark.fault_matrix
def test_without_a_bus_or_a_keyring_secrets_live_for_the_session_and_it_is_said(
    player: Player, secret_service: SecretService
) -> None:
    gone = player("write", DBUS_SESSION_BUS_ADDRESS="unix:path=/nowhere")
    secret_service.stop_keyring()
    for answer in (gone, player("write")):
        assert (answer["survives"], answer["same"]) == (False, True)
        assert "memory" in str(answer["backend"])


@pytest.mark.fault_matrix
def test_a_keyring_that_dies_meanwhile_is_unavailable_in_words_without_the_secret(
    secret_service: SecretService,
) -> None:
    code = f"""
import subprocess, sys
from pbxdialer.core.account import Secrets
from pbxdialer.store.credentials import *
credentials = Credentials.of_this_system()
print("ready", flush=True)
sys.stdin.readline()
try:
    credentials.write({ACCOUNT!r}, Secrets(api_key="canary-key-0123456789"))
except KeyringUnavailable as error:
    print(error)
"""
    child = subprocess.Popen(
        [sys.executable, "-c", code],
        env=secret_service.environment,
        cwd=ROOT,
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "ready\n"
    secret_service.stop_keyring()
    out, err = child.communicate("go\n", timeout=30)
    assert out.strip()
    assert "canary" not in out + err
    assert err == ""


@pytest.mark.fault_matrix
def test_a_hanging_keyring_blocks_only_the_thread_that_asks(secret_service: SecretService) -> None:
    code = f"""
import threading
from pbxdialer.core.account import Secrets
from pbxdialer.store.credentials import Credentials
credentials = Credentials.of_this_system()
print("ready", flush=True); input()
reader = threading.Thread(target=credentials.read, args=({ACCOUNT!r},), daemon=True)
reader.start()
credentials.remember_for_session("other", Secrets(api_key="here"))
print(credentials.read("other").api_key, credentials.survives_restart, reader.is_alive(), flush=True)
input()
"""
    child = subprocess.Popen(
        [sys.executable, "-c", code],
        env=secret_service.environment,
        cwd=ROOT,
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert child.stdin is not None
    assert child.stdout is not None
    assert child.stdout.readline() == "ready\n"
    secret_service.hang()
    try:
        child.stdin.write("go\n")
        child.stdin.flush()
        assert child.stdout.readline() == "here True True\n"
        began = time.monotonic()
        child.communicate("end\n", timeout=10)  # the program ends although a thread still waits for the keyring
        assert child.returncode == 0
        assert time.monotonic() - began < 2
    finally:
        secret_service.resume()
