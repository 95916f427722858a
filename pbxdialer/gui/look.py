"""What every view needs to look and speak alike: colours, icons, language."""

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication

from pbxdialer.core.language import Language
from pbxdialer.gui.icons import Icons
from pbxdialer.gui.palette import Palette, dress, palette_for


@dataclass(frozen=True, slots=True)
class Look:
    """Handed from the composition root to every view."""

    palette: Palette
    icons: Icons
    tr: Language
    theme: str


def dressed(application: QApplication, theme: str, language: str, resources: Path, before: Look | None = None) -> Look:
    """Give `application` the colours of `theme`, and return the look that goes with them.

    `language` is a code, or ``""`` for the system's. Where the look `before` had the same theme the colours stay: each
    widget there is would be told of them anew.
    """
    if before is not None and before.theme == theme:
        palette = before.palette
    else:
        palette = palette_for(theme)
        dress(application, palette, resources)
    tr = Language(language or QLocale.system().name()[:2], resources / "locale")
    return Look(palette, Icons(resources / "icons"), tr, theme)
