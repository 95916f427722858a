"""Being the telephone application on Linux, judged by the system's own tools in a home of its own."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from pbxdialer.desktop import linux
from pbxdialer.desktop.environment import environment_of_others
from pbxdialer.desktop.link_handler import (
    ACCOUNT_SCHEME,
    ACCOUNT_TYPE,
    SCHEMES,
    Handler,
    LinksUnavailable,
    OwnProgram,
    this_program,
)
from pbxdialer.desktop.links import open_with_system
from tests.screen import program
from tests.waiting import await_condition

pytestmark = [
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="missing: Linux"),
    pytest.mark.skipif(not shutil.which("xdg-mime"), reason="missing: xdg-utils"),
    pytest.mark.skipif(not shutil.which("desktop-file-validate"), reason="missing: desktop-file-utils"),
]
ROOT = Path(__file__).resolve().parents[2]
OTHERS = (
    "[Default Applications]\nx-scheme-handler/tel=other.desktop;\ntext/plain=vim.desktop\n[Added Associations]\na=b;\n"
)
OTHER_ENTRY = "[Desktop Entry]\nType=Application\nName=Other Phone\nExec=true %u\nMimeType=x-scheme-handler/tel;\n"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with another telephone application, chosen for tel: only."""
    for name in [name for name in os.environ if name.startswith(("XDG_", "DE", "DESKTOP_", "KDE_", "GNOME_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / ".config").mkdir()
    (tmp_path / ".config" / "mimeapps.list").write_text(OTHERS)
    applications = tmp_path / ".local" / "share" / "applications"
    applications.mkdir(parents=True)
    (applications / "other.desktop").write_text(OTHER_ENTRY)
    return tmp_path


def asked(*words: str) -> str:
    return subprocess.run(words, capture_output=True, text=True, check=True, timeout=20).stdout.strip()


def files(home: Path) -> dict[str, str]:
    return {str(path.relative_to(home)): path.read_text() for path in home.rglob("*") if path.is_file()}


def test_it_tells_who_opens_links_before_it_is_us(home: Path) -> None:
    assert linux.handler("tel") == Handler("tel", "Other Phone", ours=False)
    assert linux.handler("callto") == Handler("callto", "", ours=False)


def test_after_claiming_the_system_itself_names_us_for_all_schemes(home: Path) -> None:
    linux.claim(this_program())
    for scheme in SCHEMES:
        assert asked("xdg-mime", "query", "default", f"x-scheme-handler/{scheme}") == "pbxdialer.desktop"
        assert "pbxdialer.desktop" in asked("gio", "mime", f"x-scheme-handler/{scheme}").splitlines()[0]
        assert linux.handler(scheme) == Handler(scheme, "PBX Dialer", ours=True)
    assert asked("desktop-file-validate", str(home / ".local/share/applications/pbxdialer.desktop")) == ""


@pytest.mark.skipif(not shutil.which("update-mime-database"), reason="missing: shared-mime-info")
def test_a_double_click_on_an_accounts_file_and_a_link_to_one_open_the_packages_program(home: Path) -> None:
    """As the package lays it out, in a home that stands for /usr/share."""
    share, installer = home / ".local/share", ROOT / "resources/installer"
    (share / "mime/packages").mkdir(parents=True)
    shutil.copy(installer / "pbxdialer.xml", share / "mime/packages")
    entry = (installer / "pbxdialer.desktop").read_text().replace("/usr/bin/pbxdialer", "true")
    (share / "applications/pbxdialer.desktop").write_text(entry)
    asked("update-mime-database", str(share / "mime"))
    asked("update-desktop-database", str(share / "applications"))
    file = home / "Vânzări.pbxdialer"
    file.write_text('{"format": "pbxdialer account"}')
    assert f"standard::content-type: {ACCOUNT_TYPE}" in asked("gio", "info", str(file))
    opened = (ACCOUNT_TYPE, f"x-scheme-handler/{ACCOUNT_SCHEME}")
    for kind in opened:
        assert asked("xdg-mime", "query", "default", kind) == "pbxdialer.desktop"
    linux.claim(this_program())  # an entry of the user's own stands in the place of the package's
    for kind in opened:
        assert asked("xdg-mime", "query", "default", kind) == "pbxdialer.desktop"
    assert asked("desktop-file-validate", str(installer / "pbxdialer.desktop")) == ""


def test_releasing_gives_everything_back_and_leaves_nothing(home: Path) -> None:
    asked("update-desktop-database", str(home / ".local/share/applications"))
    before = files(home)
    linux.claim(this_program())
    linux.claim(this_program())
    linux.release(this_program())
    assert files(home) == before
    assert linux.handler("tel").name == "Other Phone"


def test_where_there_was_nothing_there_is_nothing_afterwards(home: Path) -> None:
    shutil.rmtree(home / ".config")
    (home / ".local/share/applications/other.desktop").unlink()
    linux.claim(this_program())
    linux.release(this_program())
    assert files(home) == {}


def test_a_list_kept_elsewhere_stays_a_link_to_it(home: Path) -> None:
    kept = home / "dotfiles.list"
    (home / ".config" / "mimeapps.list").rename(kept)
    (home / ".config" / "mimeapps.list").symlink_to(kept)
    linux.claim(this_program())
    assert (home / ".config" / "mimeapps.list").is_symlink()
    assert "pbxdialer.desktop;other.desktop;" in kept.read_text()


def test_what_the_agent_chose_later_is_told_and_left(home: Path) -> None:
    linux.claim(this_program())
    asked("xdg-mime", "default", "other.desktop", "x-scheme-handler/tel")
    assert linux.handler("tel") == Handler("tel", "Other Phone", ours=False)
    linux.release(this_program())
    assert linux.handler("tel") == Handler("tel", "Other Phone", ours=False)


@pytest.mark.parametrize("name", ["a b", 'quote"d', "100%f", "back\\slash", "$HOME", "`id`", "ț"])
def test_a_link_reaches_a_program_of_any_path_unchanged_and_as_one_word(home: Path, name: str) -> None:
    folder = home / name.replace("%", "")  # GLib looks for the program before it reads %%
    folder.mkdir()
    script = folder / "program"
    script.write_text(f'#!/bin/sh\nprintf "%s\\n" "$PWD" "$@" > {home}/got.new\nmv {home}/got.new {home}/got\n')
    script.chmod(0o755)
    linux.claim(OwnProgram((str(script), "-m", name), folder, folder / "icon.svg"))
    link = "tel:+40%20722-123-456;ext=1&x='a'$b"
    asked("gio", "open", link)
    got = home / "got"
    await_condition(got.exists, 10, "the program")
    assert got.read_text().splitlines() == [str(folder), "-m", name, link]


@pytest.mark.skipif(not os.environ.get("DISPLAY"), reason="missing: a screen")
def test_a_link_of_our_own_goes_the_way_of_all_others(home: Path) -> None:
    script = home / "program"
    script.write_text(f'#!/bin/sh\necho "$1" > {home}/got\n')
    script.chmod(0o755)
    linux.claim(OwnProgram((str(script),), home, home / "icon.svg"))
    open_with_system("tel:+999123456789")
    assert (home / "got").read_text() == "tel:+999123456789\n"


def test_where_nothing_opens_links_it_is_told(home: Path) -> None:
    with pytest.raises(LinksUnavailable):
        open_with_system("callto:1003")


def test_the_command_line_does_the_same(home: Path) -> None:
    def links(act: str) -> dict[str, dict[str, object]]:
        return json.loads(asked(*program("links", act, "--json")))["schemes"]  # type: ignore[no-any-return]

    assert links("status")["tel"] == {"handler": "Other Phone", "ours": False}
    assert links("claim") == {scheme: {"handler": "PBX Dialer", "ours": True} for scheme in SCHEMES}
    assert links("release")["tel"] == {"handler": "Other Phone", "ours": False}
    assert asked(*program("links", "status")).splitlines() == ["tel: Other Phone", "callto: nobody", "sip: nobody"]


def test_other_programs_get_their_own_libraries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    built = {"LD_LIBRARY_PATH": "/opt/pbxdialer/_internal", "HOME": "/h"}
    assert environment_of_others(built) == {"HOME": "/h"}
    assert environment_of_others({**built, "LD_LIBRARY_PATH_ORIG": "/usr/x"}) == {
        "LD_LIBRARY_PATH": "/usr/x",
        "HOME": "/h",
    }


def test_the_built_program_registers_its_window_not_its_console(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    console, window = tmp_path / "pbxdialer-console.exe", tmp_path / "pbxdialer.exe"
    monkeypatch.setattr(sys, "executable", str(console))
    assert this_program().command == (str(console),)
    window.touch()
    assert this_program().command == (str(window),)
