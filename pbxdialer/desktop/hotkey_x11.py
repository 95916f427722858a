"""Global keys under X11: a passive grab on the root window, on a connection of its own."""

from collections.abc import Callable
from ctypes import byref
from itertools import product

from pbxdialer.desktop.hotkey import Combination, HotkeysUnavailable, HotkeyTaken, Modifier, NoCombination
from pbxdialer.desktop.xlib import BAD_ACCESS, KEY_PRESS, KEY_RELEASE, MAPPING_NOTIFY, NoX11, XDisplay

_MASKS = {Modifier.SHIFT: 1, Modifier.CTRL: 4, Modifier.ALT: 8, Modifier.META: 64}
_CAPS_LOCK, _NUM_LOCK = 2, 16
# the locks count as modifiers: a grab without them would end when somebody presses Num Lock
_LOCKS = [caps | num for caps, num in product((0, _CAPS_LOCK), (0, _NUM_LOCK))]
_HELD = sum(_MASKS.values())
_KEYSYMS = {"Space": "space", "Ins": "Insert", "PgUp": "Prior", "PgDown": "Next"}
_ASYNC = 1


class X11Hotkeys:
    """The keys grabbed by one connection; whoever holds it watches `fileno` and has it `look`."""

    def __init__(self, tell: Callable[[int], object]) -> None:
        """Each press calls `tell` with its number. Raises HotkeysUnavailable where there is no X server."""
        try:
            self._display = XDisplay()
        except NoX11 as error:
            raise HotkeysUnavailable(str(error)) from error
        # a key held down is then pressed again and again without being released, and can be told from two presses
        self._display.lib.XkbSetDetectableAutoRepeat(self._display.handle, 1, None)
        self._tell = tell
        self._wanted: dict[int, Combination] = {}
        self._grabs: dict[int, tuple[int, int]] = {}  # number → keycode, modifiers
        self._down: set[int] = set()

    def fileno(self) -> int:
        """Return what becomes readable when a key was pressed."""
        return self._display.fileno()

    def grab(self, number: int, combination: Combination) -> None:
        """Have `combination` reported as `number`. Raises HotkeyTaken, or NoCombination without such a key."""
        self.release(number)
        lib, handle = self._display.lib, self._display.handle
        keysym = lib.XStringToKeysym(_KEYSYMS.get(combination.key, combination.key).encode())
        keycode = lib.XKeysymToKeycode(handle, keysym)
        if not keycode:
            raise NoCombination(combination.text)
        modifiers = sum(mask for modifier, mask in _MASKS.items() if modifier & combination.modifiers)
        with self._display.errors() as errors:
            for locks in _LOCKS:
                lib.XGrabKey(handle, keycode, modifiers | locks, self._display.root, 1, _ASYNC, _ASYNC)
        if errors:
            self._ungrab(keycode, modifiers)
            if errors == {BAD_ACCESS}:
                raise HotkeyTaken(combination.text)
            raise NoCombination(combination.text)
        self._grabs[number] = (keycode, modifiers)
        self._wanted[number] = combination
        self.look()  # asking has read from the line, which does not become readable again for that

    def release(self, number: int) -> None:
        """Give it back; one that is not held does nothing."""
        self._wanted.pop(number, None)
        if number in self._grabs:
            self._ungrab(*self._grabs.pop(number))

    def look(self) -> None:
        """Tell of the keys that were pressed since the last look; a key held down counts once."""
        for event in self._display.events():
            if event.type == MAPPING_NOTIFY:
                self._display.lib.XRefreshKeyboardMapping(byref(event))
                self._grab_anew()
            elif event.type == KEY_RELEASE:
                self._down.discard(event.key.keycode)
            elif event.type == KEY_PRESS and not event.key.send_event:  # a program may not press it
                code, held = event.key.keycode, event.key.state & _HELD
                if code not in self._down:
                    for number in [number for number, grab in self._grabs.items() if grab == (code, held)]:
                        self._tell(number)
                self._down.add(code)

    def close(self) -> None:
        """Give everything back; the server does it when the connection ends."""
        self._grabs.clear()
        self._display.close()

    def _grab_anew(self) -> None:
        """The keyboard has another layout: the keys may be elsewhere. One that is taken there stays without."""
        self._down.clear()
        for number, combination in list(self._wanted.items()):
            try:
                self.grab(number, combination)
            except (HotkeyTaken, NoCombination):
                self._wanted[number] = combination  # another layout may have it again

    def _ungrab(self, keycode: int, modifiers: int) -> None:
        with self._display.errors():
            for locks in _LOCKS:
                self._display.lib.XUngrabKey(self._display.handle, keycode, modifiers | locks, self._display.root)
