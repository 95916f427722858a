"""One press, at most one call, whatever happens in whatever order: the whole program against Hypothesis."""

import gc
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, find, settings
from hypothesis import strategies as st
from hypothesis.stateful import run_state_machine_as_test
from PySide6.QtCore import QtMsgType
from PySide6.QtWidgets import QApplication

from tests.gui.machine import WholeProgram
from tests.gui.office import Office, make_profile

pytestmark = [
    pytest.mark.fault_matrix,
    pytest.mark.complains("call not recorded", "of a program that ended are unknown", "nobody is known"),
    pytest.mark.leaves_behind("keyring", "questions", "presence", "following"),  # a keyring that hangs lets them hang
]

_HARMLESS = (QtMsgType.QtDebugMsg, QtMsgType.QtInfoMsg)


@pytest.fixture
def machine(qapp: QApplication, qtlog: object, tmp_path: Path) -> Iterator[Callable[[], WholeProgram]]:
    """Return how to make the machine. Garbage is collected on this thread alone: there are widgets in it."""
    make_profile(tmp_path)

    def complaints() -> list[str]:
        return [record.message for record in qtlog.records if record.type not in _HARMLESS]  # type: ignore[attr-defined]

    _let_hypothesis_read_the_sources(qapp, tmp_path)
    gc.disable()
    gc.collect()
    gc.freeze()  # each example collects its own garbage, and not the whole test run's
    yield lambda: WholeProgram(qapp, tmp_path, complaints)
    gc.unfreeze()
    gc.enable()


def _let_hypothesis_read_the_sources(qapp: QApplication, profile: Path) -> None:
    """Have it look for numbers in the program's modules: it would at a first draw, while a window waits (200 ms)."""
    Office(qapp, profile).close()  # imports them
    enough = st.lists(st.integers(), min_size=200, max_size=200)  # one drawn in twenty is of what it has read
    find(enough, lambda drawn: len(set(drawn)) > 20, settings=settings(database=None, phases=[Phase.generate]))


def _run(machine: Callable[[], WholeProgram], examples: int, steps: int, *, derandomize: bool) -> None:
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            derandomize=derandomize,
            database=None,
            deadline=None,
            phases=[Phase.generate],  # an example found is shown as it is: a shorter one takes minutes to find
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_whatever_happens_no_call_is_doubled_lost_or_lied_about(machine: Callable[[], WholeProgram]) -> None:
    _run(machine, examples=12, steps=25, derandomize=True)


@pytest.mark.longer
def test_whatever_happens_today_no_call_is_doubled_lost_or_lied_about(machine: Callable[[], WholeProgram]) -> None:
    _run(machine, examples=20, steps=45, derandomize=False)
