"""Contacts without a mouse: the README's tasks that make, change, order and bring them, by key presses only."""

from pathlib import Path

import pytest

from tests.gui.keyboard import Agent, agent, room

__all__ = ["agent", "room"]

pytestmark = pytest.mark.longer


def names(agent: Agent) -> list[object]:
    return [contact["name"] for contact in agent.contacts()]


def test_a_contact_is_made_of_a_number_changed_deleted_and_brought_back(agent: Agent) -> None:
    agent.open()
    agent.type("0733555010")
    agent.press("ctrl+n")
    agent.await_window("New contact")
    agent.write("Name", "Ana Marin")
    agent.press("Return")
    agent.await_said("“Ana Marin” was added.")
    agent.await_window("PBX Dialer")
    agent.press("ctrl+k")
    agent.type("ana")
    agent.await_said("Ana Marin, 0733")
    agent.press("F2")
    agent.await_window("Ana Marin")
    agent.write("Company", "Bitdesk")
    agent.push("Save")
    agent.await_said("“Ana Marin” was saved.")
    agent.await_said("Ana Marin, Bitdesk")
    agent.press("Menu")
    assert agent.step("Down").name.startswith("Edit…"), "the menu of the match, not of the text"
    agent.press("Escape")
    agent.await_focus("Name, company or number")
    agent.press("ctrl+shift+Delete")
    agent.await_said("“Ana Marin” was deleted.")
    assert "Ana Marin" not in names(agent)
    agent.push("Undo")
    agent.await_(lambda: "Ana Marin" in names(agent), "the contact to be back")
    (back,) = [contact for contact in agent.contacts() if contact["name"] == "Ana Marin"]
    assert back["company"] == "Bitdesk"


def test_favourites_are_made_put_in_order_and_called_by_their_place(agent: Agent) -> None:
    agent.open()
    for letters, name in (("ste", "Ștefan Ionescu"), ("mar", "Maria Popescu")):
        agent.press("ctrl+k")
        agent.type(letters)
        agent.await_said(name)
        agent.press("ctrl+d")
        agent.await_said(f"“{name}” is a favourite.")
    agent.press("alt+2", "ctrl+shift+Up", "alt+1")
    before = names(agent)[:2]
    agent.await_(lambda: names(agent)[:2] == ["Maria Popescu", "Ștefan Ionescu"], f"Maria first, not {before}")
    agent.press("alt+1", "Return")
    agent.await_call_to("Maria Popescu")


def test_a_file_is_looked_at_and_imported(agent: Agent, tmp_path: Path) -> None:
    file = tmp_path / "more.csv"
    file.write_text("Name,Phone\nRadu Dumitru,0744 123 456\nNobody,\n", encoding="utf-8")
    agent.open()
    agent.press("ctrl+i")
    agent.await_window("Import contacts")
    agent.await_focus("Choose a file…")
    agent.press("space")
    agent.await_window("Choose a file of contacts")
    agent.type(str(file))
    agent.press("Return")
    agent.await_focus("Import 1 contact")
    agent.press("space")
    agent.await_said("1 contact is new.")
    agent.await_focus("Close")
    agent.press("space")
    agent.await_window("PBX Dialer")
    assert "Radu Dumitru" in names(agent)
