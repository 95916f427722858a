"""A connection of our own to the X server, by ctypes on libX11: what Qt does not do is asked here.

Nothing here waits for another program: whoever reads watches `fileno` and takes what has arrived.
"""

import ctypes
import os
from collections.abc import Iterator
from contextlib import contextmanager
from ctypes import POINTER, byref, c_char_p, c_int, c_long, c_ubyte, c_uint, c_ulong, c_void_p

KEY_PRESS, KEY_RELEASE, SELECTION_NOTIFY, CLIENT_MESSAGE, MAPPING_NOTIFY = 2, 3, 31, 33, 34
BAD_ACCESS = 10


class NoX11(Exception):
    """There is no X server here, or no libX11; the message is plain text."""


class KeyEvent(ctypes.Structure):
    """XKeyEvent."""

    _fields_ = (
        ("type", c_int),
        ("serial", c_ulong),
        ("send_event", c_int),
        ("display", c_void_p),
        ("window", c_ulong),
        ("root", c_ulong),
        ("subwindow", c_ulong),
        ("time", c_ulong),
        ("x", c_int),
        ("y", c_int),
        ("x_root", c_int),
        ("y_root", c_int),
        ("state", c_uint),
        ("keycode", c_uint),
        ("same_screen", c_int),
    )


class SelectionEvent(ctypes.Structure):
    """XSelectionEvent."""

    _fields_ = (
        ("type", c_int),
        ("serial", c_ulong),
        ("send_event", c_int),
        ("display", c_void_p),
        ("requestor", c_ulong),
        ("selection", c_ulong),
        ("target", c_ulong),
        ("property", c_ulong),
        ("time", c_ulong),
    )


class Event(ctypes.Union):
    """XEvent, as far as we look into it."""

    _fields_ = (("type", c_int), ("key", KeyEvent), ("selection", SelectionEvent), ("room", c_long * 24))


class _ErrorEvent(ctypes.Structure):
    _fields_ = (
        ("type", c_int),
        ("display", c_void_p),
        ("resource", c_ulong),
        ("serial", c_ulong),
        ("error_code", c_ubyte),
        ("request_code", c_ubyte),
        ("minor_code", c_ubyte),
    )


_Handler = ctypes.CFUNCTYPE(c_int, c_void_p, POINTER(_ErrorEvent))
# name → what it returns, what it takes; a pointer cut to 32 bits would crash
_FUNCTIONS: dict[str, tuple[type | None, tuple[object, ...]]] = {
    "XOpenDisplay": (c_void_p, (c_char_p,)),
    "XCloseDisplay": (c_int, (c_void_p,)),
    "XDefaultRootWindow": (c_ulong, (c_void_p,)),
    "XConnectionNumber": (c_int, (c_void_p,)),
    "XSetErrorHandler": (c_void_p, (c_void_p,)),
    "XSync": (c_int, (c_void_p, c_int)),
    "XFlush": (c_int, (c_void_p,)),
    "XPending": (c_int, (c_void_p,)),
    "XNextEvent": (c_int, (c_void_p, POINTER(Event))),
    "XStringToKeysym": (c_ulong, (c_char_p,)),
    "XKeysymToKeycode": (c_ubyte, (c_void_p, c_ulong)),
    "XRefreshKeyboardMapping": (c_int, (POINTER(Event),)),
    "XkbSetDetectableAutoRepeat": (c_int, (c_void_p, c_int, POINTER(c_int))),
    "XGrabKey": (c_int, (c_void_p, c_int, c_uint, c_ulong, c_int, c_int, c_int)),
    "XUngrabKey": (c_int, (c_void_p, c_int, c_uint, c_ulong)),
    "XInternAtom": (c_ulong, (c_void_p, c_char_p, c_int)),
    "XCreateSimpleWindow": (c_ulong, (c_void_p, c_ulong, c_int, c_int, c_uint, c_uint, c_uint, c_ulong, c_ulong)),
    "XConvertSelection": (c_int, (c_void_p, c_ulong, c_ulong, c_ulong, c_ulong, c_ulong)),
    "XDeleteProperty": (c_int, (c_void_p, c_ulong, c_ulong)),
    "XGetWindowProperty": (
        c_int,
        (
            *(c_void_p, c_ulong, c_ulong, c_long, c_long, c_int, c_ulong),
            *(POINTER(c_ulong), POINTER(c_int), POINTER(c_ulong), POINTER(c_ulong), POINTER(c_void_p)),
        ),
    ),
    "XSendEvent": (c_int, (c_void_p, c_ulong, c_int, c_long, c_void_p)),
    "XFree": (c_int, (c_void_p,)),
}


class XDisplay:
    """One connection. Raises NoX11 where there is no server to connect to."""

    def __init__(self) -> None:
        if not os.environ.get("DISPLAY"):
            raise NoX11("no X server")
        try:
            self.lib = ctypes.CDLL("libX11.so.6")
        except OSError as error:
            raise NoX11(str(error)) from error
        for name, (returns, takes) in _FUNCTIONS.items():
            function = getattr(self.lib, name)
            function.restype, function.argtypes = returns, takes
        self.handle: int | None = self.lib.XOpenDisplay(None)
        if not self.handle:
            raise NoX11("the X server does not answer")
        self.root: int = self.lib.XDefaultRootWindow(self.handle)

    def fileno(self) -> int:
        """Return what becomes readable when the server says something."""
        return int(self.lib.XConnectionNumber(self.handle))

    def events(self) -> Iterator[Event]:
        """Yield what has arrived; never waits."""
        event = Event()
        while self.handle and self.lib.XPending(self.handle):
            self.lib.XNextEvent(self.handle, byref(event))
            yield event

    @contextmanager
    def errors(self) -> Iterator[set[int]]:
        """Collect the error codes of the requests made inside: without a handler, Xlib would end the program.

        The handler is the whole process's and Qt has its own: it is put back at once.
        """
        found: set[int] = set()

        def heard(_display: object, error: "ctypes._Pointer[_ErrorEvent]") -> int:
            found.add(error.contents.error_code)
            return 0

        handler = _Handler(heard)
        before = self.lib.XSetErrorHandler(ctypes.cast(handler, c_void_p))
        try:
            yield found
            self.lib.XSync(self.handle, 0)
        finally:
            self.lib.XSetErrorHandler(before)

    def close(self) -> None:
        """Hang up."""
        if self.handle:
            self.lib.XCloseDisplay(self.handle)
            self.handle = None
