"""Keys that work whichever program has the keyboard, by each system's own registration: no hook sees other keys.

A combination is written as people write it, ``Ctrl+Alt+D``. On macOS Ctrl stands for the command key and Meta for
control, as Qt writes them. AltGr is Ctrl+Alt on European layouts: who sets such a key cannot type what stands there,
which is why nothing is registered unless the agent has set it.
"""

import re
import sys
from enum import Flag
from typing import Protocol


class NoCombination(ValueError):
    """The text is no key combination that can be registered; the message is the text."""


class HotkeyTaken(Exception):
    """Another program, or the desktop itself, has this combination already."""


class HotkeysUnavailable(Exception):
    """The system, or this session, registers no keys for programs; the message is plain text."""


class Modifier(Flag):
    """The keys that are held down."""

    SHIFT = 1
    CTRL = 2
    ALT = 4
    META = 8


_MODIFIERS = {"Shift": Modifier.SHIFT, "Ctrl": Modifier.CTRL, "Alt": Modifier.ALT, "Meta": Modifier.META}
_KEY = re.compile(r"[A-Z0-9]|F([1-9]|1\d|2[0-4])|Space|Ins|Home|End|PgUp|PgDown|Pause")
_ALONE = re.compile(r"F\d+|Pause")


class Combination:
    """One key with the modifiers held. Raises NoCombination: a letter alone would be missing from every text."""

    __slots__ = ("key", "modifiers", "text")

    def __init__(self, text: str) -> None:
        *held, self.key = text.split("+")
        self.text = text
        self.modifiers = Modifier(0)
        for name in held:
            if name not in _MODIFIERS:
                raise NoCombination(text)
            self.modifiers |= _MODIFIERS[name]
        if not _KEY.fullmatch(self.key):
            raise NoCombination(text)
        if not self.modifiers & ~Modifier.SHIFT and not _ALONE.fullmatch(self.key):
            raise NoCombination(text)


class Hotkeys(Protocol):
    """The registered keys of this program, each under a number of the caller's."""

    def grab(self, number: int, combination: Combination) -> None:
        """Have `combination` reported as `number`. Raises HotkeyTaken, NoCombination (no such key on this keyboard)."""

    def release(self, number: int) -> None:
        """Give it back; one that is not held does nothing."""

    def close(self) -> None:
        """Give everything back."""


def is_wayland(environment: dict[str, str]) -> bool:
    """True where programs may register no keys: only the desktop's own settings can."""
    return sys.platform not in ("win32", "darwin") and bool(environment.get("WAYLAND_DISPLAY"))
