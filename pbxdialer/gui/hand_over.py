"""What the agent was at stays when the window is built anew, in another language or other colours."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pbxdialer.gui.main_window import MainWindow


def hand_over(old: "MainWindow", new: "MainWindow") -> None:
    """Show in `new` what was typed, chosen and written in `old`, and the call on its card; nothing is dialled by it."""
    new.line.setText(old.line.text())
    new.line.setCursorPosition(old.line.cursorPosition())
    chosen = old.picker.destination()
    if old.picker.touched and chosen is not None:
        new.picker.choose(chosen)
    if old.card.call is not None:
        new.card.show_call(old.card.call)
        new.card.note.setText(old.card.note.text())
