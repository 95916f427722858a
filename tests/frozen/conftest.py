"""The program as people get it, built once for all the tests here (two to three minutes of two cores)."""

import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Built:
    """What `dev.py build` left: the program, its two packages, and what was said."""

    program: Path
    package: Path
    archive: Path
    said: str

    def words(self, *words: str) -> list[str]:
        """Return the command line that starts the frozen program."""
        return [str(self.program / "pbxdialer"), *words]


@pytest.fixture(scope="session")
def built() -> Built:
    absent = [name for name in ("dpkg-deb", "objdump", "strip") if shutil.which(name) is None]
    if absent or sys.platform != "linux":
        pytest.skip(f"missing: {', '.join(absent) or 'a Debian to build on'}; the frozen program is NOT PROVED")
    done = subprocess.run([sys.executable, "-m", "workshop.packaging"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    (package,) = (ROOT / "dist").glob("*.deb")
    (archive,) = (ROOT / "dist").glob("*.tar.xz")
    return Built(ROOT / "build" / "frozen" / "pbxdialer", package, archive, done.stdout)
