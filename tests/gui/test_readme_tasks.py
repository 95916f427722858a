"""Every task of the README's user pages, and the test that does it with nothing but keys."""

import ast
import re
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_GUI = ROOT / "tests" / "gui"
_FIRST, _BEHIND = "## Try it", "## The command line"
_TOLD = ""  # a sentence that there is nothing to do about

_DEMO = "test_the_demo_is_tried_and_its_telephone_is_picked_up_and_hung_up"
_NEWCOMER = "test_a_newcomer_goes_through_the_three_steps_and_calls"
_IMPORT = "test_a_file_is_looked_at_and_imported"
_THREE_LETTERS = "test_three_letters_and_enter_reach_php_as_one_valid_originate"
_QUEUE = "test_queue_and_context_are_chosen_by_keyboard"
_LITERAL = "test_ctrl_enter_of_a_real_keyboard_dials_exactly_what_was_typed"
_CONTACT = "test_a_contact_is_made_of_a_number_changed_deleted_and_brought_back"
_FAVOURITES = "test_favourites_are_made_put_in_order_and_called_by_their_place"
_ARROWS = "test_the_arrows_choose_and_a_held_enter_is_one_call"
_COPY = "test_a_number_is_copied_and_comes_back_as_text"
_GUEST = "test_a_number_from_outside_is_dropped_and_the_next_one_is_called"
_RECENT = "test_waiting_is_stopped_a_note_is_written_and_the_call_is_made_again_from_the_recent_ones"
_ALL_CALLS = "test_all_calls_are_searched_narrowed_and_an_unknown_one_is_settled"
_LATER = "test_a_number_is_called_later_and_the_keys_are_shown"
_AT_HAND = "test_the_start_do_not_disturb_and_what_closing_means_are_set_and_closing_ends_it"
_QUICK_DIAL = "test_the_quick_dial_gets_a_key_and_dials_with_it"
_PROGRAM = "test_links_telephones_and_language_are_set_and_all_of_it_speaks_that_language"
_ACCOUNT = "test_an_account_is_chosen_by_its_place"

TASKS = {
    "Try it": {"the section": _DEMO, "`python3 dev.py demo`": _DEMO, "`python3 dev.py test`": _TOLD},
    "Your first ten minutes with a real PBX": {
        "the section": _NEWCOMER,
        "1. Start the program": _NEWCOMER,
        "2. **Where is your": _NEWCOMER,
        "3. **How does it": _NEWCOMER,
        "4. **Does it answer?**": _NEWCOMER,
        "5. Import your contacts:": _IMPORT,
        "6. Type a few": _THREE_LETTERS,
    },
    "The keys": {
        "the section": _LATER,
        "letters, digits": _THREE_LETTERS,
        "↓ ↑ Page": _ARROWS,
        "Enter": _ARROWS,
        "Ctrl+Enter": _LITERAL,
        "Esc": _GUEST,
        "Tab": _QUEUE,
        "Alt+1 … Alt+9": _FAVOURITES,
        "Ctrl+N · F2 · Ctrl+D · Ctrl+Shift+Del": _CONTACT,
        "Ctrl+I": _IMPORT,
        "Ctrl+C": _COPY,
        "Ctrl+K · Ctrl+,": _PROGRAM,
        "Ctrl+H": _ALL_CALLS,
        "Ctrl+L": _LATER,
        "Ctrl+1 … Ctrl+9": _ACCOUNT,
        "Enter in *Recent*": _RECENT,
        "F1 or ?": _LATER,
        "F6": _GUEST,
    },
    "Always at hand": {
        "the section": _AT_HAND,
        "Start hidden when I log in": _AT_HAND,
        "Do not disturb": _AT_HAND,
    },
    "Numbers from outside": {"the section": _GUEST, "Cancel": _GUEST, "count down 3 s, then call": _PROGRAM},
    "The icon in the tray": {  # a mouse's place: what is in it has keys of its own
        "the section": _QUICK_DIAL,
        "Stop waiting": _RECENT,
        "Closing the window": _AT_HAND,
    },
    "What the telephones are doing": {"the section": _DEMO, "Accepted": _DEMO, "Ask the PBX what they do": _PROGRAM},
    "What the outcomes mean": {
        "the section": _ALL_CALLS,
        "**Accepted – pick up your phone**": _DEMO,
        "**You answered** (accounts that wait for your phone)": _TOLD,
        "**Refused by the PBX**, with its own words": _TOLD,
        "**Not answered**": _TOLD,
        "**Not sent**, with the reason": _TOLD,
        "**Unknown**, with the reason": _RECENT,
    },
}


def tasks_of(readme: str) -> dict[str, list[str]]:
    """Return what each section of the user pages tells to do: commands, steps, lines of tables, names set off."""
    pages = readme[readme.index(_FIRST) : readme.index(_BEHIND)]
    found: dict[str, list[str]] = defaultdict(list)
    section = ""
    for paragraph in re.split(r"\n(?=#|\d+\. |\||python3 |\n)", pages):
        text = " ".join(paragraph.split())
        if text.startswith("#"):
            heading, _, _ = paragraph.strip().partition("\n")
            section = heading.strip("# ")
            found[section].append("the section")
        elif step := re.match(r"\d+\. ((?:\S+ ){2}\S+)", text):
            found[section].append(step[0])
        elif text.startswith("|"):
            cell = text.strip("| ").split(" | ")[0]
            if set(cell) <= set("-|"):
                found[section].pop()  # what stood above the line is the table's head
            else:
                found[section].append(cell)
        elif text.startswith("python3 "):
            found[section].append(f"`{text.partition(' #')[0].strip()}`")
        else:
            found[section] += re.findall(r"\*\*(.+?)\*\*", text)
    return {section: list(dict.fromkeys(tasks)) for section, tasks in found.items()}


def test_every_task_of_the_readme_is_done_with_keys_alone_by_some_test() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert tasks_of(readme) == {section: list(tasks) for section, tasks in TASKS.items()}
    named = {test for tasks in TASKS.values() for test in tasks.values() if test is not _TOLD}
    assert named <= _tests_on_a_real_screen()


def test_the_walks_have_no_mouse() -> None:
    for file in _GUI.glob("test_keys_alone_*.py"):
        called = {node.attr for node in ast.walk(_tree(file)) if isinstance(node, ast.Attribute)}
        assert not called & {"click", "mousemove", "hover"}, file.name


def test_a_new_section_step_line_or_name_of_the_readme_is_a_new_task() -> None:
    readme = (
        f"{_FIRST}\n\n### Faxes\n\n1. Put the page in.\n\n| Ctrl+F | send |\n\nPress **Send it** then.\n\n{_BEHIND}"
    )
    assert tasks_of(readme)["Faxes"] == ["the section", "1. Put the page", "Ctrl+F", "Send it"]


def _tests_on_a_real_screen() -> set[str]:
    files = [*_GUI.glob("test_keys_alone_*.py"), _GUI / "test_on_a_real_screen.py"]
    return {node.name for file in files for node in _tree(file).body if isinstance(node, ast.FunctionDef)}


def _tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"))
