"""A file that sets up an account holds no secret, is shown whole, and changes no account that is there."""

import json
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest

from pbxdialer.core.account import Account, AuthMode, Destination, DestinationKind, Method
from pbxdialer.core.account_wording import account_facts
from pbxdialer.core.dial_plan import DialPlan, NumberForm
from pbxdialer.core.language import Language
from pbxdialer.core.rewrite import Rewrite
from pbxdialer.store.account_file import BadAccountFile, account_in, read_account_file
from pbxdialer.store.account_record import record_of
from pbxdialer.store.settings import Settings, with_account
from tests.store.policies import OURS, policy

SALES: dict[str, Any] = {
    "name": "Sales",
    "url": "https://pbx.example",
    "project_id": 7,
    "destination": {"kind": "user", "name": "ionescu"},
}
EVERYTHING = Account(
    id="0123456789ab4def89abcdef01234567",
    name="Everything",
    url="https://everything.example/pbx",
    project_id=4711,
    destination=Destination(DestinationKind.QUEUE, "queue-of-all"),
    auth=AuthMode.BEARER,
    method=Method.GET,
    dial_plan=DialPlan(NumberForm.NATIONAL, "DE", "9*", 6, (Rewrite("0800(.*)", r"7\1"), Rewrite("1", "22"))),
    waits_for_agent=True,
    ring_timeout_s=77,
    outbound_number="+4930123456",
    outbound_trunk="trunk-1",
    external_info="from-a-file",
    variables=(("SKIP_WELCOME", "1"), ("BRANCH", "north")),
    proxy="http://proxy.example:3128",
    ca_file="/etc/ssl/company.pem",
    takes=("+49", "0800"),
    page="https://crm.example/?phone={number}",
    page_opens_itself=True,
)


def file_of(account: dict[str, Any], **changes: Any) -> bytes:
    return json.dumps({"format": "pbxdialer account", "version": 1, "account": account} | changes).encode()


def test_a_file_describes_a_new_account_whose_id_is_its_own() -> None:
    first, second = account_in(file_of(SALES)), account_in(file_of(SALES))
    assert (first.name, first.url, first.project_id) == ("Sales", "https://pbx.example", 7)
    assert first.id != second.id
    settings = with_account(Settings(), replace(first, name="Another"))
    assert with_account(settings, second).accounts[0].url == first.url


def test_every_setting_of_an_account_can_come_from_a_file_and_is_shown_before_it_is_taken() -> None:
    record = record_of(EVERYTHING)
    del record["id"]
    account = account_in(file_of(record))
    assert replace(account, id=EVERYTHING.id) == EVERYTHING
    shown = json.dumps(account_facts(account, Language()), ensure_ascii=False)
    for item in fields(Account):
        value = getattr(EVERYTHING, item.name)
        for text in (value,) if isinstance(value, str) and item.name not in ("id", "auth", "method") else ():
            assert text in shown, item.name
    for text in ("4711", "queue-of-all", "Queue", "Token", "GET", "77 s", "SKIP_WELCOME=1, BRANCH=north", "+49, 0800"):
        assert text in shown
    for text in ("DE", "9*", "6 digits", "0800(.*) → 7", "1 → 22", "Wait until my phone", "Open it when"):
        assert text in shown


@pytest.mark.parametrize("name", [item.name for item in fields(Account) if item.name not in ("id", "dial_plan")])
def test_whatever_a_file_changes_changes_what_is_shown(name: str) -> None:
    usual = account_in(file_of(SALES))
    changed = replace(usual, **{name: getattr(EVERYTHING, name)})
    assert account_facts(changed, Language()) != account_facts(usual, Language())


@pytest.mark.fault_matrix
@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "is not JSON"),
        (b"[]", "is not a JSON object"),
        (file_of(SALES, version=2), "is no account file of this version"),
        (file_of(SALES, format="x"), "is no account file of this version"),
        (file_of(SALES, more=1), "is no account file of this version"),
        (file_of([]), "its account is no object"),  # type: ignore[arg-type]
        (file_of(SALES | {"api_password": "x7"}), "looks like a secret (api_password)"),
        (file_of(SALES, api_token="x7"), "looks like a secret (api_token)"),
        (file_of(SALES | {"variables": [["API_SECRET", "x7"]]}), "looks like a secret (API_SECRET)"),
        (file_of(SALES | {"id": EVERYTHING.id}), "there is no setting id"),
        (file_of(SALES | {"colour": "x7"}), "there is no setting colour"),
        (file_of(SALES | {"dial_plan": {"colour": "x7"}}), "there is no setting dial_plan.colour"),
        (file_of(SALES | {"destination": {"kind": "user", "name": "a", "x": 1}}), "there is no setting destination.x"),
        (file_of(SALES | {"url": "http://pbx.example"}), "url cannot be used"),
        (file_of(SALES | {"url": "https://me:x7@pbx.example"}), "url cannot be used"),
        (file_of(SALES | {"proxy": "http://me:x7@proxy:1"}), "proxy holds a login"),
        (file_of(SALES | {"dial_plan": {"rewrites": [{"pattern": "(", "replacement": ""}]}}), "cannot be read"),
        (file_of({"name": "Sales"}), "url is missing"),
        (b'{"format": "pbxdialer account", "account": {"url": "x7"}, "account": {}, "version": 1}', "has a name twice"),
        (file_of(SALES | {"name": "Sa\u202eles"}), "account.name holds U+202E"),
        (file_of(SALES | {"name": "Sa\x07les"}), "account.name holds U+0007"),
        (file_of(SALES | {"variables": [["A", "x7\u2066"]]}), "account.variables holds U+2066"),
        (file_of(SALES | {"dial_plan": {"outside_prefix": "\u200e9"}}), "dial_plan.outside_prefix holds U+200E"),
        (file_of(SALES | {"name": "n" * 201}), "name is longer than 200"),
        (file_of(SALES | {"url": "https://\u260e.example"}), "url cannot be used"),
    ],
)
def test_what_is_not_as_it_should_be_is_refused_and_no_secret_is_quoted(data: bytes, why: str) -> None:
    with pytest.raises(BadAccountFile) as refused:
        account_in(data)
    assert why in str(refused.value)
    assert "x7" not in str(refused.value)


def test_a_file_that_is_not_there_or_has_no_end_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadAccountFile, match="cannot be read"):
        read_account_file(tmp_path / "nothing")
    (tmp_path / "huge").write_bytes(b" " * 300_000)
    with pytest.raises(BadAccountFile, match="too long"):
        read_account_file(tmp_path / "huge")


def test_what_a_file_does_not_say_comes_from_the_policy() -> None:
    found = policy(
        {"AccountUrl": OURS}, {"AccountProjectId": 12, "AccountDialPlanRegion": "DE", "AccountProxy": "system"}
    )
    account = account_in(file_of({"name": "Sales", "destination": SALES["destination"], "proxy": ""}), found)
    assert (account.url, account.project_id, account.dial_plan.region, account.proxy) == (OURS, 12, "DE", "")
