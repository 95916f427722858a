"""The selected text by way of a copy, for a system that tells it in no other way; the clipboard is put back.

It takes its time, a tenth of a second as a rule: not for the thread of the window.
"""

import logging
import time
from collections.abc import Callable
from typing import Protocol, TypeVar

from pbxdialer.desktop.clipboard_formats import Copied, Kept
from pbxdialer.desktop.selection import SelectionUnavailable

log = logging.getLogger(__name__)
T = TypeVar("T")

HELD_S = 3.0  # how long somebody may hold the keys that asked for it
PATIENCE_S = 1.0
SETTLES_S = 0.1  # some programs change the clipboard several times for one copy
LATE_S = 3.0
_PUT_BACK_WITHIN_S = 3.0
_LOOKS_AGAIN_S = 0.01


class ClipboardBusy(Exception):
    """Another program has the clipboard open; a moment later it has not."""


class Clipboard(Protocol):
    """The system's clipboard."""

    def sequence(self) -> int:
        """Return a number that is another one after every change."""

    def kept(self) -> Kept:
        """Return all that is there. Raises ClipboardBusy; SelectionUnavailable where something would be lost."""

    def copied(self) -> Copied:
        """Return the text that is there. Raises ClipboardBusy."""

    def put_back(self, kept: Kept, over: int) -> bool:
        """Put `kept` there; False, with nothing changed, where the number is not `over` now. Raises ClipboardBusy."""


class Hand(Protocol):
    """The keyboard and the mouse."""

    def is_free(self) -> bool:
        """True while nobody holds a key that would make another one of Ctrl+C."""

    def works(self) -> bool:
        """True while somebody presses what could copy something."""

    def press_copy(self) -> None:
        """Press what copies in the program in front. Raises SelectionUnavailable where there is none."""

    def take_over(self) -> None:
        """Take back the right to come forward, which went to the program that got the keys."""


class CopiedSelection:
    """Has the program in front copy what is selected there, reads it, and puts back what was there before."""

    def __init__(
        self,
        clipboard: Clipboard,
        hand: Hand,
        seconds: Callable[[], float] = time.monotonic,
        pause: Callable[[float], object] = time.sleep,
        patience_s: float = PATIENCE_S,
    ) -> None:
        """`patience_s` is how long the clipboard may be busy, and how long the program in front may take to copy."""
        self._clipboard = clipboard
        self._hand = hand
        self._seconds = seconds
        self._pause = pause
        self._patience_s = patience_s
        self._awaited: Kept | None = None

    def read(self, given_up: Callable[[], bool]) -> str:
        """Return the selected text. Raises SelectionUnavailable; where nothing was copied, call `put_back_late` then.

        What comes first after the keys is taken for the copy, whoever it is from: browsers and mail programs copy in
        another process than the one in front.
        """
        self._awaited = None
        if not self._await(lambda: self._hand.is_free() or None, HELD_S, given_up):
            raise SelectionUnavailable("the keys are held down")
        kept = self._await(lambda: _unless_busy(self._clipboard.kept), self._patience_s, given_up)
        if kept is None:
            raise SelectionUnavailable("another program keeps the clipboard to itself")
        if given_up():  # whoever had to hand out what is on the clipboard took too long: the agent has gone on
            raise SelectionUnavailable("nobody waits for it any more")
        self._hand.press_copy()
        copied = self._copy(kept.sequence, given_up)
        self._hand.take_over()
        if copied is None:
            self._awaited = kept
            raise SelectionUnavailable("the program in front has copied nothing")
        self._put_back(kept, copied, given_up)
        if not copied.text:
            raise SelectionUnavailable("what the program in front has copied is no text")
        return copied.text

    def put_back_late(self, given_up: Callable[[], bool]) -> None:
        """Wait a while for a copy that comes after all, and undo it – unless somebody may have made it by hand."""
        kept, self._awaited = self._awaited, None
        if kept is None:
            return
        late = self._await(lambda: self._change(kept.sequence), LATE_S, lambda: given_up() or self._hand.works())
        if late is not None:
            log.info("the copy came late")
            self._put_back(kept, late, given_up)

    def _copy(self, before: int, given_up: Callable[[], bool]) -> Copied | None:
        """Return the text that came, or at the end of the patience what else came, or None where nothing did."""
        latest: Copied | None = None

        def text() -> Copied | None:
            nonlocal latest
            latest = self._change(latest.sequence if latest else before) or latest
            return latest if latest is not None and latest.text else None

        return self._await(text, self._patience_s, given_up) or latest

    def _put_back(self, kept: Kept, copied: Copied, given_up: Callable[[], bool]) -> None:
        """Put `kept` back once there was quiet for a moment, unless there is something else now than was `copied`."""
        quiet_from = self._seconds()

        def done() -> bool | None:
            nonlocal copied, quiet_from
            now = self._change(copied.sequence)
            if now is not None and now.text != copied.text:
                log.info("something else has been copied meanwhile: it stays")
                return True
            if now is not None:
                copied, quiet_from = now, self._seconds()
            if self._seconds() - quiet_from < SETTLES_S and not given_up():
                return None
            return _unless_busy(lambda: self._clipboard.put_back(kept, copied.sequence)) or None

        if self._await(done, _PUT_BACK_WITHIN_S, lambda: False) is None:
            log.warning("the clipboard could not be put back: another program keeps it to itself")

    def _change(self, known: int) -> Copied | None:
        """Return what is there since the number was `known`; None where it still is, or the clipboard is busy."""
        return _unless_busy(self._clipboard.copied) if self._clipboard.sequence() != known else None

    def _await(self, look: Callable[[], T | None], within_s: float, given_up: Callable[[], bool]) -> T | None:
        """Return what `look` sees in the end, or None."""
        end = self._seconds() + within_s
        while (seen := look()) is None and self._seconds() < end and not given_up():
            self._pause(_LOOKS_AGAIN_S)
        return seen


def _unless_busy(ask: Callable[[], T]) -> T | None:
    try:
        return ask()
    except ClipboardBusy:
        return None
