"""Calling without a mouse: the README's tasks that make or follow a call, by key presses only."""

import pytest

from tests.gui.keyboard import Agent, agent, room

__all__ = ["agent", "room"]

pytestmark = pytest.mark.longer


def states(agent: Agent) -> list[object]:
    return [call["state"] for call in agent.desktop.calls()]


def call_and_stop_waiting(agent: Agent, letters: str, told: str) -> None:
    """Call whom these letters find while the PBX keeps its answer back, and wait no longer."""
    agent.desktop.oracle.configure(answer_after_s=30.0)
    agent.type(letters)
    agent.press("Return")
    agent.desktop.oracle.await_originates(1)
    agent.push("Stop waiting")
    agent.await_said(told)


def test_waiting_is_stopped_a_note_is_written_and_the_call_is_made_again_from_the_recent_ones(agent: Agent) -> None:
    agent.open()
    call_and_stop_waiting(agent, "ste", "Ștefan Ionescu · 0722123456: Unknown")
    agent.desktop.oracle.configure(answer_after_s=0.0)
    agent.write("Note about this call", "asks for an offer")
    agent.press("Return")
    agent.await_(lambda: agent.desktop.calls()[0]["note"] == "asks for an offer", "the note in the history")
    agent.tab_to("Recent calls")
    agent.press("Down", "Return")
    agent.await_said("Call Ștefan Ionescu again?")
    agent.await_focus("Cancel")
    agent.tab_to("Call again", key="shift+Tab")
    agent.rest()
    agent.press("Return")
    seen = agent.desktop.oracle.await_originates(2)[-1]
    assert (seen.verdict, seen.data["caller_id"]) == ("", "0722123456")
    agent.await_(lambda: states(agent) == ["RINGING_AGENT", "UNKNOWN"], "both calls in the history")


def test_all_calls_are_searched_narrowed_and_an_unknown_one_is_settled(agent: Agent) -> None:
    agent.open()
    call_and_stop_waiting(agent, "mar", "Maria Popescu · +40744000111: Unknown")
    agent.press("ctrl+h")
    agent.await_window("All calls")
    agent.tab_to("Search the calls")
    agent.type("popescu")
    agent.tab_to("Outcome")
    agent.type("u")
    agent.tab_to("Calls")
    agent.push("It did not ring")
    agent.await_(lambda: states(agent) == ["ENDED"], "the agent's word in the history")
    agent.go_back()


def test_a_number_is_called_later_and_the_keys_are_shown(agent: Agent) -> None:
    agent.open()
    agent.type("ste")
    agent.press("ctrl+l")
    agent.await_window("Call later")
    agent.push("Tomorrow at 9")
    agent.press("Return")
    agent.await_said("The PBX")
    agent.go_back()
    agent.press("F1")
    agent.await_window("Keys")
    agent.go_back()
