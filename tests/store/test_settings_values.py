import json
from dataclasses import fields, replace
from pathlib import Path

import pytest

from pbxdialer.core.account import Secrets
from pbxdialer.core.language import Language
from pbxdialer.core.window_size import MOST_WINDOWS, WindowSize, size_of, with_size
from pbxdialer.store.account_record import record_of
from pbxdialer.store.settings import (
    Settings,
    Theme,
    with_account,
    without_account,
)
from pbxdialer.store.settings_file import Loaded, SettingsUnavailable, load, save
from pbxdialer.store.strict_json import BadSetting
from tests.canary.mark import MARK
from tests.store.sample_settings import SALES, SUPPORT, TWO


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "settings.json"


def change(file: Path, **values: object) -> None:
    document = json.loads(file.read_text("utf-8"))
    file.write_text(json.dumps(document | values), "utf-8")


def change_account(file: Path, index: int, **values: object) -> None:
    document = json.loads(file.read_text("utf-8"))
    document["accounts"][index].update(values)
    file.write_text(json.dumps(document), "utf-8")


def sentences(loaded: Loaded) -> str:
    return "\n".join(notice.sentence(Language()) for notice in loaded.notices)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("id", "1"),
        ("id", None),
        ("id", "g" * 32),
        ("name", ""),
        ("name", 7),
        ("name", "two\nlines"),
        ("url", "ftp://pbx.example"),
        ("url", "http://pbx.example"),
        ("url", "https://user:password@pbx.example"),
        ("project_id", "7"),
        ("project_id", True),
        ("project_id", -1),
        ("project_id", 7.0),
        ("destination", None),
        ("destination", {"kind": "agent", "name": "x"}),
        ("destination", {"kind": "user", "name": ""}),
        ("auth", "none"),
        ("method", "POST"),
        ("dial_plan", []),
        ("dial_plan", {"region": "ro"}),
        ("dial_plan", {"rewrites": [{"replacement": "1"}]}),
        ("dial_plan", {"outside_prefix": "٣"}),
        ("waits_for_agent", 1),
        ("ring_timeout_s", 0),
        ("variables", [["A"]]),
        ("variables", {"A": "1"}),
        ("proxy", "http://user:secret@proxy:3128"),
        ("proxy", "http://[broken"),
        ("proxy", "proxy:3128"),
    ],
)
def test_one_bad_account_is_left_out_named_and_kept_and_the_others_are_there(
    file: Path, field: str, value: object
) -> None:
    save(file, TWO)
    change_account(file, 0, **{field: value})
    as_broken = json.loads(file.read_text("utf-8"))["accounts"][0]
    loaded = load(file)
    assert loaded.settings.accounts == (SUPPORT,)
    assert field in sentences(loaded)
    save(file, replace(loaded.settings, tray=False))
    assert as_broken in json.loads(file.read_text("utf-8"))["accounts"]
    assert load(file) == Loaded(replace(loaded.settings, tray=False), loaded.notices)


def test_saving_often_does_not_multiply_what_is_kept(file: Path) -> None:
    save(file, TWO)
    change_account(file, 0, name=7)
    for _ in range(3):
        save(file, load(file).settings)
    assert len(json.loads(file.read_text("utf-8"))["accounts"]) == 2


def test_of_two_accounts_with_one_id_the_first_counts(file: Path) -> None:
    save(file, TWO)
    change_account(file, 1, id=SALES.id)
    loaded = load(file)
    assert loaded.settings.accounts == (SALES,)
    assert "Support" in sentences(loaded)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("theme", "neon"),
        ("language", "../../etc"),
        ("region", "Romania"),
        ("confirm_guests", "never"),
        ("numbers_in_logs", "yes"),
        ("tray", 0),
        ("closing", "never"),
        ("window_geometry", "<b>"),
        ("last_destinations", [{"kind": "user", "name": "a"}] * 11),
        ("current_account_id", 5),
    ],
)
def test_a_bad_value_is_named_and_has_its_usual_value(file: Path, field: str, value: object) -> None:
    save(file, TWO)
    change(file, **{field: value})
    loaded = load(file)
    assert loaded.settings == replace(TWO, **{field: getattr(Settings(), field)})
    assert field in sentences(loaded)


def test_of_the_sizes_of_windows_only_the_broken_ones_are_passed_over_without_a_word(file: Path) -> None:
    save(file, TWO)
    good = {"window": "history", "width": 900, "height": 560}
    broken: list[object] = [7, None, [], {}, {"window": "keys"}, {"window": 5, "width": 1, "height": 1}]
    broken += [{**good, "width": wrong} for wrong in ("wide", 0, -3, 1.5, True, None, 10**9)]
    broken += [{**good, "window": wrong} for wrong in ("", "a" * 1000, "bell\a")]
    change(file, window_sizes=[{**good, "width": 100}, *broken, good])
    assert load(file) == Loaded(replace(TWO, window_sizes=(WindowSize("history", 900, 560),)))


@pytest.mark.parametrize("nonsense", ["large", {"history": 3}, 4, None, [[]], [{}] * 1000])
def test_nonsense_instead_of_the_sizes_of_windows_is_as_if_nobody_had_chosen_any(file: Path, nonsense: object) -> None:
    save(file, TWO)
    change(file, window_sizes=nonsense)
    assert load(file) == Loaded(TWO)


def test_a_file_of_a_version_that_kept_no_sizes_of_windows_is_read(file: Path) -> None:
    save(file, TWO)
    document = json.loads(file.read_text("utf-8"))
    del document["window_sizes"]
    file.write_text(json.dumps(document), "utf-8")
    assert load(file) == Loaded(TWO)


def test_no_more_sizes_are_kept_than_there_are_windows_and_the_oldest_go() -> None:
    sizes: tuple[WindowSize, ...] = ()
    for number in range(MOST_WINDOWS + 1):
        sizes = with_size(sizes, WindowSize(f"window {number}", 300, 200))
    assert len(sizes) == MOST_WINDOWS
    assert size_of(sizes, "window 0") is None
    assert size_of(with_size(sizes, WindowSize("window 1", 400, 200)), "window 1") == WindowSize("window 1", 400, 200)


def test_what_a_newer_version_wrote_survives_this_one(file: Path) -> None:
    save(file, TWO)
    change(file, ringtone={"name": "bell", "volume": 3})
    change_account(file, 0, hold_music="vivaldi", destination=record_of(SALES)["destination"] | {"wing": "east"})
    save(file, replace(load(file).settings, theme=Theme.LIGHT))
    document = json.loads(file.read_text("utf-8"))
    assert document["ringtone"] == {"name": "bell", "volume": 3}
    assert document["accounts"][0]["hold_music"] == "vivaldi"
    assert document["accounts"][0]["destination"] == {"kind": "user", "name": "ionescu", "wing": "east"}
    assert document["theme"] == "light"


def test_an_account_that_was_removed_is_gone(file: Path) -> None:
    save(file, TWO)
    save(file, without_account(TWO, SALES.id))
    assert load(file).settings.accounts == (SUPPORT,)


@pytest.mark.parametrize(
    "proxy", [f"http://agent:canary-{MARK}@proxy:3128", f"agent:canary-{MARK}@proxy:3128"], ids=["http", "bare"]
)
def test_an_address_with_a_password_inside_is_not_saved(file: Path, proxy: str) -> None:
    save(file, TWO)
    with pytest.raises(BadSetting, match="proxy") as refused:
        save(file, with_account(TWO, replace(SALES, proxy=proxy)))
    assert "canary" not in str(refused.value)
    assert load(file) == Loaded(TWO)


def test_settings_have_no_field_a_secret_would_fit_in() -> None:
    secret_fields = {field.name for field in fields(Secrets)}
    assert secret_fields.isdisjoint(record_of(SALES))
    assert secret_fields.isdisjoint(field.name for field in fields(Settings))


def test_what_could_not_be_read_again_is_not_written(file: Path) -> None:
    save(file, TWO)
    for odd in (replace(SALES, name="half \ud800"), replace(SALES, id="1"), replace(SALES, project_id=-1)):
        with pytest.raises(BadSetting):
            save(file, Settings((odd,)))
    assert load(file) == Loaded(TWO)


def test_a_folder_that_is_gone_is_told_when_saving(tmp_path: Path) -> None:
    with pytest.raises(SettingsUnavailable, match="gone"):
        save(tmp_path / "gone" / "settings.json", TWO)
