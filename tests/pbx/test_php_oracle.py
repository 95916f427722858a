"""The judge is just: PHP accepts what is signed, by any documented encoding, and says what is wrong with the rest."""

import hashlib
import json
import urllib.request
from urllib.parse import urlencode

import pytest

from tests.php_oracle import BEARER_SECRETS, PhpOracle
from tests.waiting import await_condition


def _signature(query: str, key: str) -> str:
    return hashlib.md5((query + key).encode()).hexdigest()


def _asked(url: str, body: bytes, headers: dict[str, str]) -> dict[str, object]:
    with urllib.request.urlopen(urllib.request.Request(url, body, headers)) as reply:
        return json.loads(reply.read())


@pytest.mark.parametrize(
    ("token", "verdict"),
    [(BEARER_SECRETS.api_token, ""), (BEARER_SECRETS.api_token[:-1], "Invalid token")],
    ids=["right", "wrong"],
)
def test_json_by_post_is_judged_by_its_query_text(php_with_token: PhpOracle, token: str, verdict: str) -> None:
    api_hash = _signature("data%5Btype%5D=user", php_with_token.secrets.api_key)
    body = json.dumps({"data": {"type": "user"}, "api_hash": api_hash}).encode()

    _asked(
        f"{php_with_token.url}/api/originate-call",
        body,
        {"Content-Type": "application/json", "Authorization": f"Bearer {token}"},
    )

    assert [(seen.verdict, seen.data) for seen in php_with_token.originates()] == [(verdict, {"type": "user"})]


@pytest.mark.parametrize(
    ("password", "key", "verdict"),
    [("right", "key", ""), ("wrong", "key", "Invalid credentials"), ("right", "other key", "Invalid signature")],
)
def test_credentials_and_key_are_both_checked(php: PhpOracle, password: str, key: str, verdict: str) -> None:
    secrets = php.secrets
    fields = {
        "api_username": secrets.api_username,
        "api_password": secrets.api_password if password == "right" else password,
    }
    query = urlencode(fields).replace("~", "%7E")
    signature = _signature(query, secrets.api_key if key == "key" else key)

    answer = _asked(f"{php.url}/api/users-status", f"{query}&api_hash={signature}".encode(), {})

    assert [seen.verdict for seen in php.requests()] == [verdict]
    assert answer["has_error"] is bool(verdict)
    assert php.originates() == []


def test_it_stops_with_all_its_workers() -> None:
    with PhpOracle(workers=3) as oracle:
        port = oracle.port

    with pytest.raises(OSError, match="refused"):
        _asked(f"http://127.0.0.1:{port}/", b"", {})


def test_it_writes_a_request_down_before_it_answers() -> None:
    from threading import Thread

    with PhpOracle(answer_after_s=30) as oracle:
        Thread(target=_ask_and_be_cut_off, args=[oracle.url], daemon=True).start()

        await_condition(lambda: len(oracle.requests()) == 1, 5, "the request")


def _ask_and_be_cut_off(url: str) -> None:
    with pytest.raises(OSError):
        _asked(url, b"", {})
