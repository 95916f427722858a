"""The package for fleets, under Wine: installed with its properties, upgraded, not downgraded, and removed."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from pbxdialer import __version__
from tests.wine.test_installers import ours_in
from tests.wine.user import NAME, RUN, WindowsUser, of
from workshop.machine import ROOT
from workshop.packaging.frozen import time_of_the_sources
from workshop.packaging.windows_installers import package
from workshop.windows.wine import Wine, windows_path

pytestmark = pytest.mark.longer
NEWER = "99.1.0"
POLICY = r"HKLM\Software\Policies\PbxDialer"
PRESET = rf"{POLICY}\Preset"
ENTRIES = r"HKLM\Software\Microsoft\Windows\CurrentVersion\Uninstall"
REFUSED = 1603 % 256  # ERROR_INSTALL_FAILURE, of which Linux sees the last byte


@pytest.fixture
def computer(wine: Wine) -> Iterator[WindowsUser]:
    user = of(wine)
    yield user
    for version in [line for line in user.registry(ENTRIES).splitlines() if line.startswith("[") and "{" in line]:
        code = version.rpartition("{")[2].partition("}")[0]
        if f'"DisplayName"="{NAME}"' in user.registry(rf"{ENTRIES}\{{{code}}}"):
            msiexec(user, "/x", f"{{{code}}}")


def msiexec(user: WindowsUser, *words: str) -> int:
    return user.runs("msiexec", *words, "/qn").code


def test_a_fleet_is_installed_with_its_server_upgraded_not_downgraded_and_removed(
    computer: WindowsUser, windows_setup: Path, tmp_path: Path
) -> None:
    old, newer = windows_setup.with_name(f"pbxdialer-{__version__}.msi"), tmp_path / "newer.msi"
    package(ROOT / "build" / "windows" / "frozen" / "pbxdialer", tmp_path / "msi", newer, NEWER, time_of_the_sources())
    everywhere = computer.drive / "Program Files" / NAME
    files, keys = computer.files(), ours_in(computer.registry("HKLM"))

    properties = ("SERVER=https://pbx.example", "PROJECT=7", "LOGIN=1")
    assert msiexec(computer, "/i", windows_path(old), *properties) == 0
    assert computer.values(PRESET) == {"AccountUrl": "https://pbx.example", "AccountProjectId": "7"}
    assert computer.values(rf"HKLM\{RUN}")[NAME] == rf'"C:\Program Files\{NAME}\pbxdialer.exe" --hidden'
    assert [path for path in computer.files() - files if path.endswith(f"{NAME}.lnk")] != []
    classes, opens = r"HKLM\Software\Classes", rf'"C:\Program Files\{NAME}\pbxdialer.exe" "%1"'
    assert computer.values(rf"{classes}\.pbxdialer")[""] == "pbxdialer.account"
    assert computer.values(rf"{classes}\pbxdialer")["URL Protocol"] == ""
    for name in ("pbxdialer.account", "pbxdialer"):
        assert computer.values(rf"{classes}\{name}\shell\open\command")[""] == opens
    policy = computer.runs(everywhere / "pbxdialer-console.exe", "policy", "show", "--data-dir", r"C:\profile")
    assert (policy.code, "https://pbx.example" in policy.text) == (0, True), policy.text

    assert msiexec(computer, "/i", windows_path(newer), "PROJECT=8") == 0
    assert computer.values(PRESET) == {"AccountUrl": "https://pbx.example", "AccountProjectId": "8"}
    assert NAME in computer.values(rf"HKLM\{RUN}"), "what was given before holds"
    assert versions(computer) == [NEWER]

    assert msiexec(computer, "/i", windows_path(old)) == REFUSED
    assert versions(computer) == [NEWER]
    assert computer.runs(everywhere / "pbxdialer-console.exe", "--version").code == 0

    assert msiexec(computer, "/x", windows_path(newer)) == 0
    assert computer.files() - files == set()
    assert ours_in(computer.registry("HKLM")) == keys


def versions(user: WindowsUser) -> list[str]:
    """Return the versions of the program that Windows counts as installed for everybody."""
    blocks = user.registry(ENTRIES).split("\r\n\r\n")
    ours = [block for block in blocks if f'"DisplayName"="{NAME}"' in block]
    return [block.partition('"DisplayVersion"="')[2].partition('"')[0] for block in ours]
