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

    The same sources give the same files: Python's hashes are fixed, and the one time in them is the last commit's.
    """
    environment = {**os.environ, "PYTHONHASHSEED": "1", "SOURCE_DATE_EPOCH": str(time_of_the_sources())}
    places = ["--distpath", str(WORK / "frozen"), "--workpath", str(WORK / "pyinstaller")]
    command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--clean", "--log-level", "WARN", *places]
    done = subprocess.run(
        [*command, str(ROOT / "build_installer.spec")], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    if done.returncode:
        raise NotBuilt(f"PyInstaller:\n{done.stderr[-3000:]}")
    return WORK / "frozen" / "pbxdialer"


def time_of_the_sources() -> int:
    """Return when the sources were last changed, in seconds since 1970: a fixed time where there is no git."""
    asked = subprocess.run(["git", "log", "-1", "--format=%ct"], cwd=ROOT, capture_output=True, text=True, check=False)
    return int(asked.stdout) if asked.returncode == 0 and asked.stdout.strip() else 1_700_000_000
