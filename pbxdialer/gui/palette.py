"""The named colours of the window – light, dark, high contrast – and the one style sheet they fill."""

import sys
from dataclasses import dataclass, fields
from pathlib import Path

from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPalette
from PySide6.QtWidgets import QApplication


@dataclass(frozen=True, slots=True)
class Palette:
    """Named colours. `soft` is the selected row, `line` a border that only decorates, `muted` secondary text.

    Every text has 4.5:1 on what it is written on, 7:1 in high contrast; `faint`, the edge of what can be pressed, 3:1,
    and is what a field says that cannot be used now; `off` is the same on a button, on `off_ground`. The tints
    are grounds for `text` that tell people apart.
    Measured by tests/gui/test_palette.py (WCAG 2.2, 1.4.3, 1.4.6 and 1.4.11).
    """

    window: str
    surface: str
    line: str
    text: str
    muted: str
    accent: str
    accent_strong: str
    on_accent: str
    soft: str
    good: str
    warn: str
    bad: str
    faint: str
    off: str
    off_ground: str
    tint_1: str
    tint_2: str
    tint_3: str
    tint_4: str
    tint_5: str
    tint_6: str

    def colour(self, name: str) -> QColor:
        """Return a colour by its name."""
        return QColor(getattr(self, name))


LIGHT = Palette(
    window="#f4f5f7",
    surface="#ffffff",
    line="#d3d8df",
    text="#18202b",
    muted="#566273",
    accent="#0b6b5d",
    accent_strong="#07554a",
    on_accent="#ffffff",
    soft="#dcefeb",
    good="#19713f",
    warn="#8a5200",
    bad="#b0241c",
    faint="#78838f",
    off="#4b5666",
    off_ground="#d3d8df",
    tint_1="#cfe2f5",
    tint_2="#cdeae4",
    tint_3="#dfd9f3",
    tint_4="#f5dfca",
    tint_5="#f2d7e0",
    tint_6="#dfe8c4",
)
DARK = Palette(
    window="#171b21",
    surface="#20262e",
    line="#3a434f",
    text="#e9edf2",
    muted="#a5b0bd",
    accent="#46bda8",
    accent_strong="#63d0bc",
    on_accent="#06231e",
    soft="#234640",
    good="#62cf94",
    warn="#e8b454",
    bad="#f38f87",
    faint="#7c8896",
    off="#c0c9d3",
    off_ground="#3a434f",
    tint_1="#26415c",
    tint_2="#1f4a43",
    tint_3="#413a68",
    tint_4="#59422a",
    tint_5="#58354a",
    tint_6="#434d27",
)
CONTRAST = Palette(
    window="#000000",
    surface="#000000",
    line="#ffffff",
    text="#ffffff",
    muted="#e6e6e6",
    accent="#ffe14d",
    accent_strong="#fff2a8",
    on_accent="#000000",
    soft="#33429c",
    good="#7dffa6",
    warn="#ffc46b",
    bad="#ffb3ac",
    faint="#b8b8b8",
    off="#d0d0d0",
    off_ground="#1f1f1f",
    tint_1="#003a70",
    tint_2="#00483c",
    tint_3="#43307e",
    tint_4="#5c3600",
    tint_5="#6b1038",
    tint_6="#3a4400",
)
_NAMED = {"light": LIGHT, "dark": DARK, "contrast": CONTRAST}


def palette_for(theme: str) -> Palette:
    """Return the palette of `theme`: ``light``, ``dark``, ``contrast``, or what the desktop uses for anything else."""
    if theme in _NAMED:
        return _NAMED[theme]
    # the lightness of the desktop's own colours, which follow its scheme: asking for the scheme itself makes PySide
    # build every enumeration of the Qt namespace, 20 ms before the first frame
    QGuiApplication.setPalette(QPalette())
    desktops = QGuiApplication.palette()
    role = QPalette.ColorRole
    dark = desktops.color(role.WindowText).lightness() > desktops.color(role.Window).lightness()
    return DARK if dark else LIGHT


def name_of(palette: Palette) -> str:
    """Return the theme that has `palette`: ``light``, ``dark`` or ``contrast``."""
    return next(name for name, one in _NAMED.items() if one == palette)


def dress(application: QApplication, palette: Palette, resources: Path) -> None:
    """Give the whole program `palette`: Qt's own colours, and the style sheet with its names filled in."""
    if sys.platform == "linux":
        # our icons are our own; looking for Qt's in the desktop's icon theme holds the first file dialog up for 0.4 s
        QIcon.setThemeName("none")
        QIcon.setFallbackThemeName("none")
    application.setPalette(_qt_palette(palette))
    sheet = (resources / "style.qss").read_text(encoding="utf-8")
    sheet = sheet.replace("@icons", (resources / "icons").as_posix())
    sheet = sheet.replace("@scheme", "light" if palette is LIGHT else "dark")
    for item in sorted(fields(palette), key=lambda item: -len(item.name)):
        sheet = sheet.replace(f"@{item.name}", getattr(palette, item.name))
    if sheet != application.styleSheet():  # or every widget there is would be polished anew
        application.setStyleSheet(sheet)


def _qt_palette(palette: Palette) -> QPalette:
    role = QPalette.ColorRole
    qt = QPalette()
    for where, name in {
        role.Window: "window",
        role.WindowText: "text",
        role.Base: "surface",
        role.AlternateBase: "window",
        role.Text: "text",
        role.Button: "surface",
        role.ButtonText: "text",
        role.BrightText: "bad",
        role.Highlight: "accent",
        role.HighlightedText: "on_accent",
        role.PlaceholderText: "muted",
        role.ToolTipBase: "surface",
        role.ToolTipText: "text",
        role.Link: "accent",
        role.Mid: "line",
    }.items():
        qt.setColor(where, palette.colour(name))
    for where in (role.WindowText, role.Text, role.ButtonText):
        qt.setColor(QPalette.ColorGroup.Disabled, where, palette.colour("faint"))
    return qt
