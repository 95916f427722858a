"""The first thing every start does: hand its wish to the program that runs already. No Qt, and nothing slow.

The frozen program does it before PyInstaller's Qt hook (resources/installer/early_delivery.py), this one before any
import of the window.
"""

import os
import re
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pbxdialer.desktop.handover import Message, NotAMessage, Verb, deliver, is_activation, of_this_session
from pbxdialer.store.paths import Places, places

if TYPE_CHECKING:
    from pbxdialer.desktop.process_lock import Held

QUIT = "--quit"
# A link as programs hand it on: no blanks, no quotes, no control characters, or blanks among nothing but a number's own
# characters. Whether it holds a number, and which, is read by the program that shows it.
_LINK = re.compile(r"""(?i:tel|callto|sips?):(?:[^\s"'`<>\\\x00-\x20\x7f]+|[-+0-9()./ ]+)""")
_OPENS_IN_S = 6.0
_ENDS_IN_S = 10.0
_LOOK_AGAIN_S = 0.05


@dataclass(frozen=True, slots=True)
class Arrival:
    """What a start came to: done with an `exit_code`, or else to open the window.

    `door` is the lock of the one window of this user, session and profile; without it another program answers there.
    `link` is what the window is opened for, or empty.
    """

    exit_code: int | None = None
    door: "Held | None" = None
    link: str = ""


def arrive(words: Sequence[str], data_dir: Path | None) -> Arrival:
    """Hand over what `words` wish for, or say that it is this start that opens the window. Never raises for them."""
    wish = wish_of(words)
    here = places(data_dir)
    door, lock = of_this_session(here.socket), of_this_session(here.instance_lock)
    if deliver(door, wish):
        return Arrival(exit_code=_ended(lock) if wish.verb is Verb.QUIT else 0)
    if wish.verb is Verb.QUIT:
        return Arrival(exit_code=int(_somebody_holds(lock)))
    return _first_or_second(here, wish, door, lock)


def wish_of(words: Sequence[str]) -> Message:
    """Return what the words of the command line wish for.

    One word that is a link offers it; anything else only shows the window, for it may come from a guest.
    """
    token = os.environ.get("XDG_ACTIVATION_TOKEN") or os.environ.get("DESKTOP_STARTUP_ID", "")
    token = token if is_activation(token) else ""
    if list(words) == [QUIT]:
        return Message(Verb.QUIT)
    if len(words) == 1 and _LINK.fullmatch(words[0]):
        try:
            return Message(Verb.OFFER, words[0], token)
        except NotAMessage:  # too long for any number
            pass
    return Message(Verb.SHOW, activation=token)


def _first_or_second(here: Places, wish: Message, door: Path, lock: Path) -> Arrival:
    """Become the first, or hand over to one that is just opening; a window that hangs is not waited for any longer."""
    from pbxdialer.desktop.process_lock import LockUnavailable, hold

    here.prepare()  # its notices are told by the window
    end = time.monotonic() + _OPENS_IN_S
    try:
        while (held := hold(lock)) is None:
            if deliver(door, wish):
                return Arrival(exit_code=0)
            if time.monotonic() > end:
                break
            time.sleep(_LOOK_AGAIN_S)
    except LockUnavailable:
        held = None
    return Arrival(door=held, link=wish.text)


def _ended(lock: Path) -> int:
    """Wait for the program that holds `lock` to end, for its files may be replaced then; 1 where it does not."""
    end = time.monotonic() + _ENDS_IN_S
    while _somebody_holds(lock):
        if time.monotonic() > end:
            print("pbxdialer: it was asked to quit, and still runs", file=sys.stderr)  # noqa: T201 – for the installer
            return 1
        time.sleep(_LOOK_AGAIN_S)
    return 0


def _somebody_holds(lock: Path) -> bool:
    from pbxdialer.desktop.process_lock import LockUnavailable, is_held

    try:
        return is_held(lock)
    except LockUnavailable:
        return False
