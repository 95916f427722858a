"""Links as a browser hands them on, on a real screen: processes, a window manager, and nothing but key presses."""

import subprocess
from collections.abc import Callable

import pytest

from tests.gui.test_on_a_real_screen import Desktop, desktop
from tests.screen import program, screen
from tests.secret_service import secret_service
from tests.waiting import await_condition

__all__ = ["desktop", "screen", "secret_service"]

LINK = "tel:+40%20722-123-456"
_ASKED = "an offer (link): asked"


def diary(desktop: Desktop) -> str:
    file = desktop.data / "logs" / "pbxdialer.log"
    return file.read_text() if file.exists() else ""


def follow_link(desktop: Desktop, link: str = LINK) -> None:
    """Do what a browser does with a link while the program runs."""
    subprocess.run(program("--data-dir", str(desktop.data), link), env=desktop.environment, check=True, timeout=30)


def await_question(desktop: Desktop, count: int = 1) -> None:
    await_condition(lambda: diary(desktop).count(_ASKED) == count, 15, "the question")


def insist(desktop: Desktop, what: Callable[[], object]) -> None:
    """Do `what` again and again, as slowly as a hand does, until a request has arrived."""

    def arrived() -> bool:
        what()
        desktop.screen.hold("shift", seconds=0.25)  # quicker presses are the repeats of a held key
        return bool(desktop.oracle.originates())

    await_condition(arrived, 10, "the call")


@pytest.mark.longer
@pytest.mark.parametrize("running", [True, False], ids=["running", "closed"])
def test_fault_matrix_guests_a_link_is_one_question_no_request_before_the_confirmation_and_one_after(
    desktop: Desktop, running: bool
) -> None:
    desktop.prepare()
    if running:
        desktop.open()
        follow_link(desktop)
    else:
        desktop.open(LINK)
    await_question(desktop)
    desktop.screen.hold("Return", seconds=1.2)  # Enter that was meant for the browser: Cancel is the default
    assert desktop.oracle.originates() == []
    assert desktop.calls() == []
    follow_link(desktop)
    await_question(desktop, 2)
    desktop.screen.hold("shift", seconds=1.2)  # the agent reads
    desktop.screen.press("shift+Tab")
    insist(desktop, lambda: desktop.screen.press("Return"))
    (seen,) = desktop.oracle.originates()
    assert seen.verdict == ""
    assert seen.data["caller_id"] == "0722123456"
    assert seen.data["caller_id_name"] == "Ștefan Ionescu"
    await_condition(lambda: desktop.calls()[0]["state"] == "RINGING_AGENT", 10, "the answer in the history")


@pytest.mark.longer
def test_fault_matrix_guests_who_types_in_another_window_when_a_link_comes_calls_nobody(desktop: Desktop) -> None:
    desktop.prepare()
    desktop.open()
    with subprocess.Popen(["xterm", "-T", "Elsewhere"], env=desktop.environment) as other:
        try:
            desktop.screen.await_window("Elsewhere")
            starts = subprocess.Popen(program("--data-dir", str(desktop.data), LINK), env=desktop.environment)
            for _ in range(6):
                desktop.screen.type("ab 1")
                desktop.screen.press("Tab", "space", "Return")
            assert starts.wait(30) == 0
            await_question(desktop)
            for _ in range(6):
                desktop.screen.type("ab 1")
                desktop.screen.press("Return")
        finally:
            other.kill()
    assert desktop.oracle.originates() == []
