"""What PyInstaller would bundle and nobody needs: two thirds of the download (measured: 60 MB, trimmed 40 MB)."""

import re
from collections.abc import Callable, Iterable, Sequence
from pathlib import PurePosixPath
from typing import TypeAlias

Entry: TypeAlias = tuple[str, str, str]  # place in the bundle, source, kind: as PyInstaller lists them

_NEVER = (
    *("readline", "tkinter", "test", "lib2to3", "pydoc_data", "idlelib", "ensurepip", "setuptools", "pip", "wheel"),
    *("numpy", "IPython", "pytest", "hypothesis", "babel", "mypy", "psutil", "trustme", "coverage"),
    *(
        "click",
        "rich",
        "pygments",
        "anyio",
        "trio",
        "h2",
        "socksio",
        "brotli",
        "brotlicffi",
        "zstandard",
    ),  # httpx may do without
    *("gssapi", "winkerberos", "Cryptodome"),  # ldap3 may, too
    *("PySide6.QtQml", "PySide6.QtQuick", "PySide6.QtOpenGL", "PySide6.QtPrintSupport", "PySide6.QtTest"),
)
# The Secret Service and what it encrypts with; the keyring's other modules stay: it tries all of them (desktop.md)
_LINUX_ONLY = ("secretstorage", "jeepney", "cryptography", "cffi")

_PLATFORMS = "xcb|wayland|wayland-egl|wayland-generic|offscreen|minimal|windows|cocoa"
_UNWANTED = tuple(
    re.compile(pattern)
    for pattern in (
        rf"/plugins/platforms/(lib)?q(?!({_PLATFORMS})\W)",
        r"/plugins/platformthemes/(lib)?qgtk3",  # drags in the build machine's GTK
        r"/plugins/(egldeviceintegrations|generic|networkinformation|tls|sqldrivers|printsupport|qmltooling)/",
        r"/plugins/(wayland-graphics-integration-server|virtualkeyboard|assetimporters|multimedia)/",
        r"/plugins/imageformats/(lib)?q(?!(svg|ico|png|jpeg|gif)\W)",
        r"/translations/",  # our windows speak through resources/locale
        r"libQt6(Qml|Quick|Pdf|VirtualKeyboard|EglFSDeviceIntegration|EglFsKmsSupport|Test|Sql)",
        r"Qt6(Qml|Quick|Pdf|VirtualKeyboard|Test|Sql)\w*\.dll$",
        r"(^|/)(opengl32sw|D3Dcompiler_\w+)\.dll$",
        r"(^|/)(mscms|icuuc)\.dll$",  # of the Windows that it is built on, or of Wine
    )
)


def excluded(platform: str) -> tuple[str, ...]:
    """Return the modules that are left out on `platform`, as ``sys.platform`` names it."""
    return _NEVER if platform == "linux" else (*_NEVER, *_LINUX_ONLY)


def is_kept(place: str) -> bool:
    """True for a file that belongs in the bundle; `place` is its path there."""
    return not any(pattern.search(place.replace("\\", "/")) for pattern in _UNWANTED)


def reachable(files: Sequence[Entry], imports: Callable[[str], Iterable[str]]) -> list[Entry]:
    """Return the entries of `files` but for libraries that nothing kept needs, such as those of a plugin left out.

    `imports` names the libraries that a source needs. For Linux, where every library's file is called ``lib….so…``.
    """
    libraries = {PurePosixPath(place).name: source for place, source, kind in files if _is_library(place, kind)}
    waiting = [source for place, source, kind in files if kind != "SYMLINK" and not _is_library(place, kind)]
    needed: set[str] = set()
    while waiting:
        for path in imports(waiting.pop()):
            name = PurePosixPath(path).name
            if name in libraries and name not in needed:
                needed.add(name)
                waiting.append(libraries[name])
    return [
        (place, source, kind)
        for place, source, kind in files
        if PurePosixPath(place).name not in libraries or PurePosixPath(place).name in needed
    ]


def _is_library(place: str, kind: str) -> bool:
    """True for what only others load: not for plugins, nor for Python itself and its modules."""
    path = PurePosixPath(place)
    in_its_place = str(path.parent) in (".", "PySide6/Qt/lib")
    is_one = path.name.startswith("lib") and not path.name.startswith("libpython")
    return kind == "BINARY" and in_its_place and is_one
