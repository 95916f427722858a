"""What a row tells at a glance: whose initials, how often this week; and its number for the clipboard."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter
from PySide6.QtWidgets import QApplication, QListView
from pytestqt.qtbot import QtBot

from pbxdialer.app.program import Program
from pbxdialer.app.this_week import monday
from pbxdialer.core.call import CallState
from pbxdialer.core.contact import Contact, LabelledNumber
from pbxdialer.core.language import Language
from pbxdialer.core.number import PhoneNumber
from pbxdialer.directory.match import Match
from pbxdialer.gui.avatars import TINTS, Avatars, tint_of
from pbxdialer.gui.match_list import MatchList
from pbxdialer.gui.match_rows import rows_of
from pbxdialer.gui.palette import DARK, LIGHT
from pbxdialer.gui.week_calls import WeekCalls
from tests.gui.conftest import Starter, account_at
from tests.gui.gui_thread import own_work
from tests.gui.test_window import await_state, type_and_enter
from tests.php_oracle import PhpOracle

_ENGLISH = Language()


@pytest.fixture
def listed(qapp: QApplication) -> Iterator[MatchList]:
    rows = MatchList(LIGHT, _ENGLISH)
    ana = Contact("Ana Marin", "Bitdesk", numbers=(LabelledNumber("", "0722 123 456"), LabelledNumber("", "101")))
    rows.show_rows([row for some in rows_of([Match(ana)], "RO") for row in some])
    yield rows
    rows.deleteLater()


def drawn(avatars: Avatars, name: str, ratio: float = 1.0) -> QImage:
    picture = QImage(round(32 * ratio), round(32 * ratio), QImage.Format.Format_ARGB32)
    picture.setDevicePixelRatio(ratio)
    picture.fill(QColor("magenta"))
    painter = QPainter(picture)
    painter.setFont(QFont())
    avatars.paint(painter, 0, 0, 32, name)
    painter.end()
    return picture


def test_a_circle_is_drawn_once_and_then_only_painted(qapp: QApplication) -> None:
    avatars = Avatars(LIGHT)
    first = drawn(avatars, "Ștefan Ionescu")
    (kept,) = avatars._drawn.values()
    assert drawn(avatars, "Ștefan Ionescu") == first
    assert [picture.cacheKey() for picture in avatars._drawn.values()] == [kept.cacheKey()]
    drawn(avatars, "Ștefan Ionescu", 2.0)
    assert len(avatars._drawn) == 2, "a screen with more pixels has a picture of its own"
    with own_work():  # a day of searching at one stretch
        for number in range(600):
            drawn(avatars, f"Somebody {number}")
    assert len(avatars._drawn) <= 500, "an agent who searches all day fills no memory"


@pytest.mark.parametrize("name", ["Ana Marin", "", "🎉", "محمد علي", "\ud83d", "101"])
def test_any_name_has_its_circle_in_the_tint_that_goes_with_it(qapp: QApplication, name: str) -> None:
    for palette in (LIGHT, DARK):
        picture = drawn(Avatars(palette), name)
        assert picture.pixelColor(16, 2) == palette.colour(tint_of(name))
        assert picture.pixelColor(0, 0) == QColor("magenta"), "the corners stay as they are"
        inks = {picture.pixelColor(x, y).name() for x in range(8, 24) for y in range(6, 28)}
        assert len(inks) > 1, "something stands in it"


def test_people_are_told_apart_by_all_tints() -> None:
    assert {tint_of(f"Somebody {number}") for number in range(100)} == set(TINTS)


def test_how_often_a_number_was_called_moves_no_row(listed: MatchList) -> None:
    def sizes() -> list[QSize]:
        return [listed.sizeHintForIndex(listed.model().index(row, 0)) for row in range(2)]

    before = sizes()
    listed.use_week(WeekCalls({"+40722123456": 3, "101": 1}, "RO"))
    assert sizes() == before
    texts = [listed.model().index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole) for row in range(2)]
    assert texts == [
        "Ana Marin, Bitdesk, 0722 123 456, called 3 × this week",
        "Ana Marin, Bitdesk, 101, called once this week",
    ]


def test_a_number_that_was_not_called_says_nothing() -> None:
    week = WeekCalls({"+40722123456": 3}, "RO")
    assert week.words(PhoneNumber("0733555010"), _ENGLISH) == ""
    assert week.words(PhoneNumber("0040722123456"), _ENGLISH) == "called 3 × this week"


def test_the_week_begins_on_monday_where_the_agent_is() -> None:
    here = timezone(timedelta(hours=2))
    assert monday(datetime(2026, 11, 29, 23, 59, tzinfo=here)) == datetime(2026, 11, 23, tzinfo=here)
    assert monday(datetime(2026, 11, 23, 0, 0, tzinfo=here)) == datetime(2026, 11, 23, tzinfo=here)
    assert monday(datetime(2026, 11, 23, 0, 30, tzinfo=UTC)).tzinfo is UTC


def selected_text(program: Program) -> str:
    rows = program.window.box.findChild(QListView)
    assert rows is not None
    return str(rows.currentIndex().data())


def test_a_call_is_counted_beside_its_number(qtbot: QtBot, start: Starter, oracle: PhpOracle) -> None:
    program = start(account_at(oracle.url))
    type_and_enter(qtbot, program, "ste")
    await_state(qtbot, program, CallState.RINGING_AGENT)
    qtbot.waitUntil(lambda: selected_text(program).endswith("called once this week"), timeout=5000)


def test_ctrl_c_copies_the_number_of_the_row_unless_text_is_selected(
    qtbot: QtBot, start: Starter, oracle: PhpOracle
) -> None:
    program, clipboard = start(account_at(oracle.url)), QApplication.clipboard()
    box, control = program.window.box, Qt.KeyboardModifier.ControlModifier
    box.line.setText("ste")
    qtbot.keyClick(box.line, Qt.Key.Key_C, control)
    assert clipboard.text() == "0722123456"
    box.line.selectAll()
    qtbot.keyClick(box.line, Qt.Key.Key_C, control)
    assert clipboard.text() == "ste"
    qtbot.keyClick(box.line, Qt.Key.Key_Return)
    await_state(qtbot, program, CallState.RINGING_AGENT)
    recent = program.window.history
    recent.setCurrentIndex(recent.model().index(0, 0))
    qtbot.keyClick(recent, Qt.Key.Key_C, control)
    assert clipboard.text() == "0722123456"
