"""Addresses: https only, plain http for this computer alone, nothing hidden in them; secrets that never show."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pbxdialer.core.account import (
    DESTINATION_WORDS,
    HAS_EXTRAS,
    NEEDS_HTTPS,
    NO_HOST,
    Account,
    AuthMode,
    BadAddress,
    Destination,
    DestinationKind,
    Secrets,
    checked_address,
    is_loopback,
)


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("https://pbx.example", "https://pbx.example"),
        ("https://pbx.example/", "https://pbx.example"),
        ("  https://pbx.example/api \n", "https://pbx.example"),
        ("https://pbx.example/api/", "https://pbx.example"),
        ("https://pbx.example/api/originate-call", "https://pbx.example"),
        ("https://pbx.example/voice/api/originate-call", "https://pbx.example/voice"),
        ("https://pbx.example/voice", "https://pbx.example/voice"),
        ("https://pbx.example/apiary", "https://pbx.example/apiary"),
        ("https://pbx.example/apitest/api/originate-call", "https://pbx.example/apitest"),
        ("https://pbx.example:8443/api", "https://pbx.example:8443"),
        ("HTTPS://PBX.example", "https://PBX.example"),
        ("https://192.0.2.1", "https://192.0.2.1"),
        ("https://[2001:db8::1]:8443/", "https://[2001:db8::1]:8443"),
        ("https://bücher.example", "https://bücher.example"),
        ("http://localhost:8080", "http://localhost:8080"),
        ("http://127.0.0.1", "http://127.0.0.1"),
        ("http://127.9.9.9", "http://127.9.9.9"),
        ("http://[::1]:80/api", "http://[::1]:80"),
    ],
)
def test_an_address_is_brought_to_one_form(url: str, address: str) -> None:
    assert checked_address(url) == address
    assert checked_address(address) == address
    assert _account(url).endpoint("originate-call") == f"{address}/api/originate-call"


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://pbx.example", NEEDS_HTTPS),
        ("http://192.0.2.1", NEEDS_HTTPS),
        ("http://localhost.evil.example", NEEDS_HTTPS),
        ("http://127.0.0.1.evil.example", NEEDS_HTTPS),
        ("http://0.0.0.0", NEEDS_HTTPS),
        ("http://2130706433", NEEDS_HTTPS),
        ("http://127.1", NEEDS_HTTPS),
        ("http://[::ffff:192.0.2.1]", NEEDS_HTTPS),
        ("ftp://pbx.example", NEEDS_HTTPS),
        ("//pbx.example", NEEDS_HTTPS),
        ("file://localhost/etc/passwd", NEEDS_HTTPS),
        ("https://user@pbx.example", HAS_EXTRAS),
        ("https://user:password@pbx.example", HAS_EXTRAS),
        ("https://@pbx.example", HAS_EXTRAS),
        ("https://pbx.example\\@evil.example", HAS_EXTRAS),
        ("http://localhost@evil.example", NEEDS_HTTPS),
        ("https://pbx.example/?x=1", HAS_EXTRAS),
        ("https://pbx.example/#x", HAS_EXTRAS),
        ("", NO_HOST),
        ("pbx.example", NO_HOST),
        ("https://", NO_HOST),
        ("https:///api", NO_HOST),
        ("https://pbx.example:0", NO_HOST),
        ("https://pbx.example:99999", NO_HOST),
        ("https://pbx.example:port", NO_HOST),
        ("https://[::1", NO_HOST),
        ("https://pbx example", NO_HOST),
        ("https://pbx%2eexample", NO_HOST),
        ("https://pbx.example\\evil", NO_HOST),
        ("https://pbx\x00.example", NO_HOST),
        ("https://<b>", NO_HOST),
    ],
    ids=ascii,
)
def test_an_address_that_must_not_be_used_says_why(url: str, reason: str) -> None:
    with pytest.raises(BadAddress) as refused:
        checked_address(url)

    assert str(refused.value) == reason


@given(st.text(max_size=40), st.sampled_from(["https://", "http://", "http://localhost", "https://pbx.example", ""]))
def test_any_text_is_an_address_or_is_refused_with_a_sentence(text: str, start: str) -> None:
    try:
        address = checked_address(start + text)
    except BadAddress as error:
        address = ""
        reason = str(error)
    if not address:
        assert reason in (NEEDS_HTTPS, NO_HOST, HAS_EXTRAS)
        return
    assert address.startswith(("https://", "http://"))
    assert "?" not in address
    assert "#" not in address
    assert "@" not in address.split("/")[2]


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.255.255.254", "::1"])
def test_this_computer_is_known_by_its_addresses(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["", "localhost.", "LOCALHOST.evil", "0.0.0.0", "128.0.0.1", "::", "fe80::1", "pbx"])
def test_nothing_else_is_this_computer(host: str) -> None:
    assert not is_loopback(host)


def test_the_host_is_named_for_sentences_even_where_the_address_is_bad() -> None:
    assert _account("https://pbx.example:8443/api").host == "pbx.example"
    assert _account("nonsense").host == "nonsense"


def test_no_secret_shows_in_a_representation() -> None:
    secrets = Secrets("canary-user", "canary-password", "canary-key", "canary-token")

    assert "canary" not in repr(secrets) + str(secrets) + f"{secrets}"
    assert secrets.values() == ("canary-user", "canary-password", "canary-key", "canary-token")
    assert Secrets().values() == ()


@pytest.mark.parametrize(
    ("auth", "secrets", "missing"),
    [
        (AuthMode.BODY, Secrets(), ("api_username", "api_password", "api_key")),
        (AuthMode.BODY, Secrets("u", "p", "k"), ()),
        (AuthMode.BODY, Secrets(api_token="t"), ("api_username", "api_password", "api_key")),
        (AuthMode.BEARER, Secrets("u", "p", "k"), ("api_token",)),
        (AuthMode.BEARER, Secrets(api_token="t"), ()),
    ],
    ids=["nothing", "all", "token_only", "no_token", "token"],
)
def test_each_generation_names_the_secrets_it_misses(
    auth: AuthMode, secrets: Secrets, missing: tuple[str, ...]
) -> None:
    assert secrets.missing_for(auth) == missing


def test_every_kind_of_destination_has_its_word() -> None:
    assert set(DESTINATION_WORDS) == set(DestinationKind)


def _account(url: str) -> Account:
    return Account("1", "Sales", url, 1, Destination(DestinationKind.USER, "ionescu"))
