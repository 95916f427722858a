"""The text selected in whichever program, under X11: the primary selection, asked for without waiting for its owner.

Qt's own way would wait up to five seconds for a program that hangs. The clipboard is another selection: it is neither
read nor changed.
"""

from ctypes import byref, c_int, c_ulong, c_void_p, string_at

from pbxdialer.desktop.selection import LONGEST_BYTES, SelectionUnavailable
from pbxdialer.desktop.xlib import SELECTION_NOTIFY, NoX11, XDisplay


class X11Selection:
    """Asks once, answers once. Watch `fileno`, then take `answer`; whoever loses patience calls `close`."""

    def __init__(self) -> None:
        """Ask the owner of the selection for its text. Raises SelectionUnavailable."""
        try:
            self._display = XDisplay()
        except NoX11 as error:
            raise SelectionUnavailable(str(error)) from error
        lib, handle = self._display.lib, self._display.handle
        self._window = lib.XCreateSimpleWindow(handle, self._display.root, 0, 0, 1, 1, 0, 0, 0)
        self._text = lib.XInternAtom(handle, b"UTF8_STRING", 0)
        self._property = lib.XInternAtom(handle, b"PBXDIALER_SELECTION", 0)
        primary = lib.XInternAtom(handle, b"PRIMARY", 0)
        with self._display.errors():
            lib.XConvertSelection(handle, primary, self._text, self._property, self._window, 0)

    def fileno(self) -> int:
        """Return what becomes readable when the owner has answered."""
        return self._display.fileno()

    def answer(self) -> str | None:
        """Return the selected text, empty where there is none (or too much of it), or None while nobody answered."""
        for event in self._display.events():
            if event.type == SELECTION_NOTIFY and event.selection.requestor == self._window:
                return self._read() if event.selection.property else ""
        return None

    def close(self) -> None:
        """Hang up."""
        self._display.close()

    def _read(self) -> str:
        kind, form, count, left, data = c_ulong(), c_int(), c_ulong(), c_ulong(), c_void_p()
        with self._display.errors():
            self._display.lib.XGetWindowProperty(
                *(self._display.handle, self._window, self._property, 0, LONGEST_BYTES // 4, 1, self._text),
                *(byref(kind), byref(form), byref(count), byref(left), byref(data)),
            )
        if not data.value:
            return ""
        try:
            found = string_at(data.value, count.value) if kind.value == self._text else b""
        finally:
            self._display.lib.XFree(data)
        return found.decode("utf-8", "ignore")
