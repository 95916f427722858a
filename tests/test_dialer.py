"""One press, at most one call: the journal comes first, nothing is sent twice, and the pace is limited."""

import logging
from collections.abc import Callable, Iterator
from threading import Barrier, Thread

import pytest

from pbxdialer.core.account import Account, AuthMode, Secrets
from pbxdialer.core.call import Call, CallState, JournalUnavailable
from pbxdialer.core.failure import Failure
from pbxdialer.core.failure import FailureCode as Code
from pbxdialer.core.language import Language
from pbxdialer.core.wording import call_sentence
from pbxdialer.dialer import Dialer, Pace
from pbxdialer.pbx.attempt import Attempt, WireFault
from pbxdialer.pbx.client import PbxClient
from tests.fault_pbx import ACCEPTED, NO_SUCH_USER, FaultPbx, hang, look, read, read_request, reply, reset
from tests.pbx.desk import SECRETS, SOON_S, Desk, ListJournal, account_at, call_on
from tests.php_oracle import PhpOracle


@pytest.fixture
def php() -> Iterator[PhpOracle]:
    with PhpOracle() as oracle:
        yield oracle


class Clock:
    """A clock that a test turns by hand."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class LookingJournal:
    """Looks round whenever something is written down."""

    def __init__(self, look_round: Callable[[], None]) -> None:
        self._look_round = look_round

    def record(self, call: Call) -> None:
        self._look_round()


class BrokenJournal:
    """A journal that cannot be written: locked at first, or always; or one that breaks its promise altogether."""

    def __init__(self, error: Callable[[], Exception], times: int = 99) -> None:
        self.calls: list[Call] = []
        self._error = error
        self._times = times

    def record(self, call: Call) -> None:
        if self._times > 0:
            self._times -= 1
            raise self._error()
        self.calls.append(call)


@pytest.mark.fault_matrix
def test_the_journal_is_written_before_the_first_byte_reaches_the_pbx() -> None:
    journal = ListJournal()
    seen: list[list[CallState]] = []

    def at_the_first_byte() -> None:
        seen.append([call.state for call in journal.calls])

    with FaultPbx(read(1), look(at_the_first_byte), read_request, reply(ACCEPTED)) as pbx:
        account = account_at(pbx.url)
        call = call_on(account)
        outcome = Dialer(PbxClient(), journal).place(call, account, SECRETS)

        assert seen == [[CallState.REQUESTED]]
        assert journal.calls[0] == call
        assert [call.state for call in journal.calls] == [CallState.REQUESTED, CallState.RINGING_AGENT]
        assert journal.calls[-1] == outcome
        assert pbx.posts == 1


def test_the_journal_is_written_before_anybody_connects() -> None:
    connections: list[int] = []
    with FaultPbx(read_request, reply(ACCEPTED)) as pbx:
        journal = LookingJournal(lambda: connections.append(pbx.connections))
        Dialer(PbxClient(), journal).place(call_on(account_at(pbx.url)), account_at(pbx.url), SECRETS)

    assert connections == [0, 1]


def test_the_call_is_announced_after_it_was_journaled_and_before_it_is_sent() -> None:
    journal = ListJournal()
    heard: list[tuple[Call, int, int]] = []
    with FaultPbx(read_request, reply(ACCEPTED)) as pbx:
        account = account_at(pbx.url)
        call = call_on(account)
        Dialer(PbxClient(), journal).place(
            call, account, SECRETS, lambda call: heard.append((call, len(journal.calls), pbx.connections))
        )

    assert heard == [(call, 1, 0)]


@pytest.mark.parametrize(
    "error", [lambda: JournalUnavailable("disk full"), lambda: OSError("gone"), lambda: KeyError("a bug")], ids=str
)
@pytest.mark.fault_matrix
def test_a_journal_that_fails_does_not_stop_the_call_and_the_call_says_so(error: Callable[[], Exception]) -> None:
    with FaultPbx(read_request, reply(ACCEPTED)) as pbx:
        account = account_at(pbx.url)
        outcome = Dialer(PbxClient(), BrokenJournal(error)).place(call_on(account), account, SECRETS)

        assert (outcome.state, outcome.recorded) == (CallState.RINGING_AGENT, False)
        assert pbx.posts == 1


def test_a_journal_that_was_locked_at_first_still_gets_the_outcome() -> None:
    journal = BrokenJournal(lambda: JournalUnavailable("locked"), times=1)
    with FaultPbx(read_request, reply(NO_SUCH_USER)) as pbx:
        account = account_at(pbx.url)
        Dialer(PbxClient(), journal).place(call_on(account), account, SECRETS)

    assert [call.state for call in journal.calls] == [CallState.REFUSED]


def test_a_listener_that_fails_leaves_the_call_unsent_and_truthful(caplog: pytest.LogCaptureFixture) -> None:
    def fail(call: Call) -> None:
        raise RuntimeError("a bug in a window")

    with FaultPbx(read_request, reply(ACCEPTED)) as pbx:
        desk = Desk(account_at(pbx.url))
        outcome = desk.dialer.place(desk.call, desk.account, SECRETS, fail)

        assert outcome.failure == Failure(Code.PROGRAM_FAULT_BEFORE_SENDING, "RuntimeError")
        assert outcome.state is CallState.NOT_SENT
        assert desk.journal.calls[-1] == outcome
        assert pbx.connections == 0
    assert "a bug in a window" in caplog.text


@pytest.mark.parametrize("fault", [hang, reset], ids=["reply_late", "reply_lost"])
@pytest.mark.fault_matrix
def test_a_lost_reply_is_never_asked_for_again(fault: Callable[..., None]) -> None:
    with FaultPbx(read_request, fault) as pbx:
        desk = Desk(account_at(pbx.url), deadline_s=0.5)
        assert desk.place().state is CallState.UNKNOWN
        assert (pbx.connections, pbx.posts) == (1, 1)


def test_one_attempt_carries_one_request_even_if_it_is_used_twice() -> None:
    with FaultPbx(read_request, reply(ACCEPTED)) as pbx:
        account, attempt, client = account_at(pbx.url), Attempt(SOON_S), PbxClient()
        client.originate(call_on(account), account, SECRETS, attempt)

        with pytest.raises(WireFault) as fault:
            client.originate(call_on(account), account, SECRETS, attempt)

        assert not fault.value.failure.surely_not_sent
        assert pbx.posts == 1


@pytest.mark.fault_matrix
def test_what_was_frozen_is_what_is_sent(php: PhpOracle) -> None:
    account = account_at(php.url, waits_for_agent=True)
    call = call_on(account, "0722123456", "Ștefan")
    edited = account_at(php.url, waits_for_agent=False, project_id=1)

    Dialer(PbxClient(), ListJournal()).place(call, edited, php.secrets)

    sent = php.originates()[0].data
    assert (sent["caller_id"], sent["async"], sent["external_id"]) == ("0722123456", "0", call.external_id)


@pytest.mark.parametrize(
    ("auth", "secrets", "missing"),
    [
        (AuthMode.BODY, Secrets(), "api_username, api_password, api_key"),
        (AuthMode.BODY, Secrets("user", "password"), "api_key"),
        (AuthMode.BEARER, Secrets(api_key="key"), "api_token"),
    ],
    ids=["none", "no_key", "no_token"],
)
def test_missing_credentials_are_named_and_nothing_is_sent(auth: AuthMode, secrets: Secrets, missing: str) -> None:
    with FaultPbx(read_request, reply(ACCEPTED)) as pbx:
        outcome = Desk(account_at(pbx.url, auth=auth), secrets=secrets).place()

        assert outcome.failure == Failure(Code.NO_SECRETS, missing)
        assert outcome.state is CallState.NOT_SENT
        assert pbx.connections == 0


def test_a_call_given_up_before_it_was_placed_is_journaled_and_its_stop_button_is_gone() -> None:
    desk = Desk(account_at("https://pbx.example"))
    desk.dialer.prepare(desk.call, desk.account)

    outcome = desk.dialer.not_placed(desk.call, Failure(Code.KEYRING_UNAVAILABLE, "locked"))

    assert desk.journal.calls == [outcome]
    assert outcome.state is CallState.NOT_SENT
    desk.dialer.stop_waiting(desk.call.external_id)


@pytest.mark.fault_matrix
def test_a_thousand_dials_of_a_runaway_caller_are_one_post() -> None:
    with FaultPbx(read_request, reply(ACCEPTED)) as pbx:
        clock = Clock()
        dialer = Dialer(PbxClient(), ListJournal(), Pace(clock))
        account = account_at(pbx.url)
        outcomes = [dialer.place(call_on(account), account, SECRETS) for _ in range(1000)]

        assert pbx.posts == 1
        assert [outcome.state for outcome in outcomes[1:]] == [CallState.NOT_SENT] * 999
        assert outcomes[1].failure == Failure(Code.TOO_FAST, "2")
        assert "Wait 2 s." in call_sentence(outcomes[1], Language()).advice


def test_many_threads_at_once_get_one_call_through() -> None:
    with FaultPbx(read_request, reply(ACCEPTED)) as pbx:
        dialer = Dialer(PbxClient(), ListJournal())
        account = account_at(pbx.url)
        start = Barrier(20)

        def dial() -> None:
            start.wait(SOON_S)
            dialer.place(call_on(account), account, SECRETS)

        threads = [Thread(target=dial) for _ in range(20)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(SOON_S)

        assert pbx.posts == 1


@pytest.mark.parametrize(
    ("at_s", "waits_s"),
    [
        ([0.0, 0.0], 2.0),
        ([0.0, 1.5], 0.5),
        ([0.0, 2.0], 0.0),
        ([0.0, 1.9, 1.99], 0.01),
        ([2.0 * n for n in range(10)] + [20.0], 40.0),
        ([2.0 * n for n in range(10)] + [60.0], 0.0),
        ([6.0 * n for n in range(30)], 0.0),
    ],
    ids=["double", "too_soon", "two_seconds", "refusals_cost_nothing", "eleventh", "after_a_minute", "steady"],
)
@pytest.mark.fault_matrix
def test_the_pace_is_one_in_two_seconds_and_ten_in_a_minute(at_s: list[float], waits_s: float) -> None:
    clock = Clock()
    pace = Pace(clock)
    for moment in at_s:
        clock.now = 1000.0 + moment
        expected = pace.seconds_to_wait()
        wait_s = pace.take()
        assert wait_s == expected

    assert wait_s == pytest.approx(waits_s)


@pytest.mark.parametrize(("left_s", "told"), [(0.3, "1"), (1.0, "1"), (1.01, "2")])
def test_the_seconds_to_wait_are_never_rounded_down(left_s: float, told: str) -> None:
    clock = Clock()
    pace = Pace(clock)
    pace.take()
    clock.now += 2.0 - left_s
    account = account_at("https://pbx.example")

    outcome = Dialer(PbxClient(), ListJournal(), pace).place(call_on(account), account, SECRETS)

    assert outcome.failure == Failure(Code.TOO_FAST, told)


def test_stop_waiting_for_an_unknown_call_does_nothing() -> None:
    Desk(account_at("https://pbx.example")).dialer.stop_waiting("nobody")


def test_nothing_is_kept_of_a_call_that_has_ended() -> None:
    with FaultPbx(read_request, reply(ACCEPTED)) as pbx:
        desk = Desk(account_at(pbx.url))
        desk.dialer.prepare(desk.call, desk.account)
        desk.place()

        assert desk.dialer._attempts == {}


def test_the_deadline_is_the_accounts_own() -> None:
    short = account_at("https://pbx.example")
    long = account_at("https://pbx.example", waits_for_agent=True, ring_timeout_s=60)

    assert (short.deadline_s, long.deadline_s) == (25.0, 75.0)
    assert _deadline_of(short) == pytest.approx(25.0, abs=1)
    assert _deadline_of(long) == pytest.approx(75.0, abs=1)


def test_testing_a_connection_rings_nobody_and_says_what_came_back(php: PhpOracle) -> None:
    dialer = Dialer(PbxClient(), ListJournal())
    account = account_at(php.url)

    assert dialer.test_connection(account, php.secrets).accepted
    refused = dialer.test_connection(account, SECRETS)

    assert (refused.accepted, refused.messages) == (False, ("Invalid credentials",))
    assert {seen.path for seen in php.requests()} == {"/api/users-status", "/api/queues"}
    assert php.originates() == []


def test_no_secret_and_no_signature_gets_into_the_dialers_own_log(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG, logger="pbxdialer"), FaultPbx(read_request, reset) as pbx:
        Desk(account_at(pbx.url)).place()
        api_hash = pbx.wire.rpartition(b"api_hash=")[2].decode()

    told = "".join(record.getMessage() for record in caplog.records if record.name.startswith("pbxdialer"))
    assert len(api_hash) == 32
    assert not any(secret in told for secret in (*SECRETS.values(), api_hash))


def _deadline_of(account: Account) -> float:
    dialer = Dialer(PbxClient(), ListJournal())
    call = call_on(account)
    dialer.prepare(call, account)
    return dialer._attempts[call.external_id].seconds_left()
