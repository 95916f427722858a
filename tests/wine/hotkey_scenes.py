"""Runs under Windows' Python: registers keys, is refused, and hears of a press as Windows tells it."""

import ctypes
import json
import sys
from ctypes import wintypes

from pbxdialer.desktop.hotkey import Combination, HotkeyTaken
from pbxdialer.desktop.hotkey_windows import WindowsHotkeys

KEYS = ["Ctrl+Alt+D", "Meta+Space", "F9", "Ctrl+Shift+F24", "Alt+PgDown"]
_WM_HOTKEY = 0x0312


def refused(keys: WindowsHotkeys, number: int, text: str) -> bool:
    try:
        keys.grab(number, Combination(text))
    except HotkeyTaken:
        return True
    return False


def main() -> None:
    user = ctypes.WinDLL("user32")  # type: ignore[attr-defined,unused-ignore]
    first, second = WindowsHotkeys(), WindowsHotkeys()
    scenes: dict[str, object] = {"registered": [not refused(first, at, key) for at, key in enumerate(KEYS, start=1)]}
    scenes["taken"] = refused(second, 11, KEYS[0])
    message = wintypes.MSG()
    user.PostThreadMessageW(ctypes.windll.kernel32.GetCurrentThreadId(), _WM_HOTKEY, 2, 0)  # type: ignore[attr-defined,unused-ignore]
    user.GetMessageW(ctypes.byref(message), None, 0, 0)
    scenes["heard"] = [first.number_in(ctypes.addressof(message)), second.number_in(ctypes.addressof(message))]
    first.close()
    scenes["free again"] = not refused(second, 11, KEYS[0])
    second.close()
    print(json.dumps(scenes))


if __name__ == "__main__":
    sys.exit(main())
