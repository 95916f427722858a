"""Nothing moves by itself in the window but what tells progress: no wish for less motion needs to be asked for."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

_EFFECTS = (
    Qt.UIEffect.UI_AnimateMenu,
    Qt.UIEffect.UI_FadeMenu,
    Qt.UIEffect.UI_AnimateCombo,
    Qt.UIEffect.UI_AnimateTooltip,
    Qt.UIEffect.UI_FadeTooltip,
    Qt.UIEffect.UI_AnimateToolBox,
)


def keep_still() -> None:
    """Have menus, lists and tips come at once, where the desktop would have Qt roll or fade them in.

    Call it behind the first frame: it needs Qt's namespace.
    """
    for effect in _EFFECTS:
        QApplication.setEffectEnabled(effect, False)
