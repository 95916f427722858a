"""Texts of buttons on several lines: Qt breaks those of labels only."""

from PySide6.QtGui import QFontMetrics


def wrapped(text: str, metrics: QFontMetrics, width: int) -> str:
    """Return `text` with line breaks between its words, so that each line is at most `width` wide where words allow."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and metrics.horizontalAdvance(longer) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return "\n".join(lines)
