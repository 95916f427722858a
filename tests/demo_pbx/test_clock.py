import threading
import time
from datetime import timedelta
from functools import partial

import pytest

from pbxdialer.demo_pbx import Clock, HandClock, RealClock
from tests.waiting import await_condition

both_clocks = pytest.mark.parametrize("make", [HandClock, RealClock])


def test_time_stands_still_until_it_is_moved(clock: HandClock) -> None:
    began = clock.now()
    assert clock.now() == began
    clock.advance(90.5)
    assert clock.now() == began + timedelta(seconds=90.5)


def test_appointments_are_kept_in_order_and_at_their_time(clock: HandClock) -> None:
    began = clock.now()
    kept: list[tuple[str, float]] = []

    def keep(name: str) -> None:
        kept.append((name, (clock.now() - began).total_seconds()))

    for name, seconds in {"a": 5.0, "b": 1.0, "c": 3.0, "d": 3.0}.items():
        clock.after(seconds, partial(keep, name))
    clock.advance(4.0)
    assert kept == [("b", 1.0), ("c", 3.0), ("d", 3.0)]
    clock.advance(1.0)
    assert kept[3:] == [("a", 5.0)]


def test_an_appointment_made_by_another_is_kept_in_the_same_stretch_of_time(clock: HandClock) -> None:
    kept: list[str] = []
    clock.after(1.0, lambda: clock.after(1.0, lambda: kept.append("second")))
    clock.advance(2.0)
    assert kept == ["second"]


def test_the_real_clock_keeps_its_appointments_in_order() -> None:
    clock, kept, all_kept = RealClock(), list[int](), threading.Event()
    clock.start()
    clock.after(0.03, all_kept.set)
    clock.after(0.02, lambda: kept.append(2))
    clock.after(0.01, lambda: kept.append(1))
    assert all_kept.wait(10.0)
    clock.stop()
    assert kept == [1, 2]


def test_an_earlier_appointment_made_later_does_not_wait_for_the_first() -> None:
    clock, kept = RealClock(), threading.Event()
    clock.start()
    clock.after(3600.0, lambda: None)
    clock.after(0.0, kept.set)
    assert kept.wait(10.0)
    clock.stop()


@both_clocks
def test_stopping_wakes_every_sleeper_and_forgets_every_appointment(make: type[HandClock] | type[RealClock]) -> None:
    clock: Clock = make()
    clock.start()
    kept: list[str] = []
    clock.after(3600.0, lambda: kept.append("never"))
    sleeper = threading.Thread(target=clock.sleep, args=(3600.0,))
    sleeper.start()
    await_condition(lambda: clock.sleepers == 1, 10.0, "the sleeper")
    clock.stop()
    sleeper.join(10.0)
    assert not sleeper.is_alive()
    clock.sleep(3600.0)
    clock.after(0.0, lambda: kept.append("too late"))
    if isinstance(clock, HandClock):
        clock.advance(7200.0)
    assert kept == []
    assert clock.sleepers == 0


def test_the_real_clock_does_not_run_in_circles_while_it_waits() -> None:
    class Watched(RealClock):
        looks = 0

        def _elapsed_s(self) -> float:
            self.looks += 1
            return super()._elapsed_s()

    clock, kept = Watched(), threading.Event()
    clock.start()
    clock.after(0.1, kept.set)
    assert kept.wait(10.0)
    clock.stop()
    assert clock.looks < 30


def test_stopping_the_real_clock_waits_for_the_appointment_that_is_being_kept() -> None:
    clock, begun, may_end = RealClock(), threading.Event(), threading.Event()
    kept: list[bool] = []

    def keep() -> None:
        begun.set()
        kept.append(may_end.wait(10.0))

    clock.start()
    clock.after(0.0, keep)
    assert begun.wait(10.0)
    threading.Timer(0.05, may_end.set).start()
    clock.stop()
    assert kept == [True]


def test_the_real_clock_can_be_stopped_from_an_appointment_and_before_it_ever_ran() -> None:
    clock, stopped = RealClock(), threading.Event()

    def stop() -> None:
        clock.stop()
        stopped.set()

    clock.stop()
    clock.start()
    clock.after(0.0, stop)
    assert stopped.wait(10.0)


def test_the_real_clock_can_be_started_again() -> None:
    clock, kept = RealClock(), threading.Event()
    for _ in range(2):
        clock.start()
        clock.stop()
    clock.start()
    clock.after(0.0, kept.set)
    assert kept.wait(10.0)
    clock.stop()


def test_the_real_clock_runs_with_the_wall_clock() -> None:
    before = time.time()
    assert before - 5 < RealClock().now().timestamp() < time.time() + 5
