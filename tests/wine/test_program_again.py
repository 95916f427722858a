"""Who builds the Windows program again from the same sources gets the same files with the same contents."""

import hashlib
import shutil
from pathlib import Path

import pytest

from workshop.packaging.frozen import WORK
from workshop.packaging.windows import windows_program_in
from workshop.windows.wine import Wine

pytestmark = pytest.mark.longer


def contents(folder: Path) -> dict[str, str]:
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_the_windows_program_built_again_elsewhere_has_the_same_files_with_the_same_contents(
    wine: Wine, windows_program: Path
) -> None:
    elsewhere = WORK / "again"
    try:
        first, again = contents(windows_program), contents(windows_program_in(wine, elsewhere))
    finally:
        shutil.rmtree(elsewhere, ignore_errors=True)
    assert {"pbxdialer.exe", "pbxdialer-console.exe"} < first.keys()
    assert sorted(name for name in first.keys() | again.keys() if first.get(name) != again.get(name)) == []
