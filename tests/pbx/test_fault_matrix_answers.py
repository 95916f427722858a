"""faults.md, "The wire": what surely is the PBX's own answer is believed, whatever the HTTP status; 1 POST."""

from typing import Any

import pytest

from pbxdialer.core.call import Call, CallState
from pbxdialer.core.language import Language
from pbxdialer.core.wording import call_sentence
from tests.fault_pbx import ACCEPTED, NO_SUCH_USER, FaultPbx, Step, drip, half_close, pause, read_request, reply, send
from tests.pbx.desk import Desk, account_at
from tests.pbx.network import names_are_slow
from tests.pbx.wordings import title_of
from tests.tls_authority import TlsAuthority

_STATUSES = ["200 OK", "201 Created", "400 Bad Request", "401 Unauthorized", "403 Forbidden", "404 Not Found"]
_STATUSES += ["418 Teapot", "429 Too Many", "500 Internal Server Error", "502 Bad Gateway", "503 Unavailable"]


@pytest.mark.parametrize("status", _STATUSES)
def test_an_envelope_with_an_error_is_refused_with_its_messages_1_post(status: str) -> None:
    outcome, posts = _placed(read_request, reply(NO_SUCH_USER, status))

    assert outcome.state is CallState.REFUSED
    assert outcome.messages == ("Invalid User. Check if pbx user exists",)
    assert title_of(outcome) == "Refused by the PBX"
    assert call_sentence(outcome, Language()).advice.startswith("Invalid User. Check if pbx user exists – ")
    assert posts == 1


_SUCCESS = {
    "at once": reply(ACCEPTED),
    "with status 500": reply(ACCEPTED, "500 Internal Server Error"),
    "dripped within the deadline": drip(b"HTTP/1.1 200 OK\r\n\r\n" + ACCEPTED, every_s=0.001),
    "by HTTP/1.0": send(b"HTTP/1.0 200 OK\r\n\r\n" + ACCEPTED),
    "in chunks": send(
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\n\r\n" % (len(ACCEPTED), ACCEPTED)
    ),
    "after 100 and 102": send(
        b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 200 OK\r\n\r\n" + ACCEPTED
    ),
    "as text/html": reply(ACCEPTED, headers=b"Content-Type: text/html; charset=iso-8859-2\r\n"),
    "with identity named": reply(ACCEPTED, headers=b"Content-Encoding: Identity\r\n"),
    "with blanks around": reply(b"\r\n\t " + ACCEPTED + b" \r\n"),
    "behind PHP notices": reply(
        b"<br />\n<b>Warning</b>:  Undefined variable $x in <b>/var/www/{a}.php</b> on line <b>3</b><br />\n" + ACCEPTED
    ),
    "with an object of results": reply(b'{"has_error": false, "messages": {}, "results": {}}'),
    "with more members than documented": reply(b'{"has_error": false, "messages": [], "results": [], "id": 7}'),
}


@pytest.mark.parametrize("how", _SUCCESS, ids=lambda how: how.replace(" ", "_"))
def test_a_success_however_it_is_written_is_believed_1_post(how: str) -> None:
    outcome, posts = _placed(read_request, _SUCCESS[how], half_close)

    assert (outcome.state, posts) == (CallState.RINGING_AGENT, 1)
    assert title_of(outcome) == "Accepted – pick up your phone"


@pytest.mark.parametrize(
    ("messages", "shown"),
    [
        (b'["one", "two"]', ("one", "two")),
        (b'{"a": "one", "b": "two"}', ("one", "two")),
        (b'"just text"', ("just text",)),
        (b'["<b>bold</b> <img src=file:///etc/passwd>"]', ("<b>bold</b> <img src=file:///etc/passwd>",)),
        (b'["a\\u202Eb\\u0000c\\nd\\u200Be"]', ("abc de",)),
        (b'[["nested", 1], {"x": null}, 5, null]', ('["nested", 1]', '{"x": null}', "5", "null")),
        (b'["{detail} {} %s"]', ("{detail} {} %s",)),
        (b'["' + b"x" * 5000 + b'"]', ("x" * 500,)),
        (b"[]", ()),
        (b"null", ()),
        (b"42", ()),
        (b"[" + b",".join([b'"m"'] * 500) + b"]", ("m",) * 20),
    ],
    ids=[
        "list",
        "object",
        "text",
        "html",
        "control_and_bidi",
        "odd_members",
        "braces",
        "long",
        "none",
        "null",
        "int",
        "many",
    ],
)
def test_the_pbx_messages_are_shown_verbatim_as_plain_text(messages: bytes, shown: tuple[str, ...]) -> None:
    outcome, _ = _placed(read_request, reply(b'{"has_error": true, "messages": ' + messages + b', "results": []}'))

    assert outcome.state is CallState.REFUSED
    assert outcome.messages == shown
    assert title_of(outcome) == "Refused by the PBX"


def test_async_0_answered_late_but_in_time_is_in_call_1_post() -> None:
    # 75 s of ringing, scaled to one
    outcome, posts = _placed(read_request, pause(1.0), reply(ACCEPTED), waits_for_agent=True)

    assert (outcome.state, posts) == (CallState.IN_CALL, 1)
    assert outcome.answered_at
    assert title_of(outcome) == "You answered"


def test_async_0_error_after_ringing_is_not_answered_1_post() -> None:
    outcome, posts = _placed(read_request, pause(2.1), reply(NO_SUCH_USER), waits_for_agent=True)

    assert (outcome.state, posts) == (CallState.NOT_ANSWERED, 1)
    assert title_of(outcome) == "Not answered"


def test_async_0_error_at_once_is_refused_1_post() -> None:
    outcome, posts = _placed(read_request, reply(NO_SUCH_USER), waits_for_agent=True)

    assert (outcome.state, posts) == (CallState.REFUSED, 1)


def test_async_0_error_at_once_after_a_slow_network_is_refused_not_unanswered(monkeypatch: pytest.MonkeyPatch) -> None:
    names_are_slow(monkeypatch, 2.1)
    with FaultPbx(read_request, reply(NO_SUCH_USER)) as pbx:
        outcome = Desk(account_at(f"http://localhost:{pbx.port}", waits_for_agent=True)).place()

    assert outcome.state is CallState.REFUSED


def test_async_1_error_after_a_while_is_refused_for_nobody_was_to_answer() -> None:
    outcome, _ = _placed(read_request, pause(2.1), reply(NO_SUCH_USER))

    assert outcome.state is CallState.REFUSED


def test_an_answer_before_the_request_was_read_is_still_the_pbx_answer() -> None:
    outcome, _ = _placed(reply(NO_SUCH_USER, "413 Too Large"), half_close, read_request)

    assert outcome.state is CallState.REFUSED


def test_an_ipv6_pbx_is_reached(authority: TlsAuthority) -> None:
    with FaultPbx(read_request, reply(ACCEPTED), host="::1") as pbx:
        assert Desk(account_at(f"http://[::1]:{pbx.port}/api/")).place().state is CallState.RINGING_AGENT
        assert pbx.wire.startswith(b"POST /api/originate-call HTTP/1.1\r\n")


def _placed(*script: Step, **account: Any) -> tuple[Call, int]:
    with FaultPbx(*script) as pbx:
        desk = Desk(account_at(pbx.url, **account))
        outcome = desk.place()
        assert [call.state for call in desk.journal.calls] == [CallState.REQUESTED, outcome.state]
        return outcome, pbx.posts
