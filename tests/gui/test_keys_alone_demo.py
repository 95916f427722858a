"""The first minutes without a mouse: the demo and its telephones, and numbers that come from outside."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.gui.keyboard import PATIENCE_S, Agent, Room, agent, room
from tests.gui.test_guests_on_a_real_screen import follow_link
from tests.waiting import await_condition

__all__ = ["agent", "room"]

pytestmark = pytest.mark.longer
_CALLED = "Ștefan Ionescu · 0720100000"
_BEFORE = ("", "Calling…", "Accepted – pick up your phone")
_GOES_ON = (*_BEFORE, "You answered", "Talking")


@contextmanager
def nothing_left(agent: Agent) -> Iterator[None]:
    """End the demo, which is nobody's child, whatever becomes of the test."""
    try:
        yield
    finally:
        for pid in {agent.screen.owner(window) for window in agent.screen.windows("PBX Dialer")}:
            os.kill(pid, signal.SIGKILL)


def state(agent: Agent) -> str:
    """Return what was last announced of the call."""
    told = [said.removeprefix(f"{_CALLED}: ") for said in agent.said() if said.startswith(_CALLED)]
    return told[-1].partition(". ")[0] if told else ""


def switch_to(agent: Agent, title: str) -> None:
    """Go to another window, as the desktop's own key does."""

    def there() -> bool:
        if agent.screen.focused() != title:
            agent.press("alt+Tab")
            agent.screen.hold("shift", seconds=0.3)
        return agent.screen.focused() == title

    await_condition(there, PATIENCE_S, f"the window {title!r}")


def test_the_demo_is_tried_and_its_telephone_is_picked_up_and_hung_up(room: Room, tmp_path: Path) -> None:
    with room.newcomer(tmp_path) as agent, nothing_left(agent):
        newcomer = agent.open()
        agent.await_focus("Connect to my PBX")
        agent.push("Try it with the demo PBX first")
        assert newcomer.wait(PATIENCE_S) == 0
        agent.await_(lambda: agent.screen.windows("Demo telephones"), "the demo's telephones")
        switch_to(agent, "PBX Dialer")
        agent.press("ctrl+k")
        agent.type("stefan ion")
        agent.await_said("Ștefan Ionescu, mobile, 0720 100 000")
        agent.press("Return")
        agent.await_said(f"{_CALLED}: Accepted")
        switch_to(agent, "Demo telephones")
        if agent.step("Tab").name == "Answer":  # else it has answered by itself meanwhile
            agent.press("space")
        agent.await_(lambda: agent.focus().name != "Answer", "the keyboard on the button that hangs up")
        agent.await_(lambda: state(agent) not in _BEFORE, "a telephone that is picked up")
        if state(agent) in _GOES_ON:
            agent.press("space")
        agent.await_(lambda: state(agent) not in _GOES_ON, "the end of the call")
        switch_to(agent, "PBX Dialer")
        agent.press("alt+F4")
        agent.await_(lambda: not agent.screen.windows("PBX Dialer"), "the demo to end")


def test_a_number_from_outside_is_dropped_and_the_next_one_is_called(agent: Agent) -> None:
    agent.open()
    agent.type("mar")
    follow_link(agent.desktop, "tel:+40%20744-000-111")
    agent.await_said("From a link. Call Maria Popescu")
    agent.press("F6")
    agent.await_focus("Cancel")
    agent.press("F6")
    agent.await_focus("Name, company or number")
    agent.press("F6")
    agent.await_focus("Cancel")
    agent.press("Escape")
    agent.await_focus("Name, company or number")
    agent.press("Escape")
    follow_link(agent.desktop, "tel:+40%20722-123-456")
    agent.await_focus("Cancel")
    agent.rest()  # the button that calls wakes up late
    agent.step("shift+Tab")
    agent.rest()  # and once more when the keyboard comes to it
    agent.press("Return")
    agent.await_call_to("Ștefan Ionescu")


def test_the_arrows_choose_and_a_held_enter_is_one_call(agent: Agent) -> None:
    agent.open()
    agent.type("7")
    agent.await_said("number typed, 7")
    found = agent.said()[-1]
    agent.press("Down")
    agent.await_(lambda: agent.said()[-1] != found, "another choice to be told")
    agent.press("Down")
    agent.screen.hold("Return", seconds=1.5)
    (seen,) = agent.desktop.oracle.await_originates(1)
    assert seen.data["caller_id_name"] in ("Ștefan Ionescu", "Maria Popescu")
    agent.await_said(f"{seen.data['caller_id_name']} · ")
    assert len(agent.desktop.calls()) == 1


def test_a_number_is_copied_and_comes_back_as_text(agent: Agent) -> None:
    agent.open()
    agent.type("ste")
    agent.await_said("Ștefan Ionescu, Acme SRL, 0722 123 456")
    agent.press("ctrl+c", "ctrl+k", "ctrl+v", "Return")
    (seen,) = agent.desktop.oracle.await_originates(1)
    assert (seen.verdict, seen.data["caller_id"]) == ("", "0722123456")
