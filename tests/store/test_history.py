"""The journal of calls: nothing lost, nothing made worse, one subscriber under one name, orphans told as unknown."""

import itertools
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import psutil
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pbxdialer.core.account import Destination, DestinationKind
from pbxdialer.core.call import FINAL_STATES, Call, CallResult, CallState, JournalUnavailable
from pbxdialer.core.failure import Failure, FailureCode
from pbxdialer.core.number import PhoneNumber
from pbxdialer.store.history import CallNotRecorded, History

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
HOUSE = Path(__file__).parents[2]
RELEASED = Path(__file__).parent / "released"
names = itertools.count()


def a_call(number: str = "0722123456", at: datetime = NOON, **fields: object) -> Call:
    call = Call(
        external_id=f"call-{next(names)}",
        number=number,
        dial_string=number,
        rule="national",
        name="Ștefan Ionescu",
        company="Acme SRL",
        destination=Destination(DestinationKind.QUEUE, "sales"),
        account_id="a1",
        account_name="Sales PBX",
        waits_for_agent=True,
        requested_at=at,
        changed_at=at,
    )
    return replace(call, **fields)


@pytest.fixture
def history(tmp_path: Path) -> Iterator[History]:
    history = opened(tmp_path)
    yield history
    history.close()


def opened(folder: Path, session: str = "this one", region: str = "RO") -> History:
    return History.at(folder / "calls.sqlite", folder / "backups", session, region)


def test_every_field_of_a_call_comes_back(history: History) -> None:
    plain = a_call(at=NOON)
    whole = a_call(
        "+4930901820",
        at=NOON - timedelta(hours=1),
        changed_at=NOON.astimezone(timezone(timedelta(hours=2))) + timedelta(microseconds=1),
        state=CallState.ENDED,
        messages=('Agent\'s line: "busy"', "<b>și</b> 😀", ""),
        failure=Failure(FailureCode.REPLY_LOST, "ECONNRESET"),
        result=CallResult.NO_ANSWER,
        answered_at=NOON + timedelta(seconds=3),
        duration_s=0,
        note="call back\non Monday",
        waits_for_agent=False,
    )
    for call in (plain, whole):
        history.record(call)
        assert history.by_external_id(call.external_id) == call
    assert history.recent(10) == [plain, whole]
    assert history.by_external_id("another") is None


@pytest.mark.fault_matrix
@pytest.mark.parametrize("released", sorted(RELEASED.glob("calls-*.sqlite")), ids=lambda path: path.stem)
def test_the_calls_of_every_released_version_come_over_and_a_copy_of_them_is_kept(
    released: Path, tmp_path: Path
) -> None:
    shutil.copy(released, tmp_path / "calls.sqlite")
    history = opened(tmp_path)
    third, second, first = history.recent(10)
    assert (first.name, first.state, first.result, first.duration_s, first.note) == (
        *("Ștefan Ionescu", CallState.ENDED, CallResult.ANSWERED, 72, "calls back\non Monday"),
    )
    assert first.answered_at == NOON + timedelta(seconds=5)
    assert (second.state, second.failure) == (CallState.UNKNOWN, Failure(FailureCode.REPLY_LOST, "closed"))
    assert (third.rule, third.state, third.messages) == ("internal", CallState.REFUSED, ("User not online",))
    assert history.last_call_to(PhoneNumber("0733555010")) == second
    history.close()
    assert (tmp_path / "backups" / "calls-v1.sqlite").is_file()


def test_the_newest_come_first_page_by_page(history: History) -> None:
    calls = [a_call(at=NOON + timedelta(microseconds=step * 500_000)) for step in range(7)]
    for call in calls:
        history.record(call)
    newest_first = calls[::-1]
    first = history.recent(3)
    assert first == newest_first[:3]
    assert history.recent(3, before=first[-1].requested_at) == newest_first[3:6]
    assert history.recent(3, before=calls[0].requested_at) == []


def test_moments_of_different_time_zones_stand_in_their_order(history: History) -> None:
    zones = [timezone(timedelta(hours=hours)) for hours in (14, 2, 0, -11)]
    calls = [a_call(at=(NOON + timedelta(minutes=step)).astimezone(zone)) for step, zone in enumerate(zones)]
    for call in calls:
        history.record(call)
    assert history.recent(10) == calls[::-1]
    assert history.recent(10, before=calls[2].requested_at) == [calls[1], calls[0]]


def test_the_same_call_is_one_row_in_its_last_state(history: History) -> None:
    call = a_call()
    history.record(call)
    ringing = call.accepted(("Call successfully originated for user: ionescu",))
    history.record(ringing)
    assert history.recent(10) == [ringing]


def test_a_stale_request_never_overwrites_what_is_known(history: History) -> None:
    for later in (a_call().refused(("no",)), a_call().accepted(()), a_call().unknown(Failure(FailureCode.REPLY_LOST))):
        history.record(later)
        history.record(replace(later, state=CallState.REQUESTED, changed_at=NOON + timedelta(days=9)))
        assert history.by_external_id(later.external_id) == later


def test_what_is_known_of_a_call_is_not_made_unknown_again(history: History) -> None:
    ended = a_call(state=CallState.ENDED, result=CallResult.ANSWERED, duration_s=60)
    history.record(ended)
    history.record(ended.unknown(Failure(FailureCode.PROGRAM_ENDED)))
    assert history.by_external_id(ended.external_id) == ended


@pytest.mark.fault_matrix
def test_unknown_gives_way_to_evidence_only(history: History) -> None:
    unknown = a_call().unknown(Failure(FailureCode.REPLY_LATE))
    history.record(unknown)
    history.record(replace(unknown, state=CallState.RINGING_AGENT, changed_at=NOON - timedelta(seconds=1)))
    assert history.by_external_id(unknown.external_id) == unknown
    ringing = unknown.accepted(())
    history.record(ringing)
    assert history.by_external_id(unknown.external_id) == ringing
    ended = replace(ringing, state=CallState.ENDED, result=CallResult.BUSY, changed_at=NOON - timedelta(days=1))
    history.record(ended)  # the clock was set back meanwhile; a final state is news all the same
    assert history.by_external_id(unknown.external_id) == ended


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(CallState), st.integers(0, 5)), min_size=1, max_size=8))
def test_no_order_of_writes_loses_a_final_state(
    tmp_path_factory: pytest.TempPathFactory, writes: list[tuple[CallState, int]]
) -> None:
    history = opened(tmp_path_factory.mktemp("history"))
    call = a_call()
    for state, second in writes:
        history.record(replace(call, state=state, changed_at=NOON + timedelta(seconds=second)))
    kept = history.by_external_id(call.external_id)
    history.close()
    assert kept is not None
    written = {state for state, _ in writes}
    known = (FINAL_STATES - {CallState.UNKNOWN}) & written
    if known:
        assert kept.state in known
        assert kept.changed_at == max(NOON + timedelta(seconds=at) for state, at in writes if state in known)
    elif written != {CallState.REQUESTED}:
        assert kept.state is not CallState.REQUESTED


def test_the_agents_note_outlives_every_later_state(history: History) -> None:
    call = a_call(note="typed before")
    history.record(call)
    history.set_note(call.external_id, "wants an offer – și repede")
    history.record(call.accepted(()))
    kept = history.by_external_id(call.external_id)
    assert kept is not None
    assert (kept.state, kept.note) == (CallState.RINGING_AGENT, "wants an offer – și repede")
    with pytest.raises(CallNotRecorded):
        history.set_note("nobody", "lost?")


def test_two_spellings_of_one_subscriber_are_one(history: History) -> None:
    spellings = ("0722123456", "+40722123456", "0040722123456")
    calls = [a_call(spelling, at=NOON + timedelta(minutes=step)) for step, spelling in enumerate(spellings)]
    for call in (*calls, a_call("101", at=NOON), a_call("*43", at=NOON)):
        history.record(call.accepted(()))
    assert history.frequency() == {
        "+40722123456": (3, NOON + timedelta(minutes=2)),
        "101": (1, NOON),
        "*43": (1, NOON),
    }
    for spelling in spellings:
        last = history.last_call_to(PhoneNumber(spelling))
        assert last is not None
        assert last.external_id == calls[2].external_id
    assert history.last_call_to(PhoneNumber("0722123457")) is None


def test_what_was_never_sent_does_not_count_as_a_call(history: History) -> None:
    history.record(a_call().not_sent(Failure(FailureCode.NO_ROUTE, "pbx.example")))
    assert history.frequency() == {}


def test_the_calls_since_a_moment_are_counted_by_subscriber_where_anything_can_have_rung(history: History) -> None:
    for call in (a_call("0722123456"), a_call("+40722123456"), a_call("101")):
        history.record(call.accepted(()))
    history.record(a_call("101").refused(("no",)))
    history.record(a_call("101").not_sent(Failure(FailureCode.NO_ROUTE, "pbx.example")))
    history.record(a_call("*43", at=NOON - timedelta(seconds=1)).accepted(()))
    assert history.called_since(NOON.astimezone(timezone(timedelta(hours=2)))) == {"+40722123456": 2, "101": 1}


@pytest.mark.fault_matrix
def test_calls_of_dead_programs_become_unknown_and_no_others(tmp_path: Path) -> None:
    calls = {name: a_call() for name in ("dead", "dead too", "living", "mine")}
    for name, call in calls.items():
        other = opened(tmp_path, session=name)
        other.record(call)
        other.close()
    finished = a_call(state=CallState.ENDED)
    mine = opened(tmp_path, session="mine")
    opened(tmp_path, session="dead").record(finished)

    assert mine.settle_orphans(lambda name: name == "living") == 2
    states = {name: mine.by_external_id(call.external_id) for name, call in calls.items()}
    assert {name: call.state.name for name, call in states.items() if call} == {
        "dead": "UNKNOWN", "dead too": "UNKNOWN", "living": "REQUESTED", "mine": "REQUESTED",
    }  # fmt: skip
    assert states["dead"] is not None
    assert states["dead"].failure == Failure(FailureCode.PROGRAM_ENDED)
    assert states["dead"].changed_at > NOON
    assert mine.by_external_id(finished.external_id) == finished
    assert mine.settle_orphans(lambda name: name == "living") == 0
    mine.close()


RECORDS_AND_HANGS = """
import os, sys, time
from pathlib import Path
from tests.store.test_history import a_call, opened
from dataclasses import replace
history = opened(Path(sys.argv[1]), session=str(os.getpid()))
history.record(replace(a_call(), external_id="in the air"))
print("recorded", flush=True)
time.sleep(600)
"""


@pytest.mark.fault_matrix
def test_a_program_killed_in_mid_call_leaves_a_row_that_the_next_one_calls_unknown(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", RECORDS_AND_HANGS, str(tmp_path)], stdout=subprocess.PIPE, text=True, cwd=HOUSE
    ) as program:
        assert program.stdout is not None
        assert program.stdout.readline() == "recorded\n"
        beside = opened(tmp_path)
        assert beside.settle_orphans(lambda session: psutil.pid_exists(int(session))) == 0
        os.kill(program.pid, signal.SIGKILL) if sys.platform != "win32" else program.kill()
    assert beside.settle_orphans(lambda session: psutil.pid_exists(int(session))) == 1
    beside.close()

    after = opened(tmp_path)
    left = after.by_external_id("in the air")
    after.close()
    assert left is not None
    assert (left.state, left.failure) == (CallState.UNKNOWN, Failure(FailureCode.PROGRAM_ENDED))


WRITES_UNTIL_KILLED = """
import itertools, sys
from pathlib import Path
from dataclasses import replace
from tests.store.test_history import a_call, opened
history = opened(Path(sys.argv[1]))
for number in itertools.count():
    history.record(replace(a_call(), external_id=str(number)))
    print(number, flush=True)
"""


def test_a_row_that_was_recorded_survives_kill_9_in_the_middle_of_the_next_write(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", WRITES_UNTIL_KILLED, str(tmp_path)], stdout=subprocess.PIPE, text=True, cwd=HOUSE
    ) as program:
        assert program.stdout is not None
        for _ in range(60):
            last = int(program.stdout.readline())
        program.kill()
        for line in program.stdout:
            last = int(line)
    history = opened(tmp_path)
    kept = {call.external_id for call in history.recent(100_000)}
    notices = history.database.notices
    history.close()
    assert {str(number) for number in range(last + 1)} <= kept
    assert notices == []


def test_a_journal_that_cannot_be_written_says_so_in_plain_words(tmp_path: Path, history: History) -> None:
    with opened(tmp_path).database.transaction(), pytest.raises(JournalUnavailable, match="locked by another program"):
        history.record(a_call())
    with pytest.raises(JournalUnavailable, match="could not do it"):
        history.record(a_call(name="half a character \ud800"))
    history.record(a_call())
    assert len(history.recent(10)) == 1


def test_threads_record_at_once_and_every_call_is_there(history: History) -> None:
    faults: list[BaseException] = []

    def work(thread: int) -> None:
        try:
            for step in range(15):
                call = a_call(at=NOON + timedelta(seconds=step))
                history.record(call)
                history.record(call.accepted(()))
                history.recent(5)
        except BaseException as error:
            faults.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert [call.state for call in history.recent(100)] == [CallState.RINGING_AGENT] * 60


def test_a_row_in_the_words_of_a_newer_version_is_left_out_and_stays(
    history: History, caplog: pytest.LogCaptureFixture
) -> None:
    call, odd = a_call(), a_call()
    history.record(call)
    history.record(odd)
    history.database.execute("UPDATE calls SET state = 'TELEPORTED' WHERE external_id = ?", (odd.external_id,))
    assert history.recent(10) == [call]
    assert "cannot be read" in caplog.text
    assert history.database.rows("SELECT count(*) FROM calls") == [(2,)]
