"""faults.md, "The wire", first row: nothing left this computer, each reason has its own sentence, and 0 POSTs."""

import ssl
from collections.abc import Callable
from typing import Any

import pytest

from pbxdialer.core.call import CallState
from pbxdialer.core.failure import FailureCode as Code
from pbxdialer.core.language import Language
from pbxdialer.core.wording import call_sentence
from tests.fault_pbx import (
    ACCEPTED,
    FaultPbx,
    Step,
    close,
    hang,
    read,
    read_connect,
    read_request,
    reply,
    reset,
    send,
    tunnel,
)
from tests.pbx.desk import Desk, account_at
from tests.pbx.network import closed_port, full_listener, hanging_lookup, names_are_unknown, names_stand_for
from tests.pbx.wordings import title_of
from tests.tls_authority import ISSUER, TlsAuthority, server_of_unknown_issuer

_SHORT_S = 1.5
_UNTRUSTED = "The PBX's certificate is not trusted"
_INVALID = "The PBX's certificate is not valid today"


@pytest.mark.parametrize(
    ("server", "code", "title", "named"),
    [
        (
            *(TlsAuthority.server_of_another_name, Code.TLS_WRONG_HOST, "The certificate is for another name"),
            "a certificate made for other.example.",
        ),
        (TlsAuthority.expired_server, Code.TLS_EXPIRED, _INVALID, f"issued by “{ISSUER}”"),
        (TlsAuthority.server_from_tomorrow, Code.TLS_EXPIRED, _INVALID, f"issued by “{ISSUER}”"),
        (lambda _: server_of_unknown_issuer(), Code.TLS_UNKNOWN_ISSUER, _UNTRUSTED, f"issued by “{ISSUER}”"),
    ],
    ids=["wrong_host", "expired", "not_yet_valid", "unknown_issuer"],
)
@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3], ids=["TLS_1.2", "TLS_1.3"])
def test_a_bad_certificate_is_not_sent_0_posts_and_named(
    authority: TlsAuthority,
    server: Callable[[TlsAuthority], ssl.SSLContext],
    code: Code,
    title: str,
    named: str,
    version: ssl.TLSVersion,
) -> None:
    context = server(authority)
    context.maximum_version = version
    with FaultPbx(read_request, reply(ACCEPTED), tls=context) as pbx:
        desk = Desk(account_at(pbx.url, ca_file=authority.ca_file))
        _assert_not_sent(desk, pbx, code, title)
        advice = call_sentence(desk.journal.calls[-1], Language()).advice
        assert named in advice
        assert "localhost" in advice or "127.0.0.1" in advice


def test_a_good_certificate_of_a_company_the_account_does_not_name_is_not_sent_0_posts(authority: TlsAuthority) -> None:
    with FaultPbx(read_request, reply(ACCEPTED), tls=authority.server()) as pbx:
        _assert_not_sent(
            Desk(account_at(pbx.url)), pbx, Code.TLS_UNKNOWN_ISSUER, "The PBX's certificate is not trusted"
        )


_TLS = "No secure connection"


@pytest.mark.parametrize(
    ("script", "code", "title"),
    [
        ((send(b"HTTP/1.1 400 Bad Request\r\n\r\n"), hang), Code.TLS_NOT_SPOKEN, _TLS),
        ((send(b"220 mail.example ESMTP\r\n"), hang), Code.TLS_NOT_SPOKEN, _TLS),
        ((hang,), Code.TLS_TIMEOUT, _TLS),
        ((send(b"\x16\x03"), hang), Code.TLS_TIMEOUT, _TLS),
        ((read(5), close), Code.CONNECTION_BROKEN, "The connection broke"),
        ((read(5), reset), Code.CONNECTION_BROKEN, "The connection broke"),
        ((send(b"\x15\x03\x03\x00\x02\x02\x28"), hang), Code.TLS_OTHER, _TLS),
    ],
    ids=["plain_http_behind_https", "smtp", "handshake_hangs", "half_a_record", "closes", "resets", "alert"],
)
def test_a_failing_tls_greeting_is_not_sent_0_posts(script: tuple[Step, ...], code: Code, title: str) -> None:
    with FaultPbx(*script) as pbx:
        desk = Desk(account_at(pbx.url.replace("http:", "https:")), deadline_s=_SHORT_S)
        _assert_not_sent(desk, pbx, code, title)
        assert desk.took_s < _SHORT_S


@pytest.mark.parametrize("address", ["127.0.0.1", "localhost", "[::1]"])
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_refused_connection_is_not_sent(scheme: str, address: str) -> None:
    port = closed_port()
    desk = Desk(account_at(f"{scheme}://{address}:{port}"))

    _assert_not_sent(desk, None, Code.CONNECTION_REFUSED, "The PBX refused the connection")

    assert desk.journal.calls[-1].failure
    assert desk.journal.calls[-1].failure.detail.endswith(f":{port}")


def test_a_connection_nobody_takes_is_not_sent() -> None:
    with full_listener() as port:
        desk = Desk(account_at(f"https://127.0.0.1:{port}"), deadline_s=_SHORT_S)
        _assert_not_sent(desk, None, Code.CONNECT_TIMEOUT, "The PBX does not answer")
        assert desk.took_s < _SHORT_S


def test_an_address_without_a_route_is_not_sent() -> None:
    # Linux never routes TCP to a multicast group, whatever the network looks like
    _assert_not_sent(Desk(account_at("https://224.0.0.1")), None, Code.NO_ROUTE, "The PBX cannot be reached")


def test_a_name_nobody_knows_is_not_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    names_are_unknown(monkeypatch)

    _assert_not_sent(Desk(account_at("https://pbx.example")), None, Code.NAME_NOT_FOUND, "The PBX's name was not found")


@pytest.mark.parametrize("name", ["a" * 64 + ".example", "a..example"])
def test_a_name_that_cannot_exist_is_not_sent(name: str) -> None:
    _assert_not_sent(Desk(account_at(f"https://{name}")), None, Code.NAME_NOT_FOUND, "The PBX's name was not found")


def test_a_name_lookup_that_hangs_is_not_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    with hanging_lookup(monkeypatch):
        desk = Desk(account_at("https://pbx.example"), deadline_s=_SHORT_S)
        _assert_not_sent(desk, None, Code.NAME_LOOKUP_TIMEOUT, "The network does not answer")
        assert desk.took_s < _SHORT_S


def test_a_deadline_that_passed_in_the_queue_is_not_sent_and_names_the_pbx() -> None:
    with FaultPbx(read_request, reply(ACCEPTED)) as pbx:
        _assert_not_sent(
            Desk(account_at(pbx.url), deadline_s=-1.0), pbx, Code.CONNECT_TIMEOUT, "The PBX does not answer"
        )


def test_the_second_address_of_a_name_is_tried_when_the_first_refuses(monkeypatch: pytest.MonkeyPatch) -> None:
    with FaultPbx(read_request, reply(ACCEPTED)) as pbx:
        names_stand_for(monkeypatch, "127.0.0.2", "127.0.0.1")
        desk = Desk(account_at(f"http://localhost:{pbx.port}"))
        assert desk.place().state is CallState.RINGING_AGENT
        assert pbx.posts == 1


def test_a_localhost_that_points_elsewhere_never_gets_plain_http(monkeypatch: pytest.MonkeyPatch) -> None:
    names_stand_for(monkeypatch, "0.0.0.0")  # which Linux takes for this computer: it would answer
    with FaultPbx(read_request, reply(ACCEPTED)) as pbx:
        desk = Desk(account_at(f"http://localhost:{pbx.port}"))
        _assert_not_sent(desk, pbx, Code.NO_ROUTE, "The PBX cannot be reached")
        assert pbx.connections == 0


_PROXY = "The proxy did not let it through"
_BROKE = "The connection broke"


@pytest.mark.parametrize(
    ("script", "code", "title"),
    [
        ((send(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n"),), Code.PROXY_FAULT, _PROXY),
        ((send(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n"),), Code.PROXY_FAULT, _PROXY),
        ((send(b"HTTP/1.1 302 Found\r\nLocation: http://x/\r\nContent-Length: 0\r\n\r\n"),), Code.PROXY_FAULT, _PROXY),
        ((send(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n"),), Code.PROXY_FAULT, _PROXY),
        ((send(b"garbage\r\n\r\n"),), Code.CONNECTION_BROKEN, _BROKE),
        ((close,), Code.CONNECTION_BROKEN, _BROKE),
        ((reset,), Code.CONNECTION_BROKEN, _BROKE),
        ((hang,), Code.CONNECT_TIMEOUT, "The PBX does not answer"),
        ((send(b"HTTP/1.1 200 OK\r\n\r\n"), hang), Code.TLS_TIMEOUT, _TLS),
        ((send(b"HTTP/1.1 200 OK\r\n\r\n"), read(5), send(b"no TLS here"), hang), Code.TLS_NOT_SPOKEN, _TLS),
    ],
    ids=["407", "403", "302", "502", "garbage", "closes", "resets", "hangs", "tls_behind_hangs", "no_tls_behind"],
)
def test_a_failing_proxy_is_not_sent_0_posts(script: tuple[Step, ...], code: Code, title: str) -> None:
    with FaultPbx(read_connect, *script) as proxy:
        desk = Desk(account_at("https://pbx.example", proxy=proxy.url), deadline_s=_SHORT_S)
        _assert_not_sent(desk, proxy, code, title)
        assert proxy.wire.startswith(b"CONNECT pbx.example:443 HTTP/1.1\r\n")
        assert b"api_" not in proxy.wire


def test_a_bad_certificate_behind_a_proxy_is_not_sent_0_posts(authority: TlsAuthority) -> None:
    with FaultPbx(tunnel(server_of_unknown_issuer()), read_request, reply(ACCEPTED)) as proxy:
        desk = Desk(account_at("https://pbx.example", proxy=proxy.url, ca_file=authority.ca_file))
        _assert_not_sent(desk, proxy, Code.TLS_UNKNOWN_ISSUER, "The PBX's certificate is not trusted")


def test_a_dead_proxy_is_not_sent_and_is_not_mistaken_for_the_pbx() -> None:
    desk = Desk(account_at("https://pbx.example", proxy=f"http://127.0.0.1:{closed_port()}"))

    _assert_not_sent(desk, None, Code.PROXY_UNREACHABLE, "The proxy cannot be reached")


def test_a_proxy_that_lets_it_through_carries_one_post(authority: TlsAuthority) -> None:
    with FaultPbx(tunnel(authority.server()), read_request, reply(ACCEPTED)) as proxy:
        desk = Desk(account_at("https://pbx.example", proxy=proxy.url, ca_file=authority.ca_file))
        assert desk.place().state is CallState.RINGING_AGENT
        assert proxy.posts == 1


def test_a_proxy_that_lets_it_through_and_loses_the_reply_is_unknown_1_post(authority: TlsAuthority) -> None:
    with FaultPbx(tunnel(authority.server()), read_request, reset) as proxy:
        desk = Desk(account_at("https://pbx.example", proxy=proxy.url, ca_file=authority.ca_file))
        assert desk.place().state is CallState.UNKNOWN
        assert proxy.posts == 1


@pytest.mark.parametrize(
    ("change", "code", "title"),
    [
        ({"url": "http://pbx.example"}, Code.BAD_ADDRESS, "The PBX's address cannot be used"),
        ({"url": "https://user:pw@pbx.example"}, Code.BAD_ADDRESS, "The PBX's address cannot be used"),
        ({"url": "https://pbx example"}, Code.BAD_ADDRESS, "The PBX's address cannot be used"),
        ({"url": "https://pbx.example/\x01"}, Code.BAD_ADDRESS, "The PBX's address cannot be used"),
        ({"ca_file": "/nowhere/issuer.pem"}, Code.BAD_CA_FILE, "The issuer's certificate cannot be read"),
        ({"ca_file": __file__}, Code.BAD_CA_FILE, "The issuer's certificate cannot be read"),
        ({"outbound_trunk": "a\nb"}, Code.BAD_VALUE, "A value cannot be sent"),
    ],
    ids=["plain_http", "userinfo", "blank_in_host", "control_in_path", "no_ca_file", "ca_file_is_no_pem", "bad_value"],
)
def test_an_account_that_cannot_be_used_is_not_sent(change: dict[str, Any], code: Code, title: str) -> None:
    _assert_not_sent(Desk(account_at(**{"url": "https://pbx.example"} | change)), None, code, title)


def _assert_not_sent(desk: Desk, pbx: FaultPbx | None, code: Code, title: str) -> None:
    outcome = desk.place()

    assert outcome.failure
    assert (outcome.state, outcome.failure.code) == (CallState.NOT_SENT, code)
    assert title_of(outcome) == f"Not sent – {title}"
    assert [call.state for call in desk.journal.calls] == [CallState.REQUESTED, CallState.NOT_SENT]
    if pbx:
        assert pbx.posts == 0
        assert pbx.connections <= 1
