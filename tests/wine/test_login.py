"""Starting at login on Windows: the registry, written by a real Windows Python under Wine."""

import json
from pathlib import Path
from typing import Any

import pytest

from workshop.windows.wine import Wine, windows_path

SCENES = Path(__file__).with_name("login_scenes.py")


@pytest.fixture(scope="module")
def scenes(wine: Wine) -> dict[str, Any]:
    return json.loads(wine.run(windows_path(SCENES)).splitlines()[-1])  # type: ignore[no-any-return]


@pytest.mark.longer
def test_it_is_off_until_switched_on_and_off_leaves_the_key_as_it_was(scenes: dict[str, Any]) -> None:
    assert scenes["off"] is False
    assert scenes["on"] is True
    assert scenes["built"] == r'"C:\Program Files\PBX Dialer\pbxdialer.exe" --hidden'
    assert scenes["after"] == scenes["before"]


@pytest.mark.longer
def test_what_the_task_manager_switched_off_is_off_until_it_is_switched_on_here(scenes: dict[str, Any]) -> None:
    assert scenes["switched off by the Task Manager"] is False
    assert scenes["on again"] is True
    assert scenes["approved"] == {}


@pytest.mark.longer
def test_a_checkout_is_started_without_a_console_and_on_its_profile(scenes: dict[str, Any]) -> None:
    assert "pythonw.exe" in scenes["a checkout"]
    assert scenes["a checkout"].endswith('--hidden --data-dir "C:\\my profile"')
