"""Work for the window in short pieces, between which it lives."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

_SHORTLY_MS = 1


def in_next_turn(owner: QObject, act: Callable[[], None]) -> None:
    """Have `act` done in a turn of Qt's loop of its own; not at all where `owner` is gone by then.

    A timer of 0 ms is a queued call for Qt, and all that are queued, also by one another, are one turn: no timer fires
    and no key arrives between them (measured: four pieces of 10 to 40 ms were one gap of 100).
    """
    QTimer.singleShot(_SHORTLY_MS, owner, act)
