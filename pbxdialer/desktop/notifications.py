"""Notifications of the Linux desktops: Desktop Notifications Specification 1.2, over the session's D-Bus.

They need no tray, take no focus, and the desktop's own service keeps them back while it is not to be disturbed. One
worker uses an object of this class, and keeps it: some desktops take the notification away with the connection, and
what the agent clicks is told over it.
"""

import html
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from socket import socket

    from jeepney import Message
    from jeepney.io.blocking import DBusConnection

_SERVICE = "org.freedesktop.Notifications"
_PATH = "/org/freedesktop/Notifications"
_ANSWERS_IN_S = 2.0
_SHOWN_MS = 8000
_NORMAL = 1  # urgency
_CLICKED = "default"  # the specification's name of what a click on the whole notification does
_MOST_KEPT = 32  # signals, of all programs' notifications


class NotificationsUnavailable(Exception):
    """Nobody shows notifications here; the message is plain text."""


@dataclass(frozen=True, slots=True)
class Click:
    """The agent has clicked it; `activation` is the desktop's leave to come forward, where it gives one."""

    activation: str = ""


class Notifications:
    """Connected when the first one is shown, and anew when the connection was lost."""

    def __init__(self, icon: str) -> None:
        """`icon` is the file of the program's picture."""
        self._icon = icon
        self._bus: DBusConnection | None = None
        self._last = 0  # the number of the one that is shown
        self._capabilities: list[str] = []
        self._service = ""  # the service's own name on the bus: nobody else is believed
        self._told: deque[Message] = deque(maxlen=_MOST_KEPT)

    def show(self, title: str, text: str, click: str = "") -> None:
        """Show one in the place of the last; `click` says what a click does, nothing where it does nothing.

        Blocks for a moment. Raises NotificationsUnavailable.
        """
        try:
            if self._bus is None:
                self._connect()
            body = html.escape(text, quote=False) if "body-markup" in self._capabilities else text
            actions = (
                [_CLICKED, click] if click and "actions" in self._capabilities else []
            )  # others make dialogs of it
            hints = {"desktop-entry": ("s", "pbxdialer"), "urgency": ("y", _NORMAL), "suppress-sound": ("b", True)}
            given: tuple[object, ...] = ("PBX Dialer", self._last, self._icon, title, body, actions, hints, _SHOWN_MS)
            self._last = int(self._asked("Notify", "susssasa{sv}i", given))
        except (OSError, EOFError, KeyError, ValueError) as error:  # no bus, nobody there, or no answer in time
            self.close()
            raise NotificationsUnavailable(str(error) or type(error).__name__) from error

    def ear(self) -> "socket":
        """Return a socket that becomes readable when there is something for `clicked` to take; the caller closes it.

        Raises NotificationsUnavailable where there is no connection.
        """
        if self._bus is None:
            raise NotificationsUnavailable("no connection")
        connection: socket = self._bus.sock
        return connection.dup()

    def clicked(self) -> Click | None:
        """Take what was told since, without waiting; return the click on the one that is shown, if that was told.

        Raises NotificationsUnavailable when the connection is lost.
        """
        bus = self._bus
        if bus is None:
            raise NotificationsUnavailable("no connection")
        try:
            while True:
                bus.recv_messages(timeout=0)
        except TimeoutError:
            return self._click_told()
        except (OSError, EOFError, ValueError) as error:
            self.close()
            raise NotificationsUnavailable(str(error) or type(error).__name__) from error

    def close(self) -> None:
        """Let the connection go."""
        if self._bus is not None:
            self._bus.close()
        self._bus, self._last = None, 0
        self._told.clear()

    def _click_told(self) -> Click | None:
        from jeepney import HeaderFields

        clicked, activation = False, ""
        while self._told:
            signal = self._told.popleft()
            fields = signal.header.fields
            name, shape = fields.get(HeaderFields.member), fields.get(HeaderFields.signature)
            if fields.get(HeaderFields.sender) != self._service or shape != "us" or signal.body[0] != self._last:
                continue
            if name == "ActivationToken":
                activation = signal.body[1]
            elif name == "ActionInvoked":
                clicked = clicked or signal.body[1] == _CLICKED
        return Click(activation) if clicked else None

    def _connect(self) -> None:
        from jeepney import MatchRule, message_bus
        from jeepney.io.blocking import open_dbus_connection

        self._bus = open_dbus_connection("SESSION")
        self._capabilities = self._asked("GetCapabilities")
        if "actions" in self._capabilities:
            told = {"type": "signal", "interface": _SERVICE, "path": _PATH}
            self._answer(message_bus.AddMatch(MatchRule(sender=_SERVICE, **told)))
            self._bus.filter(MatchRule(**told), queue=self._told)

    def _asked(self, method: str, signature: str | None = None, given: tuple[object, ...] = ()) -> Any:
        """Return the one value that the service answers. Raises ValueError for a refusal, OSError."""
        from jeepney import DBusAddress, HeaderFields, new_method_call

        service = DBusAddress(_PATH, bus_name=_SERVICE, interface=_SERVICE)
        answer = self._answer(new_method_call(service, method, signature, given))
        if not answer.body:
            raise ValueError(method)
        self._service = str(answer.header.fields.get(HeaderFields.sender, ""))
        return answer.body[0]

    def _answer(self, question: "Message") -> "Message":
        """Return the answer. Raises ValueError for a refusal, OSError."""
        from jeepney import MessageType

        assert self._bus is not None  # noqa: S101 - opened by `show`
        answer = self._bus.send_and_get_reply(question, timeout=_ANSWERS_IN_S)
        if answer.header.message_type is MessageType.error:
            raise ValueError(str(answer.body[0]) if answer.body else "refused")
        return answer
