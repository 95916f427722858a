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
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setAlignment(Qt.AlignmentFlag.AlignTop)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def heightForWidth(self, width: int) -> int:
        metrics, room = self.fontMetrics(), QRect(0, 0, width - 2, 0)
        needed = [metrics.boundingRect(room, Qt.TextFlag.TextWordWrap, text).height() for text in self._longest]
        return max(self.sizeHint().height() - 2, *needed) + 2

    def sizeHint(self) -> QSize:
        return QSize(_NARROWEST, _FEWEST_LINES * self.fontMetrics().lineSpacing() + 2)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()
