"""The one spec, carried out with stand-ins for what PyInstaller hands it, as each of the three systems would."""

import plistlib
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from pbxdialer import __version__
from pbxdialer.desktop.link_handler import ACCOUNT_SCHEME, SCHEMES
from pbxdialer.desktop.macos import BUNDLE_IDENTIFIER
from pbxdialer.store.account_file import SUFFIX
from tests.frozen.conftest import ROOT
from workshop.packaging import macos, trimming
from workshop.packaging.pictures import icns, ico
from workshop.packaging.windows_version import write_version


@dataclass
class Made:
    """One thing the spec made: its words, and what they were called with."""

    given: tuple[Any, ...]
    named: dict[str, Any]
    pure: list[tuple[str, str, str]] = field(default_factory=list)
    scripts: list[tuple[str, str, str]] = field(default_factory=list)
    binaries: list[tuple[str, str, str]] = field(default_factory=list)
    datas: list[tuple[str, str, str]] = field(default_factory=list)


Specs: TypeAlias = Mapping[str, Mapping[str, Sequence[Made]]]


@pytest.fixture(scope="module")
def specs(tmp_path_factory: pytest.TempPathFactory) -> Specs:
    """What the spec makes on each platform, by kind."""
    with pytest.MonkeyPatch.context() as patching:
        work = tmp_path_factory.mktemp("build")
        return {platform: carried_out(platform, work, patching) for platform in ("linux", "win32", "darwin")}


def carried_out(platform: str, work: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, list[Made]]:
    import PyInstaller.depend.bindepend
    import PyInstaller.utils.hooks  # noqa: F401 – it looks at the platform when it is first imported

    made: dict[str, list[Made]] = {kind: [] for kind in ("Analysis", "PYZ", "EXE", "COLLECT", "BUNDLE")}

    def maker(kind: str) -> Any:
        def make(*given: Any, **named: Any) -> Made:
            made[kind].append(Made(given, named))
            return made[kind][-1]

        return make

    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setenv("PBXDIALER_BUILD", str(work))
    spec = ROOT / "build_installer.spec"
    exec(compile(spec.read_text("utf-8"), str(spec), "exec"), {"SPECPATH": str(ROOT), **{k: maker(k) for k in made}})
    monkeypatch.undo()
    return made


@pytest.mark.parametrize(
    ("platform", "programs", "bundles"),
    [
        ("linux", {"pbxdialer": True}, 0),
        ("win32", {"pbxdialer": False, "pbxdialer-console": True}, 0),
        ("darwin", {"pbxdialer": False}, 1),
    ],
)
def test_each_system_gets_its_programs_from_one_analysis(
    platform: str, programs: dict[str, bool], bundles: int, specs: Specs
) -> None:
    made = specs[platform]
    assert len(made["Analysis"]) == len(made["COLLECT"]) == 1
    assert {exe.named["name"]: exe.named["console"] for exe in made["EXE"]} == programs
    assert {exe.named["upx"] for exe in made["EXE"]} == {False}
    assert {exe.named["strip"] for exe in made["EXE"]} == {platform == "linux"}, "strip breaks Windows' DLLs"
    assert len(made["BUNDLE"]) == bundles


def test_the_analysis_is_told_of_every_command_and_of_the_early_hand_over(specs: Specs) -> None:
    (analysis,) = specs["linux"]["Analysis"]
    hidden = analysis.named["hiddenimports"]
    assert {"pbxdialer.cli.self_test", "pbxdialer.app.window_proof", "phonenumbers.data.region_RO"} <= set(hidden)
    (hook,) = analysis.named["runtime_hooks"]
    assert Path(hook).name == "early_delivery.py"
    assert Path(hook).is_file()
    assert {source for source, _ in analysis.named["datas"] if not Path(source).exists()} == set()


def test_the_keyring_of_each_system_stays_in(specs: Specs) -> None:
    left_out = {platform: made["Analysis"][0].named["excludes"] for platform, made in specs.items()}
    assert "secretstorage" not in left_out["linux"]
    assert {"secretstorage", "cryptography"} <= set(left_out["win32"]) & set(left_out["darwin"])
    assert [name for names in left_out.values() for name in names if name.startswith("keyring")] == []


def test_macos_is_told_which_links_this_program_opens(specs: Specs) -> None:
    (bundle,) = specs["darwin"]["BUNDLE"]
    plist = plistlib.loads(plistlib.dumps(bundle.named["info_plist"]))
    telephones, accounts = plist["CFBundleURLTypes"]
    assert tuple(telephones["CFBundleURLSchemes"]) == SCHEMES
    assert accounts["CFBundleURLSchemes"] == [ACCOUNT_SCHEME]
    assert plist["CFBundleVersion"] == plist["CFBundleShortVersionString"] == __version__
    assert plist["NSHighResolutionCapable"] is True
    assert plist["LSMinimumSystemVersion"] == macos.OLDEST == "13.0"
    assert bundle.named["bundle_identifier"] == BUNDLE_IDENTIFIER, "which the program looks for among the handlers"


def test_macos_is_told_that_files_of_accounts_are_this_programs(specs: Specs) -> None:
    (bundle,) = specs["darwin"]["BUNDLE"]
    plist = plistlib.loads(plistlib.dumps(bundle.named["info_plist"]))
    (opened,), (declared,) = plist["CFBundleDocumentTypes"], plist["UTExportedTypeDeclarations"]
    assert opened["LSItemContentTypes"] == [declared["UTTypeIdentifier"]]
    assert declared["UTTypeTagSpecification"]["public.filename-extension"] == [SUFFIX.removeprefix(".")]


def test_the_entitlements_are_a_plist() -> None:
    assert plistlib.loads((ROOT / "resources/installer/entitlements.plist").read_bytes())


def test_a_windows_version_has_four_numbers(tmp_path: Path) -> None:
    text = write_version(tmp_path, "1.22.3rc4", "pbxdialer").read_text("utf-8")
    assert "filevers=(1, 22, 3, 4)" in text
    assert "'FileVersion', '1.22.3rc4'" in text
    compile(text, "version", "eval")


def test_icons_are_laid_out_as_their_systems_read_them() -> None:
    windows = ico({16: b"\x89PNG16", 256: b"\x89PNG-256"})
    assert windows[:6] == b"\x00\x00\x01\x00\x02\x00"
    assert windows[6] == 16
    assert windows[22] == 0, "256 is written as 0"
    assert windows[6 + 32 :] == b"\x89PNG16\x89PNG-256"
    apple = icns({b"ic07": b"\x89PNG"})
    assert apple == b"icns\x00\x00\x00\x14ic07\x00\x00\x00\x0c\x89PNG"


@pytest.mark.parametrize(
    "place",
    [
        "PySide6/Qt/plugins/platforms/libqxcb.so",
        "PySide6/plugins/platforms/qwindows.dll",
        "PySide6/Qt/plugins/platforms/libqcocoa.dylib",
        "PySide6\\plugins\\iconengines\\qsvgicon.dll",
        "PySide6/Qt/plugins/imageformats/libqsvg.so",
        "PySide6/Qt/lib/libQt6Network.so.6",
        "PySide6/Qt6Widgets.dll",
    ],
)
def test_what_the_window_needs_is_kept(place: str) -> None:
    assert trimming.is_kept(place)


@pytest.mark.parametrize(
    "place",
    [
        "PySide6/Qt/plugins/platforms/libqvnc.so",
        "PySide6/Qt/plugins/platforms/libqeglfs.so",
        "PySide6/Qt/plugins/platformthemes/libqgtk3.so",
        "PySide6/Qt/plugins/imageformats/libqtiff.so",
        "PySide6\\plugins\\tls\\qschannelbackend.dll",
        "PySide6/Qt/translations/qtbase_ro.qm",
        "PySide6/opengl32sw.dll",
        "PySide6/plugins/platforms/qdirect2d.dll",
        "mscms.dll",
    ],
)
def test_what_nobody_needs_is_left_out(place: str) -> None:
    assert not trimming.is_kept(place)


def test_a_library_goes_with_the_last_plugin_that_needed_it() -> None:
    files = [
        ("python3.11/lib-dynload/_ssl.so", "/v/_ssl.so", "EXTENSION"),
        ("PySide6/Qt/plugins/platforms/libqxcb.so", "/v/libqxcb.so", "BINARY"),
        ("libssl.so.3", "/l/libssl.so.3", "BINARY"),
        ("libcrypto.so.3", "/l/libcrypto.so.3", "BINARY"),
        ("libgtk-3.so.0", "/l/libgtk-3.so.0", "BINARY"),
        ("libpango.so.0", "/l/libpango.so.0", "BINARY"),
        ("PySide6/Qt/lib/libQt6Gui.so.6", "/v/libQt6Gui.so.6", "BINARY"),
        ("libQt6Gui.so.6", "PySide6/Qt/lib/libQt6Gui.so.6", "SYMLINK"),
        ("libpython3.11.so.1.0", "/l/libpython3.11.so.1.0", "BINARY"),
    ]
    needs = {
        "/v/_ssl.so": ["libssl.so.3"],
        "/l/libssl.so.3": ["libcrypto.so.3", "libc.so.6"],
        "/v/libqxcb.so": ["/v/libQt6Gui.so.6"],
        "/l/libgtk-3.so.0": ["libpango.so.0"],
    }
    kept = [place for place, _, _ in trimming.reachable(files, lambda source: needs.get(source, []))]
    assert kept == [place for place, _, _ in files if "gtk" not in place and "pango" not in place]
