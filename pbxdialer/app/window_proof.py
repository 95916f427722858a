"""The window system's part of ``pbxdialer self-test``: a process of its own, for the command itself is free of Qt."""

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QSize, qVersion
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QApplication, QSystemTrayIcon

from pbxdialer.app.threshold import RESOURCES
from pbxdialer.core.language import Language
from pbxdialer.gui.icons import Icons
from pbxdialer.gui.look import dressed

_A_WELL_KNOWN_TEXT = "Settings"
_SIZE = QSize(16, 16)


class _Missing(Exception):
    """What the window needs is not there; the message names it."""


def prove(resources: Path = RESOURCES, platform: str = "") -> int:
    """Start Qt, try every part on it, and print what was found, one JSON list; 1 where a part does not work.

    `platform` is a plugin of Qt's, the usual one unless given. Without a display Qt starts all the same, for what it
    needs of the system is needed there, too.
    """
    chosen = ["-platform", platform] if platform else _without_display()
    application = QApplication([sys.argv[0], "-style", "fusion", *chosen])
    parts: list[tuple[str, Callable[[], str]]] = [
        ("window system", lambda: f"Qt {qVersion()}, {QGuiApplication.platformName()}"),
        ("fonts", _fonts),
        ("styles", lambda: _styles(application, resources)),
        ("icons", lambda: _icons(resources / "icons")),
        ("languages", lambda: _languages(resources / "locale")),
        ("tray", _tray),
    ]
    results = []
    for name, part in parts:
        try:
            good, found = True, part()
        except (_Missing, OSError) as error:
            good, found = False, str(error)
        results.append({"part": name, "good": good, "found": found})
    print(json.dumps(results), flush=True)  # noqa: T201 – the command reads it
    return int(not all(result["good"] for result in results))


def _without_display() -> list[str]:
    displays = any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))
    return [] if displays or not sys.platform.startswith("linux") else ["-platform", "offscreen"]


def _fonts() -> str:
    count = len(QFontDatabase.families())
    if not count:
        raise _Missing("there is no font on this computer: the window would show nothing")
    return f"{count} families"


def _styles(application: QApplication, resources: Path) -> str:
    for theme in ("light", "dark"):
        dressed(application, theme, "en", resources)
        if not application.styleSheet():
            raise _Missing(f"the style sheet is empty ({theme})")
    return "light, dark"


def _icons(folder: Path) -> str:
    icons, names = Icons(folder), sorted(path.stem for path in folder.glob("*.svg"))
    drawn = [name for name in names if _is_drawn(icons, name)]
    if not names or icons.program().pixmap(_SIZE).isNull() or drawn != names:
        raise _Missing(f"not drawn: {', '.join(sorted({*names, 'pbxdialer'} - set(drawn)))}")
    return f"{len(names)} drawn"


def _is_drawn(icons: Icons, name: str) -> bool:
    """True where something of it can be seen."""
    image = icons.icon(name, QGuiApplication.palette().windowText().color()).pixmap(_SIZE).toImage()
    return any(image.pixelColor(x, y).alpha() for x in range(image.width()) for y in range(image.height()))


def _languages(folder: Path) -> str:
    codes = sorted(path.parents[1].name for path in folder.glob("*/LC_MESSAGES/pbxdialer.mo"))
    silent = [code for code in codes if Language(code, folder)(_A_WELL_KNOWN_TEXT) == _A_WELL_KNOWN_TEXT]
    if not codes or silent:
        raise _Missing(f"no translation: {', '.join(silent) or 'there is none at all'}")
    return ", ".join(["en", *codes])


def _tray() -> str:
    return "seen" if QSystemTrayIcon.isSystemTrayAvailable() else "none seen: closing the window ends the program"
