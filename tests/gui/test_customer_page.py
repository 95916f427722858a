"""The customer's page opens when the customer answers, once, with the call's own values, and when it is asked for."""

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from pbxdialer.core.call import CallState
from tests.gui.day import Day

TEMPLATE = "https://crm.example/open?phone={number}&name={name}&id={external_id}"
DayWith = Callable[..., Day]
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="missing: xdg-open, which these tests stand in for")


@pytest.fixture
def day_with(qapp: QApplication, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[DayWith]:
    """Return a function that begins a day; the computer's browser writes down what it is asked to open."""
    programs = tmp_path / "bin"
    programs.mkdir()
    browser = programs / "xdg-open"
    browser.write_text(f'#!/bin/sh\nprintf "%s\\n" "$1" >> "{tmp_path / "opened"}"\n')
    browser.chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")
    days: list[Day] = []

    def begun(**account: object) -> Day:
        days.append(Day(qapp, qtbot, tmp_path / "profile", **account))
        return days[-1]

    yield begun
    for day in days:
        day.close()


def _opened(folder: Path) -> list[str]:
    file = folder / "opened"
    return file.read_text().splitlines() if file.exists() else []


def test_the_page_opens_once_when_the_customer_answers_and_again_when_asked(
    day_with: DayWith, qtbot: QtBot, tmp_path: Path
) -> None:
    day = day_with(page=TEMPLATE, page_opens_itself=True, variables=(("BACKEND_LINK", TEMPLATE),))
    call = day.call("0722123450")
    assert call.state is CallState.ENDED
    qtbot.waitUntil(lambda: len(_opened(tmp_path)) == 1, timeout=10_000)

    fields = parse_qs(urlsplit(_opened(tmp_path)[0]).query)
    assert fields == {"phone": ["0722123450"], "id": [call.external_id]}
    day.program.window.card.page_button.click()
    qtbot.waitUntil(lambda: len(_opened(tmp_path)) == 2, timeout=10_000)
    (originate,) = day.pbx.originates
    assert originate.fields.text("data", "vars", "BACKEND_LINK") == _opened(tmp_path)[0]


@pytest.mark.parametrize("number", ["0722123456", "0722123457"])
def test_no_page_opens_for_a_customer_who_did_not_answer(
    day_with: DayWith, qtbot: QtBot, tmp_path: Path, number: str
) -> None:
    day = day_with(page=TEMPLATE, page_opens_itself=True)
    day.call(number)
    assert day.program.desks is not None
    assert day.program.desks.customer_page._lane.drained(10)

    assert _opened(tmp_path) == []
    assert day.program.window.card.page_button.isVisible()


def test_a_page_nobody_wants_is_not_offered(day_with: DayWith, tmp_path: Path) -> None:
    day = day_with()
    day.call("0722123450")

    assert _opened(tmp_path) == []
    assert not day.program.window.card.page_button.isVisible()
