"""faults.md, "Guests": how often a page may ask."""

import pytest

from pbxdialer.core.offer_pace import A_WHILE_S, MOST_IN_A_WHILE, QUIET_S, OfferPace


class Clock:
    """A clock that only the test turns."""

    def __init__(self) -> None:
        self.now = 5.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def pace(clock: Clock) -> OfferPace:
    return OfferPace(clock)


def test_fault_matrix_guests_five_questions_a_minute_and_no_more(pace: OfferPace, clock: Clock) -> None:
    admitted = 0
    for _ in range(600):
        admitted += pace.admits()
        clock.now += 1.0
    assert admitted == MOST_IN_A_WHILE, "who goes on asking is not heard, however long it lasts"
    clock.now += QUIET_S
    assert pace.admits()


def test_a_question_every_quarter_of_a_minute_is_no_flood(pace: OfferPace, clock: Clock) -> None:
    for _ in range(100):
        assert pace.admits()
        clock.now += A_WHILE_S / 4


def test_nothing_is_asked_until_a_flood_is_over(pace: OfferPace, clock: Clock) -> None:
    assert pace.admits()
    for _ in range(50):
        pace.turned_away()
        clock.now += QUIET_S - 0.1
        assert not pace.admits()
    clock.now += QUIET_S
    assert pace.admits()


def test_an_agent_who_wants_them_may_go_on(pace: OfferPace, clock: Clock) -> None:
    for _ in range(30):
        assert pace.admits()
        pace.was_wanted()
        clock.now += 5.0


def test_one_countdown_a_minute(pace: OfferPace, clock: Clock) -> None:
    assert pace.lets_count_down()
    clock.now += A_WHILE_S - 1
    assert not pace.lets_count_down()
    clock.now += 1
    assert pace.lets_count_down()
