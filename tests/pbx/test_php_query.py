"""The query text and its signature are PHP's, byte for byte."""

import random
import string
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest

from pbxdialer.core.account import Account, AuthMode, Destination, DestinationKind, Secrets
from pbxdialer.pbx.php_query import CannotEncode, api_hash, http_build_query
from pbxdialer.pbx.wire import Originate, signed
from tests.php_oracle import PhpQuery

_FILTERS = ("date_between", "project_id", "user_id", "direction", "call_status", "telephone", "source", "external_id")
_MEMBERS = {
    "john-doe": {"type": "sip", "penalty": 0, "order": 0, "is_active": 1},
    "jane-doe": {"type": "fallback", "penalty": 0, "order": 0, "is_active": 1},
    "+40123456789": {"type": "remote", "penalty": 0, "order": 0, "is_active": 1},
}
_CREDENTIALS = {"api_username": "your_api_usr", "api_password": "your_api_pass"}
_EXAMPLE = {
    "data": {
        "project_id": 1,
        "caller_id": "0123456789",
        "caller_id_name": "John Doe",
        "type": "queue",
        "destination": "test-queue",
        "external_id": "asdf1234",
        "async": 1,
        "outbound_number": "+40212345678",
        "outbound_trunk": "default-trunk",
        "vars": {
            "SKIP_WELCOME": 1,
            "SKIP_WE_ARE_RECORDING": 1,
            "SKIP_ENTER_QUEUE": 0,
            "BACKEND_LINK": "https://[YOUR-EXTERNAL-CRM-URL]/?change_this_url=1234",
        },
    }
}
_VECTORS: dict[str, tuple[dict[str, Any], str, str]] = {
    "plain fields": (
        {"api_username": "demo_user", "api_password": "demo_pass", "type": "sip"},
        "demo_key",
        "bb76587c4cc53d74fecbb189dd5dbbb8",
    ),
    "a map of nulls disappears": (
        _CREDENTIALS | {"page": 1, "filters": dict.fromkeys(_FILTERS)},
        "your_api_key",
        "07112231a9c89f5b108af08608a97b07",
    ),
    "false, null and a list": (
        {
            "action": "read",
            "data": {"get_info": False, "get_db_reports": False},
            "filters": {"project_id": None, "queues": ["demo-queue", "sales-queue"]},
        },
        "your_api_key",
        "de1b56d49bf027503ef3ecee05b9c59d",
    ),
    "deep maps and a key with a plus": (
        {"action": "save", "data": {"demo-queue": {"members": _MEMBERS}}},
        "your_api_key",
        "d8f317d9c98cfa2b14e5049ca4b1af81",
    ),
    "originate with body credentials": (_CREDENTIALS | _EXAMPLE, "your_api_key", "65fc0a7a04153c1f94958d255dfcafbb"),
    "originate in bearer mode": (_EXAMPLE, "your_api_key", "ba3600a7a08ea4b434898d481fa14ee8"),
}


@pytest.mark.parametrize("case", _VECTORS, ids=lambda case: case.replace(" ", "_"))
def test_the_published_vectors_hold(case: str) -> None:
    params, key, expected = _VECTORS[case]

    assert api_hash(http_build_query(params), key) == expected


@pytest.mark.parametrize(
    ("auth", "expected"),
    [(AuthMode.BODY, "65fc0a7a04153c1f94958d255dfcafbb"), (AuthMode.BEARER, "ba3600a7a08ea4b434898d481fa14ee8")],
)
def test_our_originate_for_the_vendors_example_carries_the_vendors_hash(auth: AuthMode, expected: str) -> None:
    data = _EXAMPLE["data"]
    destination = Destination(DestinationKind.QUEUE, "test-queue")
    originate = Originate(
        project_id=1,
        caller_id="0123456789",
        caller_id_name="John Doe",
        destination=destination,
        external_id="asdf1234",
        outbound_number="+40212345678",
        outbound_trunk="default-trunk",
        variables=tuple((name, str(value)) for name, value in data["vars"].items()),
    )
    account = Account("1", "vendor", "https://pbx.example", 1, destination, auth)
    secrets = Secrets("your_api_usr", "your_api_pass", "your_api_key", "token" if auth is AuthMode.BEARER else "")

    assert signed({"data": originate.data()}, account, secrets).text.endswith(f"&api_hash={expected}")


def test_bare_characters_are_letters_digits_and_three_marks() -> None:
    everything = "".join(chr(code) for code in range(32, 127))
    encoded = http_build_query({"k": everything}).removeprefix("k=")

    assert set(encoded) <= set(string.ascii_letters + string.digits + "-._%+")
    assert encoded == quote(everything, safe=" ").replace("~", "%7E").replace(" ", "+")


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({"a": None, "b": [], "c": {}, "d": ""}, "d="),
        ({"a": [None, "x", None, "y"]}, "a%5B1%5D=x&a%5B3%5D=y"),
        ({"a": True, "b": False, "c": -7}, "a=1&b=0&c=-7"),
        ({"data": {"vars": {"A": 1}}}, "data%5Bvars%5D%5BA%5D=1"),
        ({"k": "a b~*()'"}, "k=a+b%7E%2A%28%29%27"),
        ({"k": "ș😀"}, "k=%C8%99%F0%9F%98%80"),
        ({}, ""),
    ],
)
def test_each_rule_of_http_build_query_by_example(params: dict[str, Any], expected: str) -> None:
    assert http_build_query(params) == expected


@pytest.mark.parametrize(
    ("params", "field"),
    [
        ({"data": {"price": 1.5}}, "data[price]"),
        ({"data": {"vars": {"A": float("nan")}}}, "data[vars][A]"),
        ({"name": "half \ud83d"}, "name"),
        ({"data": {"x": ["ok", "\udfff"]}}, "data[x][1]"),
        ({"\ud800": "x"}, "\ud800"),
        ({"data": {"\ud800": "x"}}, "data"),
        ({"raw": b"bytes"}, "raw"),
        ({"raw": bytearray(b"bytes")}, "raw"),
        ({"raw": {1, 2}}, "raw"),
        ({"raw": object()}, "raw"),
        ({"raw": 1j}, "raw"),
    ],
    ids=[
        "float",
        "NaN",
        "surrogate",
        "surrogate_in_list",
        "surrogate_name",
        "inner_name",
        "bytes",
        "bytearray",
        "set",
        "object",
        "complex",
    ],
)
def test_what_php_cannot_spell_is_refused_by_name(params: dict[str, Any], field: str) -> None:
    with pytest.raises(CannotEncode) as refused:
        http_build_query(params)

    assert refused.value.field == field
    assert refused.value.reason


def test_php_writes_thousands_of_random_structures_exactly_as_we_do() -> None:
    with PhpQuery() as php:
        for params in _structures(seed=20241118, count=6000):
            expected, _ = php(params)
            assert http_build_query(params) == expected, params


def test_php_reads_back_what_we_wrote_for_names_a_request_may_have() -> None:
    with PhpQuery() as php:
        for params in _originate_like(seed=7, count=1500):
            _, parsed = php(params)
            assert parsed == _as_php_text(params)


def _structures(seed: int, count: int) -> Iterator[dict[str, Any]]:
    chance = random.Random(seed)
    for _ in range(count):
        yield {_weird_text(chance): _value(chance, depth=0) for _ in range(chance.randint(0, 6))}


def _value(chance: random.Random, depth: int) -> object:
    kinds = ["none", "bool", "int", "text", "text"] + (["list", "map", "map"] if depth < 4 else [])
    match chance.choice(kinds):
        case "none":
            return None
        case "bool":
            return chance.random() < 0.5
        case "int":
            return chance.choice([0, 1, -1, chance.randint(-(2**63), 2**63 - 1)])
        case "text":
            return _weird_text(chance)
        case "list":
            return [_value(chance, depth + 1) for _ in range(chance.randint(0, 4))]
        case _:
            return {_weird_text(chance): _value(chance, depth + 1) for _ in range(chance.randint(0, 4))}


def _weird_text(chance: random.Random) -> str:
    """Text of every kind a JSON document can carry to PHP: control characters, brackets, digits, emoji, nothing."""
    alphabets = (
        "abcXYZ019",
        "0123456789",
        "~*()'&=+%[]<>\"#?/\\;,.-_ !@$^`{|}",
        "ăâîșțĂÂÎȘȚöüßéñ",
        "😀👩‍💻🇷🇴\u200d\ufeff\uffff\u2028",
        "\x00\x01\t\r\n\x7f",
    )
    return "".join(chance.choice(chance.choice(alphabets)) for _ in range(chance.choice([0, 1, 2, 3, 8, 40])))


def _originate_like(seed: int, count: int) -> Iterator[dict[str, Any]]:
    chance = random.Random(seed)
    for _ in range(count):
        names = [f"{chance.choice('abcXYZ_')}{chance.randint(0, 99)}" for _ in range(4)]
        yield {"data": {"id": chance.randint(0, 99), "vars": {name: _weird_text(chance) for name in names}}, "x": "1"}


def _as_php_text(value: object) -> object:
    return {name: _as_php_text(inner) for name, inner in value.items()} if isinstance(value, dict) else str(value)
