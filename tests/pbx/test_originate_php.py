"""Real PHP takes every originate we make, reads the fields we meant, and rejects one changed byte."""

import hashlib
import http.client
import random
from dataclasses import replace
from urllib.parse import quote, unquote_to_bytes

import pytest

from pbxdialer.core.account import Account, AuthMode, Destination, DestinationKind, Method, Secrets
from pbxdialer.core.call import Call
from pbxdialer.core.failure import FailureCode
from pbxdialer.pbx.attempt import Attempt, WireFault
from tests.pbx.desk import account_at, call_on, the_client
from tests.pbx.originates import intended_fields, originates
from tests.php_oracle import BEARER_SECRETS, PhpOracle, Seen

_ENOUGH_S = 20.0


@pytest.mark.parametrize(("method", "seed", "count"), [(Method.POST, 1, 5000), (Method.GET, 2, 5000)])
def test_php_accepts_thousands_of_originates_and_reads_what_was_meant(
    php: PhpOracle, method: Method, seed: int, count: int
) -> None:
    _originate_all_and_compare(php, AuthMode.BODY, method, seed, count)


@pytest.mark.parametrize(("method", "seed", "count"), [(Method.POST, 3, 500), (Method.GET, 4, 500)])
def test_php_accepts_originates_with_a_bearer_token(
    php_with_token: PhpOracle, method: Method, seed: int, count: int
) -> None:
    _originate_all_and_compare(php_with_token, AuthMode.BEARER, method, seed, count)

    assert {seen.authorization for seen in php_with_token.originates()} == {f"Bearer {BEARER_SECRETS.api_token}"}


@pytest.mark.parametrize("auth", list(AuthMode))
def test_php_accepts_originates_as_json_and_reads_what_was_meant(
    php: PhpOracle, php_with_token: PhpOracle, auth: AuthMode
) -> None:
    oracle = php_with_token if auth is AuthMode.BEARER else php
    intended = list(originates(7, 500, oracle.url, auth, Method.JSON))
    for call, account in intended:
        the_client().originate(call, account, oracle.secrets, Attempt(_ENOUGH_S))

    arrived = oracle.originates()
    assert {seen.content_type for seen in arrived} == {"application/json"}
    assert [seen.verdict for seen in arrived] == [""] * 500
    for (call, account), seen in zip(intended, arrived, strict=True):
        assert _as_form_fields(seen.fields) == intended_fields(call, account, oracle.secrets)


@pytest.mark.parametrize("method", [Method.POST, Method.GET])
def test_the_longest_field_goes_through(php: PhpOracle, method: Method) -> None:
    account = account_at(php.url, method=method, external_info="ș" * 4000)

    _send(call_on(account), account, php.secrets)

    assert [seen.data["external_info"] for seen in php.originates()] == ["ș" * 4000]


def test_two_hundred_variables_stay_below_phps_silent_limit(php: PhpOracle) -> None:
    variables = tuple((f"V{number}", "x") for number in range(200))
    account = account_at(php.url, variables=variables)

    _send(call_on(account), account, php.secrets)

    assert php.originates()[0].data["vars"] == dict(variables)


@pytest.mark.parametrize("method", [Method.POST, Method.GET])
def test_changing_one_byte_of_any_value_is_rejected(php: PhpOracle, method: Method) -> None:
    accepted = _accepted(php, method, seed=5, count=25)
    chance = random.Random(50)
    tried = 0
    for seen in accepted:
        for place in range(seen.signed_text.count("&") + 1):
            _send_raw(php, method, seen, _with_one_byte_changed(chance, seen.signed_text, place))
            tried += 1

    verdicts = [seen.verdict for seen in php.originates()[len(accepted) :]]
    assert len(verdicts) == tried > 300
    assert set(verdicts) <= {"Invalid signature", "Invalid credentials"}


def test_renamed_added_dropped_and_reordered_fields_are_rejected(php: PhpOracle) -> None:
    seen = _accepted(php, Method.POST, seed=6, count=1)[0]
    pairs = seen.signed_text.split("&")
    forgeries = [
        [*pairs[:2], pairs[2].replace("project_id", "project_ie"), *pairs[3:]],
        [*pairs[:-1], "data%5Bx%5D=1", pairs[-1]],
        [*pairs[:-1], "x=", pairs[-1]],
        pairs[:4] + pairs[5:],
        [*pairs[:3], pairs[4], pairs[3], *pairs[5:]],
        [*pairs[:-1], pairs[-1].upper().replace("API_HASH", "api_hash")],
        pairs[:-1],
    ]
    for forged in forgeries:
        _send_raw(php, Method.POST, seen, "&".join(forged))

    assert [seen.verdict for seen in php.originates()] == [""] + ["Invalid signature"] * len(forgeries)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"dial_string": ""}, "caller_id"),
        ({"dial_string": "0722 123"}, "caller_id"),
        ({"dial_string": "0722&x=1"}, "caller_id"),
        ({"dial_string": "٠٧٢٢"}, "caller_id"),
        ({"dial_string": "+"}, "caller_id"),
        ({"name": "tab\there"}, "caller_id_name"),
        ({"name": "two\r\nlines"}, "caller_id_name"),
        ({"name": "half \ud83d"}, "caller_id_name"),
        ({"name": "x" * 4001}, "caller_id_name"),
        ({"name": "  "}, "caller_id_name"),
        ({"name": 1.5}, "caller_id_name"),
        ({"external_id": ""}, "external_id"),
        ({"destination": Destination(DestinationKind.QUEUE, " ")}, "destination"),
        ({"destination": Destination(DestinationKind.USER, "a\x00b")}, "destination"),
    ],
    ids=lambda value: ascii(value)[:60],
)
def test_a_call_with_a_bad_value_is_refused_by_name_before_anything_is_sent(
    php: PhpOracle, change: dict[str, object], field: str
) -> None:
    account = account_at(php.url)

    _assert_refused(php, replace(call_on(account), **change), account, php.secrets, field)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"project_id": -1}, "project_id"),
        ({"project_id": 1.0}, "project_id"),
        ({"project_id": True}, "project_id"),
        ({"outbound_number": "a\x1bb"}, "outbound_number"),
        ({"outbound_trunk": "\udc00"}, "outbound_trunk"),
        ({"external_info": "a\nb"}, "external_info"),
        ({"variables": (("1A", "x"),)}, "vars[1A]"),
        ({"variables": (("A[B]", "x"),)}, "vars[A[B]]"),
        ({"variables": (("", "x"),)}, "vars[]"),
        ({"variables": (("A\n", "x"),)}, "vars[A]"),
        ({"variables": (("ă", "x"),)}, "vars[ă]"),
        ({"variables": (("A", "1"), ("A", "2"))}, "vars[A]"),
        ({"variables": (("A", "a\x7fb"),)}, "vars[A]"),
        ({"variables": (("A", 1),)}, "vars[A]"),
        ({"variables": tuple((f"V{n}", "") for n in range(201))}, "vars"),
    ],
    ids=lambda value: ascii(value)[:60],
)
def test_an_account_with_a_bad_value_is_refused_by_name_before_anything_is_sent(
    php: PhpOracle, change: dict[str, object], field: str
) -> None:
    account = replace(account_at(php.url), **change)

    _assert_refused(php, call_on(account_at(php.url)), account, php.secrets, field)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"api_username": ""}, "api_username"),
        ({"api_password": "line\n"}, "api_password"),
        ({"api_password": "\ud83d"}, "api_password"),
        ({"api_key": "\ud83d"}, "api_key"),
        ({"api_key": ""}, "api_key"),
    ],
    ids=lambda value: ascii(value)[:60],
)
def test_secrets_no_request_can_carry_are_refused_by_name_and_never_quoted(
    php: PhpOracle, change: dict[str, str], field: str
) -> None:
    account = account_at(php.url)

    _assert_refused(php, call_on(account), account, replace(php.secrets, **change), field)


@pytest.mark.parametrize("token", ["with space", "line\r\nX-Injected: 1", "tökén"])
def test_a_token_no_header_can_carry_is_refused(php_with_token: PhpOracle, token: str) -> None:
    account = account_at(php_with_token.url, auth=AuthMode.BEARER)

    _assert_refused(
        php_with_token, call_on(account), account, replace(php_with_token.secrets, api_token=token), "api_token"
    )


def test_a_request_too_long_for_an_address_is_refused_for_get_and_sent_by_post(php: PhpOracle) -> None:
    variables = tuple((f"V{number}", "😀" * 400) for number in range(20))
    by_get = account_at(php.url, method=Method.GET, variables=variables)
    _assert_refused(php, call_on(by_get), by_get, php.secrets, "method")

    by_post = replace(by_get, method=Method.POST)
    _send(call_on(by_post), by_post, php.secrets)

    assert [seen.data["vars"] for seen in php.originates()] == [dict(variables)]


def _originate_all_and_compare(php: PhpOracle, auth: AuthMode, method: Method, seed: int, count: int) -> None:
    client = the_client()
    intended = list(originates(seed, count, php.url, auth, method))
    for call, account in intended:
        client.originate(call, account, php.secrets, Attempt(_ENOUGH_S))

    arrived = php.originates()
    assert len(arrived) == count
    for (call, account), seen in zip(intended, arrived, strict=True):
        assert seen.verdict == ""
        assert seen.method == method.name
        assert seen.fields == intended_fields(call, account, php.secrets)
        assert seen.signed_text == f"{seen.rebuilt}&api_hash={_md5(seen.rebuilt + php.secrets.api_key)}"


def _accepted(php: PhpOracle, method: Method, seed: int, count: int) -> list[Seen]:
    for call, account in originates(seed, count, php.url, AuthMode.BODY, method):
        _send(call, account, php.secrets)
    accepted = php.originates()
    assert [seen.verdict for seen in accepted] == [""] * count
    return accepted


def _with_one_byte_changed(chance: random.Random, signed_text: str, place: int) -> str:
    """Change one byte of the value at `place`, as PHP decodes it; an empty value gets a byte."""
    pairs = signed_text.split("&")
    name, _, text = pairs[place].partition("=")
    value = bytearray(unquote_to_bytes(text.replace("+", " ")))
    if value:
        at = chance.randrange(len(value))
        value[at] = chance.choice([byte for byte in range(1, 256) if byte != value[at]])
    else:
        value.append(chance.randrange(1, 256))
    pairs[place] = f"{name}={quote(bytes(value), safe='')}"
    return "&".join(pairs)


def _send_raw(php: PhpOracle, method: Method, seen: Seen, text: str) -> None:
    line = http.client.HTTPConnection("127.0.0.1", php.port, timeout=_ENOUGH_S)
    if method is Method.GET:
        line.request("GET", f"{seen.path}?{text}")
    else:
        line.request("POST", seen.path, text, {"Content-Type": "application/x-www-form-urlencoded"})
    line.getresponse().read()
    line.close()


def _assert_refused(php: PhpOracle, call: Call, account: Account, secrets: Secrets, field: str) -> None:
    with pytest.raises(WireFault) as refused:
        _send(call, account, secrets)

    failure = refused.value.failure
    assert failure.code is FailureCode.BAD_VALUE
    name, _, reason = failure.detail.partition(" ")
    assert (name, bool(reason)) == (field, True)
    assert not any(secret in failure.detail for secret in secrets.values())
    assert php.requests() == []


def _send(call: Call, account: Account, secrets: Secrets) -> None:
    answer = the_client().originate(call, account, secrets, Attempt(_ENOUGH_S))
    assert not answer.envelope.has_error, answer.envelope.messages


def _as_form_fields(tree: object) -> object:
    """Return what PHP would have read of the same fields in a form: numbers as text, nothing that is empty."""
    if isinstance(tree, dict):
        return {name: _as_form_fields(value) for name, value in tree.items() if value not in (None, {}, [])}
    return str(tree) if isinstance(tree, int) else tree


def _md5(text: str) -> str:
    return hashlib.md5(text.encode()).hexdigest()
