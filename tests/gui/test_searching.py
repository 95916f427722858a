"""Searching a big directory beside the window: the newest question wins, and Enter calls only what was shown for it."""

import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QListView
from pytestqt.qtbot import QtBot

from pbxdialer.app.threshold import RESOURCES
from pbxdialer.core.contact import Contact, LabelledNumber
from pbxdialer.core.listing import ListedNumber, Listing
from pbxdialer.directory.building import index_of
from pbxdialer.directory.search import Directory
from pbxdialer.gui.background import Background, Lane
from pbxdialer.gui.contact_desk import ContactDesk
from pbxdialer.gui.dial_box import DialBox
from pbxdialer.gui.dial_line import DialLine
from pbxdialer.gui.look import dressed
from pbxdialer.store.settings import Settings
from tests.gui.gui_thread import own_work

BIG = 10_001


def listing(place: int) -> Listing:
    national = f"0722{place:06}"
    number = ListedNumber("mobile", national, f"+4{national}", national)
    return Listing(place, f"Ana Number{place:05}", "", "", "", None, (number,))


@pytest.fixture(scope="module")
def many() -> Directory:
    return Directory(index_of(map(listing, range(BIG))))


class Searching:
    """A desk with a directory, and a search lane that can be held up."""

    def __init__(self, directory: Directory) -> None:
        self.background = Background()
        self.lane: Lane = self.background.lane("search")
        self.directory = directory
        self.builds = 0
        self.desk = ContactDesk(self.background.lane("contacts"), self.lane, self._built, lambda kept: kept)
        self.answers: list[str] = []
        self.desk.answered.connect(lambda query, _: self.answers.append(query))
        self._held = threading.Event()

    def hold(self) -> None:
        self.lane.submit(self._held.wait)

    def go_on(self) -> None:
        self._held.set()
        assert self.lane.drained(5)

    def close(self) -> None:
        self._held.set()
        self.background.close()

    def _built(self) -> Directory:
        self.builds += 1
        return self.directory


@pytest.fixture
def searching(qtbot: QtBot, many: Directory) -> Iterator[Searching]:
    found = Searching(many)
    with qtbot.waitSignal(found.desk.directory_changed):
        found.desk.load()
    yield found
    found.close()


@pytest.fixture
def box(qapp: QApplication, qtbot: QtBot, searching: Searching) -> DialBox:
    look = dressed(qapp, Settings().theme, "en", RESOURCES)
    made = DialBox(DialLine(look.tr), look.palette, look.icons, look.tr)
    qtbot.addWidget(made)
    searching.desk.answered.connect(made.take_answer)
    made.use_directory(searching.desk.search, searching.desk.suggestions, searching.desk.ask)
    return made


def chosen(box: DialBox) -> str:
    callee = box.callee()
    return callee.number.digits if callee else ""


def rows(box: DialBox) -> int:
    return box.findChild(QListView).model().rowCount()


def test_a_small_directory_answers_at_once(qtbot: QtBot) -> None:
    person = Contact("Ana", numbers=(LabelledNumber("", "101"),))
    small = Searching(Directory.of([person], "RO"))
    assert small.desk.ask("ana") == (), "nothing before the directory is there"
    with qtbot.waitSignal(small.desk.directory_changed):
        small.desk.load()
    (match,) = small.desk.ask("ana") or ()
    small.close()
    assert (match.contact, small.answers) == (person, [])


def test_only_the_newest_question_is_answered(qtbot: QtBot, searching: Searching) -> None:
    searching.hold()
    assert [searching.desk.ask(query) for query in ("a", "an", "ana", "ana n")] == [None] * 4
    searching.go_on()
    qtbot.waitUntil(lambda: searching.answers == ["ana n"])
    assert searching.desk.ask("ana nu") is None
    qtbot.waitUntil(lambda: searching.answers == ["ana n", "ana nu"])


def test_an_answer_on_its_way_is_void_once_something_newer_was_asked(qtbot: QtBot, searching: Searching) -> None:
    searching.desk.ask("ana")
    assert searching.lane.drained(5), "the answer has left the lane, and waits for the event loop"
    searching.desk.ask("number")
    qtbot.waitUntil(lambda: bool(searching.answers))
    assert searching.answers == ["number"]


def test_enter_calls_nobody_until_the_list_shows_what_was_typed(
    qtbot: QtBot, searching: Searching, box: DialBox
) -> None:
    qtbot.keyClicks(box.line, "number00007")
    qtbot.waitUntil(lambda: chosen(box) == "0722000007")
    searching.hold()
    box.line.setText("number00008")
    assert chosen(box) == "", "the list still shows 00007"
    qtbot.keyClick(box.line, Qt.Key.Key_Down)
    assert chosen(box) == ""
    searching.go_on()
    qtbot.waitUntil(lambda: chosen(box) == "0722000008")


def test_a_late_answer_is_not_shown_over_an_emptied_box(qtbot: QtBot, searching: Searching, box: DialBox) -> None:
    searching.hold()
    box.line.setText("number00008")
    box.line.clear()
    searching.go_on()
    qtbot.waitUntil(lambda: searching.answers == ["number00008"])
    assert (chosen(box), rows(box)) == ("", 0)


def test_a_typed_number_waits_for_whose_it_is(qtbot: QtBot, searching: Searching, box: DialBox) -> None:
    searching.hold()
    box.line.setText("0722000009")
    assert chosen(box) == ""
    searching.go_on()
    qtbot.waitUntil(lambda: chosen(box) == "0722000009")
    callee = box.callee()
    assert callee is not None
    assert callee.name == "Ana Number00009"


def test_a_new_directory_leaves_the_chosen_number_chosen_or_none(
    qtbot: QtBot, searching: Searching, box: DialBox
) -> None:
    qtbot.keyClicks(box.line, "ana")
    qtbot.waitUntil(lambda: chosen(box) == "0722000000")
    newcomer = listing(BIG)._replace(name="Ana Aa")
    with own_work():
        searching.directory = Directory(index_of([newcomer, *map(listing, range(BIG))]))
    with qtbot.waitSignal(searching.desk.directory_changed):
        searching.desk.load()
    box.use_directory(searching.desk.search, searching.desk.suggestions, searching.desk.ask)
    qtbot.waitUntil(lambda: chosen(box) == "0722000000")
    with own_work():
        searching.directory = Directory(index_of(map(listing, range(1, BIG + 1))))
    with qtbot.waitSignal(searching.desk.directory_changed):
        searching.desk.load()
    box.use_directory(searching.desk.search, searching.desk.suggestions, searching.desk.ask)
    qtbot.waitUntil(lambda: searching.answers[-3:] == ["ana"] * 3)
    assert (chosen(box), rows(box)) == ("", 50)


def test_many_changes_at_once_are_built_once(qtbot: QtBot, searching: Searching) -> None:
    gate = threading.Event()
    searching.desk._lane.submit(gate.wait)
    for _ in range(20):
        searching.desk.load()
    with qtbot.waitSignal(searching.desk.directory_changed):
        gate.set()
    assert searching.builds == 2, "once by the fixture, once for all changes"
    with qtbot.waitSignal(searching.desk.directory_changed):
        searching.desk.load()
    assert searching.builds == 3


@pytest.fixture
def office(qapp: QApplication, qtbot: QtBot) -> DialBox:
    """Thirty colleagues behind one number of the firm, each with an extension; the last ones are favourites."""
    colleagues = [
        Contact(f"Colleague {place:02}", numbers=(LabelledNumber("", f"021 312 34 56 int. {100 + place}"),))
        for place in range(29)
    ]
    favourites = [
        Contact(f"Dear {place:02}", numbers=(LabelledNumber("", "101"),), favourite=True, id=place + 1)
        for place in range(20)
    ]
    boss = Contact("Colleague Zoe", numbers=(LabelledNumber("", "+40 21 312 34 57"),))
    directory = Directory.of([*colleagues, *favourites, boss], "RO")
    look = dressed(qapp, Settings().theme, "en", RESOURCES)
    made = DialBox(DialLine(look.tr), look.palette, look.icons, look.tr)
    qtbot.addWidget(made)
    made.use_directory(directory.search, directory.suggestions)
    return made


def test_what_is_seen_is_read_first_and_the_rows_below_follow(qtbot: QtBot, office: DialBox) -> None:
    office.line.setText("col")
    assert (chosen(office), rows(office)) == ("0213123456", 16)
    qtbot.waitUntil(lambda: rows(office) == 30)
    office.line.setText("colleague")
    office.line.setText("zoe")
    with qtbot.assertNotEmitted(office.findChild(QListView).model().rowsInserted, wait=50):
        assert rows(office) == 1, "those of the text before are not added"


def test_whose_a_typed_number_is_is_known_also_far_below(office: DialBox) -> None:
    office.line.setText("021312345")
    assert rows(office) == 17, "it is nobody's, and stands above the others"
    office.line.setText("0213123457")
    callee = office.callee()
    assert callee is not None
    assert (callee.number.digits, callee.name) == ("0213123457", "Colleague Zoe")


def test_all_favourites_can_be_put_in_order_at_once(office: DialBox) -> None:
    office.line.clear()
    assert rows(office) == 16
    assert len(office.favourites()) == rows(office) == 20
    office.choose_favourite(9)
    assert chosen(office) == "101"
