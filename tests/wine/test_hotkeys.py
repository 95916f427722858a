"""Global keys on Windows, registered by a real Windows Python under Wine."""

import json
from pathlib import Path

import pytest

from workshop.windows.wine import Wine, windows_path

SCENES = Path(__file__).with_name("hotkey_scenes.py")


@pytest.mark.longer
def test_keys_are_registered_refused_where_taken_heard_and_given_back(wine: Wine) -> None:
    assert json.loads(wine.run(windows_path(SCENES)).splitlines()[-1]) == {
        "registered": [True] * 5,
        "taken": True,
        "heard": [2, None],
        "free again": True,
    }
