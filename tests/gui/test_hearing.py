"""Every view, as somebody hears it who does not see it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QApplication, QMenu, QTabWidget, QWidget

from pbxdialer.app.program import Program
from pbxdialer.core.call import CallState
from pbxdialer.core.failure import Failure, FailureCode
from tests import shots
from tests.gui.gui_thread import own_work
from tests.gui.hearing import controls, unnamed

_PICTURES = {"tray_menu", "tray_icons"}  # of what the system shows, not of a window


@pytest.fixture(scope="module")
def program(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    program = Program(qapp, tmp_path_factory.mktemp("demo"), demo=True)
    program.show()
    shots.until(lambda: program.guests.desk is not None and program.desks is not None)
    yield program
    program.quit()
    program.close()
    program.window.deleteLater()


_WITH_A_LANE = {"links"}  # it belongs to the program, which lives as long as the module
_VIEWS = [
    pytest.param(view, marks=pytest.mark.leaves_behind(view)) if view in _WITH_A_LANE else view for view in shots.SCENES
]


@pytest.mark.parametrize("view", _VIEWS)
def test_every_control_of_every_view_has_a_name(program: Program, view: str) -> None:
    with own_work():
        window = shots.SCENES[view](program)
        shots.rest()
        seen, without = controls(window), unnamed(window)
        if window is not program.window:
            window.close()
    assert seen or view in _PICTURES
    assert without == []


def test_every_control_of_every_page_of_the_settings_has_a_name(program: Program) -> None:
    with own_work():
        program.open_settings()
        window = program.settings_window
        assert window is not None
        shots.until(lambda: window.accounts is not None)
        pages = window.findChild(QTabWidget)
        assert isinstance(pages, QTabWidget)
        without, turned_to = [], []
        for place in range(pages.count()):
            pages.setCurrentIndex(place)
            shots.rest()
            turned_to.append(pages.tabText(place))
            without += unnamed(window)
        window.close()
    assert len(turned_to) >= 5
    assert without == []


def test_every_entry_of_every_menu_has_a_name(program: Program) -> None:
    menus = [menu for menu in program.window.findChildren(QMenu) if menu.actions()]
    entries = [action for menu in menus for action in menu.actions() if not action.isSeparator()]
    assert len(entries) >= 4
    assert [entry for entry in entries if not entry.text()] == []


def test_what_has_an_explanation_says_it_in_plain_words(program: Program) -> None:
    said = [widget.accessibleDescription() or widget.toolTip() for widget in program.window.findChildren(QWidget)]
    assert any(said)
    assert [one for one in said if "<p" in one] == []


def test_a_state_of_a_call_is_announced_once_and_a_trouble_breaks_in(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[tuple[str, bool]] = []

    def hear(event: QAccessibleAnnouncementEvent) -> None:
        if isinstance(event, QAccessibleAnnouncementEvent):
            heard.append((event.message(), event.politeness() is QAccessible.AnnouncementPoliteness.Assertive))

    monkeypatch.setattr(QAccessible, "updateAccessibility", hear)
    monkeypatch.setattr(QAccessible, "isActive", lambda: True)
    shots.SCENES["ended"](program)
    heard.clear()
    ended = program.window.history.calls.calls()[0]
    call = replace(ended, external_id="another", state=CallState.RINGING_AGENT, requested_at=datetime.now(UTC))
    for news in (call, call, call.not_sent(Failure(FailureCode.CONNECTION_REFUSED, "pbx:443"))):
        program.window.card.show_news(news)
    assert len(heard) == 2
    assert "Accepted" in heard[0][0]
    assert "Not sent" in heard[1][0]
    assert [urgent for _, urgent in heard] == [False, True]
