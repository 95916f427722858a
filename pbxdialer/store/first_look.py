"""The two settings that the window's first frame shows: its colours and its language.

`settings_file.load` reads everything a little later; with all its values it takes 20 ms to import, which the first
frame does not wait for. What is odd about the file is told there.
"""

import re
from pathlib import Path

from pbxdialer.store.settings_document import read_document
from pbxdialer.store.strict_json import NotJson

LANGUAGE = re.compile(r"|[a-z]{2,3}")
_THEMES = frozenset({"system", "light", "dark"})


def first_look(settings_file: Path) -> tuple[str, str]:
    """Return theme and language as `load` will read them, the usual ones where the file does not say. Never raises."""
    try:
        found = read_document(settings_file)
    except (NotJson, OSError):
        found = {}
    theme, language = found.get("theme"), found.get("language")
    return (
        theme if isinstance(theme, str) and theme in _THEMES else "system",
        language if isinstance(language, str) and LANGUAGE.fullmatch(language) else "",
    )
