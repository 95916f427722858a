"""Links on Windows: the registry, the pipe, the second start – run by a real Windows Python under Wine."""

import json
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.waiting import await_condition
from workshop.windows.wine import Wine, for_windows, windows_path

SCENES = Path(__file__).with_name("registry_scenes.py")
COMMAND = r'"C:\Program Files\PBX Dialer\pbxdialer.exe" "%1"'
OTHER = r'"C:\other.exe" "%1"'
OPEN = r"shell\open\command"


@pytest.fixture(scope="module")
def scenes(wine: Wine) -> dict[str, Any]:
    return json.loads(wine.run(windows_path(SCENES)).splitlines()[-1])  # type: ignore[no-any-return]


@pytest.mark.longer
@pytest.mark.parametrize("scheme", ["tel", "callto", "sip"])
def test_claiming_registers_the_program_for_this_user(scenes: dict[str, Any], scheme: str) -> None:
    claimed = scenes["claimed"]
    for name in (scheme, f"pbxdialer.{scheme}"):
        assert claimed[rf"Software\Classes\{name}"]["URL Protocol"] == ""
        assert claimed[rf"Software\Classes\{name}\{OPEN}"] == {"": COMMAND}
    capabilities = claimed[r"Software\RegisteredApplications"]["PBX Dialer"]
    assert claimed[capabilities]["ApplicationName"] == "PBX Dialer"
    assert claimed[rf"{capabilities}\URLAssociations"][scheme] == f"pbxdialer.{scheme}"


@pytest.mark.longer
def test_who_opens_links_is_told_as_it_is(scenes: dict[str, Any]) -> None:
    assert scenes["nobody"] == ["", False]
    assert scenes["ours"] == [["PBX Dialer", True]] * 3
    assert scenes["chosen by the user"] == [OTHER, False]
    assert scenes["claimed beside another"] == [{"": OTHER}, [OTHER, False]], "another program's key stays"


@pytest.mark.longer
def test_releasing_leaves_nothing_of_ours_and_all_of_others(scenes: dict[str, Any]) -> None:
    left = scenes["released beside another"]
    assert left[rf"Software\Classes\tel\{OPEN}"] == {"": OTHER}
    assert not [path for path in left if "pbxdialer" in path.lower() or "PBX" in path or "callto" in path]
    the_systems_own: dict[str, Any] = {r"Software\Classes": {}, r"Software\RegisteredApplications": {}}
    assert scenes["after"] == the_systems_own | scenes["before"]


@pytest.mark.longer
def test_a_checkout_registers_a_command_that_finds_it(scenes: dict[str, Any]) -> None:
    command = scenes["a checkout"][""]
    assert "pythonw.exe" in command
    assert command.endswith(' "%1"')


class Window:
    """The program's window under Wine, on a profile of its own."""

    def __init__(self, wine: Wine, folder: Path) -> None:
        self.wine = wine
        self.folder = folder
        self.first = self.second()

    def await_open(self) -> None:
        await_condition(lambda: "open for business" in self.diary() or self.first.poll() is not None, 60, "the window")
        assert self.first.poll() is None, self.first.communicate()[0]

    def second(self, *words: str) -> "subprocess.Popen[str]":
        return self.wine.python("-m", "pbxdialer", "--data-dir", windows_path(self.folder), *words)

    def exit_code(self, *words: str) -> int:
        with self.second(*words) as process:
            said, _ = process.communicate("", timeout=60)
            assert "Traceback" not in said, said
        return process.returncode

    def diary(self) -> str:
        file = self.folder / "logs" / "pbxdialer.log"
        return file.read_text() if file.exists() else ""


@pytest.fixture(scope="module")
def window(wine: Wine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Window]:
    window = Window(wine, tmp_path_factory.mktemp("profile"))
    try:
        window.await_open()
        yield window
    finally:
        window.first.kill()
        window.first.communicate()


@pytest.mark.longer
def test_a_second_start_hands_its_link_over_the_pipe(window: Window) -> None:
    before = window.diary().count("a link came")
    assert window.exit_code("tel:+40%20722-123-456") == 0
    await_condition(lambda: window.diary().count("a link came") == before + 1, 10, "the link")
    assert window.exit_code() == 0
    assert window.exit_code("tel:1 -platform minimal") == 0
    assert window.diary().count("a link came") == before + 1


@pytest.mark.longer
def test_quit_ends_it_and_returns_at_once_where_nothing_runs(window: Window) -> None:
    assert window.exit_code("--quit") == 0
    said, _ = window.first.communicate("", timeout=30)
    assert window.first.returncode == 0, said
    began = time.monotonic()
    assert window.exit_code("--quit") == 0
    assert time.monotonic() - began < 10, "Wine's own start included"


def test_of_the_lock_windows_gets_its_own_part_with_hashes() -> None:
    lock = """\
both==1 \\
    --hash=sha256:aa \\
    --hash=sha256:bb
linux==2 ; sys_platform == 'linux' \\
    --hash=sha256:cc
windows==3 ; sys_platform == 'win32' and python_full_version < '3.12' \\
    --hash=sha256:dd
"""
    wanted = for_windows(lock)
    assert "linux" not in wanted
    assert wanted.splitlines() == [
        "both==1 \\",
        "    --hash=sha256:aa \\",
        "    --hash=sha256:bb",
        "windows==3 \\",
        "    --hash=sha256:dd",
    ]
