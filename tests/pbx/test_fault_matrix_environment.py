"""faults.md, "The wire", last row: the environment changes neither the way, nor the trust, nor where keys go."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from pbxdialer.pbx.environment import ignore_environment
from tests.fault_pbx import ACCEPTED, FaultPbx, read_connect, read_request, reply, send, tunnel
from tests.pbx.network import closed_port
from tests.tls_authority import TlsAuthority

_NOWHERE = "x" * 64 + ".example"  # a name too long for any resolver: no network is asked
_407 = send(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")


@pytest.mark.parametrize("name", ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "HTTP_PROXY", "all_proxy"])
def test_a_dead_proxy_in_the_environment_is_ignored_1_post(authority: TlsAuthority, name: str) -> None:
    with FaultPbx(read_request, reply(ACCEPTED), tls=authority.server()) as pbx:
        dead = f"http://127.0.0.1:{closed_port()}"
        assert _one_call(pbx.url, authority.ca_file, **{name: dead}) == "RINGING_AGENT"
        assert pbx.posts == 1


def test_a_proxy_in_the_environment_sees_nothing_of_a_call_to_another_computer() -> None:
    with FaultPbx(read_connect, _407) as proxy:
        assert _one_call(f"https://{_NOWHERE}", "", HTTPS_PROXY=proxy.url) == "NOT_SENT name_not_found"
        assert proxy.connections == 0


def test_the_systems_proxy_is_used_where_the_account_says_so() -> None:
    with FaultPbx(read_connect, _407) as proxy:
        assert _one_call(f"https://{_NOWHERE}", "", proxy="system", HTTPS_PROXY=proxy.url) == "NOT_SENT proxy_fault"
        assert proxy.wire.startswith(f"CONNECT {_NOWHERE}:443 ".encode())


def test_the_systems_proxy_is_left_out_where_the_system_says_so() -> None:
    with FaultPbx(read_connect, _407) as proxy:
        told = _one_call(f"https://{_NOWHERE}", "", proxy="system", HTTPS_PROXY=proxy.url, NO_PROXY=_NOWHERE)
        assert told == "NOT_SENT name_not_found"
        assert proxy.connections == 0


def test_a_manual_proxy_gets_its_login_and_never_ours(authority: TlsAuthority) -> None:
    with FaultPbx(tunnel(authority.server()), read_request, reply(ACCEPTED)) as proxy:
        with_login = proxy.url.replace("://", "://me:secret@")
        assert _one_call("https://pbx.example", authority.ca_file, proxy=with_login) == "RINGING_AGENT"
        assert b"proxy-authorization: basic bwu6c2vjcmv0" in proxy.conversations[0].connect.lower()
        assert b"api_" not in proxy.conversations[0].connect
        assert b"proxy-authorization" not in proxy.wire.lower()


def test_an_issuer_named_by_the_environment_is_not_trusted_0_posts(authority: TlsAuthority) -> None:
    with FaultPbx(read_request, reply(ACCEPTED), tls=authority.server()) as pbx:
        assert _one_call(pbx.url, "", SSL_CERT_FILE=authority.ca_file) == "NOT_SENT tls_unknown_issuer"
        assert pbx.posts == 0


def test_the_test_above_would_notice_an_environment_that_is_not_ignored(authority: TlsAuthority) -> None:
    with FaultPbx(read_request, reply(ACCEPTED), tls=authority.server()) as pbx:
        told = _one_call(pbx.url, "", keep_environment=True, SSL_CERT_FILE=authority.ca_file)
        assert told == "RINGING_AGENT"


@pytest.mark.parametrize("name", ["SSL_CERT_FILE", "SSL_CERT_DIR", "SSLKEYLOGFILE"])
def test_the_variables_that_change_trust_are_taken_out_of_the_process(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(name, "/somewhere")

    ignore_environment()

    assert name not in os.environ


def test_the_keys_of_a_connection_are_never_written_into_a_file(authority: TlsAuthority, tmp_path: Path) -> None:
    with FaultPbx(read_request, reply(ACCEPTED), tls=authority.server()) as pbx:
        keys = tmp_path / "keys"
        assert _one_call(pbx.url, authority.ca_file, SSLKEYLOGFILE=str(keys)) == "RINGING_AGENT"
        assert not keys.exists()


def test_a_netrc_adds_no_login(authority: TlsAuthority, tmp_path: Path) -> None:
    netrc = tmp_path / ".netrc"
    netrc.write_text("machine 127.0.0.1 login me password secret\ndefault login me password secret\n")
    netrc.chmod(0o600)
    with FaultPbx(read_request, reply(ACCEPTED), tls=authority.server()) as pbx:
        assert _one_call(pbx.url, authority.ca_file, NETRC=str(netrc), HOME=str(tmp_path)) == "RINGING_AGENT"
        assert b"authorization" not in pbx.wire.lower()


def _one_call(url: str, ca_file: str, *, proxy: str = "", keep_environment: bool = False, **environment: str) -> str:
    program = subprocess.run(
        [sys.executable, "-m", "tests.pbx.one_call", url, ca_file, proxy, *["keep"] * keep_environment],
        env={"PATH": os.environ["PATH"]} | environment,
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
    )
    assert program.stderr == ""
    return program.stdout
