"""What every view needs to look and speak alike: colours, icons, language."""

from dataclasses import dataclass

from pbxdialer.core.language import Language
from pbxdialer.gui.icons import Icons
from pbxdialer.gui.palette import Palette


@dataclass(frozen=True, slots=True)
class Look:
    """Handed from the composition root to every view."""

    palette: Palette
    icons: Icons
    tr: Language
