"""Who builds the same sources again gets the same program and the same packages, byte for byte.

Then somebody else can tell by a checksum that a download was made of these sources, and of nothing beside them. There
are no exceptions: what is built elsewhere, later and by somebody with other habits has to be the same.
"""

import hashlib
import os
import shutil
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path
from tempfile import mkdtemp

import pytest

from tests.frozen.conftest import ROOT, Built
from workshop import catalogues
from workshop.machine import PYTHON
from workshop.packaging.frozen import time_of_the_sources

pytestmark = pytest.mark.longer
_SOURCES = ("pbxdialer", "workshop", "resources")
_MADE = shutil.ignore_patterns("__pycache__", "*.mo")


@pytest.fixture(scope="module")
def again(built: Built) -> Iterator[Built]:
    """The second build: another folder, another home, another time zone, another umask, other hashes (two minutes)."""
    # not in the run's own folders, where the canary would read all of it
    place = Path(mkdtemp(prefix="construită din nou ", dir="/var/tmp"))
    try:
        for name in _SOURCES:
            shutil.copytree(ROOT / name, place / name, ignore=_MADE)
        shutil.copy2(ROOT / "build_installer.spec", place)
        (place / ".venv").symlink_to(ROOT / ".venv")
        catalogues.compile_stale(place, PYTHON)
        other = {
            "HOME": str(place / "home"),
            "LC_ALL": "C",
            "PYTHONHASHSEED": "77",
            "SOURCE_DATE_EPOCH": str(time_of_the_sources()),  # there is no git in this folder
            "TZ": "Asia/Kathmandu",
        }
        done = subprocess.run(
            [str(place / ".venv/bin/python"), "-m", "workshop.packaging"],
            cwd=place,
            env={**os.environ, **other},
            umask=0o077,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        (package,) = (place / "dist").glob("*.deb")
        (archive,) = (place / "dist").glob("*.tar.xz")
        yield Built(place / "build" / "frozen" / "pbxdialer", package, archive, done.stdout)
    finally:
        subprocess.run(["rm", "--recursive", "--force", str(place)], check=True)


def described(path: Path) -> str:
    """Return what a file is: its rights, and its checksum or where it leads."""
    seen = path.lstat()
    kind = stat.filemode(seen.st_mode)
    if stat.S_ISLNK(seen.st_mode):
        return f"{kind} {path.readlink()}"
    return f"{kind} {hashlib.sha256(path.read_bytes()).hexdigest()}" if stat.S_ISREG(seen.st_mode) else kind


def contents(folder: Path) -> dict[str, str]:
    return {path.relative_to(folder).as_posix(): described(path) for path in [folder, *folder.rglob("*")]}


def test_the_program_built_again_has_the_same_files_with_the_same_contents(built: Built, again: Built) -> None:
    first, second = contents(built.program), contents(again.program)
    assert len(first) > 200
    different = {name for name in first.keys() | second.keys() if first.get(name) != second.get(name)}
    assert {name: (first.get(name), second.get(name)) for name in sorted(different)} == {}


def test_the_packages_built_again_are_the_same_to_the_byte(built: Built, again: Built) -> None:
    for one, other in ((built.package, again.package), (built.archive, again.archive)):
        assert one.name == other.name
        assert hashlib.sha256(one.read_bytes()).hexdigest() == hashlib.sha256(other.read_bytes()).hexdigest(), one.name
