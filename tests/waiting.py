"""Waiting for a condition instead of sleeping for a guess."""

import time
from collections.abc import Callable


def await_condition(holds: Callable[[], bool], within_s: float, what: str) -> None:
    """Wait until `holds` says True. Raises AssertionError, naming `what` was waited for."""
    end = time.monotonic() + within_s
    while not holds():
        if time.monotonic() > end:
            raise AssertionError(f"waited {within_s:g} s in vain for {what}")
        time.sleep(0.003)
