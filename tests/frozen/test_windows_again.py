"""Windows' installer and package, packed again from the same files, are the same to the byte.

That the program in them is the same when it is built again is seen in tests/wine/test_program_again.py.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest

from workshop.machine import ROOT
from workshop.packaging.windows_installers import date, installer, package

pytestmark = pytest.mark.longer
TOOLS = ("makensis", "wixl", "msibuild", "msiinfo")
TIME = 1_600_000_000
Packed = tuple[bytes, bytes]


@pytest.fixture
def pack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Packed]:
    """Pack a small stand-in for the program, in a folder of its own, whose files are as old as it says."""
    if absent := [name for name in TOOLS if shutil.which(name) is None]:
        pytest.skip(f"missing: {', '.join(absent)}")
    pictures = tmp_path / "icons"
    drawing = [sys.executable, "-m", "workshop.packaging.pictures", str(pictures)]
    subprocess.run(drawing, cwd=ROOT, check=True, timeout=60)

    def packed(name: str, *, age: int, zone: str, content: str = "the same") -> Packed:
        monkeypatch.setenv("TZ", zone)
        program = tmp_path / name / "pbxdialer"
        for file in ("pbxdialer.exe", "pbxdialer-console.exe", "_internal/b.dll", "_internal/a.dll"):
            path = program / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(f"{file}: {content}")
            os.utime(path, (age, age))
        date(program, TIME)
        setup, fleet = tmp_path / name / "setup.exe", tmp_path / name / "fleet.msi"
        installer(program, pictures, setup, "1.2.3")
        package(program, tmp_path / name / "msi", fleet, "1.2.3", TIME)
        return setup.read_bytes(), fleet.read_bytes()

    return packed


def test_the_same_files_make_the_same_installer_and_the_same_package(pack: Callable[..., Packed]) -> None:
    one = pack("one", age=1_700_000_000, zone="UTC")
    other = pack("other", age=1_711_111_111, zone="Asia/Kathmandu")
    assert one[0] == other[0], "the installer"
    assert one[1] == other[1], "the package"


def test_another_file_makes_another_product_for_windows(pack: Callable[..., Packed], tmp_path: Path) -> None:
    pack("one", age=TIME, zone="UTC")
    pack("other", age=TIME, zone="UTC", content="another")
    names = {name: (code_of(tmp_path / name), package_of(tmp_path / name)) for name in ("one", "other")}
    assert len({code for pair in names.values() for code in pair}) == 4


def code_of(folder: Path) -> UUID:
    """Return the name of the product in the package: one that Windows may have only once."""
    table = told("export", folder, "Property")
    (value,) = (line.split("\t")[1] for line in table.splitlines() if line.startswith("ProductCode\t"))
    return UUID(value)


def package_of(folder: Path) -> UUID:
    summary = told("suminfo", folder)
    (value,) = (line.partition(": ")[2] for line in summary.splitlines() if line.startswith("Revision number"))
    return UUID(value)


def told(word: str, folder: Path, *table: str) -> str:
    words = ["msiinfo", word, str(folder / "fleet.msi"), *table]
    return subprocess.run(words, capture_output=True, text=True, check=True).stdout
