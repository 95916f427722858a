"""The frozen program for the benches: where it lies, and what to say where it is missing or of other sources."""

import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

from workshop.machine import ROOT

FROZEN = ROOT / "build" / "frozen" / "pbxdialer" / "pbxdialer"
_BARE_SOURCE = Path(__file__).with_name("bare_window.py")
_SOURCES = ("pbxdialer/**/*.py", "resources/installer/*.py", "workshop/packaging/*.py", "build_installer.spec")


def is_built() -> bool:
    """True where there is a frozen program to measure."""
    return FROZEN.is_file()


def what_to_run() -> list[str]:
    """Return a line to say loudly, or none where the frozen program is there and younger than its sources."""
    if not is_built():
        return [
            "!! THE FROZEN PROGRAM IS NOT MEASURED: there is none. Run  python3 dev.py build --program  and repeat."
        ]
    changed_s = max(path.stat().st_mtime for pattern in _SOURCES for path in ROOT.glob(pattern))
    if changed_s > FROZEN.stat().st_mtime:
        return ["!! THE FROZEN PROGRAM IS OLDER THAN ITS SOURCES. Run  python3 dev.py build --program  and repeat."]
    return []


def bare_window() -> Path:
    """Return the bare window, frozen as PyInstaller does by itself; kept in build/bench while its parts are the same.

    Raises CalledProcessError where it cannot be made.
    """
    place = ROOT / "build" / "bench" / f"bare-{version('PySide6_Essentials')}-{version('pyinstaller')}"
    program = place / "bare" / "bare"
    if not program.is_file():
        places = ["--distpath", str(place), "--workpath", str(place / "work"), "--specpath", str(place)]
        how = ["--noconfirm", "--log-level", "ERROR", "--onedir", "--strip", "--name", "bare", *places]
        subprocess.run([sys.executable, "-m", "PyInstaller", *how, str(_BARE_SOURCE)], cwd=ROOT, check=True)
    return program
