"""The Debian package in a Debian that has never seen it: apt brings what it needs, it works, and it goes again."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from pbxdialer import __version__
from tests.frozen.conftest import Built
from tests.frozen.fresh_debian import FreshDebian, fresh_debian
from tests.screen import Screen

pytestmark = pytest.mark.longer
_GOES_TO = "/root/pbxdialer.deb"
_ENTRY = "usr/share/applications/pbxdialer.desktop"


@dataclass(frozen=True, slots=True)
class Installed:
    """A Debian with the package in it, what it held before, and which files are the package's."""

    debian: FreshDebian
    before: frozenset[str]
    ours: frozenset[str]


@pytest.fixture(scope="module")
def installed(built: Built) -> Iterator[Installed]:
    """As `apt install ./pbxdialer.deb` leaves it, without what is only recommended."""
    with fresh_debian() as debian:
        shutil.copy2(built.package, debian.root / _GOES_TO[1:])
        before = debian.files()
        debian.apt("install", _GOES_TO)
        listed = debian.run("dpkg", "--listfiles", "pbxdialer").splitlines()
        yield Installed(debian, before, frozenset(f".{path}" for path in listed) - before)


def test_apt_finds_everything_the_package_needs(installed: Installed) -> None:
    told = installed.debian.run("dpkg-query", "--show", "--showformat", "${db:Status-Status} ${Version}", "pbxdialer")
    assert told == f"installed {__version__}"
    installed.debian.apt("check")
    assert f"./{_ENTRY}" in installed.ours


def test_every_file_of_the_package_is_roots_and_only_root_may_change_it(installed: Installed) -> None:
    for path in installed.ours:
        seen = (installed.debian.root / path).lstat()
        assert (seen.st_uid, seen.st_gid) == (0, 0), path
        assert (installed.debian.root / path).is_symlink() or not seen.st_mode & 0o022, path


def test_the_self_test_of_an_agent_passes_on_a_screen(installed: Installed, screen: Screen) -> None:
    shown = {"DISPLAY": screen.environment()["DISPLAY"]}
    found = json.loads(installed.debian.as_agent("pbxdialer", "self-test", "--json", more=shown))
    assert [part for part in found["parts"] if not part["good"]] == []
    assert (found["good"], found["frozen"], found["version"]) == (True, True, __version__)
    (window_system,) = (part["found"] for part in found["parts"] if part["part"] == "window system")
    assert window_system.endswith(", xcb"), "a window on a screen, with the libraries of an empty Debian"


def test_an_agent_makes_a_call_on_the_demo_pbx_in_the_terminal(installed: Installed) -> None:
    told = installed.debian.as_agent("pbxdialer", "demo-call")
    assert "Accepted" in told
    assert "phones: ionescu talking with the customer" in told


def test_the_menu_entry_is_a_valid_one_and_what_it_starts_is_there(installed: Installed) -> None:
    if shutil.which("desktop-file-validate") is None:
        pytest.skip("missing: desktop-file-validate")
    entry = installed.debian.root / _ENTRY
    validated = subprocess.run(["desktop-file-validate", str(entry)], capture_output=True, text=True)
    assert (validated.returncode, validated.stdout) == (0, "")
    (starts,) = (line for line in entry.read_text("utf-8").splitlines() if line.startswith("Exec="))
    program = starts.removeprefix("Exec=").split()[0]
    assert installed.debian.as_agent(program, "--version") == f"pbxdialer {__version__}\n"


def test_the_manual_page_reads_well_and_the_package_leaves_without_a_trace(installed: Installed) -> None:
    debian = installed.debian
    debian.apt("install", "man-db")
    manual = debian.as_agent("man", "--warnings", "pbxdialer", more={"MANWIDTH": "80", "MANROFFOPT": "-ww"})
    assert "click-to-dial companion" in manual
    assert f"pbxdialer {__version__}" in manual

    home = f"./home/{FreshDebian.AGENT}"
    assert any(path.startswith(f"{home}/.local/share/pbxdialer") for path in debian.files()), "the agent has used it"
    debian.apt("purge", "--autoremove", "pbxdialer", "man-db")
    assert debian.run("dpkg-query", "--show", "--showformat", "x", "pbxdialer", bad=True) == ""
    left = debian.files() - installed.before
    assert left & installed.ours == frozenset()
    outside = [path for path in left if not path.startswith(home)]
    assert [path for path in outside if "pbx" in path.lower()] == []
    assert [path for path in outside if path.startswith(("./tmp/", "./run/", "./var/tmp/", "./root/"))] == []
    assert any(path.startswith(f"{home}/.local/share/pbxdialer") for path in left), "what an agent has stays theirs"
