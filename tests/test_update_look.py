"""A newer version is looked for over real HTTPS, where somebody said where, once a day, and whatever comes back."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pbxdialer.core.account import BadAddress
from pbxdialer.core.newer_version import NewerVersion, NotAVersion, announced, checked_announcement_address, is_newer
from pbxdialer.store.last_look import LastLook, last_look, write_last_look
from pbxdialer.update_look import Way, close, newer_version
from tests.fault_pbx import FaultPbx, Step, half_close, read_request, reply, reset, send, send_for_ever
from tests.tls_authority import TlsAuthority, server_of_unknown_issuer

PAGE = "https://software.company.example/pbxdialer"
NEWER = NewerVersion("0.2.0", PAGE)
NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
TOLD = json.dumps({"version": "0.2.0", "page": PAGE, "more": "ignored"}).encode()


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> TlsAuthority:
    return TlsAuthority(tmp_path_factory.mktemp("authority"))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "updates.json"


@pytest.fixture
def server(authority: TlsAuthority) -> Iterator[FaultPbx]:
    with FaultPbx(read_request, reply(TOLD), tls=authority.server()) as server:
        yield server


class Looking:
    """Somebody with version 0.1.0 who looks at one server."""

    def __init__(self, file: Path, server: FaultPbx, authority: TlsAuthority) -> None:
        self.file, self.address = file, f"{server.url}/pbxdialer.json"
        self.way = Way(ca_file=authority.ca_file)

    def __call__(self, now: datetime = NOW, ours: str = "0.1.0") -> NewerVersion | None:
        return newer_version(self.file, self.address, ours, now, self.way)


@pytest.fixture
def look(file: Path, server: FaultPbx, authority: TlsAuthority) -> Looking:
    return Looking(file, server, authority)


def test_a_newer_version_is_told_and_asked_for_once_a_day(look: Looking, server: FaultPbx) -> None:
    assert look() == NEWER
    assert look(NOW + timedelta(hours=23)) == NEWER, "remembered"
    assert server.connections == 1
    assert look(NOW + timedelta(hours=24)) == NEWER
    assert server.connections == 2
    request = server.wire.decode()
    assert request.count("GET /pbxdialer.json HTTP/1.1\r\n") == 2
    names = {line.partition(":")[0].lower() for line in request.splitlines() if ":" in line}
    assert names == {"host", "accept", "accept-encoding", "connection", "user-agent"}, "nothing about who asks"


def test_a_clock_that_was_put_back_does_not_stop_it_for_ever(look: Looking, server: FaultPbx) -> None:
    look(NOW + timedelta(days=400))
    look(NOW)
    assert server.connections == 2


def test_what_is_installed_meanwhile_and_what_was_closed_is_not_told(look: Looking, server: FaultPbx) -> None:
    assert look() == NEWER
    assert look(ours="0.2.0") is None
    assert look(ours="0.10.0") is None
    close(look.file, look.address, "0.2.0")
    assert look() is None
    close(look.file, look.address, "0.1.5")
    assert look() == NEWER, "another one"
    assert server.connections == 1


def test_another_address_is_another_look(look: Looking, server: FaultPbx) -> None:
    assert look() == NEWER
    look.address += "2"
    assert look() == NEWER
    assert server.connections == 2


@pytest.mark.fault_matrix
@pytest.mark.parametrize(
    ("steps", "logged"),
    [
        ([reply(b"Not here", "404 Not Found")], "HTTP 404"),
        ([reply(TOLD, "302 Found", b"Location: https://attacker.example/\r\n")], "HTTP 302"),
        ([reply(TOLD, "500 Oops")], "HTTP 500"),
        ([reply(b"<html>")], "is not JSON"),
        ([reply(b"[]")], "is not a JSON object"),
        ([reply(b"{}")], "it names no version"),
        ([reply(b'{"version": "0.3.0", "version": "0.2.0"}')], "has a name twice"),
        ([reply(b'{"version": "newest", "page": "https://x.example"}')], "it names no version"),
        ([reply(b'{"version": "0.2.0"}')], "its page is no address"),
        ([reply(b'{"version": "0.2.0", "page": "http://x.example"}')], "its page is no https address"),
        ([reply(b'{"version": "0.2.0", "page": "file:///etc/passwd"}')], "its page is no https address"),
        ([reply(b"{" + b" " * 20_000 + b"}")], "reply_not_understood"),
        ([send_for_ever(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n" + b" " * 4096)], "reply_not"),
        ([send(b"SMTP ready\r\n"), half_close], "reply_"),
        ([reset], "reply_lost"),
    ],
)
def test_whatever_goes_wrong_is_told_in_the_log_alone_and_not_asked_again_today(
    authority: TlsAuthority, file: Path, caplog: pytest.LogCaptureFixture, steps: list[Step], logged: str
) -> None:
    caplog.set_level("INFO", "pbxdialer.update_look")
    with FaultPbx(read_request, *steps, tls=authority.server()) as server:
        look = Looking(file, server, authority)
        assert look() is None
        assert look() is None
        assert server.connections == 1
    assert logged in caplog.text
    assert caplog.text.count("no newer version was told") == 1


@pytest.mark.fault_matrix
def test_a_server_nobody_vouches_for_is_not_believed(authority: TlsAuthority, file: Path) -> None:
    bad = (server_of_unknown_issuer(), authority.server_of_another_name(), authority.expired_server())
    for tls in bad:
        with FaultPbx(read_request, reply(TOLD), tls=tls) as server:
            assert Looking(file, server, authority)() is None


@pytest.mark.fault_matrix
def test_where_the_look_cannot_be_written_down_nobody_is_asked(look: Looking, server: FaultPbx, tmp_path: Path) -> None:
    look.file = tmp_path / "no such folder" / "updates.json"
    assert look() is None
    assert server.connections == 0


@pytest.mark.fault_matrix
@pytest.mark.parametrize(
    "kept",
    [
        b"",
        b"[]",
        b"{}",
        b'{"at": "yesterday"}',
        b'{"at": "2026-11-24T08:00:00", "address": "A"}',
        b'{"at": "2026-11-24T08:00:00+00:00", "address": "A", "version": "x", "page": "y"}',
        b"\xff",
        b"[" * 9999,
    ],
)
def test_what_was_kept_and_cannot_be_read_is_as_good_as_lost(file: Path, kept: bytes) -> None:
    file.write_bytes(kept)
    assert last_look(file, "A") == LastLook("A")
    assert LastLook("A").is_due(NOW)


def test_what_is_kept_comes_back(file: Path) -> None:
    for look in (LastLook("A", NOW, NEWER, "0.1.9"), LastLook("A", NOW)):
        write_last_look(file, look)
        assert last_look(file, "A") == look
        assert last_look(file, "B") == LastLook("B")


@pytest.mark.parametrize(
    ("version", "than", "newer"),
    [
        ("0.2.0", "0.1.0", True),
        ("0.10.0", "0.9.9", True),
        ("1", "0.9", True),
        ("0.1.0.1", "0.1.0", True),
        ("0.1.0", "0.1.0", False),
        ("0.1", "0.1.0", False),
        ("0.1.0", "0.2.0", False),
        ("0.2.0", "0.2.0rc1", False),
        ("0.2.0", "unknown", True),
    ],
)
def test_versions_are_compared_number_by_number(version: str, than: str, newer: bool) -> None:
    assert is_newer(version, than) is newer


@pytest.mark.fault_matrix
@pytest.mark.parametrize(
    ("version", "page"),
    [
        ("0.2.0-rc1", PAGE),
        ("٠.٢", PAGE),
        ("0.2.0\n", PAGE),
        ("1.2.3.4.5", PAGE),
        ("9" * 7, PAGE),
        (2, PAGE),
        (None, PAGE),
        ("0.2.0", None),
        ("0.2.0", "javascript:alert(1)"),
        ("0.2.0", "https://"),
        ("0.2.0", "https://me:secret@x.example/"),
        ("0.2.0", "https://x.example/\u202e"),
        ("0.2.0", "https://x.example/a b"),
        ("0.2.0", 'https://x.example/"'),
        ("0.2.0", "https://b\u00fccher.example/"),
        ("0.2.0", "https://x.example/" + "x" * 500),
    ],
)
def test_what_is_no_version_or_no_page_is_refused(version: object, page: object) -> None:
    with pytest.raises(NotAVersion):
        announced(version, page)
    assert announced("0.2.0", f"{PAGE}?from=0.1.0#news").host == "software.company.example"


@pytest.mark.parametrize(
    "address", ["http://x.example", "https://", "x", "https://me:x@x.example", "https://x.example?a", "file:///x"]
)
def test_versions_are_looked_for_at_an_https_address_only(address: str) -> None:
    with pytest.raises(BadAddress):
        checked_announcement_address(address)
