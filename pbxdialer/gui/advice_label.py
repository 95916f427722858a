"""What to do now, on the card of a call: as high for every state, whatever the language and the width."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from pbxdialer.core.language import Language
from pbxdialer.core.wording import longest_advices

_FEWEST_LINES = 4  # what advices need in most languages, in a window 320 pixels wide
_NARROWEST = 200


class AdviceLabel(QLabel):
    """Has room for the longest advice there is in this language, so that no state moves another thing."""

    def __init__(self, tr: Language, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._longest = longest_advices(tr)
        self._heights: dict[tuple[int, int], int] = {}
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setAlignment(Qt.AlignmentFlag.AlignTop)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def heightForWidth(self, width: int) -> int:
        metrics = self.fontMetrics()
        key = (width, metrics.lineSpacing())
        if key not in self._heights:  # a layout asks for some widths again and again
            room = QRect(0, 0, width - 2, 0)
            needed = [metrics.boundingRect(room, Qt.TextFlag.TextWordWrap, text).height() for text in self._longest]
            self._heights[key] = max(_FEWEST_LINES * metrics.lineSpacing(), *needed) + 2
        return self._heights[key]

    def sizeHint(self) -> QSize:
        return QSize(_NARROWEST, _FEWEST_LINES * self.fontMetrics().lineSpacing() + 2)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()
