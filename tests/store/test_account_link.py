"""A link that sets up an account: short, without secrets, and refused whole for whatever is not as it should be."""

from contextlib import suppress
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pbxdialer.core.account import AuthMode, Destination, DestinationKind
from pbxdialer.core.dial_plan import NumberForm
from pbxdialer.desktop.link_handler import ACCOUNT_SCHEME
from pbxdialer.store.account_file import BadAccountFile
from pbxdialer.store.account_link import LONGEST, SCHEME, account_in_link
from tests.store.policies import OURS, policy

SALES: dict[str, str] = {
    "version": "1",
    "name": "Sales",
    "url": "https://pbx.example",
    "project_id": "7",
    "destination.kind": "user",
    "destination.name": "ionescu",
}


def link(**changes: str) -> str:
    """Return the link with `changes`, whose names have ``__`` for a dot."""
    fields = SALES | {name.replace("__", "."): value for name, value in changes.items()}
    return f"{SCHEME}:account?" + "&".join(f"{name}={quote(value, safe='')}" for name, value in fields.items())


def test_a_link_describes_a_new_account_whose_id_is_its_own() -> None:
    first, second = account_in_link(link()), account_in_link(link())
    assert (first.name, first.url, first.project_id) == ("Sales", "https://pbx.example", 7)
    assert first.destination == Destination(DestinationKind.USER, "ionescu")
    assert first.id != second.id
    assert SCHEME == ACCOUNT_SCHEME, "what the system hands over is what is read"


def test_every_field_of_a_link_arrives_and_a_plus_is_a_plus() -> None:
    account = account_in_link(
        link(
            name="Vânzări + Birou",
            auth="bearer",
            outbound_number="+40213123456",
            waits_for_agent="true",
            ring_timeout_s="90",
            dial_plan__form="national",
            dial_plan__region="DE",
            dial_plan__outside_prefix="9",
            dial_plan__internal_up_to="4",
        ).replace("%2B40", "+40")
    )
    assert (account.name, account.auth, account.outbound_number) == ("Vânzări + Birou", AuthMode.BEARER, "+40213123456")
    assert (account.waits_for_agent, account.ring_timeout_s) == (True, 90)
    plan = account.dial_plan
    assert (plan.form, plan.region, plan.outside_prefix, plan.internal_up_to) == (NumberForm.NATIONAL, "DE", "9", 4)


@pytest.mark.parametrize("beginning", ["pbxdialer:account?", "PBXDIALER://account?", "pbxdialer://account/?"])
def test_a_link_is_read_as_programs_hand_it_on(beginning: str) -> None:
    assert account_in_link(link().replace("pbxdialer:account?", beginning)).name == "Sales"


def test_a_name_beyond_ascii_is_kept_as_the_network_writes_it() -> None:
    account = account_in_link(link(url="https://bücher.example:8443/desk"))
    assert account.url == "https://xn--bcher-kva.example:8443/desk"
    assert account.host == "xn--bcher-kva.example"


@pytest.mark.fault_matrix
@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "is no link to an account"),
        ("pbxdialer:", "is no link to an account"),
        ("pbxdialer:dial?number=1", "is no link to an account"),
        ("pbxdialer:account", "is no link to an account"),
        ("https://pbx.example/?version=1", "is no link to an account"),
        ("pbxdialer:account?", "has no name or no value"),
        ("pbxdialer:account?version=1", "is missing"),
        (link(version="2"), "no account link of this version"),
        (link().replace("version=1&", ""), "no account link of this version"),
        (link() + "&", "has no name or no value"),
        (link() + "&flag", "has no name or no value"),
        (link() + "&=x7", "has no name or no value"),
        (link() + "&name=Other", "the field name is there twice"),
        (link() + "&n%61me=Other", "the field name is there twice"),
        (link() + "&url=https://attacker.example", "the field url is there twice"),
        (link(api_password="x7"), "looks like a secret (api_password)"),
        (link(api_key="x7"), "looks like a secret (api_key)"),
        (link(token="x7"), "looks like a secret (token)"),
        (link(account__api_username="x7"), "looks like a secret (account.api_username)"),
        (link(p="x7").replace("&p=", "&%70assword="), "looks like a secret (password)"),
        (link(id="0123456789ab4def89abcdef01234567"), "a link has no field id"),
        (link(colour="x7"), "a link has no field colour"),
        (link(proxy="http://proxy.example:1"), "a link has no field proxy"),
        (link(ca_file="/tmp/x7"), "a link has no field ca_file"),
        (link(page="https://x7.example/{number}"), "a link has no field page"),
        (link(variables="x7"), "a link has no field variables"),
        (link(dial_plan__rewrites="x7"), "a link has no field dial_plan.rewrites"),
        (link(method="get"), "a link has no field method"),
        (link(destination="x7"), "a link has no field destination"),
        (link(destination__kind__x="x7"), "a link has no field destination.kind.x"),
        (link(url="http://pbx.example"), "url cannot be used"),
        (link(url="ftp://pbx.example"), "url cannot be used"),
        (link(url="https://me:x7@pbx.example"), "url cannot be used"),
        (link(url="https://pbx.example?x7"), "url cannot be used"),
        (link(url="https://"), "url cannot be used"),
        (link(url="https://a\u0301\u200d.example"), "holds U+200D, which nobody sees"),
        (link(url="https://☎.example"), "url cannot be used"),
        (link(project_id="-7"), "project_id is no whole number"),
        (link(project_id="7.5"), "project_id is no whole number"),
        (link(project_id="٧"), "project_id is no whole number"),
        (link(waits_for_agent="yes"), "waits_for_agent is neither true nor false"),
        (link(destination__kind="fax"), "destination.kind is none of"),
        (link(name=""), "name is empty"),
        (link(name="n" * 300), "name is longer than 200"),
        (link(name="Sales\n2"), "account.name holds U+000A"),
        (link(name="Sales\u202e2"), "account.name holds U+202E"),
        (link(name="Sa\u00adles"), "account.name holds U+00AD"),
        (link(destination__name="a\u2066b"), "account.destination.name holds U+2066"),
        (link(name="x") + "&ring_timeout_s=1" + "0" * 20, "ring_timeout_s is no whole number"),
        (link() + "#x7", "something behind a #"),
        (link() + "&outbound_trunk=%zz", "not percent-encoded"),
        (link() + "&outbound_trunk=%ff", "not percent-encoded"),
        (link() + "&outbound_trunk=ș", "not percent-encoded"),
        (link() + "&outbound_trunk=a b", "not percent-encoded"),
        (link(external_info="x" * LONGEST), "is too long"),
    ],
)
def test_what_is_not_as_it_should_be_is_refused_and_nothing_of_it_is_quoted(text: str, why: str) -> None:
    with pytest.raises(BadAccountFile) as refused:
        account_in_link(text)
    assert why in str(refused.value)
    assert "x7" not in str(refused.value)


@pytest.mark.fault_matrix
@given(st.text(max_size=60), st.sampled_from(["", *SALES]))
def test_whatever_a_link_holds_it_is_an_account_or_refused(text: str, name: str) -> None:
    for strange in (text, f"pbxdialer:account?{text}", link() + f"&{name}={quote(text)}", link() + f"&{text}"):
        with suppress(BadAccountFile):
            assert account_in_link(strange).endpoint("x").startswith(("https://", "http://"))


def test_this_computer_may_be_asked_without_encryption() -> None:
    assert account_in_link(link(url="http://127.0.0.1:8000")).url == "http://127.0.0.1:8000"


def test_what_a_link_does_not_say_comes_from_the_policy() -> None:
    given: dict[str, Any] = {"AccountProjectId": 12, "AccountProxy": "system"}
    short = link().replace("url=https%3A%2F%2Fpbx.example&project_id=7&", "")
    account = account_in_link(short, policy({"AccountUrl": OURS}, given))
    assert (account.url, account.project_id, account.proxy) == (OURS, 12, "system")
