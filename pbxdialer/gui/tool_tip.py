"""Tool tips with text we did not write: Qt takes what looks like HTML in one for HTML, with pictures from files."""

from html import escape

from PySide6.QtGui import Qt


def as_tool_tip(text: str) -> str:
    """Return `text` so that a tool tip shows it as it stands."""
    return f"<qt>{escape(text)}</qt>" if Qt.mightBeRichText(text) else text
