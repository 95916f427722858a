"""What the desktop entries of Linux are written with: their quoting, their folders, and files replaced as a whole.

Desktop Entry Specification 1.5 (quoting and escaping of values), XDG Base Directory Specification 0.8 (folders).
"""

import os
import re
from pathlib import Path

_PLAIN_WORD = re.compile(r"[\w+,./:@-]+", re.ASCII)


def quoted(word: str) -> str:
    """Write one word of Exec: quoted where it must be, then escaped as every value; % begins a field code."""
    if _PLAIN_WORD.fullmatch(word):
        # WORKAROUND xdg-utils 1.1.3: without a desktop, xdg-open and xdg-mime take quotes for the name's own
        return word
    inner = "".join(f"\\{char}" if char in '"`$\\' else char for char in word.replace("%", "%%"))
    return escaped(f'"{inner}"')


def escaped(value: str) -> str:
    """Write a value of an entry; it stays on its line."""
    return value.replace("\\", "\\\\").replace("\n", "\\n")


def replace_file(file: Path, text: str) -> None:
    """Write the whole file or nothing of it."""
    fresh = file.with_name(f".{file.name}.{os.getpid()}")
    fresh.write_text(text, "utf-8", errors="surrogateescape")
    fresh.replace(file)


def config_home() -> Path:
    """Return the folder of the user's settings."""
    return xdg_home("XDG_CONFIG_HOME", ".config")


def xdg_home(variable: str, otherwise: str) -> Path:
    """Return the folder that a variable names, or the usual one in the user's home."""
    named = os.environ.get(variable, "")
    return Path(named) if named.startswith("/") else Path.home() / otherwise
