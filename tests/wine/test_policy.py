"""A policy in Windows' registry, read by a real Windows Python under Wine."""

import json
from pathlib import Path
from typing import Any

import pytest

from pbxdialer.store.policy_names import policy_settings
from workshop.windows.wine import Wine, windows_path

SCENES = Path(__file__).with_name("policy_scenes.py")
NOTHING: dict[str, Any] = {"source": "", "reason": "", "locked": {}, "preset": {}, "broken": []}
WHERE = {"source": r"HKLM\Software\Policies\PbxDialer"}


@pytest.fixture(scope="module")
def scenes(wine: Wine) -> dict[str, Any]:
    return json.loads(wine.run(windows_path(SCENES)).splitlines()[-1])  # type: ignore[no-any-return]


@pytest.mark.longer
def test_no_key_is_no_policy_and_an_empty_one_decides_nothing(scenes: dict[str, Any]) -> None:
    assert scenes["none"] == scenes["after"] == NOTHING
    assert scenes["an empty key"] == NOTHING | WHERE


@pytest.mark.longer
def test_what_the_policy_editor_writes_is_read_with_its_types(scenes: dict[str, Any]) -> None:
    assert scenes["as the editor writes it"] == WHERE | {
        "reason": "Ask the help desk.",
        "locked": {
            **{"AccountUrl": "https://pbx.company.example", "Tray": False, "AccountProjectId": 7},
            **{"ConfirmGuests": "ask", "AccountTakes": ["+49", "0800"], "AccountDialPlanRewrites": []},
        },
        "preset": {"Theme": "dark", "WatchPhones": True},
        "broken": [],
    }


@pytest.mark.longer
def test_what_is_wrong_in_the_registry_is_told_and_locks(scenes: dict[str, Any]) -> None:
    wrong = scenes["wrong values"]
    assert len(wrong["broken"]) == 2
    assert (wrong["locked"]["Tray"], wrong["locked"]["AccountProjectId"]) == (None, None)
    assert wrong["locked"]["ConfirmGuests"] == "ask"
    assert set(scenes["a section misspelt"]["locked"]) == {setting.name for setting in policy_settings()}
