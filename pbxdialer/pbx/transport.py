"""Sends one request once, and tells on which side of the point of no return it failed. h11 writes and reads the HTTP.

No retries, no redirects, no cookies, nothing from the environment, no second use of a connection: a kept connection
saves two round trips, but one the server has just closed fails after the point of no return (performance.md). There is
no code here for any of it; httpx, which has it, was 7 MB (measured).
"""

import base64
import ssl
import sys
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote, urlsplit

import h11

from pbxdialer import __version__
from pbxdialer.core.account import NO_HOST, is_loopback
from pbxdialer.core.failure import Failure, FailureCode
from pbxdialer.core.plain_text import plain
from pbxdialer.pbx.attempt import Attempt, WireFault
from pbxdialer.pbx.certificate import remember_certificates
from pbxdialer.pbx.line import BoundedStream, connected
from pbxdialer.pbx.place import Place, UnusableAddress, split_address, target_of
from pbxdialer.pbx.wire import Outgoing, Reply

_LONGEST_HEAD = 100 * 1024
_READ_AT_ONCE = 64 * 1024
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_NOTHING_ENCODED = frozenset({"", "identity"})
_NOT_REACHED = frozenset(
    {
        FailureCode.NAME_NOT_FOUND,
        FailureCode.NAME_LOOKUP_TIMEOUT,
        FailureCode.CONNECTION_REFUSED,
        FailureCode.NO_ROUTE,
        FailureCode.CONNECT_TIMEOUT,
    }
)
# where distributions keep their roots, for an OpenSSL that was built elsewhere (the list is truststore's)
_LINUX_BUNDLES = (
    "/etc/ssl/cert.pem",
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
    "/etc/pki/tls/cert.pem",
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/ssl/ca-bundle.pem",
)


def trusted_context(extra_ca_file: str = "") -> ssl.SSLContext:
    """Return a context that trusts the operating system's roots, and a company's own issuer where one is named."""
    context = _linux_context() if sys.platform == "linux" else _context_elsewhere()
    if extra_ca_file:
        context.load_verify_locations(cafile=extra_ca_file)
    remember_certificates(context)
    return context


def _context_elsewhere() -> ssl.SSLContext:
    import truststore

    return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def _linux_context() -> ssl.SSLContext:
    """Return what truststore makes on Linux, with the roots read once: truststore reads them for each greeting anew
    (21 ms, measured).
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_default_certs()
    bundle = next((path for path in _LINUX_BUNDLES if Path(path).is_file()), None)
    if bundle and not ssl.get_default_verify_paths().cafile:
        context.load_verify_locations(cafile=bundle)
    return context


class _ProxyRefused(Exception):
    """The proxy does not open a way to the PBX; the message is its own status line."""


def exchange(request: Outgoing, attempt: Attempt, context: ssl.SSLContext, proxy: str = "") -> Reply:
    """Send `request` once and return the whole reply.

    `proxy` is ``""``, ``"system"`` or the URL of an HTTP proxy. Raises WireFault, always: whatever else goes wrong in
    here is told as a fault of this program, before or after the point of no return.
    """
    via = ""
    try:
        via = _proxy_for(request.url, proxy)
        return _exchanged(request, attempt, context, via)
    except WireFault as fault:
        raise WireFault(_blamed(fault.failure, request.url, via)) from fault
    except UnusableAddress as error:
        bad = (
            Failure(FailureCode.PROXY_UNREACHABLE, "bad address") if via else Failure(FailureCode.BAD_ADDRESS, NO_HOST)
        )
        raise WireFault(bad) from error
    except _ProxyRefused as error:
        raise WireFault(Failure(FailureCode.PROXY_FAULT, plain(str(error), 120))) from error
    except h11.RemoteProtocolError as error:
        if attempt.far_end_closed:
            raise attempt.fault(FailureCode.CONNECTION_BROKEN, FailureCode.REPLY_LOST, "closed") from error
        raise attempt.fault(FailureCode.CONNECTION_BROKEN, FailureCode.REPLY_NOT_UNDERSTOOD, "not HTTP") from error
    except OSError as error:
        detail = type(error).__name__
        raise attempt.fault(FailureCode.CONNECTION_BROKEN, FailureCode.REPLY_LOST, detail) from error
    except Exception as error:
        detail = type(error).__name__
        raise attempt.fault(FailureCode.PROGRAM_FAULT_BEFORE_SENDING, FailureCode.PROGRAM_FAULT, detail) from error
    finally:
        attempt.lets_go()


def _blamed(failure: Failure, url: str, via: str) -> Failure:
    """Return `failure` with the blame on the proxy where it was the proxy, and never without a name."""
    if failure.code is FailureCode.CONNECT_TIMEOUT and not failure.detail:
        return replace(failure, detail=urlsplit(url).hostname or "")
    if via and failure.code in _NOT_REACHED:
        return Failure(FailureCode.PROXY_UNREACHABLE, failure.detail)
    return failure


def _exchanged(request: Outgoing, attempt: Attempt, context: ssl.SSLContext, via: str) -> Reply:
    parts = split_address(request.url)
    pbx = Place.of(parts)
    head = h11.Request(method=request.method, target=target_of(parts), headers=_headers(request, pbx))
    stream = _way_through(via, pbx, attempt) if via else connected(pbx.host, pbx.port, attempt)
    try:
        if pbx.scheme == "https":
            context.set_alpn_protocols(["http/1.1"])
            stream = stream.start_tls(context, pbx.host)
        return _asked(head, request, stream, attempt)
    finally:
        stream.close()


def _asked(head: h11.Request, request: Outgoing, stream: BoundedStream, attempt: Attempt) -> Reply:
    """Put the question on a line that is ready for it, and return the answer."""
    talk = h11.Connection(h11.CLIENT, max_incomplete_event_size=_LONGEST_HEAD)
    opening = talk.send(head) or b""
    rest = (talk.send(h11.Data(request.body)) or b"") + (talk.send(h11.EndOfMessage()) or b"")
    attempt.passes_point_of_no_return()
    _written(stream, opening, rest)
    answer = _response(talk, stream)
    if _header(answer, b"content-encoding").strip().lower() not in _NOTHING_ENCODED:
        raise WireFault(Failure(FailureCode.REPLY_NOT_UNDERSTOOD, "compressed, though plain was asked for"))
    body = _whole_body(talk, stream, request.longest_reply)
    return Reply(answer.status_code, body, _redirect_host(answer, request.url))


def _written(stream: BoundedStream, *pieces: bytes) -> None:
    """Write the pieces, up to the first that the far end does not take: it may have answered before it hung up."""
    with suppress(OSError):
        for piece in filter(None, pieces):
            stream.write(piece)


def _response(talk: h11.Connection, stream: BoundedStream) -> h11.Response:
    while not isinstance(event := _heard(talk, stream), h11.Response):
        pass  # "100 Continue" and the like, which says nothing yet
    return event


def _whole_body(talk: h11.Connection, stream: BoundedStream, longest: int) -> bytes:
    body = bytearray()
    while isinstance(event := _heard(talk, stream), h11.Data):
        body += event.data
        if len(body) > longest:
            raise WireFault(Failure(FailureCode.REPLY_NOT_UNDERSTOOD, f"longer than {longest // 1024} KB"))
    return bytes(body)


def _heard(talk: h11.Connection, stream: BoundedStream) -> object:
    """Return the next event of the answer. Raises h11.RemoteProtocolError where it is none, or cut short."""
    while (event := talk.next_event()) is h11.NEED_DATA:
        talk.receive_data(stream.read(_READ_AT_ONCE))
    return event


def _way_through(via: str, pbx: Place, attempt: Attempt) -> BoundedStream:
    """Return a line to the PBX through a proxy that was asked for one (RFC 9110, 9.3.6). Raises _ProxyRefused."""
    parts = split_address(via)
    proxy = Place.of(parts)
    if proxy.scheme != "http":
        raise UnusableAddress  # TLS to the proxy itself would have to carry TLS to the PBX
    headers = [("Host", pbx.authority), ("Accept", "*/*")]
    if parts.username:
        login = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
        headers.append(("Proxy-Authorization", f"Basic {base64.b64encode(login.encode()).decode()}"))
    stream = connected(proxy.host, proxy.port, attempt)
    try:
        talk = h11.Connection(h11.CLIENT, max_incomplete_event_size=_LONGEST_HEAD)
        _written(stream, talk.send(h11.Request(method="CONNECT", target=pbx.authority, headers=headers)) or b"")
        talk.send(h11.EndOfMessage())
        answer = _response(talk, stream)
        if not 200 <= answer.status_code < 300:
            raise _ProxyRefused(f"{answer.status_code} {answer.reason.decode('ascii', 'ignore')}")
    except BaseException:
        stream.close()
        raise
    return stream


def _headers(request: Outgoing, pbx: Place) -> list[tuple[str, str]]:
    named = {
        "Host": pbx.host_header,
        "Accept": "application/json",
        "Accept-Encoding": "identity",
        "Connection": "close",
        "User-Agent": f"pbxdialer/{__version__}",
        "Content-Type": request.content_type,
        "Authorization": request.authorization,
        "Content-Length": str(len(request.body)) if request.body else "",
    }
    return [(name, value) for name, value in named.items() if value]


def _header(answer: h11.Response, name: bytes) -> str:
    return ", ".join(value.decode("latin-1") for found, value in answer.headers if found == name)


def _redirect_host(answer: h11.Response, url: str) -> str:
    """Return the host that an answer points to, for a sentence; nobody goes there."""
    location = _header(answer, b"location")
    if answer.status_code not in _REDIRECTS or not location:
        return ""
    try:
        return plain(urlsplit(location).hostname or urlsplit(url).hostname or "", 120)
    except ValueError:
        return "?"


def _proxy_for(url: str, proxy: str) -> str:
    """Return the URL of the proxy to use, or ``""``. This computer itself is never reached through one."""
    parts = split_address(url)
    host = parts.hostname or ""
    if not proxy or is_loopback(host):
        return ""
    if proxy != "system":
        return proxy
    from urllib.request import getproxies, proxy_bypass

    if proxy_bypass(host):
        return ""
    found = getproxies().get(parts.scheme, "")
    return found if "://" in found or not found else f"http://{found}"
