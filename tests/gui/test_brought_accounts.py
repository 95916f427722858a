"""Accounts that a link or a double-clicked file brings through the hand-over: asked about, and never more than that."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from PySide6.QtCore import QCoreApplication, Qt, QUrl
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from pbxdialer.app.front_door import FrontDoor
from pbxdialer.app.program import Program
from pbxdialer.app.welcome import welcome
from pbxdialer.desktop.handover import Message, Verb, of_this_session
from pbxdialer.desktop.process_lock import hold
from pbxdialer.first_start import Arrival
from pbxdialer.gui.account_question import AccountQuestion
from pbxdialer.gui.application import Application
from pbxdialer.gui.first_run import FirstRun
from pbxdialer.gui.late_button import WAKES_UP_AFTER_MS
from pbxdialer.store.settings import Settings
from tests.gui.conftest import Starter, account_at, accounts_page
from tests.gui.test_front_door import handed_over
from tests.gui.test_settings import field
from tests.store.policies import OURS, policy

LINK = (
    "pbxdialer:account?version=1&name=Support&url=https://support.example&project_id=9"
    "&destination.kind=queue&destination.name=support-queue"
)
Opened = Callable[..., Program]


@pytest.fixture
def opened(start: Starter) -> Iterator[Opened]:
    """Return a function that starts the program with a front door, at which `wish` has arrived."""
    doors: list[FrontDoor] = []

    def opened(wish: Message | None = None, url: str = "https://pbx.example") -> Program:
        program = start(account_at(url))
        held = hold(of_this_session(program.places.instance_lock))
        doors.append(FrontDoor(program, Arrival(door=held, wish=wish)))
        doors[-1].open()
        return program

    yield opened
    for door in doors:
        door.close()


def bring(qtbot: QtBot, program: Program, text: str) -> None:
    assert handed_over(qtbot, of_this_session(program.places.socket), Message(Verb.ACCOUNT, text)) == [True]


def question(qtbot: QtBot) -> AccountQuestion:
    qtbot.waitUntil(lambda: bool(questions()), timeout=10_000)
    (found,) = questions()
    return found


def questions() -> list[AccountQuestion]:
    return [one for one in QApplication.topLevelWidgets() if isinstance(one, AccountQuestion) and one.isVisible()]


def agree(qtbot: QtBot, asked: AccountQuestion) -> None:
    qtbot.waitUntil(asked.confirm.isEnabled, timeout=WAKES_UP_AFTER_MS + 3000)
    asked.confirm.click()


def file_in(folder: Path, **changes: object) -> Path:
    account = {
        "name": "Support",
        "url": "https://support.example",
        "project_id": 9,
        "destination": {"kind": "queue", "name": "support-queue"},
    }
    file = folder / "Suport Ștefan #1 100%.pbxdialer"
    file.write_text(json.dumps({"format": "pbxdialer account", "version": 1, "account": account | changes}))
    return file


def warned(asked: AccountQuestion) -> str:
    from PySide6.QtWidgets import QLabel

    return " ".join(label.text() for frame in asked.warnings for label in frame.findChildren(QLabel))


@pytest.mark.fault_matrix
@pytest.mark.parametrize("by_file", [False, True], ids=["link", "file"])
def test_what_is_brought_is_shown_with_its_new_server_and_taken_only_when_the_agent_says_so(
    opened: Opened, qtbot: QtBot, tmp_path: Path, by_file: bool
) -> None:
    program = opened()
    before = program.settings_desk.settings
    bring(qtbot, program, str(file_in(tmp_path)) if by_file else LINK)
    asked = question(qtbot)
    for value in ("Support", "https://support.example", "9", "Queue: support-queue", "User and password"):
        assert value in asked.shown_values()
    assert "none of your accounts uses support.example" in warned(asked)
    assert asked.cancel.isDefault()
    asked.confirm.click()
    assert program.settings_desk.settings is before, "the button is still asleep"
    agree(qtbot, asked)
    old, new = program.settings_desk.settings.accounts
    assert old == before.accounts[0]
    assert (new.name, new.url) == ("Support", "https://support.example")
    assert program.settings_desk.settings.current_account is old, "calls go where they went"
    page = accounts_page(program)
    assert field(page.form, "API password").text() == "", "the secrets are the agent's to enter"
    assert "Enter its credentials" in page.verdict_text()
    page.window().close()
    assert program.switchboard.call_in_the_air is None


def test_what_started_the_program_is_asked_about(opened: Opened, qtbot: QtBot, tmp_path: Path) -> None:
    program = opened(Message(Verb.ACCOUNT, str(file_in(tmp_path))))
    before = program.settings_desk.settings
    asked = question(qtbot)
    qtbot.keyClick(asked, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not questions())
    assert program.settings_desk.settings is before


@pytest.mark.parametrize("by_file", [False, True], ids=["link", "file"])
def test_what_the_system_brings_as_an_event_is_asked_about(
    opened: Opened, qtbot: QtBot, qapp: Application, tmp_path: Path, by_file: bool
) -> None:
    program = opened()
    url = QUrl.fromLocalFile(str(file_in(tmp_path))) if by_file else QUrl(LINK)
    QCoreApplication.sendEvent(qapp, QFileOpenEvent(url))
    asked = question(qtbot)
    assert "support-queue" in asked.shown_values()
    asked.reject()
    assert len(program.settings_desk.settings.accounts) == 1


@pytest.mark.fault_matrix
def test_a_second_one_does_not_replace_what_the_agent_is_reading(opened: Opened, qtbot: QtBot) -> None:
    program = opened()
    bring(qtbot, program, LINK)
    asked = question(qtbot)
    bring(qtbot, program, LINK.replace("Support", "Attacker"))
    qtbot.waitUntil(lambda: "One account at a time: Attacker" in program.window.notices.text(), timeout=5000)
    assert questions() == [asked]
    assert "Attacker" not in asked.shown_values()
    asked.reject()


@pytest.mark.fault_matrix
@pytest.mark.parametrize(
    ("brought", "why"),
    [
        (LINK + "&api_key=x7", "This link sets up no account: it holds what looks like a secret (api_key)"),
        (LINK + "&colour=x7", "a link has no field colour"),
        (LINK.replace("https://support", "http://support"), "This link sets up no account"),
        (LINK + "&name=x7", "the field name is there twice"),
        (LINK.replace("Support", quote("Sup\u202eport")), "account.name holds U+202E"),
        (LINK.replace("=Support", "=" + "x7" * 900), "is longer than 200"),
        (LINK.replace("Support", "SALES%20PBX"), "no file and no link changes it: SALES PBX"),
        ("/nowhere/there.pbxdialer", "This file sets up no account: it cannot be read"),
    ],
)
def test_what_is_not_as_it_should_be_is_refused_in_one_sentence(
    opened: Opened, qtbot: QtBot, brought: str, why: str
) -> None:
    program = opened()
    before = program.settings_desk.settings
    bring(qtbot, program, brought)
    qtbot.waitUntil(lambda: why in program.window.notices.text(), timeout=5000)
    assert "x7" not in program.window.notices.text()
    assert questions() == []
    assert program.settings_desk.settings is before


@pytest.mark.fault_matrix
def test_what_the_administrator_locked_is_not_offered_another_way(opened: Opened, qtbot: QtBot) -> None:
    program = opened()
    program.settings_desk.policy = policy({"AccountUrl": OURS})
    bring(qtbot, program, LINK)
    qtbot.waitUntil(lambda: "Ask the help desk" in program.window.notices.text(), timeout=5000)
    assert questions() == []


def test_a_server_that_looks_like_the_agents_own_is_told_beside_it(opened: Opened, qtbot: QtBot) -> None:
    program = opened(url="https://supp0rt.example")
    bring(qtbot, program, LINK)
    asked = question(qtbot)
    assert "Careful: support.example looks like supp0rt.example" in warned(asked)
    asked.reject()
    bring(qtbot, program, LINK.replace("support.example", "SUPP0RT.example"))
    asked = question(qtbot)
    assert asked.warnings == [], "that one is in use"
    asked.reject()


def test_it_answers_the_welcome_and_whoever_takes_it_not_is_welcome_again(opened: Opened, qtbot: QtBot) -> None:
    program = opened()
    program.settings_desk.change(Settings())

    def welcomes() -> list[FirstRun]:
        return [one for one in program.window.findChildren(FirstRun) if one.isVisible()]

    welcome(program)
    assert len(welcomes()) == 1
    bring(qtbot, program, LINK)
    asked = question(qtbot)
    assert welcomes() == []
    welcome(program)
    assert welcomes() == [], "one question at a time"
    asked.reject()
    qtbot.waitUntil(lambda: len(welcomes()) == 1)
    bring(qtbot, program, LINK)
    agree(qtbot, question(qtbot))
    (account,) = program.settings_desk.settings.accounts
    assert account.name == "Support"
    assert welcomes() == []
    accounts_page(program).window().close()
