"""The self-test where something is broken: it tells which part, goes on with the others, and exits with 1."""

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest


def self_test(folder: Path, *words: str) -> tuple[int, dict[str, Any]]:
    done = subprocess.run(
        [sys.executable, "-m", "pbxdialer", "self-test", "--json", "--data-dir", str(folder), *words],
        capture_output=True,
        text=True,
        timeout=60,
    )
    return done.returncode, json.loads(done.stdout)


def broken(found: dict[str, Any]) -> list[str]:
    return [part["part"] for part in found["parts"] if not part["good"]]


def test_a_window_that_does_not_start_fails_and_says_why(tmp_path: Path) -> None:
    begun = time.monotonic()
    code, found = self_test(tmp_path, "--platform", "unheard-of")
    assert time.monotonic() - begun < 10
    assert (code, found["good"], broken(found)) == (1, False, ["window system"])
    assert "unheard-of" in found["parts"][-1]["found"]


@pytest.mark.parametrize("database", ["calls", "contacts"])
def test_a_database_that_cannot_be_opened_fails_alone(tmp_path: Path, database: str) -> None:
    (tmp_path / "data" / f"{database}.sqlite").mkdir(parents=True)
    code, found = self_test(tmp_path, "--platform", "offscreen")
    assert (code, broken(found)) == (1, [{"calls": "history"}.get(database, database)])


def test_every_part_is_named_once_and_the_window_system_with_its_plugin(tmp_path: Path) -> None:
    code, found = self_test(tmp_path, "--platform", "offscreen")
    parts = {part["part"]: part["found"] for part in found["parts"]}
    assert code == 0
    assert len(parts) == len(found["parts"]) == 12
    assert parts["window system"].endswith(", offscreen")
    assert found["frozen"] is False


def test_the_proof_of_the_window_is_given_to_no_window_that_runs(tmp_path: Path) -> None:
    """The hidden word starts nothing, opens no profile and hands nothing over."""
    done = subprocess.run(
        [sys.executable, "-m", "pbxdialer", "--prove-window", "offscreen"],
        env={"HOME": str(tmp_path), "PATH": "", "LC_ALL": "C.UTF-8"},
        capture_output=True,
        timeout=30,
    )
    assert done.returncode == 0, done.stderr
    assert not any(tmp_path.rglob("*pbxdialer*"))
