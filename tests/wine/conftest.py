"""One Windows for all of its tests: Wine, whose making takes a minute, once per checkout."""

from collections.abc import Iterator

import pytest

from workshop.windows.wine import Wine, WineMissing, prepared


@pytest.fixture(scope="session")
def wine() -> Iterator[Wine]:
    try:
        windows = prepared()
    except WineMissing as missing:
        pytest.skip(f"missing: {missing}")
    with windows:
        yield windows
