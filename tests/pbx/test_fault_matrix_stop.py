"""faults.md: Stop waiting and passed deadlines free the worker within a second, wherever it hangs."""

import socket
import time
from collections.abc import Callable
from threading import Event, Thread

import pytest

from pbxdialer.core.account import Account
from pbxdialer.core.call import CallState
from pbxdialer.core.failure import FailureCode as Code
from pbxdialer.core.language import Language
from pbxdialer.core.wording import call_sentence
from pbxdialer.dialer import Dialer
from pbxdialer.pbx.attempt import Attempt, WireFault
from pbxdialer.pbx.client import PbxClient
from pbxdialer.pbx.line import BoundedStream
from tests.fault_pbx import (
    ACCEPTED,
    FaultPbx,
    Step,
    drip,
    hang,
    read_connect,
    read_request,
    reply,
    send,
)
from tests.pbx.desk import SECRETS, SOON_S, Desk, ListJournal, account_at, call_on
from tests.pbx.network import full_listener, hanging_lookup
from tests.pbx.wordings import title_of
from tests.tls_authority import TlsAuthority
from tests.waiting import await_condition

_AT_ONCE_S = 1.0
_AS_ON_WINDOWS_S = 0.1  # a reader looks again
_STOPPED = "Unknown – You stopped waiting"
_IN_TIME = "Not sent – Stopped before it was sent"
_HANGING: dict[str, tuple[Step, ...]] = {
    "before_any_answer": (read_request, hang),
    "in_the_status_line": (read_request, send(b"HTTP/1.1 2"), hang),
    "in_the_body": (read_request, send(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{"), hang),
    "in_a_dripping_body": (read_request, send(b"HTTP/1.1 200 OK\r\n\r\n"), drip(b" " * 9000, every_s=0.01)),
    "in_endless_1xx": (read_request, drip(b"HTTP/1.1 100 Continue\r\n\r\n" * 900, every_s=0.001)),
}


@pytest.mark.parametrize("secure", [False, True], ids=["http", "https"])
@pytest.mark.parametrize("where", _HANGING)
def test_stop_while_it_hangs_is_unknown_1_post(authority: TlsAuthority, where: str, secure: bool) -> None:
    with FaultPbx(*_HANGING[where], tls=authority.server() if secure else None) as pbx:
        desk = Desk(account_at(pbx.url, ca_file=authority.ca_file if secure else ""))
        outcome, freed_s = desk.stop_when(pbx.await_post)

        assert outcome.failure
        assert (outcome.state, outcome.failure.code) == (CallState.UNKNOWN, Code.STOPPED_WAITING)
        assert title_of(outcome) == _STOPPED
        assert "may still ring" in call_sentence(outcome, Language()).advice
        assert freed_s < _AT_ONCE_S
        assert pbx.posts == 1


def test_stop_while_the_pbx_does_not_read_is_unknown(authority: TlsAuthority) -> None:
    with FaultPbx(hang, tls=authority.server()) as pbx:
        variables = tuple((f"V{number}", "😀" * 4000) for number in range(200))
        desk = Desk(account_at(pbx.url, ca_file=authority.ca_file, variables=variables))

        outcome, freed_s = desk.stop_when(lambda: desk.departed(SOON_S))

        assert outcome.state is CallState.UNKNOWN
        assert freed_s < _AT_ONCE_S


def test_stop_in_the_tls_greeting_is_not_sent_0_posts() -> None:
    with FaultPbx(hang) as pbx:
        desk = Desk(account_at(pbx.url.replace("http:", "https:")))

        _assert_stopped_in_time(desk, lambda: await_hello(pbx))

        assert pbx.posts == 0


def test_stop_while_a_proxy_hangs_is_not_sent_0_posts() -> None:
    with FaultPbx(read_connect, hang) as proxy:
        desk = Desk(account_at("https://pbx.example", proxy=proxy.url))

        _assert_stopped_in_time(desk, lambda: await_condition(lambda: b"\r\n\r\n" in proxy.wire, SOON_S, "CONNECT"))

        assert proxy.posts == 0


def test_stop_while_connecting_is_not_sent() -> None:
    with full_listener() as port:
        desk = Desk(account_at(f"https://127.0.0.1:{port}"))

        _assert_stopped_in_time(desk, lambda: await_condition(lambda: bool(desk.journal.calls), SOON_S, "a start"))


def test_stop_in_the_name_lookup_is_not_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    with hanging_lookup(monkeypatch) as begun:
        _assert_stopped_in_time(Desk(account_at("https://pbx.example")), lambda: begun.wait(SOON_S))


def test_stop_before_the_worker_begins_is_not_sent_0_posts() -> None:
    with FaultPbx(read_request, reply(ACCEPTED)) as pbx:
        desk = Desk(account_at(pbx.url))
        desk.dialer.prepare(desk.call, desk.account)
        desk.dialer.stop_waiting(desk.call.external_id)

        assert title_of(desk.place()) == _IN_TIME
        assert pbx.posts == 0


def test_stop_after_the_answer_changes_nothing() -> None:
    with FaultPbx(read_request, reply(ACCEPTED)) as pbx:
        desk = Desk(account_at(pbx.url))
        outcome = desk.place()
        desk.dialer.stop_waiting(desk.call.external_id)

        assert outcome.state is CallState.RINGING_AGENT


def test_a_question_hanging_in_its_tls_greeting_does_not_hold_up_a_call(authority: TlsAuthority) -> None:
    with FaultPbx(hang) as deaf, FaultPbx(read_request, reply(ACCEPTED), tls=authority.server()) as pbx:
        desk = Desk(account_at(pbx.url, ca_file=authority.ca_file))
        asked = account_at(deaf.url.replace("http:", "https:"), ca_file=authority.ca_file)
        asker = Thread(target=_ask_in_vain, args=[desk.dialer, asked], daemon=True)
        asker.start()
        await_hello(deaf)

        assert desk.place().state is CallState.RINGING_AGENT
        assert desk.took_s < _AT_ONCE_S
        deaf.released.set()
        asker.join(SOON_S)


@pytest.mark.parametrize("clock", ["monotonic", "wall"])
def test_a_deadline_that_passed_in_sleep_frees_the_worker_unknown_1_post(clock: str) -> None:
    jump = [0.0]
    clocks: dict[str, Callable[[], float]] = {clock: lambda: time.monotonic() + jump[0]}
    with FaultPbx(read_request, hang) as pbx:
        account = account_at(pbx.url)
        journal = ListJournal()
        dialer = Dialer(PbxClient(), journal, attempt_for=lambda _: Attempt(60.0, **clocks))
        worker = Thread(target=dialer.place, args=[call_on(account), account, SECRETS], daemon=True)
        worker.start()
        pbx.await_post()

        dialer.check_clocks()
        assert worker.is_alive()
        jump[0] = 3600.0
        dialer.check_clocks()
        worker.join(_AT_ONCE_S)

        assert not worker.is_alive()
        assert title_of(journal.calls[-1]) == "Unknown – The PBX has not answered"
        assert pbx.posts == 1


def test_a_clock_set_back_does_not_prolong_a_call_1_post() -> None:
    hours = [100.0]
    with FaultPbx(read_request, hang) as pbx:
        attempt = Attempt(0.5, wall=lambda: hours[0] * 3600)
        hours[0] = 1.0
        began = time.monotonic()
        with pytest.raises(WireFault) as fault:
            PbxClient().originate(call_on(account_at(pbx.url)), account_at(pbx.url), SECRETS, attempt)

        assert fault.value.failure.code is Code.REPLY_LATE
        assert time.monotonic() - began < 0.5 + _AT_ONCE_S
        assert pbx.posts == 1


def test_stop_at_any_moment_tells_the_truth_about_what_was_sent(authority: TlsAuthority) -> None:
    """Press Stop after random delays: NOT_SENT only when no byte of the request arrived, never two requests."""
    for number in range(60):
        with FaultPbx(read_request, hang, tls=authority.server()) as pbx:
            desk = Desk(account_at(pbx.url, ca_file=authority.ca_file))
            outcome, freed_s = desk.stop_when(lambda number=number: Event().wait(number**2 * 0.00005))
        assert freed_s < _AT_ONCE_S
        assert pbx.posts <= 1
        if outcome.state is CallState.NOT_SENT:
            assert pbx.wire == b""
        else:
            assert outcome.state is CallState.UNKNOWN


def await_hello(pbx: FaultPbx) -> None:
    """Wait until a TLS greeting has arrived at a server that does not read it."""
    pbx.await_connection()
    line = pbx.conversations[0].line
    await_condition(lambda: bool(line.recv(1, socket.MSG_PEEK)), SOON_S, "a TLS greeting")


def _assert_stopped_in_time(desk: Desk, reached: Callable[[], object]) -> None:
    outcome, freed_s = desk.stop_when(reached)

    assert outcome.failure
    assert (outcome.state, outcome.failure.code) == (CallState.NOT_SENT, Code.STOPPED_BEFORE_SENDING)
    assert title_of(outcome) == _IN_TIME
    assert freed_s < _AT_ONCE_S


def _ask_in_vain(dialer: Dialer, account: Account) -> None:
    assert not dialer.test_connection(account, SECRETS).accepted


def test_stop_frees_a_reader_even_where_a_line_that_is_cut_frees_nobody_as_on_windows() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        attempt = Attempt(30.0, look_again_s=_AS_ON_WINDOWS_S)
        stream = BoundedStream(ours, attempt, "pbx.example")  # the attempt holds no line that stop could cut
        attempt.passes_point_of_no_return()
        faults: list[WireFault] = []
        reading = Event()

        def read() -> None:
            reading.set()
            try:
                stream.read(100)
            except WireFault as fault:
                faults.append(fault)

        reader = Thread(target=read, daemon=True)
        reader.start()
        assert reading.wait(SOON_S)
        attempt.stop()
        reader.join(_AT_ONCE_S)
        assert [fault.failure.code for fault in faults] == [Code.STOPPED_WAITING]


@pytest.mark.parametrize("secure", [False, True], ids=["http", "https"])
def test_a_reply_that_comes_in_more_pieces_than_the_reader_waits_in_is_read_whole(
    authority: TlsAuthority, secure: bool
) -> None:
    whole = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(ACCEPTED), ACCEPTED)
    steps = (read_request, drip(whole[:4], every_s=0.15), send(whole[4:60]), drip(whole[60:64], 0.15), send(whole[64:]))
    with FaultPbx(*steps, tls=authority.server() if secure else None) as pbx:
        account = account_at(pbx.url, ca_file=authority.ca_file if secure else "")
        desk = Desk(account, deadline_s=10.0, look_again_s=_AS_ON_WINDOWS_S)
        assert desk.place().state is CallState.RINGING_AGENT
        assert pbx.posts == 1
