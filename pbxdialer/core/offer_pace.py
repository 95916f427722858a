"""How often guests may ask: a page that opens two hundred links gets one question (faults.md, "Guests")."""

import time
from collections import deque
from collections.abc import Callable

QUIET_S = 2.0
MOST_IN_A_WHILE = 5
A_WHILE_S = 60.0


class OfferPace:
    """At most five unwanted questions in a minute, and none while a flood goes on: until two seconds pass without one.

    At most one of them in a minute may count down by itself: whoever is away from the desk makes one call, not ten.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._asked: deque[float] = deque(maxlen=MOST_IN_A_WHILE)
        self._turned_away_at = float("-inf")
        self._counted_down_at = float("-inf")

    def turned_away(self) -> None:
        """Remember that an offer has just been turned away: more of them may follow."""
        self._turned_away_at = self._clock()

    def admits(self) -> bool:
        """Count one question and return True, or return False when it is one too many just now."""
        now = self._clock()
        flood = now - self._turned_away_at < QUIET_S
        if flood or (len(self._asked) == MOST_IN_A_WHILE and now - self._asked[0] < A_WHILE_S):
            self._turned_away_at = now
            return False
        self._asked.append(now)
        return True

    def was_wanted(self) -> None:
        """The agent has confirmed a question: none of the last ones was a nuisance."""
        self._asked.clear()

    def lets_count_down(self) -> bool:
        """Count one countdown and return True, or return False when it is one too many just now."""
        now = self._clock()
        if now - self._counted_down_at < A_WHILE_S:
            return False
        self._counted_down_at = now
        return True
