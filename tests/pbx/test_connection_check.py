"""The connection test says what is wrong as precisely as the PBX's answers allow, and calls nobody."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from pbxdialer.core.account import AuthMode, Destination, DestinationKind, Secrets
from pbxdialer.core.connection import ConnectionTest, Doubt
from pbxdialer.core.connection_wording import connection_sentence
from pbxdialer.core.failure import FailureCode
from pbxdialer.core.language import Language
from pbxdialer.demo_pbx import DemoPbx
from pbxdialer.demo_pbx.config import Presence
from pbxdialer.demo_pbx.quirks import Endpoint, Fault, Quirks
from pbxdialer.pbx.connection_check import check_connection
from tests.fault_pbx import Conversation, FaultPbx, read_request, reply
from tests.pbx.desk import account_at, the_client
from tests.php_oracle import BODY_SECRETS, PhpOracle

BOTH = (AuthMode.BODY, AuthMode.BEARER)


@pytest.fixture
def pbx() -> Iterator[DemoPbx]:
    with DemoPbx.plausible() as pbx:
        yield pbx


def _known(pbx: DemoPbx, **changes: str) -> Secrets:
    known = pbx.config.credentials
    return replace(Secrets(known.username, known.password, known.key), **changes)


def _check(pbx: DemoPbx, secrets: Secrets, **account: object) -> ConnectionTest:
    found = check_connection(the_client(), account_at(pbx.url, **account), secrets)
    assert pbx.originates == ()
    return found


def _said(found: ConnectionTest) -> str:
    return connection_sentence(found, Language())


@pytest.mark.parametrize(
    ("change", "takes"),
    [({}, (AuthMode.BODY,)), ({"api_token": "demo-token"}, BOTH), ({"api_token": "another"}, (AuthMode.BODY,))],
)
def test_the_generations_the_pbx_takes_are_found(pbx: DemoPbx, change: dict[str, str], takes: object) -> None:
    found = _check(pbx, _known(pbx, **change))

    assert found.accepted
    assert found.takes == takes
    assert ("a token as well" in _said(found)) == (len(found.takes) == 2)


def test_a_wrong_key_is_told_from_a_wrong_login(pbx: DemoPbx) -> None:
    found = _check(pbx, _known(pbx, api_key="wrong"))

    assert (found.accepted, found.doubt) == (False, Doubt.SIGNATURE_KEY)
    assert "the API key, which signs, does not fit" in _said(found)


def test_a_wrong_login_of_a_pbx_that_looks_at_it_first_leaves_both_open(pbx: DemoPbx) -> None:
    found = _check(pbx, _known(pbx, api_password="wrong"))

    assert found.doubt is Doubt.EITHER
    assert "Invalid API username or password" in _said(found), "the PBX's own words"


def test_a_wrong_login_of_a_pbx_that_looks_at_the_signature_first_is_told() -> None:
    refusals = iter(["Invalid user", "Invalid hash", "Invalid user"])

    def refuse(conversation: Conversation) -> None:
        reply(_refusal(next(refusals)))(conversation)

    with FaultPbx(read_request, refuse) as pbx:
        found = check_connection(the_client(), account_at(pbx.url), BODY_SECRETS)

    assert found.doubt is Doubt.CREDENTIALS


def test_one_who_may_not_ask_for_telephones_is_accepted_all_the_same(pbx: DemoPbx) -> None:
    pbx.quirks = Quirks(faults={Endpoint.USERS_STATUS: Fault.FORBIDDEN})
    assert _check(pbx, _known(pbx)).accepted
    pbx.quirks = Quirks(faults={Endpoint.USERS_STATUS: Fault.MISSING})
    assert _check(pbx, _known(pbx)).accepted


def test_an_address_that_is_no_pbx_is_told_as_that(pbx: DemoPbx) -> None:
    pbx.quirks = Quirks(faults={Endpoint.USERS_STATUS: Fault.MISSING, Endpoint.QUEUES: Fault.MISSING})
    found = _check(pbx, _known(pbx))

    assert found.failure is not None
    assert found.failure.code is FailureCode.REPLY_NOT_UNDERSTOOD


@pytest.mark.parametrize(
    ("destination", "words"),
    [
        (Destination(DestinationKind.USER, "ionescu"), ""),
        (Destination(DestinationKind.USER, "stan"), ""),
        (Destination(DestinationKind.USER, "ionesku"), "does not list the one who rings first"),
        (Destination(DestinationKind.USER, "dumitru"), "is offline"),
        (Destination(DestinationKind.QUEUE, "sales-queue"), ""),
        (Destination(DestinationKind.QUEUE, "sales"), "does not list the one who rings first"),
        (Destination(DestinationKind.CONTEXT, "whatever"), ""),
    ],
)
def test_who_rings_first_is_looked_up(pbx: DemoPbx, destination: Destination, words: str) -> None:
    pbx.set_presence("dumitru", Presence.OFFLINE)
    said = _said(_check(pbx, _known(pbx), destination=destination))

    accepted, _, more = said.partition("signature.")
    assert accepted.startswith("The PBX accepted")
    assert (words in more) if words else not more.strip()


def test_a_project_without_queues_is_doubted_where_others_have_some(pbx: DemoPbx) -> None:
    queue = Destination(DestinationKind.QUEUE, "sales-queue")
    found = _check(pbx, _known(pbx), destination=queue, project_id=77)

    assert found.knows_project is False
    assert "none of this project" in _said(found)


def test_a_refusal_costs_three_questions_and_no_more() -> None:
    with PhpOracle() as php:
        found = check_connection(the_client(), account_at(php.url), replace(BODY_SECRETS, api_password="wrong"))
        asked = [seen.path for seen in php.requests()]

    assert not found.accepted
    assert asked.count("/api/users-status") == 3
    assert len(asked) <= 4


def _refusal(word: str) -> bytes:
    return f'{{"has_error": true, "messages": ["{word}"], "results": []}}'.encode()
