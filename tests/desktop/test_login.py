"""Starting at login: an entry where the system looks for one, off until it is switched on, and gone afterwards."""

import json
import plistlib
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from pbxdialer.desktop import login_linux, login_macos
from pbxdialer.desktop.link_handler import OwnProgram
from tests.screen import program

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="missing: Linux")
ODD = OwnProgram(('/opt/PBX 100%/pbx"dialer',), Path("/opt/PBX 100%"), Path("/opt/x.svg"))


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with another program that starts at login."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "settings"))
    other = tmp_path / "settings" / "autostart" / "other.desktop"
    other.parent.mkdir(parents=True)
    other.write_text("[Desktop Entry]\nType=Application\nName=Other\nExec=true\n")
    return tmp_path


def entries(home: Path) -> list[str]:
    return sorted(path.name for path in (home / "settings" / "autostart").iterdir())


def login(*words: str) -> bool:
    done = subprocess.run(program("login", *words, "--json"), capture_output=True, text=True, check=True, timeout=30)
    return bool(json.loads(done.stdout)["starts_at_login"])


def test_it_is_off_until_it_is_switched_on_and_off_leaves_only_the_others(home: Path) -> None:
    assert login("status") is False
    assert entries(home) == ["other.desktop"]
    assert login("on") is True
    assert login("on") is True
    assert entries(home) == ["other.desktop", "pbxdialer.desktop"]
    assert login("status") is True
    assert login("off") is False
    assert login("off") is False
    assert entries(home) == ["other.desktop"]


def test_it_starts_hidden_and_on_the_profile_that_it_was_switched_on_for(home: Path) -> None:
    login("on", "--data-dir", str(home / "profile"))
    entry = (home / "settings" / "autostart" / "pbxdialer.desktop").read_text()
    assert f"pbxdialer --hidden --data-dir {home / 'profile'}\n" in entry


@pytest.mark.skipif(not shutil.which("desktop-file-validate"), reason="missing: desktop-file-utils")
def test_the_entry_is_one_by_the_systems_own_judgement_whatever_the_folder_is_called(home: Path) -> None:
    login_linux.switch_on(ODD, ("--hidden",))
    entry = home / "settings" / "autostart" / "pbxdialer.desktop"
    said = subprocess.run(["desktop-file-validate", entry], capture_output=True, text=True, check=False)
    assert (said.returncode, said.stdout) == (0, "")


@pytest.mark.parametrize("line", ["Hidden=true", "X-GNOME-Autostart-enabled=false", "Hidden = True"])
def test_what_the_desktops_own_settings_switched_off_is_off_until_it_is_switched_on_here(home: Path, line: str) -> None:
    login_linux.switch_on(ODD, ("--hidden",))
    entry = home / "settings" / "autostart" / "pbxdialer.desktop"
    entry.write_text(entry.read_text() + line + "\n")
    assert login_linux.is_on() is False
    login_linux.switch_on(ODD, ("--hidden",))
    assert login_linux.is_on() is True


def test_a_folder_that_cannot_be_written_is_told_in_one_sentence(home: Path) -> None:
    shutil.rmtree(home / "settings" / "autostart")
    (home / "settings" / "autostart").write_text("a file")
    done = subprocess.run(program("login", "on"), capture_output=True, text=True, check=False, timeout=30)
    assert done.returncode == 2
    assert done.stderr.startswith("pbxdialer: starting at login: ")
    assert "Traceback" not in done.stderr


def test_the_agent_for_macos_is_written_whole_and_read_back(home: Path) -> None:
    assert login_macos.is_on() is False
    login_macos.switch_on(ODD, ("--hidden",))
    (file,) = (home / "Library" / "LaunchAgents").iterdir()
    agent = plistlib.loads(file.read_bytes())
    assert agent["ProgramArguments"] == [*ODD.command, "--hidden"]
    assert (agent["Label"] + ".plist", agent["RunAtLoad"]) == (file.name, True)
    assert login_macos.is_on() is True
    file.write_bytes(plistlib.dumps(agent | {"Disabled": True}))
    assert login_macos.is_on() is False
    file.write_bytes(b"broken")
    assert login_macos.is_on() is False
    login_macos.switch_off()
    assert not file.exists()
