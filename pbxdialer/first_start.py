"""A start that found nobody: it becomes the first, or hands over to one that is just opening its window."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pbxdialer.desktop.handover import HIDDEN, Message, Verb, deliver, of_this_session
from pbxdialer.desktop.process_lock import Held, LockUnavailable, hold
from pbxdialer.second_start import wish_of
from pbxdialer.store.paths import places

_OPENS_IN_S = 6.0
_LOOK_AGAIN_S = 0.05


@dataclass(frozen=True, slots=True)
class Arrival:
    """What a start came to: done with an `exit_code`, or else to open the window.

    `door` is the lock of the one window of this user, session and profile; without it another program answers there.
    `link` is what the window is opened for, or empty; `wish` is all that is wished for.
    """

    exit_code: int | None = None
    door: Held | None = None
    link: str = ""
    wish: Message | None = None


def arrive(words: Sequence[str], data_dir: Path | None) -> Arrival:
    """Become the first, or hand over to one that is just opening; a window that hangs is not waited for any longer."""
    wish, here = wish_of(words), places(data_dir)
    here.prepare()  # its notices are told by the window
    end = time.monotonic() + _OPENS_IN_S
    try:
        while (held := hold(of_this_session(here.instance_lock))) is None:
            if HIDDEN in words:
                return Arrival(exit_code=0)
            if deliver(of_this_session(here.socket), wish):
                return Arrival(exit_code=0)
            if time.monotonic() > end:
                break
            time.sleep(_LOOK_AGAIN_S)
    except LockUnavailable:
        held = None
    return Arrival(door=held, link=wish.text if wish.verb is Verb.OFFER else "", wish=wish)
