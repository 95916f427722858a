"""A PBX that misbehaves on purpose: a raw-socket server, plain or TLS, that plays a script of steps on each connection.

    with FaultPbx(read_request, send(b"HTTP/1.1 200"), reset) as pbx:
        ...                      # dial pbx.url
        pbx.posts, pbx.wire      # how many requests arrived, and every byte of them

A step is a function of the `Conversation`. When the script ends, the connection is closed. A repeated request would
play the script again, and be counted.
"""

import re
import select
import socket
import ssl
import struct
import threading
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType
from typing import Self

from tests.canary.mark import hear
from tests.waiting import await_condition

_REQUEST = re.compile(rb"^(?:POST|GET) (\S+) HTTP/1\.1\r\n(?:[^\r\n]+\r\n)*\r\n", re.MULTILINE)
_LENGTH = re.compile(rb"\r\nContent-Length: (\d+)\r\n", re.IGNORECASE)
_PATIENCE_S = 20.0

Step = Callable[["Conversation"], None]


class Conversation:
    """One accepted connection: its socket, and what it has heard so far (after TLS, where there is any)."""

    def __init__(self, pbx: "FaultPbx", line: socket.socket) -> None:
        self.pbx = pbx
        self.line = line
        self.wire = b""
        self.connect = b""

    def hear(self, most: int = 65536) -> bytes:
        """Receive at most `most` bytes and keep them; empty when the other side has closed."""
        data = self.line.recv(most)
        self.wire += data
        return data

    @property
    def requests(self) -> int:
        """How many requests' header blocks have arrived."""
        return len(_REQUEST.findall(self.wire))

    @property
    def originates(self) -> int:
        """How many of them ask for a call, which is what must never be repeated."""
        return sum(b"/originate-call" in path for path in _REQUEST.findall(self.wire))

    @property
    def request_is_whole(self) -> bool:
        """True when the header block and as much body as it promised have arrived."""
        head, blank, body = self.wire.partition(b"\r\n\r\n")
        length = _LENGTH.search(head + b"\r\n")
        return bool(blank) and len(body) >= (int(length[1]) if length else 0)


class FaultPbx:
    """Plays `script` on every connection; `tls` is the server's context, None for plain http.

    For a `narrow` one the kernel keeps little of what it has not read yet.
    """

    def __init__(
        self, *script: Step, tls: ssl.SSLContext | None = None, host: str = "127.0.0.1", narrow: bool = False
    ) -> None:
        self._script = script
        self._tls = tls
        self._host = host
        self._narrow = narrow
        self.conversations: list[Conversation] = []
        self.released = threading.Event()
        self.errors: list[Exception] = []

    def __enter__(self) -> Self:
        family = socket.AF_INET6 if ":" in self._host else socket.AF_INET
        self._listener = socket.create_server((self._host, 0), family=family, backlog=50)
        if self._narrow:
            self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65536)
        self._threads = [threading.Thread(target=self._serve, name="fault PBX", daemon=True)]
        self._threads[0].start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.released.set()
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for conversation in self.conversations:
            with suppress(OSError):
                socket.socket.shutdown(conversation.line, socket.SHUT_RDWR)  # below TLS, which its own thread uses
        for thread in self._threads:
            thread.join(_PATIENCE_S)
        hear(self.wire)
        if self.errors and kind is None:
            raise self.errors[0]

    @property
    def port(self) -> int:
        return int(self._listener.getsockname()[1])

    @property
    def url(self) -> str:
        """The address to put into an account."""
        return f"{'https' if self._tls else 'http'}://{self._host}:{self.port}"

    @property
    def connections(self) -> int:
        return len(self.conversations)

    @property
    def posts(self) -> int:
        """How many originates (requests whose header block arrived) there were, over all connections."""
        return sum(conversation.originates for conversation in self.conversations)

    @property
    def wire(self) -> bytes:
        """Everything heard, in the order of the connections."""
        return b"".join(conversation.wire for conversation in self.conversations)

    def await_connection(self) -> None:
        """Wait until somebody has connected."""
        await_condition(lambda: self.connections > 0, _PATIENCE_S, "a connection")

    def await_post(self) -> None:
        """Wait until a whole request has been heard."""
        await_condition(lambda: any(c.request_is_whole for c in self.conversations), _PATIENCE_S, "a request")

    def _serve(self) -> None:
        while True:
            try:
                line, _ = self._listener.accept()
            except OSError:
                return  # the listener was closed: the test is over
            conversation = Conversation(self, line)
            self.conversations.append(conversation)
            self._threads.append(threading.Thread(target=self._play, args=[conversation], daemon=True))
            self._threads[-1].start()

    def _play(self, conversation: Conversation) -> None:
        try:
            if self._tls:
                conversation.line = self._tls.wrap_socket(conversation.line, server_side=True)
            for step in self._script:
                step(conversation)
        except OSError:
            pass  # the other side has gone, which faults are made to provoke
        except Exception as error:
            self.errors.append(error)
        finally:
            conversation.line.close()


def read_request(conversation: Conversation) -> None:
    """Hear one whole request."""
    while not conversation.request_is_whole:
        if not conversation.hear():
            raise ConnectionError("closed in the middle of a request")


def read(count: int) -> Step:
    """Hear exactly `count` bytes."""

    def step(conversation: Conversation) -> None:
        end = len(conversation.wire) + count
        while len(conversation.wire) < end and conversation.hear(end - len(conversation.wire)):
            pass

    return step


def await_unread_request(conversation: Conversation) -> None:
    """Wait until a header block has arrived, and leave it unread in the kernel (plain http only).

    What is peeked at is kept as heard, so that it is counted.
    """
    while not conversation.requests:
        select.select([conversation.line], [], [], _PATIENCE_S)
        conversation.wire = conversation.line.recv(65536, socket.MSG_PEEK)
        if not conversation.wire:
            raise ConnectionError("closed in the middle of a request")


def send(data: bytes) -> Step:
    """Send `data` at once."""
    return lambda conversation: conversation.line.sendall(data)


def drip(data: bytes, every_s: float) -> Step:
    """Send `data` byte by byte."""

    def step(conversation: Conversation) -> None:
        for at in range(len(data)):
            conversation.line.sendall(data[at : at + 1])
            if conversation.pbx.released.wait(every_s):
                return

    return step


def send_for_ever(data: bytes) -> Step:
    """Send `data` again and again, as fast as it is taken."""

    def step(conversation: Conversation) -> None:
        while not conversation.pbx.released.is_set():
            conversation.line.sendall(data)

    return step


def pause(seconds: float) -> Step:
    """Do nothing for a while: the scaled part of a slow PBX."""

    def step(conversation: Conversation) -> None:
        conversation.pbx.released.wait(seconds)

    return step


def hang(conversation: Conversation) -> None:
    """Say nothing more until the test is over."""
    conversation.pbx.released.wait()


def reset(conversation: Conversation) -> None:
    """Break the connection with RST instead of closing it."""
    conversation.line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    conversation.line.close()


def close(conversation: Conversation) -> None:
    """Close the connection; with unread bytes the kernel answers RST."""
    conversation.line.close()


def half_close(conversation: Conversation) -> None:
    """Say that nothing more will come, and go on listening."""
    conversation.line.shutdown(socket.SHUT_WR)


def look(at: Callable[[], object]) -> Step:
    """Call `at` at this point of the script: what was true on this computer when the bytes arrived?"""

    def step(conversation: Conversation) -> None:
        at()

    return step


def tunnel(tls: ssl.SSLContext) -> Step:
    """Answer as a proxy that let a CONNECT through, and be the TLS server behind it as well."""

    def step(conversation: Conversation) -> None:
        read_connect(conversation)
        conversation.connect, conversation.wire = conversation.wire, b""
        conversation.line.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
        conversation.line = tls.wrap_socket(conversation.line, server_side=True)

    return step


def read_connect(conversation: Conversation) -> None:
    """Hear a proxy's CONNECT."""
    while b"\r\n\r\n" not in conversation.wire:
        if not conversation.hear():
            raise ConnectionError("closed in the middle of a CONNECT")


def reply(body: bytes, status: str = "200 OK", headers: bytes = b"Content-Type: application/json\r\n") -> Step:
    """Send a whole HTTP answer with its length."""
    return send(f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n".encode() + headers + b"\r\n" + body)


ACCEPTED = b'{"has_error": false, "messages": [], "results": ["Call successfully originated for user: ionescu"]}'
NO_SUCH_USER = b'{"has_error": true, "messages": ["Invalid User. Check if pbx user exists"], "results": []}'
