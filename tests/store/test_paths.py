import os
import socket
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest

from pbxdialer.core.language import Language
from pbxdialer.store.paths import Places, places
from pbxdialer.store.socket_place import LONGEST_SOCKET_PATH

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="missing: file modes and AF_UNIX paths")
NOBODY = 65534


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture
def home(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty home folder whose path is short, as people's are."""
    for name in [name for name in os.environ if name.startswith("XDG_")]:
        monkeypatch.delenv(name)
    with tempfile.TemporaryDirectory() as folder:
        monkeypatch.setenv("HOME", folder)
        yield Path(folder)


@pytest.fixture
def runtime(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = home / "r"
    folder.mkdir(mode=0o700)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(folder))
    return folder


def test_with_a_data_dir_everything_lies_under_it() -> None:
    found = places(Path("/tmp/x"))
    for field in fields(Places):
        assert getattr(found, field.name).is_relative_to("/tmp/x"), field.name


@pytest.mark.fault_matrix
def test_without_one_everything_is_in_the_users_own_local_folders(home: Path, runtime: Path) -> None:
    found = places(None)
    assert found.settings == home / ".config/pbxdialer/settings.json"
    assert found.calls.is_relative_to(home / ".local/share/pbxdialer")
    assert found.logs.is_relative_to(home / ".local/state/pbxdialer")
    assert found.socket == runtime / "pbxdialer/window.sock"


def test_asking_for_the_places_makes_nothing(home: Path) -> None:
    places(None)
    places(home / "x")
    assert not list(home.iterdir())


def test_every_folder_is_made_for_its_owner_alone_whatever_the_umask(home: Path) -> None:
    before = os.umask(0)
    try:
        found = places(home / "deep" / "profile")
        assert found.prepare() == ()
    finally:
        os.umask(before)
    folders = [path for path in found.folder.rglob("*") if path.is_dir()]
    assert len(folders) == 5
    assert {mode(folder) for folder in [found.folder.parent, found.folder, *folders]} == {0o700}


def test_a_folder_that_was_there_keeps_its_mode_and_nothing_below_it_is_open(home: Path) -> None:
    home.chmod(0o755)
    (home / "logs").mkdir(mode=0o755)
    found = places(home)
    assert found.prepare() == ()
    assert mode(home) == 0o755
    assert {mode(path) for path in home.iterdir()} == {0o700}
    for file in (found.calls, found.contacts, found.instance_lock):
        assert mode(file.parent) == 0o700


def test_preparing_twice_is_once(home: Path) -> None:
    assert places(home / "x").prepare() == ()
    assert places(home / "x").prepare() == ()


def test_a_folder_that_cannot_be_made_is_noticed_and_the_others_are_made(home: Path) -> None:
    (home / "logs").write_text("in the way")
    found = places(home)
    (notice,) = found.prepare()
    assert str(found.logs) in notice.sentence(Language())
    assert found.backups.is_dir()
    assert found.socket.parent.is_dir()


def test_a_linked_folder_is_not_ours(home: Path) -> None:
    elsewhere = home / "elsewhere"
    elsewhere.mkdir(mode=0o755)
    profile = home / "profile"
    profile.mkdir()
    (profile / "socket").symlink_to(elsewhere)
    (notice,) = places(profile).prepare()
    assert "socket" in notice.detail
    assert mode(elsewhere) == 0o755


@pytest.mark.skipif(os.getuid() != 0, reason="missing: root, to make another user's folder")
def test_a_folder_another_user_has_put_there_is_refused(home: Path) -> None:
    found = places(home)
    found.socket.parent.mkdir(mode=0o777)
    os.chown(found.socket.parent, NOBODY, NOBODY)
    (notice,) = found.prepare()
    assert "not a folder of your own" in notice.detail


def test_a_socket_path_that_is_too_long_gets_a_short_stand_in_which_can_be_bound(runtime: Path) -> None:
    long = places(runtime.parent / ("ș" * 60))
    assert len(os.fsencode(long.socket)) <= LONGEST_SOCKET_PATH
    assert long.socket.parent == runtime / "pbxdialer"
    assert long.prepare() == ()
    with socket.socket(socket.AF_UNIX) as line:
        line.bind(str(long.socket))
    assert mode(long.socket.parent) == 0o700


def test_what_counts_is_the_length_in_bytes(runtime: Path) -> None:
    letters = LONGEST_SOCKET_PATH - len(str(runtime.parent / "socket" / "window.sock")) - 1
    assert places(runtime.parent / ("a" * letters)).socket.parent.name == "socket"
    assert places(runtime.parent / ("a" * letters + "a")).socket.parent.name == "pbxdialer"
    assert places(runtime.parent / ("ș" * letters)).socket.parent.name == "pbxdialer"


def test_two_long_profiles_have_two_sockets_and_one_has_always_the_same(runtime: Path) -> None:
    one, two = runtime.parent / ("a" * 100), runtime.parent / ("b" * 100)
    assert places(one).socket != places(two).socket
    assert places(one).socket == places(one).socket


def test_a_profile_reached_by_a_link_is_the_same_profile(home: Path) -> None:
    (home / "link").symlink_to(home / "profile")
    assert places(home / "link") == places(home / "profile")


@pytest.mark.parametrize("value", ["", "relative", "/no/such/folder"])
def test_without_a_login_folder_a_long_one_goes_to_a_private_temporary_folder(
    home: Path, monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", value)
    found = places(home / ("a" * 100))
    assert found.socket.parent.name == f"pbxdialer-{os.getuid()}"
    assert len(os.fsencode(found.socket)) <= LONGEST_SOCKET_PATH
    assert places(None).socket.is_relative_to(home / ".local/share/pbxdialer")


@pytest.mark.skipif(os.getuid() != 0, reason="missing: root, to make another user's folder")
def test_a_login_folder_of_another_user_is_not_used(runtime: Path) -> None:
    os.chown(runtime, NOBODY, NOBODY)
    assert not places(None).socket.is_relative_to(runtime)


def test_a_second_process_finds_the_same_places(runtime: Path) -> None:
    profile = runtime.parent / ("a" * 100)
    code = f"from pathlib import Path; from pbxdialer.store.paths import places; print(places(Path({str(profile)!r})))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == repr(places(profile))
