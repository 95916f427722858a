"""A policy is read strictly, lies over the settings file, and fails safe: what is not understood stays locked."""

import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from pbxdialer.core.dial_plan import DialPlan, NumberForm
from pbxdialer.core.language import Language
from pbxdialer.core.policy import NO_POLICY, Given, SettingsLocked
from pbxdialer.store.policy import machine_policy
from pbxdialer.store.policy_in_force import completed, locked_changes
from pbxdialer.store.policy_names import Kind, policy_settings, setting_named
from pbxdialer.store.policy_reading import policy_from, value_of
from pbxdialer.store.policy_source import Found, file_document, preferences_document
from pbxdialer.store.settings import GuestMode, Settings, Theme, with_account
from pbxdialer.store.settings_file import load, save
from tests.store.policies import OURS, REASON, as_json, policy, written
from tests.store.sample_settings import SALES, TWO

EVERYTHING = {setting.name for setting in policy_settings()}
LOCKED = policy({"ConfirmGuests": "ask", "AccountUrl": OURS, "AccountDialPlanForm": "national"})


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "settings.json"


def locks(found: Any) -> set[str]:
    return {lock.name for lock in found.locks}


def test_every_setting_has_a_name_and_a_value_that_a_policy_can_hold() -> None:
    usual: dict[str, object] = {"AccountUrl": OURS, "AccountProjectId": 7, "AccountDestinationName": "ionescu"}
    usual |= {"AccountDestinationKind": "user"}
    for setting in policy_settings():
        raw = usual.get(setting.name)
        if raw is None:
            raw = json.loads(json.dumps(setting.of(SALES if setting.of_account else Settings())))
        value = value_of(setting, raw)
        assert json.loads(json.dumps(value)) == raw, setting.name
    assert {"ConfirmGuests", "Directories", "AccountAuth", "AccountProxy", "Language"} <= EVERYTHING
    assert len(EVERYTHING) == len(policy_settings())


def test_a_locked_value_counts_whatever_stands_in_the_file(file: Path) -> None:
    save(file, replace(TWO, confirm_guests=GuestMode.COUNTDOWN), NO_POLICY)
    settings = load(file, LOCKED).settings
    assert settings.confirm_guests is GuestMode.ASK
    assert [account.url for account in settings.accounts] == [OURS, OURS]
    assert {account.dial_plan.form for account in settings.accounts} == {NumberForm.NATIONAL}
    assert settings.accounts[0].name == SALES.name


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("ConfirmGuests", lambda now: replace(now, confirm_guests=GuestMode.COUNTDOWN)),
        ("AccountUrl", lambda now: with_account(now, replace(now.accounts[0], url="https://elsewhere.example"))),
        ("AccountUrl", lambda now: with_account(now, replace(SALES, id=uuid4().hex, name="Another"))),
        (
            "AccountDialPlanForm",
            lambda now: with_account(now, replace(now.accounts[1], dial_plan=DialPlan(form=NumberForm.E164))),
        ),
    ],
)
def test_what_is_locked_cannot_be_saved_otherwise(file: Path, name: str, change: Any) -> None:
    save(file, TWO, NO_POLICY)
    before = file.read_bytes()
    now = load(file, LOCKED).settings
    with pytest.raises(SettingsLocked, match=f"{name}.*: Set by your administrator: {REASON}"):
        save(file, change(now), LOCKED)
    assert file.read_bytes() == before


def test_what_is_not_locked_is_saved_and_the_agents_own_choice_comes_back_when_the_lock_goes(file: Path) -> None:
    save(file, replace(TWO, confirm_guests=GuestMode.COUNTDOWN), NO_POLICY)
    now = load(file, LOCKED).settings
    save(file, replace(now, theme=Theme.LIGHT), LOCKED)
    assert load(file, LOCKED).settings == replace(now, theme=Theme.LIGHT)
    freed = load(file, NO_POLICY).settings
    assert (freed.confirm_guests, freed.theme) == (GuestMode.COUNTDOWN, Theme.LIGHT)
    assert freed.accounts[0].url == OURS, "an account stays where its credentials were last sent"


def test_a_preset_counts_until_the_agent_chooses_and_follows_the_administrator_until_then(file: Path) -> None:
    dark, light = policy(preset={"Theme": "dark", "Tray": False}), policy(preset={"Theme": "light"})
    assert load(file, dark).settings.theme is Theme.DARK
    save(file, replace(load(file, dark).settings, language="ro"), dark)
    assert load(file, light).settings == replace(Settings(), theme=Theme.LIGHT, language="ro")
    save(file, replace(load(file, dark).settings, theme=Theme.SYSTEM), dark)
    assert load(file, light).settings.theme is Theme.SYSTEM


def test_presets_and_locks_are_what_a_new_account_begins_with() -> None:
    found = policy({"AccountUrl": OURS}, {"AccountProjectId": 12, "AccountDialPlanRegion": "DE"})
    account = completed(found, SALES, SALES)
    assert (account.url, account.project_id, account.dial_plan.region, account.name) == (OURS, 12, "DE", "Sales")
    chosen = completed(found, replace(SALES, project_id=3), SALES)
    assert (chosen.url, chosen.project_id) == (OURS, 3), "what somebody chose is not presettable any more"


@pytest.mark.fault_matrix
@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "is not JSON"),
        ("[]", "is not a JSON object"),
        (as_json(lockd={"ConfirmGuests": "ask"}), "lockd is not what a policy consists of"),
        (as_json(locked=["ConfirmGuests"]), "locked is not what a policy consists of"),
        (as_json(locked={"ConfirmGests": "ask"}), "there is no setting ConfirmGests"),
        (as_json(locked={"AccountApiPassword": "x7"}), "AccountApiPassword looks like a secret"),
        (as_json(preset={"Directories": [{"name": "A", "bind_password": "x7"}]}), "bind_password looks like a secret"),
        (as_json(preset={"AccountVariables": [["API_TOKEN", "x7"]]}), "API_TOKEN looks like a secret"),
    ],
)
def test_where_it_cannot_be_known_what_was_to_be_locked_everything_is(
    tmp_path: Path, file: Path, text: str, fault: str
) -> None:
    found = written(tmp_path / "policy.json", text)
    assert fault in " ".join(found.faults)
    assert "x7" not in " ".join(found.faults)
    assert locks(found) == EVERYTHING
    save(file, replace(TWO, confirm_guests=GuestMode.COUNTDOWN), NO_POLICY)
    loaded = load(file, found)
    assert fault in "\n".join(notice.sentence(Language()) for notice in loaded.notices)
    assert loaded.settings.accounts == TWO.accounts, "calls go on"
    assert loaded.settings.confirm_guests is GuestMode.ASK, "where one value is safer, it is that one"
    for change in (
        replace(loaded.settings, tray=not TWO.tray),
        with_account(loaded.settings, replace(SALES, url=OURS)),
    ):
        with pytest.raises(SettingsLocked, match="cannot be read as it was meant"):
            save(file, change, found)
    save(file, replace(loaded.settings, current_account_id=SALES.id), found)


@pytest.mark.parametrize(
    ("name", "raw", "fault"),
    [
        ("ConfirmGuests", "never", "ConfirmGuests is none of ask, countdown"),
        ("AccountUrl", "http://pbx.example", "AccountUrl cannot be used"),
        ("AccountUrl", "https://me:x7@pbx.example", "AccountUrl cannot be used"),
        ("AccountProxy", "http://me:x7@proxy:3128", "AccountProxy holds a login"),
        ("AccountProjectId", "7", "AccountProjectId is no whole number"),
        ("Tray", 1, "Tray is neither true nor false"),
        ("Directories", {}, "Directories is no list"),
        ("AccountDialPlanRewrites", [{"pattern": "(", "replacement": ""}], "AccountDialPlanRewrites cannot be used"),
    ],
)
def test_a_lock_with_a_wrong_value_keeps_its_setting_as_it_is_and_leaves_the_others_free(
    tmp_path: Path, file: Path, name: str, raw: object, fault: str
) -> None:
    found = written(tmp_path / "policy.json", as_json(locked={name: raw, "Language": "ro"}))
    assert len(found.faults) == 1
    assert found.faults[0].startswith(fault)
    assert "x7" not in found.faults[0]
    assert locks(found) == {name, "Language"}
    save(file, TWO, NO_POLICY)
    settings = load(file, found).settings
    assert settings == TWO
    save(file, replace(settings, start_hidden=True), found)


def test_a_preset_that_is_wrong_locks_nothing(tmp_path: Path) -> None:
    found = written(tmp_path / "policy.json", as_json(preset={"Tray": 1, "Colour": "blue", "Theme": "dark"}))
    assert found.presets == (Given("Theme", Theme.DARK),)
    assert (found.locks, len(found.faults)) == ((), 2)


@pytest.mark.fault_matrix
@pytest.mark.parametrize(("mode", "folder"), [(0o666, 0o755), (0o664, 0o755), (0o644, 0o777), (0o644, 0o775)])
def test_a_file_that_somebody_else_could_have_written_counts_for_nothing_but_locks(
    tmp_path: Path, mode: int, folder: int
) -> None:
    tmp_path.chmod(folder)
    path = tmp_path / "policy.json"
    path.write_text(as_json(locked={"AccountUrl": "https://attacker.example"}))
    path.chmod(mode)
    found = policy_from(file_document(path, owner=os.getuid()))
    assert "can be written by others" in found.faults[0]
    assert locks(found) == EVERYTHING
    assert found.lock("AccountUrl") == Given("AccountUrl", None)


def test_a_file_of_another_user_a_pipe_a_folder_and_a_huge_file_are_told_and_lock(tmp_path: Path) -> None:
    (tmp_path / "pipe").parent.joinpath("huge").write_bytes(b" " * 2_000_000)
    os.mkfifo(tmp_path / "pipe", 0o644)
    (tmp_path / "folder").mkdir()
    for name, owner in (("pipe", os.getuid()), ("folder", os.getuid()), ("huge", os.getuid())):
        (tmp_path / name).chmod(0o644)
        assert locks(policy_from(file_document(tmp_path / name, owner))) == EVERYTHING, name
    other = tmp_path / "others"
    other.write_text("{}")
    if os.getuid() == 0:
        os.chown(other, 12345, 12345)
    found = policy_from(file_document(other, owner=54321))
    assert "belongs to somebody else" in found.faults[0]


def test_no_file_is_no_policy(tmp_path: Path) -> None:
    assert file_document(tmp_path / "nothing" / "policy.json") is None
    assert policy_from(None) is NO_POLICY
    assert machine_policy() is NO_POLICY, "the tests run on a computer that nobody administers"


def test_what_a_registry_spells_as_numbers_and_text_is_read_by_the_settings_kind() -> None:
    document: dict[str, object] = {
        "locked": {"tray": 0, "AccountProjectId": "12", "AccountTakes": ['["+49",', ' "0800"]'], "WatchPhones": 1},
        "preset": {"AccountUrl": "", "Theme": "dark"},
        "reason": REASON,
    }
    found = policy_from(Found("HKLM", document, typed=False))
    assert found.faults == ()
    assert found.locks == (
        *(Given("Tray", False), Given("AccountProjectId", 12), Given("AccountTakes", ("+49", "0800"))),
        Given("WatchPhones", True),
    )
    assert found.presets == (Given("Theme", Theme.DARK),)
    for wrong in ({"Tray": 2}, {"AccountProjectId": "x"}, {"AccountTakes": "{"}):
        assert policy_from(Found("HKLM", {"locked": wrong}, typed=False)).faults


def test_managed_preferences_of_macos_have_the_same_shape(tmp_path: Path) -> None:
    import plistlib

    path = tmp_path / "com.bitdesk.pbxdialer.plist"
    path.write_bytes(plistlib.dumps({"locked": {"Tray": False}, "PayloadUUID": "x", "reason": REASON}))
    path.chmod(0o644)
    found = policy_from(preferences_document(path, owner=os.getuid()))
    assert (found.locks, found.faults, found.reason) == ((Given("Tray", False),), (), REASON)
    path.write_bytes(b"<plist><dict>")
    assert locks(policy_from(preferences_document(path, owner=os.getuid()))) == EVERYTHING


def test_a_directory_in_a_policy_gets_an_id_by_where_it_is() -> None:
    entry = {"name": "Acme", "kind": "ldap", "url": "ldaps://a.example"}
    setting = setting_named("Directories")
    assert setting is not None
    assert setting.kind is Kind.LIST
    (here,), (again,) = value_of(setting, [entry]), value_of(setting, [entry])  # type: ignore[misc]
    (moved,) = value_of(setting, [entry | {"url": "ldaps://b.example"}])  # type: ignore[misc]
    assert here.id == again.id != moved.id, "its password never goes to another server"


def test_locked_directories_stay_and_come_from_the_policy_alone(file: Path) -> None:
    entry = {"name": "Acme", "kind": "carddav", "url": "https://cards.example/"}
    found = policy({"Directories": [entry]})
    save(file, TWO, NO_POLICY)
    settings = load(file, found).settings
    assert [one.name for one in settings.directories] == ["Acme"]
    save(file, replace(settings, tray=False), found)
    assert load(file, found).settings == replace(settings, tray=False)
    assert load(file, NO_POLICY).settings.directories == ()
    assert locked_changes(found, settings, replace(settings, directories=())) == ("Directories",)
