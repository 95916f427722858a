"""The cross at the end of a line that empties it, there while something stands in the line."""

from collections.abc import Callable

from PySide6.QtWidgets import QLineEdit

from pbxdialer.gui.icons import Icons
from pbxdialer.gui.palette import Palette


def add_cross(line: QLineEdit, palette: Palette, icons: Icons, words: str, clear: Callable[[], object]) -> None:
    """Put it into `line`; `words` say what it does, which is `clear`.

    Not Qt's own clear button: that loads the style's whole set of standard icons (5 ms), looks unlike ours, and fades
    in and out, and nothing here moves by itself.
    """
    cross = line.addAction(icons.icon("cross", palette.colour("muted")), QLineEdit.ActionPosition.TrailingPosition)
    cross.setText(words)  # and its tool tip
    cross.setVisible(bool(line.text()))
    cross.triggered.connect(lambda: clear())
    line.textChanged.connect(lambda text: cross.setVisible(bool(text)))
