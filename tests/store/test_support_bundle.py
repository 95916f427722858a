"""A support bundle tells everything that helps, and nothing that is a secret or anybody's number."""

import json
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from pbxdialer.core.account import Destination, DestinationKind
from pbxdialer.core.policy import NO_POLICY
from pbxdialer.store.paths import Places, places
from pbxdialer.store.settings import Settings, with_account
from pbxdialer.store.settings_file import load, save
from pbxdialer.store.support_bundle import Part, parts_of, save_bundle
from tests.store.policies import OURS, policy
from tests.store.sample_settings import SALES

ODD = replace(
    SALES,
    variables=(("ROUTE", "hunter2"),),
    external_info="hunter2",
    page="https://crm.example/open?key=hunter2&phone={number}",
    outbound_number="+40213123456",
    proxy="http://proxy.example:3128",
)
LOG = """\
2026-11-24 10:00:00 INFO calls pbxdialer.dialer: calling 0722 123 456
2026-11-24 10:00:01 ERROR calls httpx: api_password=hunter2&api_hash=hunter2
2026-11-24 10:00:02 ERROR calls httpx: Authorization: Bearer hunter2
"""


@pytest.fixture
def here(tmp_path: Path) -> Places:
    found = places(tmp_path / "profile")
    found.prepare()
    return found


def whole(parts: tuple[Part, ...]) -> str:
    return "\n".join(part.text for part in parts)


def test_a_bundle_holds_versions_settings_policy_self_test_and_log(here: Places) -> None:
    (here.logs / "pbxdialer.log").write_text(LOG)
    parts = parts_of(here, with_account(Settings(), ODD), policy({"AccountUrl": OURS}), "ok   history: fine")
    told = {part.name: part.text for part in parts}
    assert list(told) == ["about.txt", "self-test.txt", "settings.json", "policy.json", "log.txt"]
    assert "PBX Dialer" in told["about.txt"]
    assert told["self-test.txt"] == "ok   history: fine"
    (account,) = json.loads(told["settings.json"])["accounts"]
    assert (account["url"], account["proxy"], account["name"]) == (SALES.url, ODD.proxy, "Sales")
    assert json.loads(told["policy.json"])["locked"] == ["AccountUrl"]
    assert "INFO calls pbxdialer.dialer: calling …456" in told["log.txt"]


def test_no_secret_and_no_number_is_in_it_wherever_somebody_put_one(here: Places) -> None:
    settings = with_account(Settings(last_destinations=(Destination(DestinationKind.USER, "colleague"),)), ODD)
    save(here.settings, settings, NO_POLICY)
    document = json.loads(here.settings.read_text())
    document["accounts"][0]["api_password"] = document["notes"] = "hunter2"
    here.settings.write_text(json.dumps(document))
    (here.logs / "pbxdialer.log").write_text(LOG)
    found = whole(parts_of(here, load(here.settings, NO_POLICY).settings, NO_POLICY, "api_key=hunter2"))
    assert "hunter2" not in found
    for text in ("0722 123 456", "0722123456", "0213123456", "213123456", "colleague"):
        assert text not in found
    assert "https://crm.example/open?…" in found
    assert "ROUTE" in found


def test_whose_home_it_is_is_not_told(here: Places) -> None:
    assert str(Path.home()) not in whole(parts_of(here, Settings(), NO_POLICY, f"{Path.home()}/x is writable"))


def test_a_long_log_keeps_its_end_and_a_missing_one_is_no_fault(here: Places) -> None:
    assert parts_of(here, Settings(), NO_POLICY, "")[-1] == Part("log.txt", "")
    (here.logs / "pbxdialer.log.1").write_text("older\n")
    (here.logs / "pbxdialer.log").write_text("x" * 600_000 + "\nthe end\n")
    log = parts_of(here, Settings(), NO_POLICY, "")[-1].text
    assert len(log) < 300_000
    assert log.endswith("the end")


def test_what_is_saved_is_what_was_shown_uncompressed_and_for_its_owner_alone(tmp_path: Path) -> None:
    parts = (Part("a.txt", "șase"), Part("b.txt", "x" * 100_000))
    file = tmp_path / "support.zip"
    save_bundle(file, parts)
    with zipfile.ZipFile(file) as bundle:
        assert bundle.testzip() is None
        assert [(one.filename, bundle.read(one).decode()) for one in bundle.infolist()] == [
            (part.name, part.text) for part in parts
        ]
    assert "șase".encode() in file.read_bytes(), "the canary, and anybody, can search it"
    assert file.stat().st_mode & 0o077 == 0
