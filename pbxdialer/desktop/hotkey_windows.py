"""Global keys on Windows: RegisterHotKey for this thread; the presses come as messages to its event loop."""

import sys

from pbxdialer.desktop.hotkey import Combination, HotkeysUnavailable, HotkeyTaken, Modifier

if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

    _ALREADY_REGISTERED = 1409
    _WM_HOTKEY = 0x0312
    _NO_REPEAT = 0x4000
    _MASKS = {Modifier.ALT: 1, Modifier.CTRL: 2, Modifier.SHIFT: 4, Modifier.META: 8}
    _KEYS = {"Space": 0x20, "PgUp": 0x21, "PgDown": 0x22, "End": 0x23, "Home": 0x24, "Ins": 0x2D, "Pause": 0x13}
    _F1 = 0x70

    _user = ctypes.WinDLL("user32", use_last_error=True)
    _user.RegisterHotKey.argtypes = [wintypes.HWND, ctypes.c_int, wintypes.UINT, wintypes.UINT]
    _user.UnregisterHotKey.argtypes = [wintypes.HWND, ctypes.c_int]

    class WindowsHotkeys:
        """The keys registered for this thread; its event loop shows each message to `number_in`."""

        def __init__(self) -> None:
            self._held: set[int] = set()

        def grab(self, number: int, combination: Combination) -> None:
            """Have `combination` reported as `number`. Raises HotkeyTaken; HotkeysUnavailable with the error's number.

            Key codes follow the layout's letters, as the agent pressed them.
            """
            self.release(number)
            held = sum(mask for modifier, mask in _MASKS.items() if modifier & combination.modifiers)
            if not _user.RegisterHotKey(None, number, held | _NO_REPEAT, _code(combination.key)):
                error = ctypes.get_last_error()
                if error == _ALREADY_REGISTERED:
                    raise HotkeyTaken(combination.text)
                raise HotkeysUnavailable(f"error {error}")
            self._held.add(number)

        def release(self, number: int) -> None:
            """Give it back; one that is not held does nothing."""
            if number in self._held:
                _user.UnregisterHotKey(None, number)
                self._held.discard(number)

        def number_in(self, message: int) -> int | None:
            """Return the number of the key that the MSG at this address tells of, or None."""
            told = wintypes.MSG.from_address(message)
            number = int(told.wParam)
            return number if told.message == _WM_HOTKEY and number in self._held else None

        def close(self) -> None:
            """Give everything back."""
            for number in list(self._held):
                self.release(number)

    def _code(key: str) -> int:
        if key in _KEYS:
            return _KEYS[key]
        return ord(key) if len(key) == 1 else _F1 + int(key[1:]) - 1
