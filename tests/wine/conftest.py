"""One Windows for all of its tests: Wine, whose making takes a minute, once per checkout."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from workshop.machine import ROOT
from workshop.packaging.windows import windows_packages, windows_program_in
from workshop.windows.wine import Wine, WineMissing, prepared


@pytest.fixture(scope="session")
def wine() -> Iterator[Wine]:
    try:
        windows = prepared()
    except WineMissing as missing:
        pytest.skip(f"missing: {missing}")
    with windows:
        yield windows


@pytest.fixture(scope="session")
def windows_program(wine: Wine) -> Path:
    """The program as ``dev.py build --windows`` makes it, once for all the tests that want it: two minutes."""
    return windows_program_in(wine)


@pytest.fixture(scope="session")
def windows_setup(windows_program: Path) -> Path:
    """The installer for one user, once for all the tests that want it. The package for fleets lies beside it."""
    installer, *_ = windows_packages(windows_program, ROOT / "dist")
    return installer
