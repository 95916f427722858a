"""The lanes beside the window: a job that computes leaves the GUI thread its turn."""

import sys
from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from pbxdialer.gui.background import Background

_BY_ITSELF_S = 0.005


@pytest.fixture
def as_python_has_it() -> Iterator[None]:
    """Have Python switch between its threads as it does by itself."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(_BY_ITSELF_S)
    yield
    sys.setswitchinterval(before)


def test_a_job_that_computes_gives_the_window_its_turn_within_a_millisecond(
    qapp: QApplication, as_python_has_it: None
) -> None:
    background = Background()
    assert sys.getswitchinterval() < 0.001
    background.close()
