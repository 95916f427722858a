"""Long work that tells how far it is and can be stopped."""

from collections.abc import Callable

Told = Callable[[int, int], None]
TOLD_EVERY = 250


class Cancelled(Exception):
    """The person stopped the work; nothing of it was kept."""


def nobody_told(_done: int, _total: int) -> None:
    """Hear of progress where nobody looks."""


def never() -> bool:
    """Return False: nobody stops the work."""
    return False


class Steps:
    """Counts steps, tells of them now and then, and ends the work where it was cancelled."""

    def __init__(self, total: int, told: Told = nobody_told, cancelled: Callable[[], bool] = never) -> None:
        """`told` hears of steps done and steps in all."""
        self._done = 0
        self._total = total
        self._told = told
        self._cancelled = cancelled

    def step(self) -> None:
        """Count one more. Raises Cancelled."""
        self._done += 1
        if self._done % TOLD_EVERY == 0 or self._done == self._total:
            self.reached(self._done)

    def reached(self, done: int) -> None:
        """Tell that so much is done. Raises Cancelled."""
        self._done = done
        self._told(done, self._total)
        if self._cancelled():
            raise Cancelled
