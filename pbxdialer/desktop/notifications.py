"""Notifications of the Linux desktops: Desktop Notifications Specification 1.2, over the session's D-Bus.

They need no tray, take no focus, and the desktop's own service keeps them back while it is not to be disturbed. One
worker uses an object of this class, and keeps it: some desktops take the notification away with the connection.
"""

import html
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jeepney.io.blocking import DBusConnection

_SERVICE = "org.freedesktop.Notifications"
_PATH = "/org/freedesktop/Notifications"
_ANSWERS_IN_S = 2.0
_SHOWN_MS = 8000
_NORMAL = 1  # urgency


class NotificationsUnavailable(Exception):
    """Nobody shows notifications here; the message is plain text."""


class Notifications:
    """Connected when the first one is shown, and anew when the connection was lost."""

    def __init__(self, icon: str) -> None:
        """`icon` is the file of the program's picture."""
        self._icon = icon
        self._bus: DBusConnection | None = None
        self._last = 0  # the number of the one that is shown
        self._reads_markup = True

    def show(self, title: str, text: str) -> None:
        """Show one in the place of the last. Blocks for a moment. Raises NotificationsUnavailable."""
        try:
            if self._bus is None:
                self._connect()
            body = html.escape(text, quote=False) if self._reads_markup else text
            hints = {"desktop-entry": ("s", "pbxdialer"), "urgency": ("y", _NORMAL), "suppress-sound": ("b", True)}
            given: tuple[object, ...] = ("PBX Dialer", self._last, self._icon, title, body, [], hints, _SHOWN_MS)
            self._last = int(self._asked("Notify", "susssasa{sv}i", given))
        except (OSError, EOFError, KeyError, ValueError) as error:  # no bus, nobody there, or no answer in time
            self.close()
            raise NotificationsUnavailable(str(error) or type(error).__name__) from error

    def close(self) -> None:
        """Let the connection go."""
        if self._bus is not None:
            self._bus.close()
        self._bus, self._last = None, 0

    def _connect(self) -> None:
        from jeepney.io.blocking import open_dbus_connection

        self._bus = open_dbus_connection("SESSION")
        self._reads_markup = "body-markup" in self._asked("GetCapabilities")

    def _asked(self, method: str, signature: str | None = None, given: tuple[object, ...] = ()) -> Any:
        """Return the one value that the service answers. Raises ValueError for a refusal, OSError."""
        from jeepney import DBusAddress, MessageType, new_method_call

        assert self._bus is not None  # noqa: S101 - opened by `show`
        service = DBusAddress(_PATH, bus_name=_SERVICE, interface=_SERVICE)
        answer = self._bus.send_and_get_reply(new_method_call(service, method, signature, given), timeout=_ANSWERS_IN_S)
        if answer.header.message_type is MessageType.error or not answer.body:
            raise ValueError(str(answer.body[0]) if answer.body else method)
        return answer.body[0]
