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
def windows_setup(wine: Wine) -> Path:
    """The installer for one user, as ``dev.py build --windows`` makes it. The package for fleets lies beside it.

    Built once for all the tests that want it: three to five minutes of two cores.
    """
    installer, *_ = windows_packages(windows_program_in(wine), ROOT / "dist")
    return installer
