"""What is downloaded: how large it is, and what it holds."""

import gzip
import json
import shutil
import subprocess
import tarfile
from pathlib import Path

import pytest

from pbxdialer import __version__
from pbxdialer.desktop.link_handler import SCHEMES
from tests.frozen.conftest import ROOT, Built

pytestmark = pytest.mark.longer
DOWNLOAD_MB = 45


def version_of(program: Path) -> str:
    done = subprocess.run([str(program), "--version"], capture_output=True, text=True, timeout=30, check=True)
    return done.stdout.strip()


def test_each_download_is_small_enough(built: Built) -> None:
    sizes = {file.name: file.stat().st_size / 1e6 for file in (built.package, built.archive)}
    assert {name: size for name, size in sizes.items() if size > DOWNLOAD_MB} == {}


def test_the_archive_runs_wherever_it_is_unpacked(built: Built, tmp_path: Path) -> None:
    folder = tmp_path / "Programele lui Ștefan"
    folder.mkdir()
    subprocess.run(["tar", "--extract", "--file", str(built.archive), "--directory", str(folder)], check=True)
    (program,) = folder.iterdir()
    assert version_of(program / "pbxdialer") == f"pbxdialer {__version__}"
    subprocess.run(["rm", "--recursive", str(folder)], check=True)  # not by Python, or the canary reads all of it


def test_the_files_of_the_archive_tell_nothing_of_who_built_it(built: Built) -> None:
    with tarfile.open(built.archive) as archive:
        entries = archive.getmembers()
    assert {(entry.uid, entry.gid, entry.uname) for entry in entries} == {(0, 0, "root")}
    assert len({entry.mtime for entry in entries}) == 1


def test_the_licence_of_everything_that_is_bundled_is_in_it(built: Built) -> None:
    text = (built.program / "_internal" / "licences.txt").read_text("utf-8")
    for name in (
        "Python 3",
        "PySide6_Essentials 6",
        "keyring ",
        "httpx ",
        "phonenumberslite ",
        "cryptography ",
        "libssl3 ",
    ):
        assert f"\n{name}" in text, name
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in text
    assert "\npytest " not in text, "the workshop's own tools are not bundled"


def test_the_list_of_materials_names_what_is_bundled_and_from_where(built: Built) -> None:
    listed = json.loads((built.program / "_internal" / "materials.cdx.json").read_text("utf-8"))
    assert (listed["bomFormat"], listed["specVersion"]) == ("CycloneDX", "1.5")
    assert listed["metadata"]["component"]["version"] == __version__
    sources = {component["purl"].partition("@")[0] for component in listed["components"]}
    assert {"pkg:generic/python", "pkg:pypi/pyside6-essentials", "pkg:pypi/httpx", "pkg:deb/debian/libssl3"} <= sources
    assert "pkg:pypi/pytest" not in sources, "the workshop's own tools are not bundled"
    assert all(component["version"] for component in listed["components"])


def test_nothing_is_bundled_that_was_trimmed(built: Built) -> None:
    names = {path.name for path in built.program.rglob("*")}
    assert [name for name in names if "gtk" in name.lower() or "Qml" in name or name.endswith(".qm")] == []
    platforms = built.program / "_internal" / "PySide6" / "Qt" / "plugins" / "platforms"
    assert {path.stem for path in platforms.iterdir()} >= {"libqxcb", "libqwayland", "libqoffscreen"}


def test_the_package_brings_a_menu_entry_an_icon_and_a_manual(built: Built, tmp_path: Path) -> None:
    files = subprocess.run(["dpkg-deb", "--fsys-tarfile", str(built.package)], check=True, capture_output=True).stdout
    subprocess.run(["tar", "--extract", "--directory", str(tmp_path), "./usr/share"], input=files, check=True)
    entry = tmp_path / "usr/share/applications/pbxdialer.desktop"
    if shutil.which("desktop-file-validate"):
        validated = subprocess.run(["desktop-file-validate", str(entry)], capture_output=True, text=True)
        assert (validated.returncode, validated.stdout) == (0, "")
    assert f"MimeType={''.join(f'x-scheme-handler/{scheme};' for scheme in SCHEMES)}" in entry.read_text("utf-8")
    kinds = tmp_path / "usr/share/mime/packages/pbxdialer.xml"
    assert kinds.read_bytes() == (ROOT / "resources/installer/pbxdialer.xml").read_bytes()
    icon = tmp_path / "usr/share/icons/hicolor/scalable/apps/pbxdialer.svg"
    assert icon.read_bytes() == (ROOT / "resources/icons/pbxdialer.svg").read_bytes()
    manual = gzip.decompress((tmp_path / "usr/share/man/man1/pbxdialer.1.gz").read_bytes()).decode()
    assert f"pbxdialer {__version__}" in manual


def test_the_package_names_what_it_needs_and_runs_nothing_as_root(built: Built) -> None:
    fields = subprocess.run(["dpkg-deb", "--field", str(built.package)], capture_output=True, text=True, check=True)
    assert "libgl1, libegl1" in fields.stdout
    assert ", ca-certificates\n" in fields.stdout
    control = subprocess.run(["dpkg-deb", "--info", str(built.package)], capture_output=True, text=True, check=True)
    assert [script for script in ("preinst", "postinst", "prerm", "postrm") if script in control.stdout] == []
