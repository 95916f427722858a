"""What time is it at the PBX, and what happens later? Real time for the demo, time moved by hand for tests."""

import heapq
import itertools
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

Action = Callable[[], None]


class Clock(ABC):
    """The time of one PBX, and its appointments, which are kept one after the other. Safe between threads."""

    def __init__(self, began_at: datetime) -> None:
        self._began_at = began_at
        self._changed = threading.Condition()
        self._appointments: list[tuple[float, int, Action]] = []
        self._number = itertools.count()
        self._sleepers: set[threading.Event] = set()
        self._runs = True

    def start(self) -> None:
        """Keep appointments, again if it was stopped."""
        with self._changed:
            self._runs = True

    def stop(self) -> None:
        """Forget all appointments, take no more, and wake every sleeper."""
        with self._changed:
            self._runs = False
            self._appointments.clear()
            for sleeper in self._sleepers:
                sleeper.set()
            self._changed.notify_all()

    def now(self) -> datetime:
        """Return the time, aware UTC."""
        return self._began_at + timedelta(seconds=self._elapsed_s())

    def after(self, seconds: float, action: Action) -> None:
        """Run `action` once `seconds` have passed, on whatever thread moves the time."""
        with self._changed:
            if self._runs:
                due_s = self._elapsed_s() + seconds
                heapq.heappush(self._appointments, (due_s, next(self._number), action))
                self._changed.notify_all()

    def sleep(self, seconds: float) -> None:
        """Block this thread until `seconds` have passed or the clock stops."""
        woken = threading.Event()
        with self._changed:
            if not self._runs:
                return
            self._sleepers.add(woken)
            self.after(seconds, woken.set)
        woken.wait()
        with self._changed:
            self._sleepers.discard(woken)

    @property
    def sleepers(self) -> int:
        """How many threads sleep now."""
        return len(self._sleepers)

    @abstractmethod
    def _elapsed_s(self) -> float:
        """Seconds since the clock began."""

    def _take_due(self, until_s: float) -> tuple[float, Action] | None:
        """Remove and return the earliest appointment that is due by `until_s`."""
        with self._changed:
            if not self._appointments or self._appointments[0][0] > until_s:
                return None
            due_s, _, action = heapq.heappop(self._appointments)
            return due_s, action


class HandClock(Clock):
    """Time that stands still until `advance` moves it, so that no test has to sleep."""

    def __init__(self, began_at: datetime = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)) -> None:
        super().__init__(began_at)
        self._now_s = 0.0

    def advance(self, seconds: float) -> None:
        """Let `seconds` pass; everything due within them happens now, in order, on this thread."""
        until_s = self._now_s + seconds
        while appointment := self._take_due(until_s):
            self._now_s, action = appointment
            action()
        self._now_s = until_s

    def _elapsed_s(self) -> float:
        return self._now_s


class RealClock(Clock):
    """The time of this computer. One daemon thread keeps the appointments."""

    def __init__(self) -> None:
        super().__init__(datetime.now(UTC))
        # Monotonic, so that a corrected wall clock cannot make a call last for ever.
        self._began_s = time.monotonic()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Keep appointments, again if it was stopped."""
        super().start()
        self._thread = threading.Thread(target=self._keep_appointments, name="demo-pbx-clock", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Forget all appointments, take no more, wake every sleeper, and end the thread."""
        super().stop()
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join(timeout=2.0)

    def _elapsed_s(self) -> float:
        return time.monotonic() - self._began_s

    def _keep_appointments(self) -> None:
        while self._runs:
            if appointment := self._take_due(self._elapsed_s()):
                _, action = appointment
                action()
            else:
                self._wait_for_the_next()

    def _wait_for_the_next(self) -> None:
        with self._changed:
            if self._runs:
                due_s = self._appointments[0][0] if self._appointments else None
                self._changed.wait(None if due_s is None else max(0.0, due_s - self._elapsed_s()))
