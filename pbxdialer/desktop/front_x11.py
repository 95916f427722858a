"""Gives one of our windows the keyboard under X11, because the agent has just pressed a key that asks for it.

A window manager takes a program that was not used lately for one that steals the keyboard, and refuses it; the message
with which its own task bar asks, it obeys.
"""

import ctypes
from ctypes import byref, c_int, c_long, c_ulong, c_void_p

from pbxdialer.desktop.xlib import CLIENT_MESSAGE, NoX11, XDisplay

_ASKED_BY_THE_USER = 2
_TO_THE_WINDOW_MANAGER = (1 << 20) | (1 << 19)  # SubstructureRedirectMask | SubstructureNotifyMask


class _ClientMessage(ctypes.Structure):
    _fields_ = (
        ("type", c_int),
        ("serial", c_ulong),
        ("send_event", c_int),
        ("display", c_void_p),
        ("window", c_ulong),
        ("message_type", c_ulong),
        ("format", c_int),
        ("data", c_long * 5),
        ("room", c_long * 12),
    )


def bring_to_front(window: int) -> None:
    """Ask the window manager to raise `window` and give it the keyboard; without an X server, do nothing."""
    try:
        display = XDisplay()
    except NoX11:
        return
    active = display.lib.XInternAtom(display.handle, b"_NET_ACTIVE_WINDOW", 0)
    message = _ClientMessage(type=CLIENT_MESSAGE, window=window, message_type=active, format=32)
    message.data[0] = _ASKED_BY_THE_USER
    with display.errors():
        display.lib.XSendEvent(display.handle, display.root, 0, _TO_THE_WINDOW_MANAGER, byref(message))
    display.close()
