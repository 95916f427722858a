"""The Windows program, built on Linux: a genuine Windows Python under Wine runs PyInstaller with the same spec.

For trying it out. What is given to people is to be built, and signed, on Windows; there is no installer yet.
"""

import shutil
import subprocess
from pathlib import Path

from workshop.machine import ROOT
from workshop.packaging.frozen import WORK, NotBuilt, time_of_the_sources
from workshop.packaging.pictures import write_pictures
from workshop.windows.wine import WineMissing, prepared, windows_path

_HERE = WORK / "windows"
_BUILDS_IN_S = 900.0


def windows_program() -> Path:
    """Build the program and return its folder. Raises NotBuilt."""
    shutil.rmtree(_HERE, ignore_errors=True)
    write_pictures(_HERE / "icons")
    places = ["--distpath", windows_path(_HERE / "frozen"), "--workpath", windows_path(_HERE / "pyinstaller")]
    more = {
        "PBXDIALER_BUILD": windows_path(_HERE),
        "PYTHONHASHSEED": "1",
        "SOURCE_DATE_EPOCH": str(time_of_the_sources()),
    }
    words = ["-m", "PyInstaller", "--noconfirm", "--log-level", "WARN", *places]
    try:
        with prepared() as wine:
            wine.run(*words, windows_path(ROOT / "build_installer.spec"), more=more, timeout_s=_BUILDS_IN_S)
    except WineMissing as missing:
        raise NotBuilt(f"The Windows program is built under Wine, and this is missing: {missing}") from missing
    except subprocess.CalledProcessError as failed:
        raise NotBuilt(f"PyInstaller under Wine:\n{str(failed.output)[-3000:]}") from failed
    return _HERE / "frozen" / "pbxdialer"
