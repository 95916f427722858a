"""Hints (tool tips) of foreign text: Qt reads a hint as HTML when it looks like it, and has no switch against that."""

from html import escape

from PySide6.QtGui import Qt as QtGuiNames


def plain_hint(text: str) -> str:
    """Return what to set as a hint so that `text` is shown letter by letter, whatever stands in it."""
    return f'<span style="white-space: pre-wrap">{escape(text)}</span>' if QtGuiNames.mightBeRichText(text) else text
