"""The program's own icons: one-colour SVGs, tinted from the palette and sharp at every scale factor."""

from pathlib import Path

from PySide6.QtGui import QColor, QIcon

_INK = b"#000000"


class Icons:
    """Makes icons by name from a folder of SVGs whose ink is black."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def icon(self, name: str, colour: QColor) -> QIcon:
        """Return the icon `name` in `colour`."""
        from pbxdialer.gui.tinted_svg import TintedSvg

        return QIcon(TintedSvg(self.svg(name, colour)))

    def svg(self, name: str, colour: QColor) -> bytes:
        """Return the drawing `name` with its ink replaced by `colour`."""
        return (self._folder / f"{name}.svg").read_bytes().replace(_INK, colour.name().encode())

    def program(self) -> QIcon:
        """Return the program's own icon."""
        return QIcon(str(self._folder / "pbxdialer.svg"))
