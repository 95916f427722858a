"""The box itself: the one line the agent types into. It stands in the window's first frame, before all the rest."""

from PySide6.QtGui import QIcon, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from pbxdialer.core.language import Language
from pbxdialer.gui.icons import Icons
from pbxdialer.gui.palette import Palette


class DialLine(QLineEdit):
    """A name, a company or a number. It takes keys at once; `furnish` brings its icons."""

    def __init__(self, tr: Language, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("dial_box")
        self.setPlaceholderText(tr("name, company or number"))
        self.setAccessibleName(tr("Name, company or number"))
        self.setMaxLength(200)
        self._is_furnished = False
        self._sign = self.addAction(QIcon(), QLineEdit.ActionPosition.LeadingPosition)  # keeps the place of the icon

    def furnish(self, palette: Palette, icons: Icons, tr: Language) -> None:
        """Show the magnifying glass, and a cross to clear the line while there is something in it."""
        from pbxdialer.gui.clearing_cross import add_cross

        self._sign.setText(tr("Search"))
        self._sign.setIcon(icons.icon("search", palette.colour("muted")))
        add_cross(self, palette, icons, tr("Clear (Esc)"), self.clear)
        self._is_furnished = True

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._is_furnished:
            from pbxdialer.gui.hinted_line import explain_hint

            explain_hint(self)
