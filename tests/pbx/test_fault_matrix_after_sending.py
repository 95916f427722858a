"""faults.md, "The wire": the request went out. What is not surely the PBX's own answer leaves the call UNKNOWN; 1 POST.

Every row is played over plain http (loopback) and over TLS.
"""

import gzip
import tracemalloc
import zlib
from dataclasses import dataclass

import pytest

from pbxdialer.core.call import CallState
from pbxdialer.core.failure import FailureCode as Code
from tests.fault_pbx import (
    ACCEPTED,
    Conversation,
    FaultPbx,
    Step,
    await_unread_request,
    close,
    drip,
    half_close,
    hang,
    read_request,
    reply,
    reset,
    send,
    send_for_ever,
)
from tests.pbx.desk import SOON_S, Desk, account_at
from tests.pbx.wordings import title_of
from tests.tls_authority import TlsAuthority

_OK = b"HTTP/1.1 200 OK\r\n"
_LENGTH = f"Content-Length: {len(ACCEPTED)}\r\n\r\n".encode()
_CHUNKED = _OK + b"Transfer-Encoding: chunked\r\n\r\n"
_SHORT_S = 0.7


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: what the PBX does, and what the agent is told."""

    fault: str
    script: tuple[Step, ...]
    code: Code
    title: str
    deadline_s: float = SOON_S
    over_tls: bool = True

    def __str__(self) -> str:
        return self.fault.replace(" ", "_").replace("[", "(") + "->UNKNOWN,1_POST"


_LOST = "The PBX's answer was lost"
_LATE = "The PBX has not answered"
_ODD = "The answer was not understood"
_FAULTY = "The PBX has a fault"
_ELSEWHERE = "The PBX points elsewhere"


def _lost(fault: str, *script: Step, over_tls: bool = True) -> Row:
    return Row(fault, script, Code.REPLY_LOST, _LOST, over_tls=over_tls)


def _late(fault: str, *script: Step) -> Row:
    return Row(fault, (read_request, *script, hang), Code.REPLY_LATE, _LATE, _SHORT_S)


def _odd(fault: str, *script: Step) -> Row:
    return Row(fault, (read_request, *script), Code.REPLY_NOT_UNDERSTOOD, _ODD)


def _odd_body(fault: str, body: bytes, status: str = "200 OK") -> Row:
    return _odd(fault, reply(body, status))


def _faulty(status: str, body: bytes) -> Row:
    return Row(f"{status} without envelope", (read_request, reply(body, status)), Code.SERVER_FAULT, _FAULTY)


_HTML = b"<html><body><h1>It works</h1></body></html>"
_NESTED = b'{"has_error": false, "messages": [], "results": %s}'

ROWS = [
    _lost("closed before reading", await_unread_request, close, over_tls=False),
    _lost("reset before reading", await_unread_request, reset, over_tls=False),
    _lost("read all, then close", read_request, close),
    _lost("read all, then half-close", read_request, half_close, hang),
    _lost("read all, then reset", read_request, reset),
    _lost("half a status line", read_request, send(b"HTTP/1.1 2"), close),
    _lost("half the headers", read_request, send(_OK + b"Content-Le"), close),
    _lost("half the headers, then reset", read_request, send(_OK + b"Content-Le"), reset),
    _lost("truncated body", read_request, send(_OK + _LENGTH + ACCEPTED[:40]), close),
    _lost("truncated body, then reset", read_request, send(_OK + _LENGTH + ACCEPTED[:40]), reset),
    _lost("all but the last byte", read_request, send(_OK + _LENGTH + ACCEPTED[:-1]), close),
    _lost("chunks without an end", read_request, send(_CHUNKED + b"5\r\n{'ha"), close),
    _lost("100 and nothing more", read_request, send(b"HTTP/1.1 100 Continue\r\n\r\n"), close),
    _late("read all, then hang"),
    _late("half a status line, then hang", send(b"HTTP/1.1 2")),
    _late("headers, then hang", send(_OK + _LENGTH)),
    _late("all but the last byte, then hang", send(_OK + _LENGTH + ACCEPTED[:-1])),
    _late("reply dripped past the deadline", drip(_OK + _LENGTH + ACCEPTED, every_s=0.05)),
    _late("endless 1xx, dripped", drip(b"HTTP/1.1 102 Processing\r\n\r\n" * 99, every_s=0.002)),
    _odd("endless 1xx", send_for_ever(b"HTTP/1.1 102 Processing\r\n\r\n" * 100)),
    _odd("garbage status line", send(b"\x00\x01garbage\r\n\r\n"), hang),
    _odd("TLS alert as an answer", send(b"\x15\x03\x03\x00\x02\x02\x28" + b"x" * 99 + b"\r\n\r\n"), hang),
    _odd("101 switching protocols", send(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n"), hang),
    _odd("bad chunk", send(_CHUNKED + b"zz\r\nnonsense\r\n"), hang),
    _odd("two lengths", send(_OK + b"Content-Length: 5\r\n" + _LENGTH + ACCEPTED), hang),
    _odd("negative length", send(_OK + b"Content-Length: -5\r\n\r\n" + ACCEPTED), hang),
    _odd("200 KB of headers", send(_OK + b"X-Filler: " + b"x" * 200_000 + b"\r\n" + _LENGTH + ACCEPTED), hang),
    _odd("200 KB of small headers", send(_OK + b"X: y\r\n" * 40_000 + _LENGTH + ACCEPTED), hang),
    _odd("endless body", send(_OK + b"\r\n"), send_for_ever(b" " * 4096)),
    _odd("endless chunks", send(_CHUNKED), send_for_ever(b"400\r\n" + b" " * 1024 + b"\r\n")),
    _odd("body over 64 KB", reply(ACCEPTED[:-1] + b" " * 65_536 + b"}")),
    _odd("gzip", reply(gzip.compress(ACCEPTED), headers=b"Content-Encoding: gzip\r\n")),
    _odd("gzip said twice", reply(ACCEPTED, headers=b"Content-Encoding: identity, gzip\r\n")),
    _odd("204", send(b"HTTP/1.1 204 No Content\r\n\r\n"), hang),
    _odd_body("empty", b""),
    _odd_body("blanks", b" \r\n "),
    _odd_body("HTML", _HTML),
    _odd_body("404 with HTML", _HTML, "404 Not Found"),
    _odd_body("401 with HTML", _HTML, "401 Unauthorized"),
    _odd_body("BOM", b"\xef\xbb\xbf" + ACCEPTED),
    _odd_body("UTF-16", ACCEPTED.decode().encode("utf-16")),
    _odd_body("Latin-1", _NESTED % '["Ă"]'.encode("cp1250")),
    _odd_body("[ x 100000", b"[" * 100_000),
    _odd_body("[ x 60000", b"[" * 60_000),
    _odd_body("{ x 10000", b'{"a":' * 10_000),
    _odd_body("nested in the results", _NESTED % (b"[" * 30_000 + b"]" * 30_000)),
    _odd_body("5000-digit int", _NESTED % (b"9" * 5000)),
    _odd_body("NaN", _NESTED % b"[NaN]"),
    _odd_body("-Infinity", _NESTED % b"-Infinity"),
    _odd_body("lone surrogate", _NESTED % b'["\\ud83d"]'),
    _odd_body("lone surrogate in a name", _NESTED % b'{"\\udfff": 1}'),
    _odd_body("duplicate keys", b'{"has_error": true, "has_error": false, "messages": [], "results": []}'),
    _odd_body("duplicate keys inside", _NESTED % b'{"a": 1, "a": 2}'),
    _odd_body("cut JSON", ACCEPTED[:-2]),
    _odd_body("two answers", ACCEPTED + ACCEPTED),
    _odd_body("text behind the answer", ACCEPTED + b"<br>Warning: something"),
    _odd_body("a list", b"[" + ACCEPTED + b"]"),
    _odd_body("null", b"null"),
    _odd_body("no has_error", b'{"messages": [], "results": []}'),
    _odd_body("has_error is text", b'{"has_error": "false", "messages": [], "results": []}'),
    _odd_body("has_error is 0", b'{"has_error": 0, "messages": [], "results": []}'),
    _odd_body("has_error is null", b'{"has_error": null, "messages": [], "results": []}'),
    _faulty("500 Internal Server Error", b""),
    _faulty("502 Bad Gateway", _HTML),
    _faulty("503 Service Unavailable", b"{}"),
    _faulty("504 Gateway Time-out", _HTML),
    _faulty("599 Odd", _HTML),
    Row("300", (read_request, reply(b"", "300 Multiple Choices")), Code.REDIRECTED, _ELSEWHERE),
    Row("304", (read_request, send(b"HTTP/1.1 304 Not Modified\r\n\r\n")), Code.REDIRECTED, _ELSEWHERE),
    Row("302 without Location", (read_request, reply(b"", "302 Found")), Code.REDIRECTED, _ELSEWHERE),
]


# what is left unread below TLS cannot be told from the outside
_PLAYED = [
    pytest.param(row, secure, id=f"{row}-{'https' if secure else 'http'}")
    for row in ROWS
    for secure in (False, True)
    if row.over_tls or not secure
]


@pytest.mark.parametrize(("row", "secure"), _PLAYED)
def test_the_call_is_unknown_1_post(authority: TlsAuthority, row: Row, secure: bool) -> None:
    with FaultPbx(*row.script, tls=authority.server() if secure else None) as pbx:
        desk = Desk(account_at(pbx.url, ca_file=authority.ca_file if secure else ""), row.deadline_s)
        outcome = desk.place()

        assert outcome.failure
        assert (outcome.state, outcome.failure.code) == (CallState.UNKNOWN, row.code)
        assert title_of(outcome) == f"Unknown – {row.title}"
        assert [call.state for call in desk.journal.calls] == [CallState.REQUESTED, CallState.UNKNOWN]
        assert (pbx.connections, pbx.posts) == (1, 1)
        assert desk.took_s < row.deadline_s + 1.0


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"])
def test_a_redirect_is_never_followed_and_the_other_host_gets_nothing_1_post(status: str) -> None:
    with FaultPbx(read_request, reply(ACCEPTED)) as other:
        location = f"Location: {other.url}/api/originate-call?api_password=x\r\n".encode()
        with FaultPbx(read_request, reply(b"", status, location)) as pbx:
            outcome = Desk(account_at(pbx.url)).place()

            assert outcome.failure
            assert (outcome.state, outcome.failure.code) == (CallState.UNKNOWN, Code.REDIRECTED)
            assert outcome.failure.detail == f"HTTP {status[:3]} → 127.0.0.1"
            assert title_of(outcome) == "Unknown – The PBX points elsewhere"
            assert (pbx.posts, other.connections) == (1, 0)


def test_nothing_compressed_is_asked_for_and_the_connection_is_used_once() -> None:
    with FaultPbx(read_request, reply(ACCEPTED)) as pbx:
        assert Desk(account_at(pbx.url)).place().state is CallState.RINGING_AGENT

        head = pbx.wire.partition(b"\r\n\r\n")[0].lower().split(b"\r\n")
        assert b"accept-encoding: identity" in head
        assert b"connection: close" in head
        assert not any(line.startswith((b"cookie", b"expect", b"upgrade")) for line in head)


def test_a_pbx_that_reads_slowly_cannot_outlast_the_deadline(authority: TlsAuthority) -> None:
    def read_slowly(conversation: Conversation) -> None:
        while not conversation.pbx.released.wait(0.05) and conversation.hear(32768):
            pass

    with FaultPbx(read_slowly, tls=authority.server(), narrow=True) as pbx:
        variables = tuple((f"V{number}", "😀" * 4000) for number in range(200))
        desk = Desk(account_at(pbx.url, ca_file=authority.ca_file, variables=variables), deadline_s=1.0)
        outcome = desk.place()

        assert outcome.failure
        assert outcome.failure.code is Code.REPLY_LATE
        assert desk.took_s < 2.0


def test_an_endless_body_is_given_up_at_64_kb() -> None:
    with FaultPbx(read_request, send(_OK + b"\r\n"), send_for_ever(b" " * 4096)) as pbx:
        outcome = Desk(account_at(pbx.url)).place()

        assert outcome.failure
        assert outcome.failure.detail == "longer than 64 KB"


def test_a_200_kb_gzip_that_becomes_200_mb_is_unknown_1_post_and_takes_no_memory() -> None:
    with FaultPbx(read_request, reply(_bomb(), headers=b"Content-Encoding: gzip\r\n")) as pbx:
        desk = Desk(account_at(pbx.url))
        tracemalloc.start()
        outcome = desk.place()
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()

        assert (outcome.state, pbx.posts) == (CallState.UNKNOWN, 1)
        assert peak < 20_000_000


def _bomb() -> bytes:
    """Two hundred megabytes of blanks, in 200 KB and without ever taking the memory."""
    packer = zlib.compressobj(9, wbits=31)
    return b"".join(packer.compress(b" " * 1_000_000) for _ in range(200)) + packer.flush()
