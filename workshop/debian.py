"""The system packages of Debian and Ubuntu: which ones are needed, which ones are missing, and installing those."""

import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

# what PySide6 needs to open a window, checked in an empty Debian 12
_WINDOW = "libgl1 libegl1 libglib2.0-0 libdbus-1-3 libfontconfig1 libxkbcommon-x11-0 libxcb-cursor0 libxcb-icccm4"
_WINDOW_TOO = "libxcb-keysyms1 libxcb-shape0 fontconfig fonts-dejavu-core"
_TLS_ROOTS = "ca-certificates"
RUN = tuple(f"{_WINDOW} {_WINDOW_TOO} {_TLS_ROOTS}".split())

_SCREEN = "xvfb openbox trayer xfce4-panel xfwm4 xdotool imagemagick x11-utils x11-xserver-utils xsettingsd"
_SESSION = "xfce4-session dunst"  # to log off from, and who shows its notifications
_KEYRING = "dbus-x11 gnome-keyring libsecret-tools"
_DESKTOP = "xdg-utils libglib2.0-bin desktop-file-utils shared-mime-info"
# the accessibility bus, and the system's own Python speaking on it
_SCREEN_READER = "at-spi2-core python3-gi gir1.2-atspi-2.0"
_PHP_AS_JUDGE = "php-cli"
_DIRECTORIES = "slapd ldap-utils radicale"
_EMPTY_MACHINE = "debootstrap"
TEST = tuple(
    f"{_SCREEN} {_SESSION} {_KEYRING} {_DESKTOP} {_SCREEN_READER} {_PHP_AS_JUDGE} {_DIRECTORIES} "
    f"{_EMPTY_MACHINE}".split()
)
# what the frozen program takes from this system, and what reads and strips it
BUILD = (*RUN, "binutils")
# the Windows program, really run: built and tested under Wine
_UNDER_WINE = "nsis msitools wixl wine wine64 gcc-mingw-w64-x86-64-win32 osslsigncode"
WINDOWS = tuple(_UNDER_WINE.split())


def venv_package() -> str:
    """Return the package that lets this very Python make virtual environments."""
    return f"python{sys.version_info.major}.{sys.version_info.minor}-venv"


def install_missing(wanted: Sequence[str]) -> None:
    """Install what is missing of `wanted`; says so where that fails, and does nothing on other systems."""
    missing = [] if not _is_here() else [name for name in wanted if name not in _installed()]
    if not missing:
        return
    print(f"Installing system packages: {' '.join(missing)}", flush=True)
    as_root = [] if os.geteuid() == 0 else ["sudo"]
    apt = [*as_root, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", "-o", "Dpkg::Use-Pty=0"]
    install = [*apt, "install", "--yes", "--no-install-recommends", *missing]
    if as_root and not shutil.which("sudo"):
        print(f"There is no sudo here. Please run as root:\n  {shlex.join(install[1:])}", file=sys.stderr)
    elif not (_succeeds([*apt, "update"]) and _succeeds(install)):
        print(f"They could not be installed. What was tried:\n  {shlex.join(install)}", file=sys.stderr)


def provided(listing: str) -> frozenset[str]:
    """Read dpkg-query's lines ``status<TAB>package<TAB>provides`` and return every name that is installed.

    Provided names count: newer releases renamed packages (``libglib2.0-0t64``) and provide the old name.
    """
    names: set[str] = set()
    for line in listing.splitlines():
        status, package, provides = line.split("\t")
        if status == "installed":
            names.add(package)
            names.update(word for part in provides.split(",") for word in part.split()[:1])
    return frozenset(names)


def _installed() -> frozenset[str]:
    query = ["dpkg-query", "--show", "--showformat", "${db:Status-Status}\t${Package}\t${Provides}\n"]
    return provided(subprocess.run(query, capture_output=True, text=True, check=False).stdout)


def _is_here() -> bool:
    return Path("/etc/debian_version").exists() and bool(shutil.which("apt-get"))


def _succeeds(command: list[str]) -> bool:
    """Run apt, which talks much: its output is shown only where it failed."""
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if done.returncode != 0:
        print(done.stdout, file=sys.stderr)
    return done.returncode == 0
