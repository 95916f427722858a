"""The named colours of the window, light and dark, and the one style sheet they fill."""

from dataclasses import dataclass, fields
from pathlib import Path

from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication


@dataclass(frozen=True, slots=True)
class Palette:
    """Named colours. `soft` is the selected row, `line` a border, `muted` secondary text (≥ 4.5:1 on `window`)."""

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
    faint="#97a1ae",
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
    faint="#6d7886",
)


def palette_for(theme: str) -> Palette:
    """Return the palette of `theme`: ``light``, ``dark``, or what the desktop uses for anything else."""
    if theme in ("light", "dark"):
        return DARK if theme == "dark" else LIGHT
    # the lightness of the desktop's own colours, which follow its scheme: asking for the scheme itself makes PySide
    # build every enumeration of the Qt namespace, 20 ms before the first frame
    QGuiApplication.setPalette(QPalette())
    desktops = QGuiApplication.palette()
    role = QPalette.ColorRole
    dark = desktops.color(role.WindowText).lightness() > desktops.color(role.Window).lightness()
    return DARK if dark else LIGHT


def dress(application: QApplication, palette: Palette, resources: Path) -> None:
    """Give the whole program `palette`: Qt's own colours, and the style sheet with its names filled in."""
    application.setPalette(_qt_palette(palette))
    sheet = (resources / "style.qss").read_text(encoding="utf-8")
    sheet = sheet.replace("@icons", (resources / "icons").as_posix())
    sheet = sheet.replace("@scheme", "dark" if palette is DARK else "light")
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
