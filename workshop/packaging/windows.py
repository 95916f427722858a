"""The Windows program, built on Linux: a genuine Windows Python under Wine runs PyInstaller with the same spec.

Nothing of it is signed, and no real Windows has run it yet: before people are given it, do both.
"""

import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from pbxdialer import __version__
from workshop.machine import PYTHON, ROOT
from workshop.packaging.frozen import WORK, NotBuilt, time_of_the_sources
from workshop.packaging.policies import policies_archive
from workshop.packaging.windows_installers import date, installer, package
from workshop.windows.wine import Wine, WineMissing, prepared, windows_path

_HERE = WORK / "windows"
_BUILDS_IN_S = 900.0


def windows_program() -> Path:
    """Build the program and return its folder. Raises NotBuilt."""
    try:
        with prepared() as wine:
            return windows_program_in(wine)
    except WineMissing as missing:
        raise NotBuilt(f"The Windows program is built under Wine, and this is missing: {missing}") from missing


def windows_program_in(wine: Wine, here: Path = _HERE) -> Path:
    """Build the program, below `here`, in a Windows that runs already, and return its folder. Raises NotBuilt."""
    shutil.rmtree(here, ignore_errors=True)
    pictures = [str(PYTHON), "-m", "workshop.packaging.pictures", str(here / "icons")]
    subprocess.run(pictures, cwd=ROOT, check=True, timeout=60)
    places = ["--distpath", windows_path(here / "frozen"), "--workpath", windows_path(here / "pyinstaller")]
    more = {
        "PBXDIALER_BUILD": windows_path(here),
        "PYTHONHASHSEED": "1",
        "SOURCE_DATE_EPOCH": str(time_of_the_sources()),
    }
    words = ["-m", "PyInstaller", "--noconfirm", "--log-level", "WARN", *places]
    try:
        wine.run(*words, windows_path(ROOT / "build_installer.spec"), more=more, timeout_s=_BUILDS_IN_S)
    except subprocess.CalledProcessError as failed:
        raise NotBuilt(f"PyInstaller under Wine:\n{str(failed.output)[-3000:]}") from failed
    return here / "frozen" / "pbxdialer"


def windows_packages(program: Path, folder: Path) -> list[Path]:
    """Pack the program into `folder`: the installer for one user, the package for fleets, and the templates for Group
    Policy. Raises NotBuilt.
    """
    folder.mkdir(exist_ok=True)
    time = time_of_the_sources()
    date(program, time)
    setup, fleet = folder / f"pbxdialer-{__version__}-setup.exe", folder / f"pbxdialer-{__version__}.msi"
    with ThreadPoolExecutor(2) as both:
        packing = (
            both.submit(installer, program, _HERE / "icons", setup, __version__),
            both.submit(package, program, _HERE / "msi", fleet, __version__, time),
        )
    for one in packing:
        one.result()
    return [setup, fleet, policies_archive(folder, time)]
