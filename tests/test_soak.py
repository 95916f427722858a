"""Thousands of calls against a PBX that misbehaves at random: none doubled, none lost, none mislabelled, nothing grows.

A soak that finds nothing is worth as much as what it would find, so clients broken on purpose come last.
"""

import logging
import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from threading import Event, Thread

import pytest

from pbxdialer.core.account import Account, Secrets
from pbxdialer.core.call import Call, CallState
from pbxdialer.core.failure import Failure, FailureCode
from pbxdialer.pbx.attempt import Attempt, WireFault
from pbxdialer.pbx.client import Answer, PbxClient
from pbxdialer.pbx.wire import Envelope
from workshop.soak.__main__ import main
from workshop.soak.findings import Findings
from workshop.soak.moods import MOODS, Planned, plan
from workshop.soak.run import soak

_SEED = 3
# WORKAROUND CPython 3.11: a line reset just before it is wrapped in TLS is left to the garbage collector by
# ssl.SSLSocket._create, which says so. The soak counts the handles itself.
pytestmark = pytest.mark.filterwarnings("ignore:unclosed <ssl.SSLSocket:ResourceWarning")


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    """Keep the run's DEBUG lines away: pytest holds every one of them in memory, which is what a soak measures."""
    logging.disable(logging.INFO)
    yield
    logging.disable(logging.NOTSET)


def calls_to(*moods: str, times: int = 1) -> list[Planned]:
    return [Planned(mood, 0.01) for mood in MOODS if mood.name in moods] * times


def test_a_hundred_and_fifty_calls_are_none_doubled_lost_or_mislabelled_and_nothing_grows() -> None:
    assert soak(plan(150, _SEED), PbxClient()).complaints == []


@pytest.mark.longer
def test_two_thousand_calls_are_none_doubled_lost_or_mislabelled_and_nothing_grows() -> None:
    findings = soak(plan(2000, _SEED), PbxClient())
    assert findings.complaints == [], findings.table()
    assert {call.mood for call in findings.told} == set(MOODS), "every misbehaviour had its turn"
    assert {call.state for call in findings.told} == set(CallState) - {CallState.REQUESTED, CallState.ENDED}


def test_a_seed_repeats_a_soak() -> None:
    assert plan(500, 1) == plan(500, 1) != plan(500, 2)


def test_the_command_prints_a_table_and_is_content(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--calls", "12", "--seed", "5"]) == 0
    printed = capsys.readouterr().out
    assert "--seed 5" in printed
    assert [
        line.split()[-2:] for line in printed.splitlines() if line.startswith(("  doubled", "  lost", "  wrong"))
    ] == [["0", "✓"]] * 3


class Impatient(PbxClient):
    """Asks again where no answer came: the retry that doubles calls."""

    def originate(self, call: Call, account: Account, secrets: Secrets, attempt: Attempt) -> Answer:
        try:
            return super().originate(call, account, secrets, attempt)
        except WireFault:
            return super().originate(call, account, secrets, Attempt(5.0))


class Confident(PbxClient):
    """Takes every fault for a success."""

    def originate(self, call: Call, account: Account, secrets: Secrets, attempt: Attempt) -> Answer:
        try:
            return super().originate(call, account, secrets, attempt)
        except WireFault:
            return Answer(Envelope(has_error=False, messages=(), results=[]), 200)


class Soothing(PbxClient):
    """Says of every lost answer that nothing rang."""

    def originate(self, call: Call, account: Account, secrets: Secrets, attempt: Attempt) -> Answer:
        try:
            return super().originate(call, account, secrets, attempt)
        except WireFault as fault:
            raise WireFault(Failure(FailureCode.CONNECTION_BROKEN)) from fault


class Timid(PbxClient):
    """Says of every answer that it is not known."""

    def originate(self, call: Call, account: Account, secrets: Secrets, attempt: Attempt) -> Answer:
        super().originate(call, account, secrets, attempt)
        raise WireFault(Failure(FailureCode.REPLY_LOST))


class Hoarding(PbxClient):
    """Keeps something of every call."""

    def __init__(self, hoard: Callable[[], object]) -> None:
        super().__init__()
        self._hoard = hoard
        self._kept: list[object] = []

    def originate(self, call: Call, account: Account, secrets: Secrets, attempt: Attempt) -> Answer:
        self._kept.append(self._hoard())
        return super().originate(call, account, secrets, attempt)


def test_a_client_that_asks_twice_is_found_out() -> None:
    moods = ("reads all, then closes", "half a reply", "HTML")
    findings = soak(calls_to(*moods), Impatient())
    assert len(findings.doubled()) == len(moods)


@pytest.mark.parametrize(
    ("client", "moods"),
    [
        (Confident, ("reads all, then closes", "is not there", "HTML")),
        (Soothing, ("reads all, then resets", "half a reply", "502 with HTML")),
        (Timid, ("accepts", "async=0, answered", "refuses")),
    ],
)
def test_a_client_that_says_more_or_less_than_is_true_is_found_out(
    client: type[PbxClient], moods: Sequence[str]
) -> None:
    assert len(soak(calls_to(*moods), client()).wrong()) == len(moods)


@pytest.fixture
def released() -> Event:
    return Event()


@pytest.mark.parametrize("what", ["memory", "threads", "file handles"])
def test_a_client_that_keeps_something_of_each_call_is_found_out(what: str, released: Event) -> None:
    def a_thread() -> Thread:
        thread = Thread(target=released.wait, daemon=True)
        thread.start()
        return thread

    hoards: dict[str, Callable[[], object]] = {
        "memory": lambda: b"x" * 2**18,
        "threads": a_thread,
        "file handles": lambda: closing.enter_context(socket.socket()),
    }
    with ExitStack() as closing:
        findings = soak(calls_to("accepts", times=60), Hoarding(hoards[what]))
    released.set()
    assert [grown.partition(" grew")[0] for grown in findings.grown()] == [what]


@pytest.fixture(scope="module")
def content() -> Findings:
    return soak(calls_to("accepts", "refuses", "reads all, then closes"), PbxClient())


def test_a_row_that_is_missing_or_says_something_else_is_found_out(content: Findings) -> None:
    first, second, third = (call.external_id for call in content.told)
    assert content.complaints == []
    journal = dict(content.journal) | {second: CallState.REQUESTED, "somebody": CallState.NOT_SENT}
    del journal[first]
    found = replace(content, journal=journal).lost()
    assert len(found) == 3
    assert not any(third in complaint for complaint in found)


def test_a_request_that_nobody_placed_is_found_out(content: Findings) -> None:
    content.ledger.requests["somebody"] += 1
    assert content.doubled() == ["nobody placed somebody"]
    del content.ledger.requests["somebody"]
