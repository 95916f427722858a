"""Every view in its languages, scales and narrowest width: nothing cut off, overlapping, small, English or unnamed."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QLabel, QLineEdit, QPushButton, QWidget

from tests.long_language import lengthened
from tests.long_language import program_in_long_words as make_program_in_long_words
from tests.secret_service import ROOT
from tests.view_faults import faults
from tests.view_speech import unspoken

_PATIENCE_S = 240
_SCREEN = {"name": "large", "x": 0, "y": 0, "width": 3200, "height": 3200, "logicalDpi": 96, "dpr": 1}


@pytest.fixture(scope="module")
def program_in_long_words(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the program that also speaks a language as long as German."""
    return make_program_in_long_words(tmp_path_factory.mktemp("long"))


@pytest.mark.longer
@pytest.mark.parametrize("style", ["light-en-100 320", "dark-ro-100 320", "light-ro-200", "contrast-en-300"])
def test_nothing_is_cut_off_overlapping_too_small_or_in_english(style: str, tmp_path: Path) -> None:
    walk_through(style, ROOT, tmp_path)


@pytest.mark.longer
@pytest.mark.parametrize("style", ["light-de-100 320", "dark-de-100", "light-de-200 320", "contrast-de-300"])
def test_texts_as_long_as_german_ones_have_room(style: str, program_in_long_words: Path, tmp_path: Path) -> None:
    walk_through(style, program_in_long_words, tmp_path)


def walk_through(style: str, program: Path, tmp_path: Path) -> None:
    screen = tmp_path / "screen.json"
    screen.write_text(json.dumps({"screens": [_SCREEN]}))
    scale = int(style.split()[0].rpartition("-")[2]) / 100
    environment = {
        **os.environ,
        "QT_QPA_PLATFORM": f"offscreen:configfile={screen}",
        "QT_SCALE_FACTOR": str(scale),
    }
    words = [sys.executable, "-m", "tests.views_walk", *style.split()]
    walk = subprocess.run(
        words, cwd=program, env=environment, capture_output=True, text=True, timeout=_PATIENCE_S, check=False
    )
    assert (walk.returncode, walk.stdout.split("\n")) == (0, ["", ""]), walk.stderr[-2000:]


@pytest.mark.parametrize("text", ["Call", "“{name}” was deleted.", "Settings (Ctrl+,)", "It went out ({detail})."])
def test_the_long_language_is_as_much_longer_as_german_and_fills_in_what_the_english_does(text: str) -> None:
    long = lengthened(text)
    assert len(long) >= 1.3 * len(text)
    assert re.findall(r"\{\w+\}|Ctrl\+,", long) == re.findall(r"\{\w+\}|Ctrl\+,", text)
    assert set(long) & set("äöüßÄÖÜ")


def test_what_the_walk_looks_for_is_found(qapp: QApplication) -> None:
    view = QWidget()
    view.resize(300, 200)
    view.setStyleSheet("* { min-width: 0; min-height: 0; }")  # whatever the program's own sheet says
    label = QLabel("a text that is cut off", view)
    label.setTextFormat(Qt.TextFormat.PlainText)
    for widget, where in (
        (label, QRect(0, 0, 40, 20)),
        (QPushButton("Call", view), QRect(0, 40, 120, 12)),
        (QCheckBox("on the other", view), QRect(100, 44, 150, 24)),
    ):
        widget.setGeometry(where)
    assert [fault.split(":")[0] for fault in faults(view, "en")] == ["cut off", "small", "overlap"]
    assert faults(view, "ro")[-1] == "English: 'Call'"


def test_a_window_that_is_none_and_controls_without_a_name_are_found(qapp: QApplication) -> None:
    view = QWidget()
    view.setWindowTitle("Quick dial")
    for control in (QLineEdit(view), QComboBox(view), QPushButton(view), QPushButton("Call", view)):
        control.show()
    view.show()
    found = unspoken(view)
    view.close()
    assert found[0] == "no window to a screen reader: QWidget is a Client"
    kinds = [fault.removeprefix("without a name: ").split(" (")[0] for fault in found[1:]]
    assert kinds == ["EditableText", "ComboBox", "Button"]
