"""Starting at login on Linux: an entry of the user's own in the folder of autostarts.

Desktop Application Autostart Specification 0.5. The desktops' own settings switch such an entry off by a line in it
(``Hidden``, and GNOME's ``X-GNOME-Autostart-enabled``), which counts.
"""

from collections.abc import Sequence
from pathlib import Path

from pbxdialer.desktop.desktop_entry import config_home, escaped, quoted, replace_file
from pbxdialer.desktop.link_handler import IDENTIFIER, NAME, OwnProgram

_SWITCHES_OFF = frozenset({"hidden=true", "x-gnome-autostart-enabled=false"})


def is_on() -> bool:
    """True where the entry is there and nobody has switched it off. Raises OSError."""
    try:
        lines = _entry().read_text("utf-8", errors="replace").splitlines()
    except FileNotFoundError:
        return False
    return _SWITCHES_OFF.isdisjoint(line.replace(" ", "").lower() for line in lines)


def switch_on(program: OwnProgram, words: Sequence[str]) -> None:
    """Write the entry. Raises OSError."""
    lines = [
        "[Desktop Entry]",
        "Type=Application",
        f"Name={NAME}",
        f"Exec={' '.join(quoted(word) for word in (*program.command, *words))}",
        f"Path={escaped(str(program.folder))}",
        f"Icon={escaped(str(program.icon))}",
        "Terminal=false",
        "StartupNotify=false",
    ]
    _entry().parent.mkdir(parents=True, exist_ok=True)
    replace_file(_entry(), "\n".join(lines) + "\n")


def switch_off() -> None:
    """Take the entry away. Raises OSError."""
    _entry().unlink(missing_ok=True)


def _entry() -> Path:
    return config_home() / "autostart" / f"{IDENTIFIER}.desktop"
