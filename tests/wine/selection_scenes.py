"""Runs under Windows' Python: a text is selected in notepad.exe, and read while somebody's copy lies on the clipboard.

`selection_scenes.py FILE`: FILE is the text that notepad shows.
"""

import ctypes
import json
import subprocess
import sys
import threading
import time
from ctypes import wintypes
from pathlib import Path

from pbxdialer.desktop import clipboard_windows as clipboard  # type: ignore[attr-defined,unused-ignore]
from pbxdialer.desktop.clipboard_formats import Kept
from pbxdialer.desktop.clipboard_windows import WindowsClipboard  # type: ignore[attr-defined,unused-ignore]
from pbxdialer.desktop.copied_selection import ClipboardBusy, CopiedSelection
from pbxdialer.desktop.hand_windows import WindowsHand  # type: ignore[attr-defined,unused-ignore]
from pbxdialer.desktop.selection import SelectionUnavailable
from tests.waiting import await_condition

user = ctypes.WinDLL("user32")  # type: ignore[attr-defined,unused-ignore]
user.SendMessageW.argtypes = [wintypes.HWND, wintypes.UINT, ctypes.c_size_t, ctypes.c_void_p]
user.FindWindowExW.restype = wintypes.HWND
user.FindWindowExW.argtypes = [wintypes.HWND, wintypes.HWND, wintypes.LPCWSTR, wintypes.LPCWSTR]
user.GetForegroundWindow.restype = wintypes.HWND
user.SetForegroundWindow.argtypes = [wintypes.HWND]
_SELECT, _TEXT_LENGTH = 0x00B1, 0x000E  # EM_SETSEL, WM_GETTEXTLENGTH
_MESSAGES_ONLY = wintypes.HWND(-3)
_TEXT, _DRAWING, _PRIVATE = 13, 14, 0x0201
_CTRL, _ALT, _UP = 0x11, 0x12, 2
_COMES_IN_S = 20.0
_HELD_S = 0.5


def await_the_clipboard_of_wine() -> None:
    """Wait until Wine has begun to share the clipboard with X: it empties it then.

    WORKAROUND winex11's clipboard thread imports the selection of X when it starts, even where there is none.
    """
    found: list[int] = []

    def there() -> bool:
        window = user.FindWindowExW(_MESSAGES_ONLY, None, "__wine_clipboard_manager", None)
        found[:] = [window] if window else []
        return bool(found)

    await_condition(there, _COMES_IN_S, "Wine's clipboard")
    user.SendMessageW(found[0], 0, 0, 0)  # answered by its loop, which it enters after that


class Scenes:
    """The clipboard of this Windows, and a notepad in front, with `length` letters."""

    def __init__(self, notepad: int, length: int) -> None:
        self._notepad = notepad
        self._edit = user.FindWindowExW(notepad, None, "Edit", None)
        await_condition(
            lambda: user.SendMessageW(self._edit, _TEXT_LENGTH, 0, 0) == length, _COMES_IN_S, "the text in notepad"
        )
        self._selection = CopiedSelection(WindowsClipboard(), WindowsHand(), patience_s=_COMES_IN_S)

    def select(self, first: int, last: int) -> None:
        user.SetForegroundWindow(self._notepad)
        await_condition(lambda: user.GetForegroundWindow() == self._notepad, _COMES_IN_S, "notepad in front")
        user.SendMessageW(self._edit, _SELECT, first, last)

    def be_as_patient_as_the_program(self) -> None:
        self._selection = CopiedSelection(WindowsClipboard(), WindowsHand())

    def copy(self, *formats: tuple[int, bytes]) -> None:
        """Put these formats there, as any program does."""

        def put() -> bool:
            try:
                with clipboard._owner() as window, clipboard._opened(window):
                    user.EmptyClipboard()
                    for number, data in formats:
                        assert clipboard._user.SetClipboardData(number, clipboard._handle(number, data))
                return True
            except ClipboardBusy:
                return False

        await_condition(put, _COMES_IN_S, "the clipboard")

    def copied(self) -> dict[str, str]:
        """Return what is there by its name, or its number, in hexadecimal digits."""
        seen: list[Kept] = []

        def look() -> bool:
            try:
                seen.append(WindowsClipboard().kept())
            except ClipboardBusy:
                return False
            return True

        await_condition(look, _COMES_IN_S, "the clipboard")
        return {name_of(number): data.hex() for number, data in seen[-1].formats}

    def read(self) -> dict[str, object]:
        """Read, and return what became of it: the text, or why there is none, the clipboard before and after."""
        before = self.copied()
        try:
            text = self._selection.read(lambda: False)
        except SelectionUnavailable as unavailable:
            text = f"unavailable: {unavailable}"
            self._selection.put_back_late(lambda: False)
        return {"text": text, "before": before, "after": self.copied()}

    def try_to_read(self) -> dict[str, object]:
        """Return why nothing is read, and whether the clipboard is untouched, without a look at what cannot be kept."""
        before = WindowsClipboard().sequence()
        try:
            text = self._selection.read(lambda: False)
        except SelectionUnavailable as unavailable:
            text = f"unavailable: {unavailable}"
        return {"text": text, "unchanged": WindowsClipboard().sequence() == before}

    def read_with_keys_held(self) -> dict[str, object]:
        """Read while Ctrl and Alt are held, as the fingers do that have pressed Ctrl+Alt+S."""
        began_s = time.monotonic()
        _press(_CTRL, _ALT, flags=0)
        letting_go = threading.Timer(_HELD_S, _press, (_ALT, _CTRL), {"flags": _UP})
        letting_go.start()
        told = self.read()
        letting_go.join()
        return {"text": told["text"], "waited": time.monotonic() - began_s >= _HELD_S}


def _press(*keys: int, flags: int) -> None:
    for key in keys:
        user.keybd_event(key, 0, flags, 0)


def name_of(number: int) -> str:
    name = ctypes.create_unicode_buffer(80)
    return name.value if user.GetClipboardFormatNameW(number, name, len(name)) else str(number)


def drawing() -> bytes:
    """Return the bytes of an enhanced metafile with a rectangle."""
    gdi = ctypes.WinDLL("gdi32")  # type: ignore[attr-defined,unused-ignore]
    for made in (gdi.CreateEnhMetaFileW, gdi.CloseEnhMetaFile):
        made.restype = wintypes.HANDLE
    gdi.CreateEnhMetaFileW.argtypes = [wintypes.HDC, wintypes.LPCWSTR, ctypes.c_void_p, wintypes.LPCWSTR]
    gdi.CloseEnhMetaFile.argtypes = [wintypes.HDC]
    gdi.Rectangle.argtypes = [wintypes.HDC, *[ctypes.c_int] * 4]
    paper = gdi.CreateEnhMetaFileW(None, None, None, None)
    gdi.Rectangle(paper, 1, 2, 30, 40)
    return bytes(clipboard._bytes(_DRAWING, gdi.CloseEnhMetaFile(paper)))


def played(scenes: Scenes, length: int) -> dict[str, object]:
    html, own = clipboard._number("HTML Format"), clipboard._number("A format of its own")
    text, rich = "Ștefănescu 😀: 0744 999 888\0".encode("utf-16-le"), b"<b>copied before</b>\0"
    told: dict[str, object] = {}
    scenes.copy((_TEXT, text), (html, rich), (own, bytes(range(256)) * 300))
    scenes.select(0, length)
    told["several formats"] = scenes.read()
    told["and again"] = scenes.read()
    told["keys held"] = scenes.read_with_keys_held()
    scenes.copy((_DRAWING, drawing()))
    told["a drawing"] = scenes.read()
    scenes.copy()
    told["empty"] = scenes.read()
    scenes.copy((_PRIVATE, b"a handle of somebody's"))
    told["what cannot be kept"] = scenes.try_to_read()
    scenes.copy((_TEXT, text), (html, rich))
    scenes.be_as_patient_as_the_program()
    scenes.select(3, 3)
    told["nothing selected"] = scenes.read()
    return told


def main() -> None:
    length = len(Path(sys.argv[1]).read_text("ascii"))
    with subprocess.Popen(["notepad.exe", sys.argv[1]]) as notepad:
        try:
            found: list[int] = []

            def there() -> bool:
                found[:] = [window] if (window := user.FindWindowExW(None, None, "Notepad", None)) else []
                return bool(found) and bool(user.IsWindowVisible(wintypes.HWND(found[0])))

            await_condition(there, _COMES_IN_S, "notepad")
            await_the_clipboard_of_wine()
            print(json.dumps(played(Scenes(found[0], length), length)))
        finally:
            notepad.kill()


if __name__ == "__main__":
    sys.exit(main())
