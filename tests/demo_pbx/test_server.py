"""The door: what it survives, and that nothing is left when it closes."""

import json
import socket
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from dataclasses import replace

import pytest

from pbxdialer.demo_pbx import DemoPbx, HandClock, Happening, PbxConfig, PhoneState, Span, Timings
from pbxdialer.demo_pbx.config import AgentHabits
from pbxdialer.demo_pbx.envelope import Reply
from pbxdialer.demo_pbx.server import LOOPBACK, MAX_BODY_BYTES, LoopbackServer
from tests.demo_pbx.client import FORM, ORIGINATE, Client, Ear, in_background
from tests.waiting import await_condition


@pytest.fixture(autouse=True)
def silence(capfd: pytest.CaptureFixture[str]) -> Iterator[None]:
    """Whatever a test does to the server, it says nothing."""
    yield
    assert capfd.readouterr().err == ""


def spoken(pbx: DemoPbx, said: bytes) -> bytes:
    """Say something raw, then nothing more; return all that comes back."""
    with socket.create_connection((LOOPBACK, int(pbx.url.rsplit(":", 1)[1])), timeout=10) as line:
        line.sendall(said)
        line.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: line.recv(65536), b""))


def own_threads() -> list[str]:
    return [thread.name for thread in threading.enumerate() if thread.name.startswith("demo-pbx")]


def test_it_listens_on_loopback_only(pbx: DemoPbx) -> None:
    assert pbx.url.startswith("http://127.0.0.1:")
    assert pbx._server is not None
    assert pbx._server.server_address[0] == "127.0.0.1"


def test_an_ordinary_python_client_is_served(pbx: DemoPbx, client: Client) -> None:
    request = urllib.request.Request(f"{pbx.url}/api/originate-call", client.signed({"data": ORIGINATE}))
    with urllib.request.urlopen(request, timeout=10) as response:
        assert json.load(response)["has_error"] is False


def test_two_requests_share_one_connection(pbx: DemoPbx, client: Client) -> None:
    body = client.signed({"action": "read"})
    head = f"POST /api/queues HTTP/1.1\r\nHost: x\r\nContent-Type: {FORM}\r\nContent-Length: {len(body)}\r\n\r\n"
    assert spoken(pbx, (head.encode() + body) * 2).count(b"200 OK") == 2


@pytest.mark.parametrize("path", ["/", "/api", "/api/", "/api/nothing", "/api/cdr/", "/other/cdr", "*"])
def test_any_other_address_is_not_found(client: Client, path: str) -> None:
    assert client.send("POST", path, client.signed({}), {"Content-Type": FORM}).status == 404


@pytest.mark.parametrize(
    ("said", "status"),
    [
        (b"\r\n\r\n", b""),
        (b"\x00\xff\x16\x03\x01 garbage\r\n\r\n", b"400"),
        (b"GET\r\n\r\n", b"400"),
        (b"DELETE /api/cdr HTTP/1.1\r\n\r\n", b"501"),
        (b"GET /" + b"x" * 70000 + b" HTTP/1.1\r\n\r\n", b"414"),
        (b"GET /api/cdr?a=%FF&\xff[[]]=%00&a[b=1 HTTP/1.1\r\n\r\n", b"200"),
        (b"POST /api/cdr HTTP/1.1\r\n\r\n", b"411"),
        (b"POST /api/cdr HTTP/1.1\r\nContent-Length: -1\r\n\r\n", b"411"),
        (b"POST /api/cdr HTTP/1.1\r\nContent-Length: \xc2\xb2\r\n\r\n", b"411"),
        (b"POST /api/cdr HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", b"411"),
        (b"POST /api/cdr HTTP/1.1\r\nContent-Length: %d\r\n\r\n" % (MAX_BODY_BYTES + 1), b"413"),
        (b"POST /api/cdr HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\n", b"413"),
        (b"POST /api/cdr HTTP/1.1\r\nContent-Length: 10\r\n\r\nshort", b""),
    ],
)
def test_garbage_is_refused_and_the_next_client_is_served(
    pbx: DemoPbx, client: Client, said: bytes, status: bytes
) -> None:
    assert spoken(pbx, said).partition(b"\r\n")[0].split(b" ")[1:2] == ([status] if status else [])
    assert client.ask("queues", {"action": "read"}).results


@pytest.mark.parametrize("length", [b"", b"Content-Length: 1048577\r\n"])
def test_after_a_body_that_was_refused_unread_the_connection_is_closed(pbx: DemoPbx, length: bytes) -> None:
    refused = b"POST /api/cdr HTTP/1.1\r\n" + length + b"\r\n"
    answer = spoken(pbx, refused + b"GET /api/cdr HTTP/1.1\r\n\r\n")
    assert answer.count(b"HTTP/1.1 ") == 1
    assert b"Connection: close\r\n" in answer


def test_connections_that_ended_are_forgotten(pbx: DemoPbx, client: Client) -> None:
    for _ in range(3):
        client.ask("queues", {"action": "read"})
    server = pbx._server
    assert server is not None
    await_condition(lambda: not server._connections, 10.0, "the connections to be forgotten")


def test_a_fault_of_our_own_is_not_hidden_but_a_client_that_went_away_is(capfd: pytest.CaptureFixture[str]) -> None:
    def answer(method: str, target: str, body: bytes, content_type: str, authorization: str) -> Reply:
        raise ZeroDivisionError if "fault" in target else ConnectionResetError

    server = LoopbackServer(0, answer)
    server.listen()
    for path in ("/away", "/fault"):
        with socket.create_connection((LOOPBACK, server.server_port), timeout=10) as line:
            line.sendall(f"GET {path} HTTP/1.1\r\n\r\n".encode())
            assert line.recv(1) == b""
    server.refuse_more()
    server.join_connections()
    assert capfd.readouterr().err.count("Traceback") == 1


def test_a_body_of_exactly_the_longest_length_is_read(pbx: DemoPbx, client: Client) -> None:
    answer = client.send("POST", "/api/cdr", b"a" * MAX_BODY_BYTES, {"Content-Type": FORM})
    assert answer.refusal == "Invalid API username or password"


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b"\xff", b"[" * 100_000, b'{"a":' * 900 + b"1" + b"}" * 900, b'{"a": ' + b"9" * 5000 + b"}"],
)
def test_garbage_in_json_is_refused_in_the_envelope(client: Client, body: bytes) -> None:
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {client.credentials.token}"}
    assert client.send("POST", "/api/cdr", body, headers).refusal == "Invalid API hash"


@pytest.mark.parametrize("data", ["text", ["a", "b"], {"caller_id": {"a": "b"}}, {"vars": "x", "type": {"0": "user"}}])
def test_fields_of_an_unexpected_shape_are_refused(client: Client, data: object) -> None:
    assert client.ask("originate-call", {"data": data}).tree["has_error"] is True
    assert client.ask("call-queue", {"action": "save", "data": {"project_id": 1, "calls": data}}).tree["has_error"]


def test_a_client_that_hangs_up_while_its_request_is_held_changes_nothing(
    pbx: DemoPbx, client: Client, clock: HandClock, ear: Ear
) -> None:
    body = client.signed({"data": {**ORIGINATE, "async": 0}})
    head = f"POST /api/originate-call HTTP/1.1\r\nContent-Type: {FORM}\r\nContent-Length: {len(body)}\r\n\r\n"
    with socket.create_connection((LOOPBACK, int(pbx.url.rsplit(":", 1)[1])), timeout=10) as line:
        line.sendall(head.encode() + body)
        ear.waits_for(Happening.AGENT_RINGING)
    assert pbx.phone("ionescu").state is PhoneState.RINGING
    clock.advance(30.0)
    assert len(pbx.records) == 1
    assert client.ask("queues", {"action": "read"}).results


def test_many_clients_are_served_while_others_are_held(pbx: DemoPbx, client: Client, ear: Ear) -> None:
    held = []
    for user in ("ionescu", "popescu", "ana.marin"):
        held.append(in_background(lambda user=user: client.originate(destination=user, **{"async": 0})))  # type: ignore[misc]
        ear.waits_for(Happening.AGENT_RINGING)
    answers = [in_background(lambda: client.ask("users-status", {"type": "sip"})) for _ in range(20)]
    assert all(answer.result(10).results for answer in answers)
    for user, answer in zip(("ionescu", "popescu", "ana.marin"), held, strict=True):
        pbx.answer(user)
        assert answer.result(10).results


def test_after_stop_no_thread_and_no_listener_is_left(config: PbxConfig) -> None:
    pbx = DemoPbx(config)
    pbx.start()
    url, client, ear = pbx.url, Client(pbx), Ear(pbx)
    held = in_background(lambda: client.originate(**{"async": 0}))
    ear.waits_for(Happening.AGENT_RINGING)
    with socket.create_connection((LOOPBACK, int(url.rsplit(":", 1)[1])), timeout=10):
        await_condition(lambda: len(own_threads()) == 4, 10.0, "clock, listener and two connections")
        assert all(thread.daemon for thread in threading.enumerate() if thread.name.startswith("demo-pbx"))
        pbx.stop()
    assert own_threads() == []
    assert isinstance(held.exception(10), ConnectionError)
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((LOOPBACK, int(url.rsplit(":", 1)[1])), timeout=10)


def test_it_can_be_stopped_twice_and_started_again_on_the_same_port(config: PbxConfig, clock: HandClock) -> None:
    pbx = DemoPbx(config, clock=clock)
    pbx.stop()
    pbx.start()
    url = pbx.url
    Client(pbx).originate(destination="stan")
    pbx.stop()
    pbx.stop()
    with pytest.raises(RuntimeError, match="does not run"):
        assert pbx.url
    pbx.start(port=int(url.rsplit(":", 1)[1]))
    assert pbx.url == url
    assert Client(pbx).originate().results
    assert pbx.phone("ionescu").state is PhoneState.RINGING
    assert len(pbx.records) == 1
    with pytest.raises(RuntimeError, match="already runs"):
        pbx.start()
    pbx.stop()


def test_a_taken_port_is_an_os_error_and_leaves_no_thread(pbx: DemoPbx, config: PbxConfig) -> None:
    before = own_threads()
    other = DemoPbx(config)
    with pytest.raises(OSError, match=r"[Aa]ddress"):
        other.start(port=int(pbx.url.rsplit(":", 1)[1]))
    assert own_threads() == before


def test_in_real_time_a_call_walks_through_its_legs_by_itself(config: PbxConfig) -> None:
    quick = Span(0.01, 0.02)
    timings = Timings(customer_answers_after=quick, talk=quick)
    with DemoPbx(replace(config, timings=timings, agents=AgentHabits(quick))) as pbx:
        ear = Ear(pbx)
        assert Client(pbx).originate(**{"async": 0}).results
        assert ear.waits_for(Happening.CALL_ENDED).status == "ANSWERED"


def test_it_needs_nothing_but_the_standard_library_and_php_query() -> None:
    code = (
        "import sys; before = set(sys.modules); import pbxdialer.demo_pbx; new = set(sys.modules) - before;"
        "print(*sorted(m for m in new if m.split('.')[0] not in sys.stdlib_module_names "
        "and not m.startswith('pbxdialer.demo_pbx')))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["pbxdialer", "pbxdialer.pbx", "pbxdialer.pbx.php_query"]
