"""How large the agent has made a window that opens anew each time, as settings keep it; not where it stood."""

from collections.abc import Sequence
from dataclasses import dataclass

LARGEST = 100_000  # what no screen has
LONGEST_NAME = 40
MOST_WINDOWS = 50


@dataclass(frozen=True, slots=True)
class WindowSize:
    """A window by its name, such as ``history``, and its size without the frame, in device-independent pixels."""

    window: str
    width: int
    height: int


def size_of(sizes: Sequence[WindowSize], window: str) -> WindowSize | None:
    """Return the size of the window of this name, or None where nobody has chosen one."""
    return next((size for size in sizes if size.window == window), None)


def with_size(sizes: Sequence[WindowSize], chosen: WindowSize) -> tuple[WindowSize, ...]:
    """Return `sizes` with the one that was chosen last at the end; the oldest go where there are too many."""
    others = [size for size in sizes if size.window != chosen.window]
    return tuple([*others, chosen][-MOST_WINDOWS:])
