"""macOS' disk image, made with stand-ins for Apple's tools: what they are asked, in which order, and with which folder.

It shows what would be done on macOS, not that macOS does it: nothing of it has run there.
"""

import os
import plistlib
import shutil
import sys
from pathlib import Path

import pytest

from pbxdialer import __version__
from tests.frozen.conftest import ROOT
from workshop.packaging.frozen import NotBuilt
from workshop.packaging.macos_image import NOTARY_PROFILE, SIGN_AS, disk_image

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="missing: a shell")
TOOLS = ("codesign", "ditto", "hdiutil", "xcrun", "spctl")
SIGNED = {SIGN_AS: "Developer ID Application: Acme (AB12)"}


class Mac:
    """Tools that write down what they were asked, and do no more than the next one needs."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.asked_file, tools = folder / "asked", folder / "tools"
        tools.mkdir()
        for tool in TOOLS:
            script = tools / tool
            does = {"ditto": 'cp -R "$1" "$2"', "hdiutil": 'for last; do :; done; echo image > "$last"'}.get(tool, ":")
            script.write_text(f'#!/bin/sh\necho "{tool} $*" >> "{self.asked_file}"\n{does}\n')
            script.chmod(0o755)
        monkeypatch.setenv("PATH", f"{tools}{os.pathsep}{os.environ['PATH']}")
        self.tools = tools
        self.app, self.into, self.work = folder / "PBX Dialer.app", folder / "dist", folder / "work"
        (self.app / "Contents/MacOS").mkdir(parents=True)
        (self.app / "Contents/MacOS/pbxdialer").write_text("program")

    def image(self, environment: dict[str, str]) -> Path:
        return disk_image(self.app, self.into, self.work, environment)

    def asked(self) -> list[str]:
        lines = self.asked_file.read_text().splitlines() if self.asked_file.exists() else []
        return [" ".join(line.split()[: 2 if line.startswith(("codesign", "hdiutil")) else 3]) for line in lines]


@pytest.fixture
def mac(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Mac:
    return Mac(tmp_path, monkeypatch)


def test_the_image_holds_the_program_and_the_way_to_applications(mac: Mac) -> None:
    image = mac.image({})
    assert image.name.startswith(f"pbxdialer-{__version__}-macos-")
    assert image.read_text() == "image\n"
    assert sorted(path.name for path in (mac.work / "dmg").iterdir()) == ["Applications", "PBX Dialer.app"]
    assert (mac.work / "dmg/Applications").readlink() == Path("/Applications")
    assert (mac.work / "dmg/PBX Dialer.app/Contents/MacOS/pbxdialer").read_text() == "program"
    assert "-volname PBX Dialer" in mac.asked_file.read_text()
    assert f"-srcfolder {mac.work / 'dmg'}" in mac.asked_file.read_text()


def test_without_an_identity_nothing_is_signed_and_nothing_sent_to_apple(mac: Mac) -> None:
    mac.image({})
    assert [words.split()[0] for words in mac.asked()] == ["ditto", "hdiutil"]


def test_a_second_image_does_not_hold_what_the_first_one_did(mac: Mac) -> None:
    mac.image({})
    shutil.rmtree(mac.app / "Contents/MacOS")
    mac.image({})
    assert not (mac.work / "dmg/PBX Dialer.app/Contents/MacOS").exists()


def test_with_an_identity_the_program_is_checked_and_the_image_signed(mac: Mac) -> None:
    mac.image(SIGNED)
    assert [words.split()[0] for words in mac.asked()] == ["codesign", "ditto", "hdiutil", "codesign"]
    assert [words for words in mac.asked() if "codesign" in words] == ["codesign --verify", "codesign --sign"]
    assert SIGNED[SIGN_AS] in mac.asked_file.read_text()


def test_what_is_notarised_is_signed_before_and_stapled_and_assessed_afterwards(mac: Mac) -> None:
    mac.image(SIGNED | {NOTARY_PROFILE: "acme"})
    assert mac.asked()[3:] == [
        "codesign --sign",
        "xcrun notarytool submit",
        "xcrun stapler staple",
        "spctl --assess --type",
    ]
    assert "--keychain-profile acme --wait" in mac.asked_file.read_text()
    with pytest.raises(NotBuilt, match=SIGN_AS):
        mac.image({NOTARY_PROFILE: "acme"})


@pytest.mark.parametrize("tool", ["codesign", "ditto", "hdiutil", "xcrun", "spctl"])
def test_the_first_step_that_fails_is_the_last(mac: Mac, tool: str) -> None:
    (mac.tools / tool).write_text(f'#!/bin/sh\necho "{tool} $*" >> "{mac.asked_file}"\necho "no way" >&2\nexit 1\n')
    with pytest.raises(NotBuilt, match=rf"{tool}:\nno way"):
        mac.image(SIGNED | {NOTARY_PROFILE: "acme"})
    assert mac.asked()[-1].startswith(tool)


def test_without_the_program_there_is_no_image(mac: Mac) -> None:
    shutil.rmtree(mac.app)
    with pytest.raises(NotBuilt, match="there is no PBX Dialer"):
        mac.image({})
    assert mac.asked() == []


def test_the_entitlements_let_the_frozen_python_run_under_the_hardened_runtime() -> None:
    granted = plistlib.loads((ROOT / "resources/installer/entitlements.plist").read_bytes())
    assert granted, "the spec hands them to codesign"
    assert "com.apple.security.get-task-allow" not in granted, "which Apple does not notarise"
