"""How do requests come in? HTTP/1.1 on loopback, one daemon thread for each connection."""

import socket
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import TCPServer
from typing import Any

from pbxdialer.demo_pbx.envelope import Reply, html_reply

LOOPBACK = "127.0.0.1"

MAX_BODY_BYTES = 1024 * 1024
"""A longer body is refused unread."""

_IDLE_CONNECTION_S = 60.0

Answer = Callable[[str, str, bytes, str, str], Reply]
"""From method, target, body, Content-Type and Authorization to the reply."""


class LoopbackServer(ThreadingHTTPServer):
    """Answers HTTP on `LOOPBACK`, from `listen` on. Raises OSError when the port is taken."""

    daemon_threads = True
    request_queue_size = 64
    # On Windows this option would let two programs listen on one port.
    allow_reuse_address = sys.platform != "win32"

    def __init__(self, port: int, answer: Answer) -> None:
        self.answer = answer
        self._connections: dict[Any, threading.Thread] = {}
        self._connections_lock = threading.Lock()
        super().__init__((LOOPBACK, port), _Handler)
        self._listens = True
        self._thread = threading.Thread(target=self._take_calls, name="demo-pbx-server", daemon=True)

    def listen(self) -> None:
        """Begin to answer; whoever connected before is answered now."""
        self._thread.start()

    def refuse_more(self) -> None:
        """Stop listening and cut every connection, so that no thread is blocked by a client."""
        self._listens = False
        # The listener sleeps until somebody calls, instead of looking about twenty times a second: so call it.
        with suppress(OSError):
            socket.create_connection((LOOPBACK, self.server_port), timeout=1.0).close()
        self._thread.join(timeout=2.0)
        self.server_close()
        with self._connections_lock:
            for connection in self._connections:
                with suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)

    def join_connections(self) -> None:
        """Wait until the last connection's thread is gone."""
        with self._connections_lock:
            threads = set(self._connections.values()) - {threading.current_thread()}
        for thread in threads:
            thread.join(timeout=2.0)

    def server_bind(self) -> None:
        """Bind without the base class's look-up of the host's name, which may take seconds."""
        TCPServer.server_bind(self)
        self.server_port = self.server_address[1]

    def process_request(self, request: Any, client_address: Any) -> None:
        """Serve one connection on a thread of its own that `join_connections` knows."""
        thread = threading.Thread(
            target=self.process_request_thread,
            args=(request, client_address),
            name="demo-pbx-connection",
            daemon=True,
        )
        with self._connections_lock:
            self._connections[request] = thread
        thread.start()

    def shutdown_request(self, request: Any) -> None:
        """Close one connection."""
        super().shutdown_request(request)
        with self._connections_lock:
            self._connections.pop(request, None)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of clients that went away; anything else is a fault of ours and must be seen."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)

    def _take_calls(self) -> None:
        while self._listens:
            self.handle_request()


class _Handler(BaseHTTPRequestHandler):
    server: LoopbackServer
    protocol_version = "HTTP/1.1"
    # Garbage gets a status line too, not the bare page of HTTP/0.9.
    default_request_version = "HTTP/1.1"
    server_version = "DemoPBX"
    sys_version = ""
    timeout = _IDLE_CONNECTION_S
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        self._serve(b"")

    def do_POST(self) -> None:
        length = self.headers.get("Content-Length", "")
        if not (length.isascii() and length.isdigit()):
            self._refuse(411, "411 Length Required")
        elif len(length) > len(str(MAX_BODY_BYTES)) or int(length) > MAX_BODY_BYTES:
            self._refuse(413, "413 Request Entity Too Large")
        else:
            body = self.rfile.read(int(length))
            if len(body) == int(length):
                self._serve(body)
            else:
                self.close_connection = True

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing on stderr."""

    def _serve(self, body: bytes) -> None:
        content_type = self.headers.get("Content-Type", "")
        authorization = self.headers.get("Authorization", "")
        self._send(self.server.answer(self.command, self.path, body, content_type, authorization))

    def _refuse(self, status: int, title: str) -> None:
        self.close_connection = True
        self._send(html_reply(status, title))

    def _send(self, reply: Reply) -> None:
        self.send_response(reply.status)
        self.send_header("Content-Type", reply.content_type)
        self.send_header("Content-Length", str(len(reply.body)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(reply.body)
