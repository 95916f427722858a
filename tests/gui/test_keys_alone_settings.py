"""Setting up without a mouse: the README's tasks about accounts, the program and leaving it, by key presses only."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import pytest

from tests.gui.keyboard import Agent, Room, agent, room

__all__ = ["agent", "room"]

pytestmark = pytest.mark.longer


@pytest.fixture
def newcomer(room: Room, tmp_path: Path) -> Iterator[Agent]:
    with room.newcomer(tmp_path) as newcomer:
        yield newcomer


def starts_at_login(agent: Agent) -> bool:
    entries = Path(agent.desktop.environment["HOME"]) / ".config" / "autostart"
    return entries.is_dir() and any(entries.iterdir())


def account_names(agent: Agent) -> list[str]:
    accounts = agent.settings()["accounts"]
    assert isinstance(accounts, list)
    return [account["name"] for account in accounts]


def test_a_newcomer_goes_through_the_three_steps_and_calls(newcomer: Agent) -> None:
    newcomer.open()
    newcomer.await_focus("Connect to my PBX")
    newcomer.press("Return")
    newcomer.await_focus("Address")
    newcomer.type(newcomer.desktop.oracle.url)
    newcomer.press("Return")
    newcomer.await_said("Step 2 of 3")
    newcomer.write_credentials()
    newcomer.tab_to("Rings first: User")
    newcomer.write("Name: Rings first", "ionescu")
    newcomer.press("Return")
    newcomer.await_focus("Start calling")
    newcomer.press("Return")
    newcomer.await_focus("Name, company or number")
    newcomer.type("0722123456")
    newcomer.press("Return")
    (seen,) = newcomer.desktop.oracle.await_originates(1)
    assert (seen.verdict, seen.data["caller_id"]) == ("", "0722123456")


def test_another_account_is_made_tested_and_saved_in_the_settings(agent: Agent) -> None:
    agent.open()
    agent.open_settings()
    agent.push("New account")
    agent.await_focus("Account: Name of this account")
    agent.type("Support")
    agent.write("Address of the PBX", agent.desktop.oracle.url)
    agent.write_credentials()
    agent.write("Name: Rings first", "popescu")
    agent.push("Test connection")
    agent.await_said("✓ ")
    agent.push("Save")
    agent.await_said("✓ Saved.")
    agent.await_(lambda: account_names(agent) == ["Sales PBX", "Support"], "the account in the settings")


def test_colours_are_chosen_and_the_program_stays(agent: Agent) -> None:
    program = agent.open()
    agent.open_settings("Program")
    agent.tab_to("Colours")
    agent.press("d")
    agent.await_(lambda: agent.settings().get("theme") == "dark", "dark colours")
    agent.await_focus("Colours: dark")  # of the new window: the old one was left like the system
    agent.press("h")
    agent.await_(lambda: agent.settings().get("theme") == "contrast", "high contrast")
    agent.await_focus("Colours: high contrast")
    assert program.poll() is None


def test_links_telephones_and_language_are_set_and_all_of_it_speaks_that_language(agent: Agent) -> None:
    agent.open()
    agent.open_settings("Program")
    agent.tab_to("Numbers from links")
    agent.press("c")
    agent.push("Offer telephone numbers that are copied")
    agent.push("Ask the PBX what they do")
    agent.tab_to("Language", key="shift+Tab")
    agent.press("r")
    agent.await_(lambda: agent.settings().get("language") == "ro", "Romanian")
    agent.await_window("Setări")
    agent.await_focus("Limbă")
    agent.go_back()
    agent.tab_to("Sună întâi")
    wanted = {"confirm_guests": "countdown", "watch_clipboard": True, "watch_phones": False}
    agent.await_(lambda: wanted.items() <= agent.settings().items(), "what was chosen")


def test_the_quick_dial_gets_a_key_and_dials_with_it(agent: Agent) -> None:
    agent.open()
    agent.open_settings("At hand")
    agent.tab_to("Key for quick dial")
    agent.press("ctrl+alt+q")
    agent.tab_to("Icon in the tray")
    agent.await_(lambda: agent.settings().get("palette_hotkey") == "Ctrl+Alt+Q", "the key in the settings")
    agent.go_back()
    agent.press("ctrl+alt+q")
    agent.await_window("Quick dial")
    agent.type("mar")
    agent.await_said("Maria Popescu")
    agent.press("Return")
    agent.await_call_to("Maria Popescu")


def test_the_start_do_not_disturb_and_what_closing_means_are_set_and_closing_ends_it(agent: Agent) -> None:
    program = agent.open()
    agent.open_settings("At hand")
    agent.push("Start hidden when I log in")
    agent.await_(lambda: starts_at_login(agent), "the start at login")
    agent.push("Do not disturb")
    agent.await_(lambda: agent.settings().get("do_not_disturb"), "do not disturb in the settings")
    agent.go_back()
    agent.press("alt+F4")
    agent.await_window("Closing the window")
    agent.push("Quit")
    assert program.wait(20) == 0
    assert agent.settings()["closing"] == "quit"


def test_a_file_for_whoever_helps_is_gathered_read_and_saved(agent: Agent, tmp_path: Path) -> None:
    agent.open()
    agent.open_settings("Help")
    agent.push("Gather")
    agent.await_said("Parts: about.txt")
    agent.tab_to("Save as…")
    agent.press("space")
    agent.await_window("Save as…")
    agent.replace(str(tmp_path / "help.zip"))
    agent.press("Return")
    agent.await_((tmp_path / "help.zip").exists, "the file")


def test_an_account_is_chosen_by_its_place(agent: Agent) -> None:
    desktop = agent.desktop
    desktop.command(
        *("account", "add", "Support", "--url", desktop.oracle.url, "--project", "1", "--type", "queue"),
        *("--destination", "support-queue", "--secrets-from-stdin"),
        secrets=json.dumps(asdict(desktop.oracle.secrets)),
    )
    agent.open()
    for key, name, kind in (("ctrl+2", "support-queue · Support", "queue"), ("ctrl+1", "ionescu · Sales PBX", "user")):
        agent.press(key)
        agent.await_said(name)
        agent.press("ctrl+k")
        agent.type("ste")
        agent.press("Return")
        agent.await_said("Ștefan Ionescu · 0722123456: Accepted")
        seen = desktop.oracle.originates()[-1]
        assert (seen.verdict, seen.data["type"]) == ("", kind)
        agent.rest()
