"""What every command needs: a virtual environment with exactly the locked packages, and compiled translations."""

import hashlib
import importlib.util
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from workshop import catalogues, debian


def python_in(venv: Path) -> Path:
    """Return the Python of a virtual environment."""
    return venv / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = python_in(VENV)
LOCK = ROOT / "requirements.txt"
STAMP = VENV / "installed-lock"


def prepare(system_packages: Sequence[str] = ()) -> None:
    """Install whatever of `system_packages` and of the lock is missing; quick where nothing is.

    Raises CalledProcessError where the Python packages cannot be installed, after pip has said why. System packages
    that cannot be installed are named and not fatal: what they hold may be there by another name.
    """
    venv_needs = () if PYTHON.exists() or _can_make_venv() else (debian.venv_package(),)
    debian.install_missing((*venv_needs, *system_packages))
    if not _is_current():
        _install_lock()
    catalogues.compile_stale(ROOT, PYTHON)


def stamp_of(lock: Path, python_version: tuple[int, int]) -> str:
    """Name what a `.venv` holds: the packages of `lock`, for one version of Python."""
    return f"{hashlib.sha256(lock.read_bytes()).hexdigest()} {python_version}"


def _is_current() -> bool:
    return PYTHON.exists() and STAMP.exists() and STAMP.read_text() == stamp_of(LOCK, sys.version_info[:2])


def _install_lock() -> None:
    print("Installing the locked packages into .venv (once; some 200 MB) …", flush=True)
    subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=True)
    # wheels only: a source package would run its own set-up, with parts nobody locked
    exactly = ["--require-hashes", "--only-binary", ":all:", "--requirement", str(LOCK)]
    pip = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "--quiet"]
    subprocess.run([*pip, "install", *exactly], check=True)
    STAMP.write_text(stamp_of(LOCK, sys.version_info[:2]))


def _can_make_venv() -> bool:
    """Debian and Ubuntu take `ensurepip` out of Python and into a package of its own."""
    return all(importlib.util.find_spec(name) for name in ("venv", "ensurepip"))
