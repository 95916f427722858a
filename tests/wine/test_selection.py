"""The text that is selected in notepad.exe, a program of Windows' own, read by a real Windows Python under Wine."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from workshop.windows.wine import Wine, windows_path

SCENES = Path(__file__).with_name("selection_scenes.py")
NUMBER = "Tel: +40 722 123 456"
_MARKS = {
    "PBX Dialer has put this back",
    "ExcludeClipboardContentFromMonitorProcessing",
    "CanIncludeInClipboardHistory",
    "CanUploadToCloudClipboard",
}


@pytest.fixture(scope="module")
def scenes(wine: Wine, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    if not os.environ.get("DISPLAY"):
        pytest.skip("missing: a screen (python3 dev.py test has one)")
    file = tmp_path_factory.mktemp("selection") / "number.txt"
    file.write_text(NUMBER)
    said = wine.run(windows_path(SCENES), windows_path(file))
    return json.loads(said.splitlines()[-1])  # type: ignore[no-any-return]


@pytest.mark.longer
def test_the_selected_text_is_read_and_every_format_is_there_again_byte_by_byte(scenes: dict[str, Any]) -> None:
    scene = scenes["several formats"]
    assert scene["text"] == NUMBER
    assert {"13", "HTML Format", "A format of its own"} <= set(scene["before"])
    assert len(scene["before"]["A format of its own"]) == 2 * 256 * 300
    assert {name: data for name, data in scene["after"].items() if name not in _MARKS} == scene["before"]


@pytest.mark.longer
def test_the_clipboards_history_is_asked_to_pass_over_what_is_put_back(scenes: dict[str, Any]) -> None:
    after = scenes["several formats"]["after"]
    assert set(after) >= _MARKS
    assert after["CanIncludeInClipboardHistory"] == after["CanUploadToCloudClipboard"] == "00000000"


@pytest.mark.longer
def test_a_second_reading_adds_nothing(scenes: dict[str, Any]) -> None:
    scene = scenes["and again"]
    assert scene["text"] == NUMBER
    assert scene["after"] == scene["before"] == scenes["several formats"]["after"]


@pytest.mark.longer
def test_the_keys_that_asked_for_it_are_let_go_first(scenes: dict[str, Any]) -> None:
    assert scenes["keys held"] == {"text": NUMBER, "waited": True}


@pytest.mark.longer
def test_a_drawing_is_there_again(scenes: dict[str, Any]) -> None:
    scene = scenes["a drawing"]
    assert scene["text"] == NUMBER
    assert scene["before"]["14"]
    assert {name: data for name, data in scene["after"].items() if name not in _MARKS} == scene["before"]


@pytest.mark.longer
def test_an_empty_clipboard_is_empty_again(scenes: dict[str, Any]) -> None:
    assert scenes["empty"] == {"text": NUMBER, "before": {}, "after": {}}


@pytest.mark.longer
def test_what_cannot_be_kept_is_not_touched(scenes: dict[str, Any]) -> None:
    scene = scenes["what cannot be kept"]
    assert scene["text"].startswith("unavailable: the clipboard holds what cannot be kept")
    assert scene["unchanged"]


@pytest.mark.longer
def test_with_nothing_selected_that_is_said_and_the_clipboard_is_as_it_was(scenes: dict[str, Any]) -> None:
    scene = scenes["nothing selected"]
    assert scene["text"] == "unavailable: the program in front has copied nothing"
    assert scene["after"] == scene["before"]
    assert "HTML Format" in scene["after"]
