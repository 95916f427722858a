"""Being the telephone application on Linux: a desktop entry of the user's own, and the user's list of defaults.

Desktop Entry Specification 1.5, MIME Applications Associations 1.0.1 and the XDG Base Directory Specification 0.8. The
list is edited here and not by ``xdg-mime default``: that forgets whoever was the default before, and cannot take back.
"""

import os
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from pbxdialer.desktop.desktop_entry import config_home, escaped, quoted, replace_file, xdg_home
from pbxdialer.desktop.environment import environment_of_others
from pbxdialer.desktop.link_handler import (
    ACCOUNT_SCHEME,
    ACCOUNT_TYPE,
    IDENTIFIER,
    NAME,
    SCHEMES,
    Handler,
    LinksUnavailable,
    OwnProgram,
)

SYSTEM_PAGE = ""  # each desktop has one of its own, under no common address
_ENTRY = f"{IDENTIFIER}.desktop"
_DEFAULTS, _ADDED = "[Default Applications]", "[Added Associations]"
_ANSWERS_IN_S = 10.0


def handler(scheme: str) -> Handler:
    """Return who opens links of `scheme`. Raises LinksUnavailable."""
    answer = _asked("xdg-mime", "query", "default", _mime(scheme))
    entry = _first_listed(scheme) if answer is None else answer
    return Handler(scheme, _name_of(entry), entry == _ENTRY)


def claim(program: OwnProgram) -> None:
    """Write the entry, and put it before all others in the list of defaults. Raises LinksUnavailable."""
    try:
        folder = _applications()
        folder.mkdir(parents=True, exist_ok=True)
        replace_file(folder / _ENTRY, _entry(program))
        _edit_defaults([_ENTRY])
    except OSError as error:
        raise LinksUnavailable(f"{error.filename}: {error.strerror}") from error
    _refresh()


def release(_: OwnProgram) -> None:
    """Take the entry out of the list of defaults, and away. Raises LinksUnavailable."""
    try:
        _edit_defaults([])
        (_applications() / _ENTRY).unlink(missing_ok=True)
    except OSError as error:
        raise LinksUnavailable(f"{error.filename}: {error.strerror}") from error
    _refresh()
    with suppress(OSError):  # it holds other programs' types, or nothing because of us
        cache = _applications() / "mimeinfo.cache"
        if cache.read_text("utf-8").strip() == "[MIME Cache]":
            cache.unlink()


def _entry(program: OwnProgram) -> str:
    lines = [
        "[Desktop Entry]",
        "Type=Application",
        f"Name={NAME}",
        "Comment=Call with one press through your PBX",
        "Comment[ro]=Sunați dintr-o apăsare prin centrala dumneavoastră",
        f"Exec={' '.join(quoted(word) for word in program.command)} %u",
        f"Path={escaped(str(program.folder))}",
        f"Icon={escaped(str(program.icon))}",
        "Terminal=false",
        "StartupNotify=true",
        "Categories=Network;Telephony;",
        f"MimeType={''.join(f'{_mime(scheme)};' for scheme in (*SCHEMES, ACCOUNT_SCHEME))}{ACCOUNT_TYPE};",
    ]
    return "\n".join(lines) + "\n"


def _mime(scheme: str) -> str:
    return f"x-scheme-handler/{scheme}"


def _edit_defaults(first: list[str]) -> None:
    """Put `first` before the other entries of every scheme; an empty list leaves the others."""
    file = config_home() / "mimeapps.list"
    try:
        lines = file.read_text("utf-8", errors="surrogateescape").splitlines()
    except FileNotFoundError:
        lines = []
    defaults, added = ({_mime(scheme): entries for scheme in SCHEMES} for entries in (first, []))
    kept = list(_with_entries(lines, {_DEFAULTS: defaults, _ADDED: added}))
    if any(line.strip() and not line.startswith("[") for line in kept):
        file.parent.mkdir(parents=True, exist_ok=True)
        replace_file(file.resolve(), "\n".join(kept) + "\n")  # the list may be a link into somebody's kept settings
    else:
        file.unlink(missing_ok=True)


def _with_entries(lines: Iterable[str], wanted: dict[str, dict[str, list[str]]]) -> Iterator[str]:
    """Yield the list with the wanted entries before the others; what it does not know stays as it is."""
    left: dict[str, list[str]] = {}
    for line in lines:
        key, equals, value = line.partition("=")
        if line.startswith("["):
            yield from _lines_of(left)
            left = dict(wanted.pop(line.strip(), {}))
        if equals and key.strip() in left:
            others = [entry for entry in value.strip().split(";") if entry and entry != _ENTRY]
            left[key.strip()] = [*left[key.strip()], *others]
            yield from _lines_of({key.strip(): left.pop(key.strip())})
        elif line.strip():
            yield line
    yield from _lines_of(left)
    for group, entries in wanted.items():
        if any(entries.values()):
            yield group
            yield from _lines_of(entries)


def _lines_of(entries: dict[str, list[str]]) -> Iterator[str]:
    yield from (f"{key}={''.join(f'{entry};' for entry in value)}" for key, value in entries.items() if value)


def _first_listed(scheme: str) -> str:
    """Return the default of our own list, for systems without xdg-utils."""
    try:
        lines = (config_home() / "mimeapps.list").read_text("utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    values = [line.partition("=")[2] for line in lines if line.startswith(f"{_mime(scheme)}=")]
    return values[0].split(";")[0] if values else ""


def _name_of(entry: str) -> str:
    """Return what a desktop entry calls itself, or the entry's own name."""
    shared = (os.environ.get("XDG_DATA_DIRS") or "/usr/local/share:/usr/share").split(":")
    for folder in [_applications(), *(Path(path, "applications") for path in shared)]:
        try:
            lines = (folder / entry).read_text("utf-8", errors="replace").splitlines()
        except OSError:
            continue
        return next((line.removeprefix("Name=") for line in lines if line.startswith("Name=")), entry)
    return entry.removesuffix(".desktop")


def _refresh() -> None:
    """Let the system read the entries anew; without the tool it does so by itself, later."""
    _asked("update-desktop-database", str(_applications()))


def _asked(*command: str) -> str | None:
    """Return what one of the system's tools says, or None where it is missing."""
    try:
        done = subprocess.run(
            command,
            env=environment_of_others(os.environ),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=_ANSWERS_IN_S,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.strip()


def _applications() -> Path:
    return xdg_home("XDG_DATA_HOME", ".local/share") / "applications"
