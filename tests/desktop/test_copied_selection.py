"""Having the selected text copied, on a clipboard and a keyboard of our own: what is read, what is put back, when."""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest

from pbxdialer.desktop.clipboard_formats import TEXT, Copied, Kept
from pbxdialer.desktop.copied_selection import LATE_S, PATIENCE_S, ClipboardBusy, CopiedSelection
from pbxdialer.desktop.selection import SelectionUnavailable

NUMBER = "Tel: +40 722 123 456"
BEFORE = ((TEXT, b"copied before"), (0xC0A1, b"<b>copied before</b>"))


@dataclass
class Office:
    """A clipboard, a keyboard and a clock: `plan` says what happens at which second after the keys that copy."""

    plan: dict[float, Callable[["Office"], None]] = field(default_factory=dict)
    formats: tuple[tuple[int, bytes], ...] = BEFORE
    now: float = 0.0
    number: int = 1
    held_until: float = 0.0
    pressed_at: float | None = None
    busy: bool = False
    refuses: bool = False
    at_work: bool = False

    # the clock
    def seconds(self) -> float:
        return self.now

    def pause(self, seconds: float) -> None:
        self.now += seconds
        if self.pressed_at is not None:
            for due in [due for due in self.plan if self.pressed_at + due <= self.now]:
                self.plan.pop(due)(self)

    # the clipboard
    def set(self, *formats: tuple[int, bytes]) -> None:
        self.formats = formats
        self.number += 1

    def sequence(self) -> int:
        return self.number

    def kept(self) -> Kept:
        self._open()
        if self.refuses:
            raise SelectionUnavailable("a format")
        return Kept(self.number, self.formats)

    def copied(self) -> Copied:
        self._open()
        return Copied(dict(self.formats).get(TEXT, b"").decode(), self.number)

    def put_back(self, kept: Kept, over: int) -> bool:
        self._open()
        if over != self.number:
            return False
        self.set(*kept.formats)
        return True

    def _open(self) -> None:
        if self.busy:
            raise ClipboardBusy

    # the keyboard
    def is_free(self) -> bool:
        return self.now >= self.held_until

    def works(self) -> bool:
        return self.at_work

    def press_copy(self) -> None:
        assert self.is_free(), "Ctrl+Alt+C copies nothing"
        self.pressed_at = self.now

    def take_over(self) -> None:
        assert self.pressed_at is not None

    def selection(self) -> CopiedSelection:
        return CopiedSelection(self, self, self.seconds, self.pause)


def copies(text: str) -> Callable[[Office], None]:
    return lambda office: office.set((TEXT, text.encode()))


def becomes_busy(office: Office) -> None:
    office.busy = True


def is_left(office: Office) -> None:
    office.busy = False


def never() -> bool:
    return False


def after_failing(office: Office) -> CopiedSelection:
    selection = office.selection()
    with pytest.raises(SelectionUnavailable):
        selection.read(never)
    return selection


@pytest.fixture(autouse=True)
def nothing_is_logged_of_the_text(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    caplog.set_level(logging.DEBUG)
    yield
    assert "722" not in caplog.text
    assert "copied before" not in caplog.text


def test_the_text_is_read_and_everything_is_put_back() -> None:
    office = Office({0.05: copies(NUMBER)})
    assert office.selection().read(never) == NUMBER
    assert office.formats == BEFORE
    assert office.now < 0.3


def test_an_empty_clipboard_is_empty_again() -> None:
    office = Office({0.05: copies(NUMBER)}, formats=())
    assert office.selection().read(never) == NUMBER
    assert office.formats == ()


def test_the_keys_that_asked_are_let_go_before_others_are_pressed() -> None:
    office = Office({0.05: copies(NUMBER)}, held_until=1.5)
    assert office.selection().read(never) == NUMBER
    assert office.pressed_at == pytest.approx(1.5, abs=0.02)


def test_who_never_lets_go_reads_nothing_and_nothing_is_touched() -> None:
    office = Office(held_until=1000)
    after_failing(office)
    assert office.pressed_at is None
    assert office.number == 1


def test_where_something_would_be_lost_no_key_is_pressed() -> None:
    office = Office(refuses=True)
    after_failing(office)
    assert office.pressed_at is None
    assert office.number == 1


def test_a_clipboard_that_another_program_keeps_is_left_to_it() -> None:
    office = Office(busy=True)
    after_failing(office)
    assert office.pressed_at is None
    assert office.now == pytest.approx(PATIENCE_S, abs=0.02)


def test_a_question_that_nobody_waits_for_presses_nothing() -> None:
    office = Office()
    with pytest.raises(SelectionUnavailable):
        office.selection().read(lambda: True)
    assert office.pressed_at is None


def test_with_nothing_selected_the_clipboard_stays_as_it_was() -> None:
    office = Office()
    after_failing(office).put_back_late(never)
    assert office.number == 1
    assert office.now == pytest.approx(PATIENCE_S + LATE_S, abs=0.05)


def test_a_program_that_copies_in_several_steps_is_waited_for() -> None:
    office = Office({0.05: lambda office: office.set((0xC0A1, b"<i>")), 0.1: copies(NUMBER), 0.18: copies(NUMBER)})
    assert office.selection().read(never) == NUMBER
    assert office.formats == BEFORE
    assert not office.plan


def test_a_clipboard_that_is_busy_for_a_moment_is_read_and_put_back_when_it_is_not() -> None:
    plan: dict[float, Callable[[Office], None]] = {0.05: copies(NUMBER), 0.06: becomes_busy, 0.3: is_left}
    office = Office(plan | {0.33: becomes_busy, 1.5: is_left})
    assert office.selection().read(never) == NUMBER
    assert office.formats == BEFORE


def test_a_selected_picture_is_no_text_and_is_taken_off_again() -> None:
    office = Office({0.05: lambda office: office.set((8, b"a picture"))})
    after_failing(office)
    assert office.formats == BEFORE


def test_what_somebody_else_copies_meanwhile_stays() -> None:
    office = Office({0.05: copies(NUMBER), 0.1: copies("something new")})
    assert office.selection().read(never) == NUMBER
    assert office.formats == ((TEXT, b"something new"),)


def test_what_is_copied_in_the_very_moment_of_putting_back_stays() -> None:
    class LastMoment(Office):
        def put_back(self, kept: Kept, over: int) -> bool:
            if self.number == over:
                copies("something new")(self)
            return super().put_back(kept, over)

    office = LastMoment({0.05: copies(NUMBER)})
    assert office.selection().read(never) == NUMBER
    assert office.formats == ((TEXT, b"something new"),)


def test_a_copy_that_comes_late_is_taken_off_again() -> None:
    office = Office({PATIENCE_S + 1: copies(NUMBER)})
    selection = after_failing(office)
    selection.put_back_late(never)
    assert office.formats == BEFORE
    selection.put_back_late(never)
    assert office.number == 3, "once"


def test_what_the_agent_may_have_copied_by_hand_stays() -> None:
    def by_hand(office: Office) -> None:
        office.at_work = True

    office = Office({PATIENCE_S + 1: by_hand, PATIENCE_S + 1.1: copies(NUMBER)})
    selection = after_failing(office)
    selection.put_back_late(never)
    office.pause(1)
    assert office.formats == ((TEXT, NUMBER.encode()),)


def test_whoever_ends_the_program_has_the_clipboard_back_at_once() -> None:
    office = Office({0.05: copies(NUMBER)})
    office.selection().read(lambda: office.number > 1)
    assert office.formats == BEFORE
    assert office.now < 0.1
