"""Global keys on macOS: Carbon's RegisterEventHotKey, which needs no permission. Written from its headers, never run.

The presses come to the handler on the main thread, out of Qt's own event loop.
"""

import sys
from collections.abc import Callable

from pbxdialer.desktop.hotkey import Combination, HotkeysUnavailable, HotkeyTaken, Modifier, NoCombination

if sys.platform == "darwin":
    import ctypes
    from ctypes import POINTER, byref, c_int32, c_uint32, c_ulong, c_void_p

    _EXISTS = -9878  # eventHotKeyExistsErr
    _KEYBOARD, _PRESSED = int.from_bytes(b"keyb", "big"), 5
    _HOTKEY_TYPE = int.from_bytes(b"hkid", "big")
    _DIRECT_OBJECT = int.from_bytes(b"----", "big")
    _OURS = int.from_bytes(b"pbxd", "big")
    _MASKS = {Modifier.CTRL: 0x0100, Modifier.SHIFT: 0x0200, Modifier.ALT: 0x0800, Modifier.META: 0x1000}
    # where the keys are on the board, as Events.h numbers them
    _CODES = {
        **dict(zip("ASDFHGZXCV", range(10), strict=True)),
        **dict(zip("BQWERYT", range(11, 18), strict=True)),
        **{"1": 18, "2": 19, "3": 20, "4": 21, "6": 22, "5": 23, "9": 25, "7": 26, "8": 28, "0": 29},
        **{"O": 31, "U": 32, "I": 34, "P": 35, "L": 37, "J": 38, "K": 40, "N": 45, "M": 46},
        **{"Space": 49, "Home": 115, "PgUp": 116, "End": 119, "PgDown": 121},
        **{"F1": 122, "F2": 120, "F3": 99, "F4": 118, "F5": 96, "F6": 97, "F7": 98, "F8": 100, "F9": 101},
        **{"F10": 109, "F11": 103, "F12": 111, "F13": 105, "F14": 107, "F15": 113, "F16": 106, "F17": 64, "F18": 79},
        **{"F19": 80, "F20": 90},
    }

    class _Kind(ctypes.Structure):
        _fields_ = (("event_class", c_uint32), ("event_kind", c_uint32))

    class _Id(ctypes.Structure):
        _fields_ = (("signature", c_uint32), ("number", c_uint32))

    _Handler = ctypes.CFUNCTYPE(c_int32, c_void_p, c_void_p, c_void_p)

    class MacHotkeys:
        """The keys registered by this program; each press calls `tell` with its number."""

        def __init__(self, tell: Callable[[int], object]) -> None:
            """Raises HotkeysUnavailable."""
            try:
                self._carbon = ctypes.CDLL("/System/Library/Frameworks/Carbon.framework/Carbon")
            except OSError as error:
                raise HotkeysUnavailable(str(error)) from error
            carbon = self._carbon
            carbon.GetApplicationEventTarget.restype = c_void_p
            carbon.InstallEventHandler.argtypes = [c_void_p, _Handler, c_ulong, POINTER(_Kind), c_void_p, c_void_p]
            carbon.RegisterEventHotKey.argtypes = [c_uint32, c_uint32, _Id, c_void_p, c_uint32, POINTER(c_void_p)]
            carbon.UnregisterEventHotKey.argtypes = [c_void_p]
            carbon.RemoveEventHandler.argtypes = [c_void_p]
            carbon.GetEventParameter.argtypes = [
                *(c_void_p, c_uint32, c_uint32, c_void_p, c_ulong, c_void_p, c_void_p),
            ]
            self._tell = tell
            self._keys: dict[int, c_void_p] = {}
            self._called = _Handler(self._pressed)  # kept: Carbon holds only its address
            self._handler = c_void_p()
            kind = _Kind(_KEYBOARD, _PRESSED)
            target = carbon.GetApplicationEventTarget()
            status = carbon.InstallEventHandler(target, self._called, 1, byref(kind), None, byref(self._handler))
            if status:
                raise HotkeysUnavailable(f"error {status}")

        def grab(self, number: int, combination: Combination) -> None:
            """Have `combination` reported as `number`. Raises HotkeyTaken, HotkeysUnavailable, NoCombination."""
            self.release(number)
            code = _CODES.get(combination.key)
            if code is None:
                raise NoCombination(combination.text)
            held = sum(mask for modifier, mask in _MASKS.items() if modifier & combination.modifiers)
            key, target = c_void_p(), self._carbon.GetApplicationEventTarget()
            status = self._carbon.RegisterEventHotKey(code, held, _Id(_OURS, number), target, 0, byref(key))
            if status == _EXISTS:
                raise HotkeyTaken(combination.text)
            if status:
                raise HotkeysUnavailable(f"error {status}")
            self._keys[number] = key

        def release(self, number: int) -> None:
            """Give it back; one that is not held does nothing."""
            if number in self._keys:
                self._carbon.UnregisterEventHotKey(self._keys.pop(number))

        def close(self) -> None:
            """Give everything back."""
            for number in list(self._keys):
                self.release(number)
            self._carbon.RemoveEventHandler(self._handler)

        def _pressed(self, _next: object, event: int, _data: object) -> int:
            found = _Id()
            size = ctypes.sizeof(found)
            self._carbon.GetEventParameter(event, _DIRECT_OBJECT, _HOTKEY_TYPE, None, size, None, byref(found))
            if found.signature == _OURS and found.number in self._keys:
                self._tell(int(found.number))
            return 0
