"""The keyboard and the mouse on Windows: whether somebody is at them, and the keys that copy, pressed for the agent."""

import sys

if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

    from pbxdialer.desktop.selection import SelectionUnavailable
    from pbxdialer.desktop.terminals import is_terminal

    _SHIFT, _CTRL, _ALT, _LEFT_WIN, _RIGHT_WIN = 0x10, 0x11, 0x12, 0x5B, 0x5C
    _LEFT_BUTTON, _RIGHT_BUTTON, _ENTER, _INSERT, _C = 0x01, 0x02, 0x0D, 0x2D, 0x43
    _MOUSE, _KEYBOARD = 0, 1
    _EXTENDED, _UP = 1, 2
    _LONGEST_CLASS = 256

    class _MouseInput(ctypes.Structure):
        _fields_ = (
            *(("x", wintypes.LONG), ("y", wintypes.LONG), ("data", wintypes.DWORD)),
            *(("flags", wintypes.DWORD), ("time", wintypes.DWORD), ("extra", ctypes.c_size_t)),
        )

    class _KeyInput(ctypes.Structure):
        _fields_ = (
            *(("key", wintypes.WORD), ("scan", wintypes.WORD)),
            *(("flags", wintypes.DWORD), ("time", wintypes.DWORD), ("extra", ctypes.c_size_t)),
        )

    class _AnyInput(ctypes.Union):
        _fields_ = (("mouse", _MouseInput), ("key", _KeyInput))

    class _Input(ctypes.Structure):
        _fields_ = (("kind", wintypes.DWORD), ("any", _AnyInput))

    _user = ctypes.WinDLL("user32", use_last_error=True)
    _user.GetAsyncKeyState.restype = ctypes.c_short
    _user.GetForegroundWindow.restype = wintypes.HWND
    _user.GetClassNameW.argtypes = [wintypes.HWND, wintypes.LPWSTR, ctypes.c_int]
    _user.SendInput.argtypes = [wintypes.UINT, ctypes.POINTER(_Input), ctypes.c_int]
    _user.MapVirtualKeyW.argtypes = [wintypes.UINT, wintypes.UINT]

    class WindowsHand:
        """See `copied_selection.Hand`."""

        def is_free(self) -> bool:
            """True while nobody holds a key that would make another one of Ctrl+C."""
            return not any(map(_is_down, (_SHIFT, _CTRL, _ALT, _LEFT_WIN, _RIGHT_WIN, _C, _INSERT)))

        def works(self) -> bool:
            """True while somebody presses what could copy something."""
            return any(map(_is_down, (_CTRL, _LEFT_BUTTON, _RIGHT_BUTTON, _ENTER)))

        def press_copy(self) -> None:
            """Press Ctrl+C in the program in front, and Ctrl+Insert in a terminal, where Ctrl+C would end what runs.

            Raises SelectionUnavailable where no program is in front, or Windows takes no keys from us.
            """
            window = _user.GetForegroundWindow()
            if not window:
                raise SelectionUnavailable("no program is in front")
            key = (_INSERT, _EXTENDED) if is_terminal(_class_of(window)) else (_C, 0)
            keys = [_key(_CTRL, 0), _key(*key), _key(key[0], key[1] | _UP), _key(_CTRL, _UP)]
            if _send(*keys) != len(keys):
                raise SelectionUnavailable("Windows takes no keys for the program in front")

        def take_over(self) -> None:
            """Take back the right to come forward, which went to the program that got the keys.

            # WORKAROUND SetForegroundWindow (Microsoft Learn) lets that process forward that had the last input: ours
            makes one, a movement of the mouse by nothing. Seen to do no harm under Wine, where the rule does not exist.
            """
            _send(_Input(_MOUSE, _AnyInput(mouse=_MouseInput())))

    def _is_down(key: int) -> bool:
        return bool(_user.GetAsyncKeyState(key) & 0x8000)

    def _class_of(window: int) -> str:
        name = ctypes.create_unicode_buffer(_LONGEST_CLASS)
        _user.GetClassNameW(window, name, _LONGEST_CLASS)
        return name.value

    def _key(key: int, flags: int) -> _Input:
        return _Input(_KEYBOARD, _AnyInput(key=_KeyInput(key, _user.MapVirtualKeyW(key, 0), flags)))

    def _send(*inputs: _Input) -> int:
        return int(_user.SendInput(len(inputs), (_Input * len(inputs))(*inputs), ctypes.sizeof(_Input)))
