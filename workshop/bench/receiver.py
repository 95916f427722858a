"""A TLS server in a process of its own that tells when the first byte of each request arrived.

Both processes read the same monotonic clock (CLOCK_MONOTONIC is the machine's, not the process's).
"""

import json
import socket
import ssl
import subprocess
import sys
import threading
import time
from pathlib import Path
from types import TracebackType

import trustme

_REPLY = json.dumps({"has_error": False, "messages": [], "results": ["Call successfully originated"]}).encode()
_ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%b" % (len(_REPLY), _REPLY)


class Receiver:
    """The server, as its callers see it: `url` to post to, `ca_file` to trust, and when each request arrived."""

    def __init__(self, folder: Path) -> None:
        command = [sys.executable, "-m", "workshop.bench.receiver", str(folder)]
        self._server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        self.url = f"https://localhost:{self._next_line()}"
        self.ca_file = str(folder / "issuer.pem")

    def arrived_s(self) -> float:
        """Wait for the next originate's arrival; return its moment on the monotonic clock.

        Questions that the program asks meanwhile, about telephones, are answered and not told of.
        """
        return float(self._next_line())

    def __enter__(self) -> "Receiver":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.kill()
        self._server.communicate()

    def _next_line(self) -> str:
        assert self._server.stdout is not None
        line = self._server.stdout.readline()
        if not line:
            raise OSError("the receiver has ended")
        return line.strip()


def _serve(folder: Path) -> None:
    issuer = trustme.CA()
    issuer.cert_pem.write_to_path(folder / "issuer.pem")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    issuer.issue_cert("localhost").configure_cert(context)
    family, _, _, _, address = socket.getaddrinfo("localhost", 0, type=socket.SOCK_STREAM)[0]
    with socket.create_server(address[:2], family=family) as door:
        print(door.getsockname()[1], flush=True)
        while True:
            line, _ = door.accept()
            threading.Thread(target=_talk, args=(line, context), daemon=True).start()


def _talk(line: socket.socket, context: ssl.SSLContext) -> None:
    line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    with context.wrap_socket(line, server_side=True) as secure:
        while _answered(secure):
            pass


def _answered(line: ssl.SSLSocket) -> bool:
    """Take one request and answer it; False when the other side has closed."""
    request = line.recv(65536)
    arrived_s = time.monotonic()
    if not request:
        return False
    while not _is_whole(request):
        request += line.recv(65536)
    line.sendall(_ANSWER)
    if b"originate-call" in request.partition(b"\r\n")[0]:
        print(arrived_s, flush=True)
    return True


def _is_whole(request: bytes) -> bool:
    head, _, body = request.partition(b"\r\n\r\n")
    lengths = [line.split(b":")[1] for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
    return b"\r\n\r\n" in request and len(body) >= int(lengths[0])


if __name__ == "__main__":
    _serve(Path(sys.argv[1]))
