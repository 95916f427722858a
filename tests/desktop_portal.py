"""The part of a desktop that tells programs whether it is dark: org.freedesktop.portal.Settings on a bus of the tests.

The desktops' own portal is a service with a session of its own behind it; Qt's side, which listens, is the real one.
``python -m tests.desktop_portal`` owns the name, says ``ready``, and announces each number it reads: 1 dark, 2 light
(XDG Desktop Portal, org.freedesktop.appearance, color-scheme).
"""

import subprocess
import sys
import threading
from types import TracebackType
from typing import Self

from jeepney import DBusAddress, HeaderFields, MessageType, new_error, new_method_return, new_signal
from jeepney.bus_messages import DBus
from jeepney.io.blocking import open_dbus_connection

DARK, LIGHT = 1, 2
_NAME = "org.freedesktop.portal.Desktop"
_SETTINGS = DBusAddress("/org/freedesktop/portal/desktop", interface="org.freedesktop.portal.Settings")
_SPACE, _KEY = "org.freedesktop.appearance", "color-scheme"


class DesktopPortal:
    """A portal as a process of its own on the bus of `environment`; light at first."""

    def __init__(self, environment: dict[str, str]) -> None:
        self._environment = environment

    def __enter__(self) -> Self:
        self._running = subprocess.Popen(
            [sys.executable, "-m", "tests.desktop_portal"],
            env=self._environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._running.stdout is not None
        assert self._running.stdout.readline() == "ready\n"
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._running.kill()
        self._running.communicate()

    def announce(self, scheme: int) -> None:
        """Say that the desktop is dark or light from now on."""
        assert self._running.stdin is not None
        print(scheme, file=self._running.stdin, flush=True)


def _serve() -> None:
    bus = open_dbus_connection()
    bus.send_and_get_reply(DBus().RequestName(_NAME))
    scheme = ("u", LIGHT)

    def announce() -> None:
        nonlocal scheme
        for line in sys.stdin:
            scheme = ("u", int(line))
            bus.send(new_signal(_SETTINGS, "SettingChanged", "ssv", (_SPACE, _KEY, scheme)))

    threading.Thread(target=announce, daemon=True).start()
    print("ready", flush=True)
    while True:
        asked = bus.receive()
        if asked.header.message_type is not MessageType.method_call:
            continue
        method = asked.header.fields.get(HeaderFields.member)
        if method == "ReadAll":
            bus.send(new_method_return(asked, "a{sa{sv}}", ({_SPACE: {_KEY: scheme}},)))
        elif method in ("Read", "ReadOne") and asked.body == (_SPACE, _KEY):
            bus.send(new_method_return(asked, "v", (("v", scheme) if method == "Read" else scheme,)))
        else:
            bus.send(new_error(asked, "org.freedesktop.portal.Error.NotFound"))


if __name__ == "__main__":
    _serve()
