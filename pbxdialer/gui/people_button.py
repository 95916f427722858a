"""The button in the window's head behind which the contacts are: new, import, export, duplicates."""

from PySide6.QtWidgets import QToolButton

from pbxdialer.gui.look import Look


def people_button(look: Look) -> QToolButton:
    """Return the button; its menu comes with the contacts' actions."""
    button = QToolButton()
    button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
    button.setIcon(look.icons.icon("people", look.palette.colour("muted")))
    button.setAccessibleName(look.tr("Contacts"))
    button.setToolTip(look.tr("Contacts: new (Ctrl+N), import (Ctrl+I), export"))
    return button
