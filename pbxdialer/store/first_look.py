"""The settings that the window's first frame shows: its colours, its language, and where it stands.

`settings_file.load` reads everything a little later; with all its values it takes 20 ms to import, which the first
frame does not wait for. What is odd about the file is told there. A policy counts here as it does there.
"""

import re
from pathlib import Path

from pbxdialer.store.policy_source import LOCKED, PRESET, Found, machine_document
from pbxdialer.store.settings_document import read_document
from pbxdialer.store.strict_json import NotJson

LANGUAGE = re.compile(r"|[a-z]{2,3}")
SCHEME = re.compile("|light|dark|contrast")
GEOMETRY = re.compile(r"[A-Za-z0-9+/=_-]*")
_THEMES = frozenset({"system", "light", "dark", "contrast"})


def first_look(settings_file: Path, policy: Found | None = None) -> tuple[str, str, str]:
    """Return theme, language and the window's place as `load` will read them; the usual ones where the file is silent.

    Never raises. `policy` is the policy as it is written; this computer's own unless given.
    """
    policy = policy or machine_document()
    try:
        found = read_document(settings_file)
    except (NotJson, OSError):
        found = {}
    locked, preset = _section(policy, LOCKED), _section(policy, PRESET)
    theme = found.get("theme", preset.get("Theme"))
    language = found.get("language", preset.get("Language"))
    place, scheme = found.get("window_geometry"), found.get("desktop_scheme")
    colours = next((str(value) for value in (locked.get("Theme"), theme) if _is_theme(value)), "system")
    if colours == "system" and isinstance(scheme, str) and SCHEME.fullmatch(scheme):
        colours = scheme or colours
    return (
        colours,
        next((str(value) for value in (locked.get("Language"), language) if _is_language(value)), ""),
        place if isinstance(place, str) and GEOMETRY.fullmatch(place) else "",
    )


def _section(policy: Found | None, name: str) -> dict[str, object]:
    section = policy.document.get(name) if policy and policy.document else None
    return section if isinstance(section, dict) else {}


def _is_theme(value: object) -> bool:
    return isinstance(value, str) and value in _THEMES


def _is_language(value: object) -> bool:
    return isinstance(value, str) and LANGUAGE.fullmatch(value) is not None
