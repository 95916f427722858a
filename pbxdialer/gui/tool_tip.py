"""Tool tips for text we did not write: Qt takes whatever looks like HTML in one for HTML, and would draw its images."""

from html import escape

from PySide6.QtWidgets import QWidget


def as_tool_tip(text: str) -> str:
    """Return a tool tip that shows `text` as it is, whatever it looks like; nothing for an empty one."""
    return f"<p style='white-space: pre-wrap'>{escape(text)}</p>" if text else ""


def explain(widget: QWidget, text: str) -> None:
    """Give `widget` the tool tip `text`; a screen reader is told it in plain words, not in HTML."""
    if widget.accessibleDescription() != text:
        widget.setToolTip(as_tool_tip(text))
        widget.setAccessibleDescription(text)
