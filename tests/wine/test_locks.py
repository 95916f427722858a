"""Windows' own lock calls, under Wine."""

import pytest

from workshop.windows.wine import Wine

_TWICE = """
import tempfile
from pathlib import Path
from pbxdialer.desktop.process_lock import hold, hold_session, is_held, sweep

with tempfile.TemporaryDirectory() as name:
    folder = Path(name)
    first = hold(folder / "a.lock")
    print(first is not None, hold(folder / "a.lock") is None, is_held(folder / "a.lock"))
    session = hold_session(folder)
    sweep(folder)
    print(len(list(folder.iterdir())))
    session.release()
    first.release()
    print(is_held(folder / "a.lock"))
"""


@pytest.mark.longer
def test_a_lock_that_is_held_is_refused_and_survives_the_sweep(wine: Wine) -> None:
    assert wine.run("-c", _TWICE).split() == ["True", "True", "True", "2", "False"]
