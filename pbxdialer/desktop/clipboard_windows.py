"""The Windows clipboard, all of it: taken as it is, and put back byte by byte. Nothing here waits, or tells anybody.

Windows asks a program that has only promised its data for them while they are read, and waits for it: not for the
thread of the window.
"""

import sys

if sys.platform == "win32":
    import ctypes
    from collections.abc import Iterator
    from contextlib import contextmanager
    from ctypes import wintypes

    from pbxdialer.desktop.clipboard_formats import DRAWING, MOST_BYTES, PUT_BACK, TEXT, Copied, Kept, kept_formats
    from pbxdialer.desktop.copied_selection import ClipboardBusy
    from pbxdialer.desktop.selection import LONGEST_BYTES, SelectionUnavailable

    _MESSAGES_ONLY = wintypes.HWND(-3)  # HWND_MESSAGE
    _MOVEABLE = 0x0002
    # what Windows' own history, its cloud, and programs that look at every copy are asked to pass over
    # (Microsoft Learn, "Clipboard Formats": cloud clipboard and clipboard history formats)
    _MARKS = {
        PUT_BACK: b"\0",
        "ExcludeClipboardContentFromMonitorProcessing": b"\0",
        "CanIncludeInClipboardHistory": bytes(4),
        "CanUploadToCloudClipboard": bytes(4),
    }
    _PROVIDER = "DataObject"  # the number of a window of the program that has copied (OLE): no data of anybody's

    _user = ctypes.WinDLL("user32", use_last_error=True)
    _kernel = ctypes.WinDLL("kernel32", use_last_error=True)
    _gdi = ctypes.WinDLL("gdi32", use_last_error=True)
    _user.CreateWindowExW.restype = wintypes.HWND
    _user.CreateWindowExW.argtypes = [
        wintypes.DWORD,
        wintypes.LPCWSTR,
        wintypes.LPCWSTR,
        wintypes.DWORD,
        *[ctypes.c_int] * 4,
        wintypes.HWND,
        wintypes.HMENU,
        wintypes.HINSTANCE,
        ctypes.c_void_p,
    ]
    _user.DestroyWindow.argtypes = [wintypes.HWND]
    _user.OpenClipboard.argtypes = [wintypes.HWND]
    _user.EnumClipboardFormats.argtypes = [wintypes.UINT]
    _user.GetClipboardData.restype = wintypes.HANDLE
    _user.GetClipboardData.argtypes = [wintypes.UINT]
    _user.SetClipboardData.restype = wintypes.HANDLE
    _user.SetClipboardData.argtypes = [wintypes.UINT, wintypes.HANDLE]
    _user.RegisterClipboardFormatW.argtypes = [wintypes.LPCWSTR]
    _user.GetClipboardSequenceNumber.restype = wintypes.DWORD
    _kernel.GlobalAlloc.restype = wintypes.HANDLE
    _kernel.GlobalAlloc.argtypes = [wintypes.UINT, ctypes.c_size_t]
    _kernel.GlobalFree.argtypes = [wintypes.HANDLE]
    _kernel.GlobalSize.restype = ctypes.c_size_t
    _kernel.GlobalSize.argtypes = [wintypes.HANDLE]
    _kernel.GlobalLock.restype = ctypes.c_void_p
    _kernel.GlobalLock.argtypes = [wintypes.HANDLE]
    _kernel.GlobalUnlock.argtypes = [wintypes.HANDLE]
    _gdi.GetEnhMetaFileBits.argtypes = [wintypes.HANDLE, wintypes.UINT, ctypes.c_void_p]
    _gdi.SetEnhMetaFileBits.restype = wintypes.HANDLE
    _gdi.SetEnhMetaFileBits.argtypes = [wintypes.UINT, ctypes.c_char_p]
    _gdi.DeleteEnhMetaFile.argtypes = [wintypes.HANDLE]

    class WindowsClipboard:
        """The clipboard of this session; see `copied_selection.Clipboard`."""

        def sequence(self) -> int:
            """Return a number that is another one after every change."""
            return int(_user.GetClipboardSequenceNumber())

        def kept(self) -> Kept:
            """Return all that is there. Raises ClipboardBusy; SelectionUnavailable where something would be lost.

            A format that its own program does not hand out is left out: nobody else could have had it either.
            """
            formats: list[tuple[int, bytes]] = []
            room = MOST_BYTES
            with _opened(None):
                for number in kept_formats(_offered()):
                    handle = _user.GetClipboardData(number)
                    if not handle or number == _number(_PROVIDER):
                        continue
                    room -= _size(number, handle)
                    if room < 0:
                        raise SelectionUnavailable("the clipboard holds too much to be kept for the while")
                    formats.append((number, _bytes(number, handle)))
                return Kept(self.sequence(), tuple(formats))  # now: reading may have changed the number

        def copied(self) -> Copied:
            """Return the text that is there. Raises ClipboardBusy."""
            with _opened(None):
                handle = _user.GetClipboardData(TEXT)
                text = _bytes(TEXT, handle, LONGEST_BYTES).decode("utf-16-le", "ignore") if handle else ""
                return Copied(text.partition("\0")[0], self.sequence())

        def put_back(self, kept: Kept, over: int) -> bool:
            """Put `kept` there; False, and nothing changed, where the number is not `over` any more.

            Raises ClipboardBusy; OSError where there is no memory for it, before anything was changed.
            """
            with _owner() as window, _opened(window):
                if self.sequence() != over:
                    return False
                handles = _handles(kept)
                _user.EmptyClipboard()
                for number, handle in handles:
                    if not _user.SetClipboardData(number, handle):
                        _free(number, handle)
            return True

    @contextmanager
    def _opened(window: int | None) -> Iterator[None]:
        if not _user.OpenClipboard(window):
            raise ClipboardBusy
        try:
            yield
        finally:
            _user.CloseClipboard()

    @contextmanager
    def _owner() -> Iterator[int]:
        """A window for as long as the clipboard is written: nobody may write for none.

        It does not outlive this, for its thread answers no messages, and the next program to copy would wait for it.
        """
        window = _user.CreateWindowExW(0, "Static", None, 0, 0, 0, 0, 0, _MESSAGES_ONLY, None, None, None)
        if not window:
            raise ctypes.WinError(ctypes.get_last_error())
        try:
            yield window
        finally:
            _user.DestroyWindow(window)

    def _offered() -> list[int]:
        offered, number = [], 0
        while number := _user.EnumClipboardFormats(number):
            offered.append(number)
        return offered

    def _number(name: str) -> int:
        return int(_user.RegisterClipboardFormatW(name))

    def _size(number: int, handle: int) -> int:
        size = _gdi.GetEnhMetaFileBits(handle, 0, None) if number == DRAWING else _kernel.GlobalSize(handle)
        return int(size)

    def _bytes(number: int, handle: int, most: int | None = None) -> bytes:
        """Return the bytes of a format, the first `most` of them."""
        size = _size(number, handle)
        if number == DRAWING:
            drawing = ctypes.create_string_buffer(size)
            _gdi.GetEnhMetaFileBits(handle, size, drawing)
            return drawing.raw
        place = _kernel.GlobalLock(handle)
        if not place:
            return b""  # a mark: its being there says all
        try:
            return ctypes.string_at(place, size if most is None else min(size, most))
        finally:
            _kernel.GlobalUnlock(handle)

    def _handles(kept: Kept) -> list[tuple[int, int]]:
        """Return what to hand to Windows, with the marks where there is anything. Raises OSError, with nothing left."""
        marks = {_number(name): data for name, data in _MARKS.items()} if kept.formats else {}
        handles: list[tuple[int, int]] = []
        try:
            for number, data in (marks | dict(kept.formats)).items():
                handles.append((number, _handle(number, data)))
        except OSError:
            for number, handle in handles:
                _free(number, handle)
            raise
        return handles

    def _handle(number: int, data: bytes) -> int:
        """Return a copy of `data` for Windows to keep. Raises OSError."""
        if number == DRAWING:
            return _made(_gdi.SetEnhMetaFileBits(len(data), data))
        handle = _made(_kernel.GlobalAlloc(_MOVEABLE, max(1, len(data))))
        ctypes.memmove(_made(_kernel.GlobalLock(handle)), data, len(data))
        _kernel.GlobalUnlock(handle)
        return handle

    def _made(handle: int | None) -> int:
        if not handle:
            raise ctypes.WinError(ctypes.get_last_error())
        return handle

    def _free(number: int, handle: int) -> None:
        if number == DRAWING:
            _gdi.DeleteEnhMetaFile(handle)
        else:
            _kernel.GlobalFree(handle)
