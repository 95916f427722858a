"""``pbxdialer directory`` and ``contacts sync`` as a person and a script use them, with a real slapd."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.directory_servers import BASE, MANAGER, PASSWORD, Slapd, needs_slapd, person

Command = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def command(tmp_path: Path) -> Command:
    def run(*words: str, stdin: str = "") -> "subprocess.CompletedProcess[str]":
        whole = [sys.executable, "-m", "pbxdialer", *words, "--data-dir", str(tmp_path / "profile")]
        return subprocess.run(whole, input=stdin, capture_output=True, text=True, check=False)

    return run


@needs_slapd
def test_a_directory_is_added_read_listed_and_removed_with_its_entries(command: Command, tmp_path: Path) -> None:
    folder = tmp_path / "slapd"
    folder.mkdir()
    slapd = Slapd(folder)
    slapd.fill([person("ana", "Ana Pop", mobile="0722 123 456")])
    slapd.start()
    try:
        where = ("--kind", "ldap", "--url", f"ldap://127.0.0.1:{slapd.port}", "--user", MANAGER, "--base", BASE)
        assert command("directory", "add", "Acme", *where).stdout == "directory Acme added\n"
        assert command("directory", "add", "ACME", *where).returncode == 2
        assert "never read" in command("directory", "list").stdout
        read = command("contacts", "sync", "--password-from-stdin", stdin=PASSWORD + "\n")
        assert (read.returncode, read.stdout) == (0, "Acme: 1 new or changed, 0 gone, 1 entries\n")
        wrong = command("contacts", "sync", "acme", "--json", "--password-from-stdin", stdin="wrong")
        assert wrong.returncode == 1
        assert json.loads(wrong.stdout)["directories"][0]["trouble"] == "wrong_password"
        assert wrong.stderr == "pbxdialer: Acme: The server does not accept the user or the password.\n"
    finally:
        slapd.discard()
    (listed,) = json.loads(command("directory", "list", "--json").stdout)["directories"]
    assert (listed["kept"], listed["trouble"], bool(listed["last_read"])) == (1, "wrong_password", True)
    (ana,) = json.loads(command("contacts", "list", "--json").stdout)["contacts"]
    assert (ana["name"], ana["origin"]) == ("Ana Pop", "Acme")
    assert command("directory", "remove", "acme").stdout == "directory Acme removed\n"
    assert json.loads(command("contacts", "list", "--json").stdout)["contacts"] == []
    for file in (tmp_path / "profile").rglob("*"):
        assert not file.is_file() or PASSWORD.encode() not in file.read_bytes()


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (("--kind", "ldap", "--url", "http://x"), "ldaps://"),
        (("--kind", "carddav", "--url", "http://pbx.example"), "https://"),
        (("--kind", "carddav", "--url", "https://me:secret@pbx.example"), "must not contain"),
        (("--kind", "ldap", "--url", "ldaps://x", "--attributes", "cn=name"), "number"),
        (("--kind", "ldap", "--url", "ldaps://x", "--interval", "1"), "minutes"),
    ],
)
def test_what_cannot_be_asked_is_not_added(command: Command, words: tuple[str, ...], reason: str) -> None:
    run = command("directory", "add", "Acme", *words)
    assert run.returncode == 2
    assert reason in run.stderr
    assert command("directory", "list").stdout == ""
    assert command("contacts", "sync", "Acme").returncode == 2
