"""Who is let in: both generations of credentials, every encoding, and nothing that was changed on the way."""

import json
from dataclasses import replace

import pytest

from pbxdialer.demo_pbx import Credentials, DemoPbx, Fields, HandClock, PbxConfig, Quirks
from pbxdialer.demo_pbx.admission import Refused, admit
from pbxdialer.demo_pbx.request import FORM, received
from tests.demo_pbx.client import ORIGINATE, Answer, Client

ACCEPTED = ["Call successfully originated for user: ionescu"]


def test_a_form_with_body_credentials_is_accepted_by_post(client: Client) -> None:
    assert client.ask("originate-call", {"data": ORIGINATE}).results == ACCEPTED


def test_a_form_with_body_credentials_is_accepted_by_get(client: Client) -> None:
    assert client.ask_by_get("originate-call", {"data": ORIGINATE}).results == ACCEPTED


def test_a_form_with_a_bearer_token_is_accepted(client: Client) -> None:
    assert client.ask_by_bearer_form("originate-call", {"data": ORIGINATE}).results == ACCEPTED


def test_json_with_a_bearer_token_is_signed_over_its_query_text(client: Client) -> None:
    data = {**ORIGINATE, "external_info": None, "vars": {}, "flag": True, "list": ["x", None, "y"]}
    assert client.ask_by_json("originate-call", {"data": data}).results == ACCEPTED


def test_the_vendors_published_signature_is_accepted(config: PbxConfig, clock: HandClock) -> None:
    demo = Credentials(username="demo_user", password="demo_pass", key="demo_key", token="")
    body = b"api_username=demo_user&api_password=demo_pass&type=sip&api_hash=bb76587c4cc53d74fecbb189dd5dbbb8"
    with DemoPbx(replace(config, credentials=demo), clock=clock) as pbx:
        assert "ionescu" in Client(pbx).send("POST", "/api/users-status", body, {"Content-Type": FORM}).results


def test_a_list_as_the_vendor_signs_it_is_accepted(config: PbxConfig, clock: HandClock) -> None:
    vendor = Credentials(username="", password="", key="your_api_key", token="t")
    filters = {"project_id": None, "queues": ["demo-queue", "sales-queue"]}
    tree = {"action": "read", "data": {"get_info": False, "get_db_reports": False}, "filters": filters}
    tree["api_hash"] = "de1b56d49bf027503ef3ecee05b9c59d"
    headers = {"Content-Type": "application/json", "Authorization": "Bearer t"}
    with DemoPbx(replace(config, credentials=vendor), clock=clock) as pbx:
        answer = Client(pbx).send("POST", "/api/queues", json.dumps(tree).encode(), headers)
        assert list(answer.results) == ["sales-queue"]


def test_no_byte_of_a_signed_query_can_be_changed(pbx: DemoPbx, client: Client, clock: HandClock) -> None:
    signed = client.signed({"data": ORIGINATE})
    fields = received(clock.now(), "POST", "/", signed, FORM, "").fields
    changed_ones = (
        signed[:at] + other + signed[at + 1 :]
        for at in range(len(signed))
        for other in (b"", b"x", b"0", b"9", b"A", b"%", b"&", b"=", b"+", b"\x00", b"\xff")
    )
    refused = 0
    for changed in changed_ones:
        request = received(clock.now(), "POST", "/", changed, FORM, "")
        if request.fields == fields:
            continue  # "%5b" for "%5B" and the like: PHP sees no difference, so no server can
        with pytest.raises(Refused):
            admit(request, pbx.config.credentials, Quirks())
        refused += 1
    assert refused > 10 * len(signed)


@pytest.mark.parametrize("name", [name for name in ORIGINATE if name != "vars"])
def test_no_field_can_be_changed_on_the_way(pbx: DemoPbx, client: Client, name: str) -> None:
    signed = client.signed({"data": {**ORIGINATE, name: "7654321"}})
    answer = client.send("POST", "/api/originate-call", signed.replace(b"7654321", b"7654320"), {"Content-Type": FORM})
    assert answer.refusal == "Invalid API hash"
    assert [phone.user for phone in pbx.phones() if phone.number] == []


def test_the_order_of_the_fields_is_part_of_the_signature(client: Client) -> None:
    first, second, *rest = client.signed({"data": ORIGINATE}).split(b"&")
    swapped = b"&".join([second, first, *rest])
    assert client.send("POST", "/api/originate-call", swapped, {"Content-Type": FORM}).refusal == "Invalid API hash"


def test_a_tilde_left_bare_as_python_does_is_still_the_same_request(client: Client) -> None:
    signed = client.signed({"data": ORIGINATE}).replace(b"%7E", b"~")
    assert client.send("POST", "/api/originate-call", signed, {"Content-Type": FORM}).results == ACCEPTED


@pytest.mark.parametrize(
    ("part", "refusal"),
    [
        ("username", "Invalid API username or password"),
        ("password", "Invalid API username or password"),
        ("key", "Invalid API hash"),
    ],
)
def test_a_wrong_secret_is_refused_in_the_envelope(pbx: DemoPbx, part: str, refusal: str) -> None:
    stranger = Client(pbx, replace(pbx.config.credentials, **{part: "wrong"}))
    answer = stranger.originate()
    assert (answer.status, answer.refusal) == (200, refusal)


def test_credentials_are_checked_before_the_signature_and_both_before_the_fields(pbx: DemoPbx) -> None:
    nobody = Client(pbx, Credentials("x", "x", "x", "x"))
    assert nobody.originate(type="nonsense").refusal == "Invalid API username or password"


def test_a_wrong_token_is_refused(client: Client) -> None:
    assert client.ask_by_json("queues", {"action": "read"}, token="wrong").refusal == "Invalid API token"


def test_a_request_without_any_credentials_is_refused(client: Client) -> None:
    answer = client.send("GET", "/api/queues?action=read", b"", {})
    assert answer.refusal == "Invalid API username or password"


def test_json_cannot_carry_body_credentials(client: Client) -> None:
    who = {"api_username": client.credentials.username, "api_password": client.credentials.password}
    body = json.dumps(who).encode()
    answer = client.send("POST", "/api/queues", body, {"Content-Type": "application/json"})
    assert answer.refusal == "Invalid API username or password"


@pytest.mark.parametrize("content_type", ["text/xml", "", "multipart/form-data; boundary=x"])
def test_a_form_under_another_content_type_arrives_empty_as_in_php(client: Client, content_type: str) -> None:
    body = client.signed({"data": ORIGINATE})
    answer = client.send("POST", "/api/originate-call", body, {"Content-Type": content_type})
    assert answer.refusal == "Invalid API username or password"


def test_the_status_of_a_refusal_can_be_chosen(pbx: DemoPbx) -> None:
    pbx.quirks = Quirks(refusal_status=401)
    assert Client(pbx, Credentials("x", "x", "x", "x")).originate().status == 401
    assert Client(pbx).originate(type="nonsense").status == 200


def test_a_pbx_of_one_generation_refuses_the_other(pbx: DemoPbx, client: Client) -> None:
    def older() -> Answer:
        return client.ask("queues", {"action": "read"})

    def newer() -> Answer:
        return client.ask_by_json("queues", {"action": "read"})

    pbx.quirks = Quirks(takes_bearer=False)
    assert (older().tree["has_error"], newer().refusal) == (False, "Invalid API token")
    pbx.quirks = Quirks(takes_body_credentials=False)
    assert (older().refusal, newer().tree["has_error"]) == ("Invalid API username or password", False)


def test_without_a_key_a_bearer_request_needs_no_signature(config: PbxConfig, clock: HandClock) -> None:
    keyless = Credentials(username="u", password="p", key="", token="t")
    headers = {"Content-Type": "application/json", "Authorization": "Bearer t"}
    with DemoPbx(replace(config, credentials=keyless), clock=clock) as pbx:
        client = Client(pbx)
        assert client.send("POST", "/api/queues", b'{"action": "read"}', headers).results
        assert client.ask_by_json("queues", {"action": "read"}).results
        wrong = b'{"action": "read", "api_hash": "0"}'
        assert client.send("POST", "/api/queues", wrong, headers).refusal == "Invalid API hash"
        assert client.send("GET", "/api/queues?action=read&api_username=u&api_password=p", b"", {}).refusal


@pytest.mark.parametrize("value", ["1.5", '"\\ud800"', "NaN"])
def test_json_that_php_and_the_client_would_write_differently_is_refused(client: Client, value: str) -> None:
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {client.credentials.token}"}
    for body in (f'{{"a": {value}, "api_hash": "0"}}', f'{{"api_hash": {value}}}'):
        assert client.send("POST", "/api/queues", body.encode(), headers).refusal == "Invalid API hash"


def test_no_secret_shows_in_the_representation_of_a_request_or_a_configuration(pbx: DemoPbx, client: Client) -> None:
    client.originate()
    client.ask_by_json("queues", {"action": "read"})
    shown = repr(pbx.requests) + repr(pbx.config)
    assert pbx.config.credentials.username in shown
    for secret in (client.credentials.password, client.credentials.key, client.credentials.token):
        assert secret not in shown


def test_every_originate_is_kept_with_its_bytes_refused_ones_too(pbx: DemoPbx, client: Client) -> None:
    client.originate(external_id="first")
    client.originate(external_id="second", type="nonsense")
    client.ask("queues", {"action": "read"})
    first, second = pbx.originates
    assert first.raw == client.signed({"data": {**ORIGINATE, "external_id": "first"}})
    assert first.fields.text("data", "caller_id_name") == ORIGINATE["caller_id_name"]
    assert second.fields.text("data", "external_id") == "second"
    assert len(pbx.requests) == 3


def test_fields_that_are_not_there_read_as_nothing() -> None:
    fields = Fields({"a": {"b": "1"}, "list": {"0": "x", "1": ""}, "json": ["y", 7, True, None, 1.5]})
    assert (fields.text("a"), fields.text("a", "b", "c"), fields.text("z")) == ("", "", "")
    assert (fields.texts("list"), fields.texts("json"), fields.texts("a", "b")) == (("x",), ("y", "7", "1"), ("1",))
    assert (fields.group("list", "0").tree, fields.groups("list")) == ({}, ())
