"""Locks hold on the command line, and ``policy show`` tells what is locked, from where, and what is broken."""

import json
from dataclasses import dataclass
from pathlib import Path

import pytest

from pbxdialer import cli
from pbxdialer.core.policy import NO_POLICY, Policy
from pbxdialer.store.paths import places
from pbxdialer.store.policy_names import policy_settings
from pbxdialer.store.settings_file import load
from tests.store.policies import OURS, REASON, policy, written

ADD = ("account", "add", "Sales", "--destination", "ionescu")
WHOLE = ("--url", "https://elsewhere.example", "--project", "7", "--type", "user")
LOCKED = policy(
    {"AccountUrl": OURS, "AccountOutboundNumber": ""}, {"AccountProjectId": 7, "AccountDestinationKind": "user"}
)


@dataclass(frozen=True)
class Here:
    """Runs commands on a profile of its own, and holds what they said."""

    folder: Path
    capsys: pytest.CaptureFixture[str]

    def run(self, *words: str, under: Policy = LOCKED) -> tuple[int, str, str]:
        code = cli.main([*words, "--data-dir", str(self.folder)], under)
        return code, *self.capsys.readouterr()


@pytest.fixture
def here(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Here:
    return Here(tmp_path / "data", capsys)


def test_a_new_account_takes_what_is_preset_and_locked(here: Here) -> None:
    code, said, _ = here.run(*ADD)
    assert (code, said) == (0, "account Sales added\n")
    (account,) = load(places(here.folder).settings, NO_POLICY).settings.accounts
    assert (account.url, account.project_id, account.destination.name) == (OURS, 7, "ionescu")


def test_an_account_elsewhere_is_refused_with_the_administrators_words(here: Here) -> None:
    code, said, complained = here.run(*ADD, *WHOLE)
    assert (code, said) == (2, "")
    assert f"AccountUrl: Set by your administrator: {REASON}" in complained
    assert not places(here.folder).settings.exists()


def test_without_a_policy_what_an_account_needs_is_asked_for(here: Here) -> None:
    code, _, complained = here.run(*ADD, under=NO_POLICY)
    assert code == 2
    assert complained == "pbxdialer: the following arguments are required: --url, --project, --type\n"


def test_a_call_cannot_wish_what_is_locked_and_sends_nothing(here: Here) -> None:
    here.run(*ADD)
    code, said, complained = here.run("dial", "0722123456", "--outbound-number", "0213123456")
    assert (code, said) == (2, "")
    assert "AccountOutboundNumber" in complained


def test_an_account_changed_in_the_file_is_what_the_lock_says_all_the_same(here: Here) -> None:
    here.run(*ADD)
    file = places(here.folder).settings
    file.write_text(file.read_text().replace(OURS, "https://elsewhere.example"))
    _, said, _ = here.run("account", "show", "Sales", "--json")
    assert json.loads(said)["url"] == OURS


def test_policy_show_tells_what_is_locked_and_from_where(here: Here) -> None:
    code, said, complained = here.run("policy", "show", "--json")
    assert (code, complained) == (0, "")
    assert json.loads(said) == {
        "source": "policy.json",
        "reason": REASON,
        "locked": {"AccountUrl": OURS, "AccountOutboundNumber": ""},
        "preset": {"AccountProjectId": 7, "AccountDestinationKind": "user"},
        "broken": [],
    }
    _, said, _ = here.run("policy", "show")
    assert f'locked: AccountUrl = "{OURS}"' in said
    assert here.run("policy", "show", under=NO_POLICY)[1] == "there is no policy on this computer\n"


def test_policy_show_tells_what_is_broken_and_fails(here: Here, tmp_path: Path) -> None:
    broken = written(tmp_path / "policy.json", '{"locked": {"Tray": "no", "ApiPassword": "x7"}}')
    code, said, complained = here.run("policy", "show", "--json", under=broken)
    assert code == 1
    assert len(json.loads(said)["broken"]) == 2
    assert set(json.loads(said)["locked"]) == {setting.name for setting in policy_settings()}
    assert "policy is not written as it should be" in complained
    assert "x7" not in said + complained


def test_under_a_broken_policy_no_account_can_be_added(here: Here, tmp_path: Path) -> None:
    broken = written(tmp_path / "policy.json", "{")
    code, _, complained = here.run(*ADD, *WHOLE, under=broken)
    assert code == 2
    assert "cannot be read as it was meant" in complained


def test_policy_names_lists_every_setting(here: Here) -> None:
    _, said, _ = here.run("policy", "names", "--json")
    assert [one["name"] for one in json.loads(said)["settings"]] == [one.name for one in policy_settings()]
    assert "ConfirmGuests                 ask | countdown" in here.run("policy", "names")[1]


def account_file(folder: Path, **changes: object) -> str:
    account = {"name": "Sales", "destination": {"kind": "user", "name": "ionescu"}} | changes
    path = folder / "sales.pbxdialer"
    path.write_text(json.dumps({"format": "pbxdialer account", "version": 1, "account": account}))
    return str(path)


def test_an_account_is_imported_from_a_file_once_it_was_seen(here: Here, tmp_path: Path) -> None:
    file = account_file(tmp_path)
    code, said, complained = here.run("account", "import", file)
    assert code == 2
    assert f"Address: {OURS}\n" in said
    assert "nothing was set up" in said
    assert "not set up without --yes" in complained
    assert here.run("account", "import", file, "--yes")[0] == 0
    (account,) = load(places(here.folder).settings, NO_POLICY).settings.accounts
    assert (account.url, account.project_id, account.name) == (OURS, 7, "Sales")
    assert "changes it" in here.run("account", "import", file, "--yes")[2]


def test_a_file_with_a_secret_or_against_a_lock_sets_up_nothing(here: Here, tmp_path: Path) -> None:
    for changes, why in (
        ({"api_key": "x7"}, "looks like a secret"),
        ({"url": "https://elsewhere.example"}, "AccountUrl"),
    ):
        code, said, complained = here.run("account", "import", account_file(tmp_path, **changes), "--yes")
        assert code == 2
        assert why in complained
        assert "x7" not in said + complained
    assert not places(here.folder).settings.exists()
