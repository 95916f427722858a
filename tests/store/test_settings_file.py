import json
import stat
import subprocess
import sys
import textwrap
from dataclasses import fields, replace
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pbxdialer.core.account import Account, AuthMode, Destination, DestinationKind, Method
from pbxdialer.core.company_directory import (
    LONGEST_INTERVAL_MIN,
    SHORTEST_INTERVAL_MIN,
    USUAL_ATTRIBUTES,
    CompanyDirectory,
    DirectoryKind,
)
from pbxdialer.core.dial_plan import DialPlan, NumberForm
from pbxdialer.core.language import Language
from pbxdialer.core.rewrite import Rewrite
from pbxdialer.core.window_size import LARGEST, WindowSize
from pbxdialer.store.account_record import account_from, record_of
from pbxdialer.store.settings import (
    Closing,
    GuestMode,
    Settings,
    Theme,
    with_account,
)
from pbxdialer.store.settings_file import Loaded, SettingsUnavailable, load, save
from tests.store.sample_settings import SALES, TWO

texts = st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=30)
names = texts.filter(str.strip)
destinations = st.builds(Destination, st.sampled_from(DestinationKind), names)
regions = st.from_regex("[A-Z]{2}", fullmatch=True)
plans = {
    "form": st.sampled_from(NumberForm),
    "region": regions,
    "outside_prefix": st.text("0123456789*#", max_size=8),
    "internal_up_to": st.integers(0, 32),
    "rewrites": st.lists(st.builds(Rewrite, names, texts), max_size=3).map(tuple),
}
accounts = {
    "id": st.uuids(version=4).map(lambda found: found.hex),
    "name": names,
    "url": st.sampled_from(["https://pbx.example", "https://pbx.example:8443/x", "http://127.0.0.1:8080"]),
    "project_id": st.integers(0, 2**31),
    "destination": destinations,
    "auth": st.sampled_from(AuthMode),
    "method": st.sampled_from(Method),
    "dial_plan": st.builds(DialPlan, **plans),
    "waits_for_agent": st.booleans(),
    "ring_timeout_s": st.integers(5, 3600),
    "outbound_number": texts,
    "outbound_trunk": texts,
    "external_info": texts,
    "variables": st.lists(st.tuples(names, texts), max_size=3).map(tuple),
    "proxy": st.sampled_from(["", "system", "http://proxy:3128"]),
    "ca_file": texts,
    "takes": st.lists(st.from_regex(r"\+?[0-9]{1,15}", fullmatch=True), max_size=3).map(tuple),
    "page": st.sampled_from(["", "https://crm.example/?phone={number}&id={external_id}"]),
    "page_opens_itself": st.booleans(),
}
pixels = st.integers(1, LARGEST)
directories = {
    "id": st.uuids(version=4).map(lambda found: found.hex),
    "name": texts.filter(str.strip),
    "kind": st.just(DirectoryKind.LDAP),
    "url": st.sampled_from(["ldaps://directory.example", "ldap://127.0.0.1:3890"]),
    "user": texts,
    "base": texts,
    "filter": texts,
    "attributes": st.sampled_from([USUAL_ATTRIBUTES, (("cn", "name"), ("mobile", "mobile"))]),
    "ca_file": texts,
    "interval_min": st.integers(SHORTEST_INTERVAL_MIN, LONGEST_INTERVAL_MIN),
}
window_sizes = st.builds(
    WindowSize, st.sampled_from(["settings", "history", "keys", "import", "of_tomorrow"]), pixels, pixels
)
everything = {
    "directories": st.lists(st.builds(CompanyDirectory, **directories), max_size=2, unique_by=lambda one: one.id).map(
        tuple
    ),
    "accounts": st.lists(st.builds(Account, **accounts), max_size=3, unique_by=lambda account: account.id).map(tuple),
    "current_account_id": texts,
    "language": st.sampled_from(["", "en", "ro"]),
    "theme": st.sampled_from(Theme),
    "region": regions,
    "confirm_guests": st.sampled_from(GuestMode),
    "watch_clipboard": st.booleans(),
    "numbers_in_logs": st.booleans(),
    "watch_phones": st.booleans(),
    "palette_hotkey": st.sampled_from(["", "Ctrl+Alt+D", "F9"]),
    "selection_hotkey": st.sampled_from(["", "Ctrl+Alt+S"]),
    "tray": st.booleans(),
    "update_notice": st.booleans(),
    "update_address": st.sampled_from(["", "https://software.company.example/pbxdialer.json"]),
    "do_not_disturb": st.booleans(),
    "closing": st.sampled_from(Closing),
    "window_geometry": st.text("ABCabc019+/=", max_size=40),
    "window_sizes": st.lists(window_sizes, max_size=5, unique_by=lambda size: size.window).map(tuple),
    "desktop_scheme": st.sampled_from(["", "light", "dark", "contrast"]),
    "last_destinations": st.lists(destinations, max_size=10).map(tuple),
}


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


def test_the_generated_settings_below_set_every_field_there_is() -> None:
    for kind, strategies in (
        (DialPlan, plans),
        (Account, accounts),
        (CompanyDirectory, directories),
        (Settings, everything),
    ):
        assert {field.name for field in fields(kind)} == set(strategies)


@settings(deadline=None)  # a busy machine is no fault
@given(st.builds(Account, **accounts))
def test_an_account_comes_back_as_it_was(account: Account) -> None:
    assert account_from(json.loads(json.dumps(record_of(account)))) == account


@settings(deadline=None)  # a busy machine is no fault
@given(st.builds(Settings, **everything))
def test_settings_come_back_as_they_were(tmp_path_factory: pytest.TempPathFactory, given_settings: Settings) -> None:
    file = tmp_path_factory.mktemp("settings") / "settings.json"
    save(file, given_settings)
    assert load(file) == Loaded(given_settings)


def test_no_file_means_the_usual_settings_without_a_word(file: Path) -> None:
    assert load(file) == Loaded(Settings())
    assert not file.exists()


def test_only_the_owner_may_read_the_file_and_a_person_can(file: Path) -> None:
    save(file, with_account(TWO, replace(SALES, id=uuid4().hex, name="Vânzări")))
    assert stat.S_IMODE(file.stat().st_mode) == 0o600 or sys.platform == "win32"
    assert "Vânzări" in file.read_text("utf-8")
    assert [path.name for path in file.parent.iterdir()] == ["settings.json"]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe{\x00}\x00",
        b'{"tray": NaN}',
        b'{"language": "\\ud800"}',
        b'{"accounts": {}}',
        b"[" * 100_000,
        b'{"project_id": ' + b"9" * 5000 + b"}",
        b" " * (8 * 1024 * 1024 + 1),
    ],
)
@pytest.mark.fault_matrix
def test_a_broken_file_is_kept_under_another_name_which_is_told(file: Path, data: bytes) -> None:
    file.write_bytes(data)
    loaded = load(file)
    assert loaded.settings == Settings()
    (kept,) = file.parent.iterdir()
    assert kept != file
    assert kept.read_bytes() == data
    assert str(kept) in sentences(loaded)


@pytest.mark.fault_matrix
def test_half_of_a_real_file_is_a_broken_file_wherever_it_was_cut(file: Path) -> None:
    save(file, TWO)
    whole = file.read_bytes()
    for cut in range(0, len(whole), 37):
        file.write_bytes(whole[:cut])
        assert load(file).settings == Settings()
    assert len(list(file.parent.iterdir())) == len(range(0, len(whole), 37))  # each half was kept under its own name


def test_a_file_with_a_byte_order_mark_is_understood(file: Path) -> None:
    save(file, TWO)
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes())
    assert load(file) == Loaded(TWO)


def test_settings_that_cannot_be_read_are_not_overwritten(file: Path) -> None:
    file.mkdir()
    assert str(file) in sentences(load(file))
    with pytest.raises(SettingsUnavailable):
        save(file, TWO)
    assert [path.name for path in file.parent.iterdir()] == ["settings.json"]


def test_a_file_broken_while_the_program_runs_is_kept_before_it_is_replaced(file: Path) -> None:
    save(file, TWO)
    file.write_text("{oops")
    save(file, TWO)
    assert load(file) == Loaded(TWO)
    assert [path.read_text() for path in file.parent.iterdir() if path != file] == ["{oops"]


@pytest.mark.skipif(sys.platform == "win32", reason="missing: fork")
@pytest.mark.fault_matrix
def test_killed_at_any_line_of_saving_the_file_is_the_old_or_the_new_one(file: Path) -> None:
    """A child is killed (-9) at the first, second … line of the writing code and of all it calls in the library."""
    save(file, Settings(window_geometry="A" * 1000))
    code = """
        import os, signal, sys
        from pathlib import Path
        from pbxdialer.store.settings import Settings
        from pbxdialer.store.settings_file import load, save

        PATH_ARITHMETIC = {"parse_parts", "__str__", "parent", "_from_parsed_parts", "_infer_return_type"}
        path = Path(sys.argv[1])
        old, new = Settings(window_geometry="A" * 1000), Settings(window_geometry="B" * 2000)

        def save_and_die_at(line):
            passed, writing = 0, False
            def trace(frame, event, arg):
                nonlocal passed, writing
                writing = writing or frame.f_code.co_name == "write_whole"
                touches_disk = frame.f_code.co_filename.endswith(("whole_file.py", "tempfile.py", "pathlib.py"))
                touches_disk = touches_disk and frame.f_code.co_name not in PATH_ARITHMETIC
                passed += writing and event == "line" and touches_disk
                if passed == line:
                    os.kill(os.getpid(), signal.SIGKILL)
                return trace
            sys.settrace(trace)
            save(path, new)

        line, seen = 0, []
        while True:
            line += 1
            save(path, old)
            child = os.fork()
            if child == 0:
                save_and_die_at(line)
                os._exit(0)
            status = os.waitpid(child, 0)[1]
            loaded = load(path)
            assert loaded.notices == () and loaded.settings in (old, new), (line, loaded)
            seen.append(loaded.settings == new)
            if status == 0:
                break
        print(line, seen.index(True))
    """
    run = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code), str(file)], capture_output=True, text=True, timeout=60
    )
    assert run.stderr == ""
    lines, first_new = map(int, run.stdout.split())
    assert 20 < first_new < lines


@pytest.mark.skipif(sys.platform == "win32", reason="missing: RLIMIT_FSIZE")
@pytest.mark.fault_matrix
def test_a_full_disk_leaves_the_old_file_and_says_so(file: Path) -> None:
    save(file, TWO)
    code = """
        import resource, sys
        from dataclasses import replace
        from pathlib import Path
        from pbxdialer.store.settings_file import SettingsUnavailable, load, save

        path = Path(sys.argv[1])
        found = load(path).settings
        resource.setrlimit(resource.RLIMIT_FSIZE, (300, 300))
        try:
            save(path, replace(found, window_geometry="B" * 3000))
        except SettingsUnavailable as error:
            print(error)
    """
    run = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code), str(file)], capture_output=True, text=True, timeout=60
    )
    assert "File too large" in run.stdout
    assert load(file) == Loaded(TWO)
    assert [path.name for path in file.parent.iterdir()] == ["settings.json"]


def test_a_linked_settings_file_stays_a_link(tmp_path: Path, file: Path) -> None:
    real = tmp_path / "elsewhere"
    real.mkdir()
    file.symlink_to(real / "mine.json")
    save(file, TWO)
    assert file.is_symlink()
    assert load(real / "mine.json") == Loaded(TWO)


def test_a_directory_that_is_not_understood_is_left_out_and_stays_in_the_file(file: Path) -> None:
    acme = CompanyDirectory("a" * 32, "Acme", DirectoryKind.LDAP, "ldaps://directory.example")
    save(file, Settings(directories=(acme,)))
    document = json.loads(file.read_text("utf-8"))
    document["directories"][0]["of_a_newer_version"] = 7
    document["directories"].append({"id": "b" * 32, "kind": "gopher"})
    file.write_text(json.dumps(document), "utf-8")
    loaded = load(file)
    assert loaded.settings.directories == (acme,)
    assert "directory.name" in sentences(loaded)
    save(file, loaded.settings)
    assert json.loads(file.read_text("utf-8"))["directories"] == document["directories"]
