r"""A second start hands its wish to the first one and ends: no Qt on the sending side.

One message per connection, one line of JSON: ``{"pbxdialer": 1, "verb": "offer", "text": "tel:0722123456"}``. The
receiver answers `TAKEN` and closes, or closes at once on anything else. It gives a sender one second.

The verbs are the agent's (show, offer a link, offer what is selected, quick dial, ask about an account), and the
installer's ``quit``: on Windows no signal reaches a program that has hidden its window in the tray, and its files
cannot be replaced while it runs.

Whoever clicked a link waits for this: the modules json, pathlib, socket, typing and re together take longer to import
than all the rest (20 ms), so the sending side does without them, and with the lower half of Python's socket module.
"""

import _socket
import os
import sys
import time
import zlib
from enum import StrEnum

from pbxdialer.desktop.peer import is_our_user

TYPE_CHECKING = False  # typing's own, which type checkers take for True
if TYPE_CHECKING:
    from pathlib import Path

VERSION = 1
LONGEST_MESSAGE = 4096
DEADLINE_S = 1.0
TAKEN = b"taken\n"
# the commands that a desktop's own settings can give a key: `DIAL_SELECTION` alone or before a text, `QUICK_DIAL` alone
DIAL_SELECTION = "dial-selection"
QUICK_DIAL = "quick-dial"
HIDDEN = "--hidden"  # the system starts the program so, with the agent's session
_LONGEST_ACTIVATION = 256
_LOOK_AGAIN_S = 0.01
_ESCAPES = {ord('"'): '\\"', ord("\\"): "\\\\", **{code: f"\\u{code:04x}" for code in range(32)}}  # RFC 8259, 7


class NotAMessage(ValueError):
    """The bytes, or the values, are no message of this protocol; the text says why."""


class Verb(StrEnum):
    """What the second start wishes."""

    SHOW = "show"
    OFFER = "offer"
    SELECTION = "selection"
    QUICK_DIAL = "quick dial"
    ACCOUNT = "account"
    QUIT = "quit"


class Message:
    """A wish: show the window, offer a text (a link or a number, unread, as it was given) in it, or quit.

    An account's text is a link that sets one up, or the whole path of a file that does, both unread. A selection
    without a text is read by the first start. `activation` is what the desktop gave the second start, so that the first
    may come to the front. A message that exists fits on the wire; raises NotAMessage otherwise. A value, and no
    dataclass: see `second_start`.
    """

    __slots__ = ("activation", "text", "verb")

    def __init__(self, verb: Verb, text: str = "", activation: str = "") -> None:
        self.verb = verb
        self.text = text
        self.activation = activation
        if not is_activation(activation):
            raise NotAMessage("no activation token")
        if bool(text) != (verb in (Verb.OFFER, Verb.ACCOUNT)) and verb is not Verb.SELECTION:
            raise NotAMessage("an offer and an account have a text; a selection may have one, and nothing else")
        try:
            length = len(encoded(self))
        except UnicodeEncodeError as error:
            raise NotAMessage("half a character") from error
        if length > LONGEST_MESSAGE:
            raise NotAMessage("too long")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Message) and encoded(self) == encoded(other)

    def __hash__(self) -> int:
        return hash(encoded(self))

    def __repr__(self) -> str:
        return f"Message({self.verb!r}, {self.text!r}, {self.activation!r})"


def encoded(message: Message) -> bytes:
    """Return the message as it stands on the wire, at most `LONGEST_MESSAGE` bytes."""
    fields = {"verb": message.verb.value, "text": message.text}
    if message.activation:
        fields["activation"] = message.activation
    members = "".join(f', "{name}": "{value.translate(_ESCAPES)}"' for name, value in fields.items())
    return f'{{"pbxdialer": {VERSION}{members}}}\n'.encode()


def parse(data: bytes) -> Message:
    """Read one whole message. Raises NotAMessage, and nothing else, for everything else."""
    import json

    if len(data) > LONGEST_MESSAGE:
        raise NotAMessage("too long")
    if not data.endswith(b"\n"):
        raise NotAMessage("half a message")
    try:
        fields = json.loads(data.decode())
    except (ValueError, RecursionError) as error:
        raise NotAMessage("no JSON") from error
    if not isinstance(fields, dict) or type(fields.get("pbxdialer")) is not int:
        raise NotAMessage("not ours")
    if fields["pbxdialer"] != VERSION:
        raise NotAMessage("another version")
    verb, text, activation = fields.get("verb"), fields.get("text", ""), fields.get("activation", "")
    if verb not in [known.value for known in Verb] or not isinstance(text, str) or not isinstance(activation, str):
        raise NotAMessage("an unknown verb, or no text")
    return Message(Verb(verb), text, activation)


def is_activation(token: str) -> bool:
    """True for what may be a desktop's activation token, or none: short, printable ASCII."""
    return len(token) <= _LONGEST_ACTIVATION and token.isascii() and (not token or token.isprintable())


def of_this_session(path: "Path") -> "Path":
    """Return `path` with the session in its name: one window per user and session, and its own socket and lock."""
    return path.with_stem(f"{path.stem}{_session()}")


def place_of_this_session(place: str) -> str:
    """Return `place`, a path as text, with the session in its name: the same as `of_this_session`."""
    stem, ending = os.path.splitext(place)  # noqa: PTH122 – without pathlib, see above
    return f"{stem}{_session()}{ending}"


def _session() -> str:
    """Return what tells this session's names from another's.

    On Windows a session has a number. Elsewhere it is the display: a window on another one would be no answer.
    """
    if sys.platform == "win32":
        from pbxdialer.desktop.windows_pipe import session_id

        return f"-{session_id()}"
    else:  # noqa: RET505 – mypy reads the branch of the other system only in this form
        display = os.environ.get("WAYLAND_DISPLAY") or os.environ.get("DISPLAY", "").removesuffix(".0")
        return f"-{zlib.crc32(display.encode()):08x}" if display else ""


def address(place: "Path | str") -> str:
    """Return the name to listen on for the socket at `place`: its path, or a pipe of this user, session and profile."""
    if sys.platform == "win32":
        import hashlib

        from pbxdialer.desktop.windows_pipe import session_id, user_sid

        profile = hashlib.sha256(os.fsencode(place)).hexdigest()[:16]
        return rf"\\.\pipe\pbxdialer-{user_sid()}-{session_id()}-{profile}"
    else:  # noqa: RET505 – mypy reads the branch of the other system only in this form
        return str(place)


def deliver(place: "Path | str", message: Message, patience_s: float = 0.0) -> bool:
    """Hand `message` to the program that listens at `place`; True when it said that it has taken it.

    Takes `DEADLINE_S` at the most; with `patience_s`, waits so long for somebody to listen. Never raises, and gives
    nothing to a program of another user.
    """
    end = time.monotonic() + patience_s
    while True:
        try:
            return _delivered(place, encoded(message))
        except (FileNotFoundError, ConnectionRefusedError):  # nobody listens (yet)
            if time.monotonic() >= end:
                return False
            time.sleep(_LOOK_AGAIN_S)
        except OSError:  # it hung up, or let the deadline pass
            return False


if sys.platform == "win32":

    def _delivered(place: "Path | str", data: bytes) -> bool:
        from pbxdialer.desktop.windows_pipe import exchanged

        return exchanged(address(place), data, len(TAKEN), DEADLINE_S) == TAKEN
else:

    def _delivered(place: "Path | str", data: bytes) -> bool:
        end = time.monotonic() + DEADLINE_S
        line = _socket.socket(_socket.AF_UNIX, _socket.SOCK_STREAM)
        try:
            line.settimeout(DEADLINE_S)
            _connect(line, str(place), end)
            if not is_our_user(line.fileno()):
                return False
            line.sendall(data)
            answer = b""
            while len(answer) < len(TAKEN):
                line.settimeout(max(end - time.monotonic(), 0.001))
                piece = line.recv(len(TAKEN))
                if not piece:
                    break
                answer += piece
        finally:
            line.close()
        return answer == TAKEN

    def _connect(line: _socket.socket, place: str, end: float) -> None:
        """Connect; where a crowd stands before the door, wait for room until `end`. Raises OSError."""
        while True:
            try:
                return line.connect(place)
            except BlockingIOError:
                if time.monotonic() >= end:
                    raise
                time.sleep(_LOOK_AGAIN_S)
