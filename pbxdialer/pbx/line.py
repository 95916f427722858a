"""The connection below HTTP: every wait on it is bounded by the attempt's deadline and ends when stop is pressed.

httpx's time-outs bound each single read, so an answer dripped byte by byte would last for ever; here one deadline
bounds them all. Plugged into httpcore, httpx's engine, as its network backend.
"""

import errno
import selectors
import socket
import ssl
from collections.abc import Iterable
from typing import Any

import httpcore

from pbxdialer.core.account import is_loopback
from pbxdialer.core.failure import Failure, FailureCode
from pbxdialer.core.plain_text import plain
from pbxdialer.pbx.attempt import Attempt, WireFault
from pbxdialer.pbx.certificate import Certificate
from pbxdialer.pbx.name_lookup import Address, addresses_of

_CONNECT_S = 8.0
_LOOK_AGAIN_S = 0.1
_MOST_BYTES = 512 * 1024  # headers (100 KB) and body (64 KB) are capped; whoever sends more is not answering
_IN_PROGRESS = frozenset({errno.EINPROGRESS, errno.EWOULDBLOCK, errno.EALREADY, getattr(errno, "WSAEWOULDBLOCK", -1)})

# Why a certificate was refused, in the numbers of whoever refused it; they do not overlap: OpenSSL's X509_V_ERR_*
# (x509_vfy.h), and by way of truststore Windows' CERT_E_* (winerror.h) and macOS's errSec* (SecBase.h).
_EXPIRED = frozenset({9, 10, 0x800B0101, 0x800B0102, -67818, -67819})
_UNKNOWN_ISSUER = frozenset(
    {*(2, 18, 19, 20, 21, 27), *(0x800B0109, 0x800B010A, 0x800B010D, 0x800B0112), *(-67843, -25318, -67612)}
)
_WRONG_HOST = frozenset({62, 63, 64, 0x800B010F, -67602})


class BoundedBackend(httpcore.NetworkBackend):
    """Opens connections for one attempt."""

    def __init__(self, attempt: Attempt) -> None:
        self._attempt = attempt

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first address of `host` that takes the connection. Raises WireFault."""
        addresses = addresses_of(host, port, self._attempt)
        fault = WireFault(Failure(FailureCode.NAME_NOT_FOUND, host))
        for address in addresses:
            try:
                return BoundedStream(_connected(address, host, port, self._attempt), self._attempt, host)
            except WireFault as this_fault:
                self._attempt.seconds_left()
                fault = this_fault
        raise fault


class BoundedStream(httpcore.NetworkStream):
    """One connection whose reads and writes share the attempt's deadline."""

    def __init__(self, line: socket.socket, attempt: Attempt, host: str) -> None:
        self._line = line
        self._attempt = attempt
        self._host = host
        self._heard = 0

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Return up to `max_bytes`. Raises WireFault at the deadline, httpcore.ReadError on a broken line."""
        try:
            data = self._received(max_bytes)
        except OSError as error:
            self._attempt.seconds_left()
            raise httpcore.ReadError(_told(error)) from error
        if not data:
            self._attempt.seconds_left()
            self._attempt.far_end_closed = True
        self._heard += len(data)
        if self._heard > _MOST_BYTES:
            raise self._attempt.fault(FailureCode.CONNECTION_BROKEN, FailureCode.REPLY_NOT_UNDERSTOOD, "endless")
        return data

    def _received(self, max_bytes: int) -> bytes:
        """Return what comes, waiting in slices where cutting the line frees no reader."""
        waited_s, left_s = 0.0, self._attempt.seconds_left()
        while waited_s < left_s:
            self._line.settimeout(min(self._attempt.look_again_s, left_s - waited_s))
            try:
                return self._line.recv(max_bytes)
            except TimeoutError:
                waited_s += self._attempt.look_again_s
                self._attempt.seconds_left()
        raise self._attempt.too_late()

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Write all of `buffer`. Raises WireFault at the deadline, httpcore.WriteError on a broken line."""
        self._line.settimeout(self._attempt.seconds_left())
        try:
            self._line.sendall(buffer)
        except TimeoutError as error:
            self._attempt.seconds_left()
            raise self._attempt.too_late() from error
        except OSError as error:
            self._attempt.seconds_left()
            raise httpcore.WriteError(_told(error)) from error
        if self._attempt.sent:
            self._attempt.departed.set()

    def close(self) -> None:
        """Close the connection."""
        self._attempt.lets_go()
        self._line.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        """Greet and verify. Raises WireFault that tells the kinds of certificate trouble apart."""
        name = server_hostname or self._host
        secure = self._line
        self._attempt.lets_go()  # a socket cut before or while it is wrapped would not be closed (CPython 3.11)
        try:
            self._attempt.seconds_left()
            secure = ssl_context.wrap_socket(self._line, server_hostname=server_hostname, do_handshake_on_connect=False)
            _greet(secure, self._attempt)
            self._attempt.holds(secure)
        except WireFault:
            secure.close()
            raise
        except (OSError, ValueError) as error:
            secure.close()
            self._attempt.seconds_left()
            raise WireFault(_tls_failure(error, name, Certificate.shown_to(secure))) from error
        return BoundedStream(secure, self._attempt, name)

    def get_extra_info(self, info: str) -> Any:
        """Return the socket where httpcore asks for it."""
        return {"socket": self._line, "ssl_object": self._line if isinstance(self._line, ssl.SSLSocket) else None}.get(
            info
        )


def _connected(address: Address, host: str, port: int, attempt: Attempt) -> socket.socket:
    """Return a connected socket, waiting in slices so that stop and deadline are noticed on every system."""
    family, where = address
    if is_loopback(host) and not is_loopback(where[0]):
        raise WireFault(Failure(FailureCode.NO_ROUTE, host))  # a "localhost" elsewhere would get plain http
    line = socket.socket(family, socket.SOCK_STREAM)
    try:
        line.setblocking(False)
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        code = line.connect_ex(where)
        if code in _IN_PROGRESS:
            code = _awaited(line, attempt)
        if code:
            raise WireFault(_connect_failure(code, f"{host}:{port}"))
        attempt.holds(line)
    except BaseException:
        line.close()
        raise
    return line


def _awaited(line: socket.socket, attempt: Attempt) -> int:
    """Wait for the connection; return its error number, 0 for success."""
    waited_s, longest_s = 0.0, attempt.stage_s(_CONNECT_S)
    with selectors.DefaultSelector() as selector:
        selector.register(line, selectors.EVENT_WRITE)
        while waited_s < longest_s:
            if selector.select(min(_LOOK_AGAIN_S, attempt.seconds_left())):
                return line.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
            waited_s += _LOOK_AGAIN_S
    return errno.ETIMEDOUT


def _greet(line: ssl.SSLSocket, attempt: Attempt) -> None:
    """Shake hands, waiting in slices: truststore locks the shared context for as long as a handshake blocks."""
    waited_s, longest_s = 0.0, attempt.stage_s(_CONNECT_S)
    line.setblocking(False)
    with selectors.DefaultSelector() as selector:
        selector.register(line, selectors.EVENT_READ)
        while waited_s < longest_s:
            try:
                return line.do_handshake()
            except ssl.SSLWantReadError:
                selector.modify(line, selectors.EVENT_READ)
            except ssl.SSLWantWriteError:
                selector.modify(line, selectors.EVENT_WRITE)
            if not selector.select(min(_LOOK_AGAIN_S, attempt.seconds_left())):
                waited_s += _LOOK_AGAIN_S
    raise TimeoutError


def _connect_failure(code: int, where: str) -> Failure:
    name = errno.errorcode.get(code, "").removeprefix("WSA")
    if name == "ECONNREFUSED":
        return Failure(FailureCode.CONNECTION_REFUSED, where)
    if name == "ETIMEDOUT":
        return Failure(FailureCode.CONNECT_TIMEOUT, where)
    if name in ("ENETUNREACH", "EHOSTUNREACH", "ENETDOWN", "EHOSTDOWN", "EADDRNOTAVAIL"):
        return Failure(FailureCode.NO_ROUTE, where)
    return Failure(FailureCode.CONNECTION_BROKEN, name or str(code))


def _tls_failure(error: Exception, host: str, shown: Certificate) -> Failure:
    if isinstance(error, TimeoutError):
        return Failure(FailureCode.TLS_TIMEOUT, host)
    if isinstance(error, ssl.SSLCertVerificationError):
        code = getattr(error, "verify_code", 0)
        if code in _EXPIRED:
            return Failure(FailureCode.TLS_EXPIRED, f"{host}\n{shown.issuer}")
        if code in _WRONG_HOST:
            return Failure(FailureCode.TLS_WRONG_HOST, f"{host}\n{shown.made_for}")
        if code in _UNKNOWN_ISSUER:
            return Failure(FailureCode.TLS_UNKNOWN_ISSUER, f"{host}\n{shown.issuer}")
        return Failure(FailureCode.TLS_OTHER, plain(getattr(error, "verify_message", "") or str(error), 120))
    if isinstance(error, ssl.SSLEOFError):
        return Failure(FailureCode.CONNECTION_BROKEN, "closed")
    if isinstance(error, ssl.SSLError) and error.reason in ("WRONG_VERSION_NUMBER", "HTTP_REQUEST"):
        return Failure(FailureCode.TLS_NOT_SPOKEN, host)
    if isinstance(error, ssl.SSLError):
        return Failure(FailureCode.TLS_OTHER, (error.reason or "unknown").replace("_", " ").lower())
    return Failure(FailureCode.CONNECTION_BROKEN, _told(error))


def _told(error: Exception) -> str:
    """Name an error without its parameters, which might quote what was sent."""
    code = getattr(error, "errno", None)
    return errno.errorcode.get(code, type(error).__name__) if isinstance(code, int) else type(error).__name__
