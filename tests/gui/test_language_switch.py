"""Another language in the middle of a call, there and back: every word changes, and nothing is lost."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from babel.messages.pofile import read_po
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from pbxdialer.app.program import Program
from pbxdialer.core.account import Destination, DestinationKind
from pbxdialer.core.call import CallState
from pbxdialer.core.telephone import PhoneState, Telephone
from pbxdialer.gui.turns import in_next_turn
from tests.built_anew import build_anew
from tests.gui.conftest import Starter, account_at
from tests.gui.gui_thread import own_work
from tests.gui.test_window import await_state, type_and_enter
from tests.php_oracle import PhpOracle
from tests.secret_service import ROOT
from tests.view_faults import in_english, parts_of, texts_of

_SEVERAL = 20


@pytest.fixture
def calling(alone: None, start: Starter, qtbot: QtBot, oracle: PhpOracle) -> Program:
    """A program with a call that the PBX has accepted, a note begun, and something else typed meanwhile."""
    program = start(account_at(oracle.url))
    qtbot.waitUntil(lambda: program.desks is not None, timeout=10_000)
    assert program.tray_desk is not None
    program.tray_desk.show_phone(Telephone("ionescu", PhoneState.READY, "101"))
    type_and_enter(qtbot, program, "0722123456")
    await_state(qtbot, program, CallState.RINGING_AGENT)
    window = program.window
    window.line.setText("0744 000 111")
    window.card.note.setText("wants an offer")
    return program


def speak(program: Program, qtbot: QtBot, language: str) -> None:
    before = program.window
    with own_work():
        program.settings_desk.change(replace(program.settings_desk.settings, language=language))
        build_anew(program)
    assert program.window is not before
    served: list[bool] = []
    in_next_turn(program.window, lambda: served.append(True))  # behind the turn in which the desks serve the window
    qtbot.waitUntil(lambda: bool(served) and not isValid(before), timeout=5000)


def all_texts(program: Program) -> Iterator[str]:
    """Return what can be read or heard of each window of the program, of the tray's menu, and of its icon."""
    for window in QApplication.topLevelWidgets():
        if isinstance(window, QWidget) and type(window).__module__.startswith("pbxdialer."):
            yield from texts_of(window)
    assert program.tray_desk is not None
    yield from program.tray_desk.tray.menu_texts()
    yield from program.tray_desk.tray.tool_tip().split("\n")


def in_romanian(texts: set[str]) -> list[str]:
    """Return what of `texts`, or of their parts, only a Romanian would say."""
    with (ROOT / "resources" / "locale" / "ro" / "LC_MESSAGES" / "pbxdialer.po").open("rb") as file:
        messages = [one for one in read_po(file) if isinstance(one.id, str) and one.id]
    theirs = {str(one.string) for one in messages} - {str(one.id) for one in messages}
    return sorted(parts_of(texts) & theirs)


def test_no_english_word_is_left_in_romanian_and_no_romanian_one_in_english(calling: Program, qtbot: QtBot) -> None:
    program = calling
    assert len(in_english(set(all_texts(program)), "ro")) > _SEVERAL, "the search finds English where there is some"
    speak(program, qtbot, "ro")
    romanian = set(all_texts(program))
    assert in_english(romanian, "ro") == []
    assert len(in_romanian(romanian)) > _SEVERAL, "and Romanian"
    speak(program, qtbot, "en")
    assert in_romanian(set(all_texts(program))) == []


def test_what_the_agent_was_at_and_the_call_on_the_card_stay(calling: Program, qtbot: QtBot) -> None:
    program = calling
    call, queue = program.window.card.call, Destination(DestinationKind.QUEUE, "sales-queue")
    program.window.picker.choose(queue)
    for language, title in (("ro", "Acceptat – ridică telefonul"), ("en", "Accepted – pick up your phone")):
        speak(program, qtbot, language)
        window = program.window
        assert window.card.call == call
        assert window.picker.destination() == queue, "who rings first is still who the agent has chosen"
        assert title in set(texts_of(window.card))
        assert (window.line.text(), window.card.note.text()) == ("0744 000 111", "wants an offer")
