"""The only door to httpx: sends one request once, and tells on which side of the point of no return it failed.

No retries, no redirects, no cookies, nothing from the environment, no second use of a connection: a kept connection
saves two round trips, but one the server has just closed fails after the point of no return (performance.md).
"""

import logging
import ssl
import sys
import urllib.request
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpcore
import httpx
import truststore

from pbxdialer import __version__
from pbxdialer.core.account import NO_HOST, is_loopback
from pbxdialer.core.failure import Failure, FailureCode
from pbxdialer.core.plain_text import plain
from pbxdialer.pbx.attempt import Attempt, WireFault
from pbxdialer.pbx.certificate import remember_certificates
from pbxdialer.pbx.line import BoundedBackend
from pbxdialer.pbx.wire import Outgoing, Reply

# httpx writes whole addresses at INFO (a GET's holds the signature), httpcore whole headers at DEBUG (measured)
logging.getLogger("httpx").addFilter(lambda record: record.levelno >= logging.WARNING)
logging.getLogger("httpcore").setLevel(logging.WARNING)

_POINT_OF_NO_RETURN = "http11.send_request_headers.started"
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
    context = _linux_context() if sys.platform == "linux" else truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    if extra_ca_file:
        context.load_verify_locations(cafile=extra_ca_file)
    remember_certificates(context)
    return context


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
    except httpx.InvalidURL as error:
        bad = (
            Failure(FailureCode.PROXY_UNREACHABLE, "bad address") if via else Failure(FailureCode.BAD_ADDRESS, NO_HOST)
        )
        raise WireFault(bad) from error
    except httpcore.ProxyError as error:
        raise WireFault(Failure(FailureCode.PROXY_FAULT, plain(str(error), 120))) from error
    except httpcore.RemoteProtocolError as error:
        if attempt.far_end_closed:
            raise attempt.fault(FailureCode.CONNECTION_BROKEN, FailureCode.REPLY_LOST, "closed") from error
        raise attempt.fault(FailureCode.CONNECTION_BROKEN, FailureCode.REPLY_NOT_UNDERSTOOD, "not HTTP") from error
    except (httpcore.NetworkError, httpcore.TimeoutException, OSError) as error:
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
        return replace(failure, detail=httpx.URL(url).host)
    if via and failure.code in _NOT_REACHED:
        return Failure(FailureCode.PROXY_UNREACHABLE, failure.detail)
    return failure


def _exchanged(request: Outgoing, attempt: Attempt, context: ssl.SSLContext, via: str) -> Reply:
    def noticed(event: str, info: dict[str, Any]) -> None:
        # a proxy's CONNECT fires the same event; only the request itself counts
        if event == _POINT_OF_NO_RETURN and info["request"].method != b"CONNECT":
            attempt.passes_point_of_no_return()

    headers = {
        "Accept": "application/json",
        "Accept-Encoding": "identity",
        "Connection": "close",
        "User-Agent": f"pbxdialer/{__version__}",
    }
    if request.content_type:
        headers["Content-Type"] = request.content_type
    if request.authorization:
        headers["Authorization"] = request.authorization
    transport = _SingleUse(attempt, context, via)
    with httpx.Client(transport=transport, trust_env=False, follow_redirects=False, headers=headers) as client:
        outgoing = client.build_request(
            request.method, request.url, content=request.body or None, extensions={"trace": noticed}
        )
        answer = client.send(outgoing, stream=True)
        try:
            return Reply(answer.status_code, _whole_body(answer, request.longest_reply), _redirect_host(answer))
        finally:
            answer.close()


def _whole_body(answer: httpx.Response, longest: int) -> bytes:
    if answer.headers.get("content-encoding", "").strip().lower() not in _NOTHING_ENCODED:
        raise WireFault(Failure(FailureCode.REPLY_NOT_UNDERSTOOD, "compressed, though plain was asked for"))
    body = bytearray()
    for piece in answer.iter_raw():
        body += piece
        if len(body) > longest:
            raise WireFault(Failure(FailureCode.REPLY_NOT_UNDERSTOOD, f"longer than {longest // 1024} KB"))
    return bytes(body)


def _redirect_host(answer: httpx.Response) -> str:
    if not answer.has_redirect_location:
        return ""
    try:
        return plain(httpx.URL(answer.headers["location"]).host or answer.request.url.host, 120)
    except httpx.InvalidURL:
        return "?"


def _proxy_for(url: str, proxy: str) -> str:
    """Return the URL of the proxy to use, or ``""``. This computer itself is never reached through one."""
    target = httpx.URL(url)
    if not proxy or is_loopback(target.host):
        return ""
    if proxy != "system":
        return proxy
    if urllib.request.proxy_bypass(target.host):
        return ""
    found = urllib.request.getproxies().get(target.scheme, "")
    return found if "://" in found or not found else f"http://{found}"


class _SingleUse(httpx.BaseTransport):
    """Joins httpx to httpcore with our own line below it, which httpx offers no setting for."""

    def __init__(self, attempt: Attempt, context: ssl.SSLContext, proxy: str) -> None:
        backend = BoundedBackend(attempt)
        self._pool: httpcore.ConnectionPool
        if proxy:
            self._pool = httpcore.HTTPProxy(
                proxy_url=_without_login(proxy),
                proxy_auth=_proxy_login(proxy),
                ssl_context=context,
                network_backend=backend,
                retries=0,
            )
        else:
            self._pool = httpcore.ConnectionPool(ssl_context=context, network_backend=backend, retries=0)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        answer = self._pool.handle_request(
            httpcore.Request(
                method=request.method,
                url=httpcore.URL(
                    scheme=request.url.raw_scheme,
                    host=request.url.raw_host,
                    port=request.url.port,
                    target=request.url.raw_path,
                ),
                headers=request.headers.raw,
                content=request.stream,
                extensions=request.extensions,
            )
        )
        return httpx.Response(answer.status, headers=answer.headers, stream=_Pieces(answer))

    def close(self) -> None:
        self._pool.close()


class _Pieces(httpx.SyncByteStream):
    """The body as it arrives, in httpx's terms."""

    def __init__(self, answer: httpcore.Response) -> None:
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        yield from self._answer.iter_stream()

    def close(self) -> None:
        self._answer.close()


def _without_login(proxy: str) -> str:
    return str(httpx.URL(proxy).copy_with(username=None, password=None))


def _proxy_login(proxy: str) -> tuple[str, str] | None:
    url = httpx.URL(proxy)
    return (url.username, url.password) if url.username else None
