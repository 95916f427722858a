"""Questions that ring nobody: signed as PHP verifies, understood in every shape the demo PBX can give, bounded."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from pbxdialer.core.account import Account, AuthMode, Destination, DestinationKind, Method, Secrets
from pbxdialer.core.call import Call, CallResult
from pbxdialer.core.call_back import CallBack, CallBackState
from pbxdialer.core.failure import FailureCode
from pbxdialer.core.telephone import PhoneState, telephone_of
from pbxdialer.demo_pbx import DemoPbx
from pbxdialer.demo_pbx.clock import HandClock
from pbxdialer.demo_pbx.config import Presence
from pbxdialer.demo_pbx.quirks import Endpoint, Fault, Quirks
from pbxdialer.enquiry import Enquiry, NotTold
from tests.fault_pbx import FaultPbx, read_request, reply
from tests.pbx.desk import Desk, account_at, call_on, the_client
from tests.php_oracle import BEARER_SECRETS, BODY_SECRETS, PhpOracle

_ASKED = (Endpoint.USERS_STATUS, Endpoint.QUEUES, Endpoint.CDR, Endpoint.CHANNEL, Endpoint.CALL_QUEUE)
_SHAPES = (
    Quirks(),
    Quirks(older_rows=True, numbers_as_strings=True, empty_maps_as_lists=True, upper_case_records=True),
    Quirks(faults=dict.fromkeys(_ASKED, Fault.NOTICE)),
)


@pytest.fixture
def pbx() -> Iterator[DemoPbx]:
    with DemoPbx.plausible(clock=HandClock(datetime(2026, 11, 24, 9, 0, tzinfo=UTC))) as pbx:
        yield pbx


def _account_on(pbx: DemoPbx) -> tuple[Account, Secrets]:
    known = pbx.config.credentials
    return account_at(pbx.url), Secrets(known.username, known.password, known.key, known.token)


def _enquiry_at(pbx: DemoPbx) -> Enquiry:
    return Enquiry(the_client(), *_account_on(pbx))


def _call_back(account: Account, **changes: object) -> CallBack:
    due = datetime.now(UTC) + timedelta(hours=1)
    call_back = CallBack("later-1", "0722123450", "0722123450", "Ștefan", account.destination, account.id, due, "offer")
    return replace(call_back, **changes)  # type: ignore[arg-type]


def _ask_everything(enquiry: Enquiry) -> None:
    call = call_on(enquiry.account, name="Ștefan ~ [x] & 'y'")
    call_back = _call_back(enquiry.account, name="Ștefan ~ [x]", note="a & b = c % d + ț")
    enquiry.telephones()
    enquiry.queue_names()
    enquiry.record_of(call)
    enquiry.customer_talks(call, "ionescu")
    enquiry.schedule(call_back)
    enquiry.scheduled([call_back])


@pytest.mark.parametrize("secrets", [BODY_SECRETS, BEARER_SECRETS], ids=["body credentials", "bearer token"])
@pytest.mark.parametrize("method", list(Method))
def test_real_php_verifies_the_signature_of_every_question(secrets: Secrets, method: Method) -> None:
    auth = AuthMode.BEARER if secrets.api_token else AuthMode.BODY
    with PhpOracle(secrets, answer='{"has_error": false, "messages": [], "results": []}') as php:
        account = account_at(php.url, auth=auth, method=method, variables=(("SKIP_WELCOME", "1"),))
        _ask_everything(Enquiry(the_client(), account, secrets))
        Desk(account, secrets=secrets).place()
        seen = php.requests()

    assert {request.path.removeprefix("/api/") for request in seen} == {*_ASKED, Endpoint.ORIGINATE}
    assert [request.verdict for request in seen] == [""] * 7
    if method is Method.JSON:
        assert {request.content_type for request in seen} == {"application/json"}


def test_a_json_body_with_one_byte_changed_is_rejected() -> None:
    with PhpOracle() as php:
        account = account_at(php.url, method=Method.JSON)
        Desk(account, secrets=BODY_SECRETS).place()
        Desk(account, secrets=replace(BODY_SECRETS, api_key="k€y-of-the-pbY")).place()

        assert [seen.verdict for seen in php.requests()] == ["", "Invalid signature"]


@pytest.mark.parametrize("quirks", _SHAPES, ids=["newer rows", "older rows", "PHP notices"])
def test_telephones_are_told_in_every_shape(pbx: DemoPbx, quirks: Quirks) -> None:
    pbx.quirks = quirks
    telephones = {phone.user: phone.state for phone in _enquiry_at(pbx).telephones()}

    assert telephones == {
        "ionescu": PhoneState.READY,
        "popescu": PhoneState.READY,
        "ana.marin": PhoneState.READY,
        "dumitru": PhoneState.OFFLINE,
        "stan": PhoneState.IN_CALL,
    }


@pytest.mark.parametrize(
    ("destination", "user"),
    [
        (Destination(DestinationKind.USER, "ionescu"), "ionescu"),
        (Destination(DestinationKind.EXTENSION, "102"), "popescu"),
        (Destination(DestinationKind.QUEUE, "sales-queue"), None),
        (Destination(DestinationKind.USER, "nobody"), None),
    ],
)
def test_a_destination_has_a_telephone_where_that_is_known(
    pbx: DemoPbx, destination: Destination, user: str | None
) -> None:
    phone = telephone_of(destination, _enquiry_at(pbx).telephones())

    assert (phone.user if phone else None) == user


def test_an_offline_telephone_is_told_as_offline(pbx: DemoPbx) -> None:
    pbx.set_presence("ionescu", Presence.OFFLINE)
    enquiry = _enquiry_at(pbx)
    phone = telephone_of(enquiry.account.destination, enquiry.telephones())

    assert phone is not None
    assert phone.state is PhoneState.OFFLINE


@pytest.mark.parametrize("quirks", _SHAPES, ids=["newer rows", "older rows", "PHP notices"])
def test_queues_are_those_of_the_accounts_project(pbx: DemoPbx, quirks: Quirks) -> None:
    pbx.quirks = quirks
    enquiry = _enquiry_at(pbx)

    assert enquiry.queue_names() == ("sales-queue",)
    assert replace(enquiry, account=replace(enquiry.account, project_id=2)).queue_names() == (
        "support-queue",
        "night-queue",
    )


@pytest.mark.parametrize("quirks", _SHAPES, ids=["newer rows", "older rows", "PHP notices"])
@pytest.mark.parametrize(
    ("last_digit", "result"),
    [
        ("0", CallResult.ANSWERED),
        ("6", CallResult.BUSY),
        ("7", CallResult.NO_ANSWER),
        ("8", CallResult.CONGESTION),
        ("9", CallResult.FAILED),
    ],
)
def test_a_call_is_found_in_the_records_when_it_is_over(
    pbx: DemoPbx, quirks: Quirks, last_digit: str, result: CallResult
) -> None:
    pbx.quirks = quirks
    account, secrets = _account_on(pbx)
    enquiry = Enquiry(the_client(), account, secrets)
    desk = Desk(account, secrets=secrets)
    desk.call = call_on(account, f"072212345{last_digit}")
    desk.place()
    assert enquiry.record_of(desk.call) is None
    assert pbx.answer("ionescu")
    _let_pass(pbx, 120)

    record = enquiry.record_of(desk.call)

    assert record is not None
    assert (record.result, record.talk_s) == (result, pbx.records[0].talk_s)


def test_the_customer_is_heard_when_the_customers_leg_is_up(pbx: DemoPbx) -> None:
    account, secrets = _account_on(pbx)
    enquiry = Enquiry(the_client(), account, secrets)
    desk = Desk(account, secrets=secrets)
    desk.call = call_on(account, "0722123450")
    desk.place()
    heard: list[bool] = [enquiry.customer_talks(desk.call, "ionescu")]
    pbx.answer("ionescu")
    heard.append(enquiry.customer_talks(desk.call, "ionescu"))
    _let_pass(pbx, 7)
    heard.append(enquiry.customer_talks(desk.call, "ionescu"))

    assert heard == [False, False, True]


def test_a_call_for_later_is_kept_by_the_pbx_and_placed_when_its_time_comes(pbx: DemoPbx) -> None:
    enquiry = _enquiry_at(pbx)
    call_back = _call_back(enquiry.account, at=datetime(2026, 11, 24, 10, 0, tzinfo=UTC))

    enquiry.schedule(call_back)
    assert [known.state for known in enquiry.scheduled([call_back])] == [CallBackState.PENDING]
    _let_pass(pbx, 3601)
    assert pbx.phone("ionescu").number == "0722123450"
    assert [known.state for known in enquiry.scheduled([call_back])] == [CallBackState.IN_PROGRESS]
    assert pbx.reject("ionescu")
    assert [known.state for known in enquiry.scheduled([call_back])] == [CallBackState.COMPLETED]
    assert enquiry.scheduled([replace(call_back, external_id="unheard-of")]) == ()


@pytest.mark.parametrize("fault", [Fault.MISSING, Fault.FORBIDDEN, Fault.HTML])
def test_an_endpoint_that_is_not_there_says_so_and_the_others_answer(pbx: DemoPbx, fault: Fault) -> None:
    enquiry = _enquiry_at(pbx)
    call: Call = call_on(enquiry.account)
    questions = {
        Endpoint.USERS_STATUS: enquiry.telephones,
        Endpoint.QUEUES: enquiry.queue_names,
        Endpoint.CDR: lambda: enquiry.record_of(call),
        Endpoint.CHANNEL: lambda: enquiry.customer_talks(call, "ionescu"),
        Endpoint.CALL_QUEUE: lambda: enquiry.scheduled([_call_back(enquiry.account)]),
    }
    for lacking in questions:
        pbx.quirks = Quirks(faults={lacking: fault})
        for endpoint, question in questions.items():
            if endpoint is lacking:
                with pytest.raises(NotTold) as told:
                    question()
                assert (told.value.failure is None) == (fault is Fault.FORBIDDEN)
            else:
                question()
    assert pbx.originates == ()


def test_a_question_is_asked_once_whatever_happens() -> None:
    with FaultPbx(read_request) as broken:  # it closes without a word
        enquiry = Enquiry(the_client(), account_at(broken.url), BODY_SECRETS)
        with pytest.raises(NotTold) as told:
            enquiry.telephones()

    assert broken.connections == 1
    assert told.value.failure is not None
    assert told.value.failure.code is FailureCode.REPLY_LOST


def test_a_thousand_telephones_are_understood() -> None:
    row = '{"in_use": "0", "ringing": "0", "status": "OK (12 ms)", "useragent": "' + "x" * 200 + '"}'
    users = ", ".join(f'"user{number}": {row}' for number in range(1000))
    answer = f'{{"has_error": false, "messages": [], "results": {{{users}}}}}'
    with FaultPbx(read_request, reply(answer.encode())) as big:
        telephones = Enquiry(the_client(), account_at(big.url), BODY_SECRETS).telephones()

    assert len(telephones) == 1000


def _let_pass(pbx: DemoPbx, seconds: float) -> None:
    clock = pbx._clock
    assert isinstance(clock, HandClock)
    clock.advance(seconds)
