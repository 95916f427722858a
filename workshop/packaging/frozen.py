"""Makes the frozen program: PyInstaller with `build_installer.spec`, in the checkout's own Python."""

import os
import subprocess
import sys
from pathlib import Path

from workshop.machine import ROOT

WORK = ROOT / "build"


class NotBuilt(Exception):
    """A step failed; the message says which, and what it complained of."""


def frozen_program() -> Path:
    """Build the program and return its folder. Raises NotBuilt.

    The same sources give the same files: Python's hashes are fixed, the one time in them is the last commit's, and
    who may read them does not depend on who builds.
    """
    fixed = {"PYTHONHASHSEED": "1", "SOURCE_DATE_EPOCH": str(time_of_the_sources())}
    if sys.platform == "darwin":  # the bundle has an icon of Apple's kind
        pictures = [sys.executable, "-m", "workshop.packaging.pictures", str(WORK / "icons")]
        subprocess.run(pictures, cwd=ROOT, check=True, timeout=60)
    environment = {**os.environ, **fixed, "PYINSTALLER_CONFIG_DIR": str(WORK / "pyinstaller-cache")}
    places = ["--distpath", str(WORK / "frozen"), "--workpath", str(WORK / "pyinstaller")]
    command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--clean", "--log-level", "WARN", *places]
    done = subprocess.run(
        [*command, str(ROOT / "build_installer.spec")], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    if done.returncode:
        raise NotBuilt(f"PyInstaller:\n{done.stderr[-3000:]}")
    program = WORK / "frozen" / "pbxdialer"
    _open_to_all(program)
    return program


def time_of_the_sources() -> int:
    """Return when the sources were last changed, in seconds since 1970: a fixed time where there is no git.

    Whoever builds without git, from a tarball, may say it (https://reproducible-builds.org/specs/source-date-epoch/).
    """
    if told := os.environ.get("SOURCE_DATE_EPOCH"):
        return int(told)
    asked = subprocess.run(["git", "log", "-1", "--format=%ct"], cwd=ROOT, capture_output=True, text=True, check=False)
    return int(asked.stdout) if asked.returncode == 0 and asked.stdout.strip() else 1_700_000_000


def _open_to_all(program: Path) -> None:
    """Let everybody read everything and start the program, whatever the umask of whoever builds."""
    for path in [program, *program.rglob("*")]:
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path == program / "pbxdialer" else 0o644)
