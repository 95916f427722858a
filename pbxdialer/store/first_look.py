"""The settings that the window's first frame shows: its colours, its language, and where it stands.

`settings_file.load` reads everything a little later; with all its values it takes 20 ms to import, which the first
frame does not wait for. What is odd about the file is told there.
"""

import re
from pathlib import Path

from pbxdialer.store.settings_document import read_document
from pbxdialer.store.strict_json import NotJson

LANGUAGE = re.compile(r"|[a-z]{2,3}")
GEOMETRY = re.compile(r"[A-Za-z0-9+/=_-]*")
_THEMES = frozenset({"system", "light", "dark"})


def first_look(settings_file: Path) -> tuple[str, str, str]:
    """Return theme, language and the window's place as `load` will read them; the usual ones where the file is silent.

    Never raises.
    """
    try:
        found = read_document(settings_file)
    except (NotJson, OSError):
        found = {}
    theme, language, place = found.get("theme"), found.get("language"), found.get("window_geometry")
    return (
        theme if isinstance(theme, str) and theme in _THEMES else "system",
        language if isinstance(language, str) and LANGUAGE.fullmatch(language) else "",
        place if isinstance(place, str) and GEOMETRY.fullmatch(place) else "",
    )
