"""The program on a real accessibility bus, worked in by a script that knows nothing but roles and names."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.screen import Screen, program

ROOT = Path(__file__).resolve().parents[2]
_PYTHON = "/usr/bin/python3"  # the system's: it has AT-SPI, and neither Qt nor this program
_HAS_ATSPI = "import gi; gi.require_version('Atspi', '2.0'); from gi.repository import Atspi"
_LONGEST_S = 500  # ends a script that hangs; it waits for nothing longer than a minute
_CALLED = "Ștefan Ionescu · 0720100000"


@pytest.mark.longer
def test_who_sees_nothing_searches_calls_through_a_queue_hears_the_outcome_and_changes_things(tmp_path: Path) -> None:
    found = _what_a_screen_reader_finds(tmp_path)
    assert found["unnamed"] == [], "controls without a name"
    assert len(found["met"]) > 60
    assert {"PBX Dialer", "Demo telephones", "Ștefan Ionescu", "Settings", "All calls", "Call later"} <= set(
        found["windows"]
    )
    announced = found["announced"]
    states = [said.removeprefix(f"{_CALLED}: ") for said in announced if said.startswith(_CALLED)]
    assert "Ștefan Ionescu, mobile, 0720 100 000" in announced, "what is selected while the keyboard is in the box"
    assert states[0].startswith("Calling…")
    assert any(state.startswith("Accepted – pick up your phone. When you answer") for state in states)
    assert states[-1].startswith(found["outcome"]), "the outcome is heard as it is read on the card"
    assert "“Ștefan Ionescu” was saved." in announced
    assert found["menu"] == ["Duplicates…", "Export…", "Import…", "New contact…"]
    assert [call.split(", ")[1] for call in found["recent"]] == ["Ștefan Ionescu"]
    (call,) = _calls(tmp_path / "data")
    assert call["destination"] == {"type": "queue", "name": "sales-queue"}


def _what_a_screen_reader_finds(folder: Path) -> dict[str, list[str]]:
    absent = [name for name in ("dbus-run-session", "Xvfb", "openbox", _PYTHON) if not shutil.which(name)]
    if not absent and subprocess.run([_PYTHON, "-c", _HAS_ATSPI], check=False, stderr=subprocess.DEVNULL).returncode:
        absent = ["gir1.2-atspi-2.0"]
    if absent:
        pytest.skip(f"missing: {', '.join(absent)}")
    with Screen() as screen:  # its own: the bus leaves its address at the root window
        own = {name: value for name, value in screen.environment().items() if not name.startswith(("PYTHON", "AT_SPI"))}
        words = ["dbus-run-session", "--", _PYTHON, "-W", "ignore::DeprecationWarning"]
        words += [str(ROOT / "tests" / "gui" / "screen_reader.py")]
        done = subprocess.run(
            [*words, *program("--demo", "--data-dir", str(folder / "data"))],
            env={**own, "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1", "LC_ALL": "C.UTF-8", "LANGUAGE": "en"},
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=_LONGEST_S,
            check=False,
        )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])  # type: ignore[no-any-return]


def _calls(data: Path) -> list[dict[str, object]]:
    words = program("history", "--json", "--data-dir", str(data))
    done = subprocess.run(words, capture_output=True, text=True, timeout=60, check=True, cwd=ROOT)
    return json.loads(done.stdout)["calls"]  # type: ignore[no-any-return]
