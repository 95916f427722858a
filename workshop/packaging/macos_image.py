"""What people on macOS are given: a disk image with the program and the way to Applications, signed where one can.

Written from Apple's documents (hdiutil, codesign, notarytool, stapler) and carried out with stand-ins only: never run
on macOS. ``PBXDIALER_SIGN_AS`` names the Developer ID, with which PyInstaller signs the program;
``PBXDIALER_NOTARY_PROFILE`` names a profile that ``xcrun notarytool store-credentials`` keeps in the keychain. No
secret stands in the environment.
"""

import os
import platform
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

from pbxdialer import __version__
from workshop.packaging.frozen import NotBuilt

VOLUME = "PBX Dialer"
SIGN_AS, NOTARY_PROFILE = "PBXDIALER_SIGN_AS", "PBXDIALER_NOTARY_PROFILE"
_LASTS_AT_MOST_S = 3600.0  # Apple's notary answers in minutes, mostly


def disk_image(app: Path, into: Path, work: Path, environment: Mapping[str, str] = os.environ) -> Path:
    """Make the image of `app` in the folder `into`, laid out in `work` first. Return it. Raises NotBuilt."""
    if not app.is_dir():
        raise NotBuilt(f"there is no {app.name}")
    tree, image = work / "dmg", into / f"pbxdialer-{__version__}-macos-{platform.machine()}.dmg"
    shutil.rmtree(tree, ignore_errors=True)
    tree.mkdir(parents=True)
    (tree / "Applications").symlink_to("/Applications")
    into.mkdir(exist_ok=True)
    for words in steps(app, tree, image, environment.get(SIGN_AS, ""), environment.get(NOTARY_PROFILE, "")):
        _run(words)
    return image


def steps(app: Path, tree: Path, image: Path, sign_as: str, notary_profile: str) -> Iterator[list[str]]:
    """Yield the commands, in their order: what cannot be signed or notarised is not. Raises NotBuilt.

    ditto keeps what a signature needs (links, attributes). The image is signed and stapled, too: then Gatekeeper lets
    the program start on a computer without the internet.
    """
    if notary_profile and not sign_as:
        raise NotBuilt(f"Apple notarises only what is signed: {NOTARY_PROFILE} is set, and {SIGN_AS} is not.")
    if sign_as:
        yield ["codesign", "--verify", "--deep", "--strict", str(app)]
    yield ["ditto", str(app), str(tree / app.name)]
    laid_out = ["-srcfolder", str(tree), "-volname", VOLUME]
    yield ["hdiutil", "create", "-ov", "-fs", "HFS+", "-format", "ULFO", *laid_out, str(image)]
    if sign_as:
        yield ["codesign", "--sign", sign_as, "--timestamp", str(image)]
    if notary_profile:
        yield ["xcrun", "notarytool", "submit", str(image), "--keychain-profile", notary_profile, "--wait"]
        yield ["xcrun", "stapler", "staple", str(image)]
        yield ["spctl", "--assess", "--type", "open", "--context", "context:primary-signature", str(image)]


def _run(words: list[str]) -> None:
    try:
        done = subprocess.run(words, capture_output=True, text=True, timeout=_LASTS_AT_MOST_S, check=False)
    except OSError as error:
        raise NotBuilt(f"{words[0]}: {error.strerror}") from error
    if done.returncode:
        raise NotBuilt(f"{words[0]}:\n{(done.stdout + done.stderr)[-3000:]}")
