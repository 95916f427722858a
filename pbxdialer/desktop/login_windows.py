"""Starting at login on Windows: a value of the user's own under Run (Microsoft Learn, "Run and RunOnce Registry Keys").

The Task Manager switches such a value off beside it, under StartupApproved, with an odd first byte; that counts, and is
taken away when the agent switches it on here again.
"""

import sys
from collections.abc import Sequence

from pbxdialer.desktop.link_handler import NAME, OwnProgram

if sys.platform == "win32":
    import subprocess
    import winreg
    from contextlib import suppress

    from pbxdialer.desktop.windows import start_words

    _RUN = r"Software\Microsoft\Windows\CurrentVersion\Run"
    _APPROVED = r"Software\Microsoft\Windows\CurrentVersion\Explorer\StartupApproved\Run"

    def is_on() -> bool:
        """True where the value is there and nobody has switched it off. Raises OSError."""
        if _value(_RUN) is None:
            return False
        approved = _value(_APPROVED)
        return not (isinstance(approved, bytes) and approved[:1] and approved[0] % 2)

    def switch_on(program: OwnProgram, words: Sequence[str]) -> None:
        """Write the value. Raises OSError."""
        command = subprocess.list2cmdline([*start_words(program), *words])
        with winreg.CreateKey(winreg.HKEY_CURRENT_USER, _RUN) as key:
            winreg.SetValueEx(key, NAME, 0, winreg.REG_SZ, command)
        _delete(_APPROVED)

    def switch_off() -> None:
        """Take the value away. Raises OSError."""
        _delete(_RUN)
        _delete(_APPROVED)

    def _value(path: str) -> object:
        try:
            with winreg.OpenKey(winreg.HKEY_CURRENT_USER, path) as key:
                return winreg.QueryValueEx(key, NAME)[0]
        except FileNotFoundError:
            return None

    def _delete(path: str) -> None:
        with (
            suppress(FileNotFoundError),
            winreg.OpenKey(winreg.HKEY_CURRENT_USER, path, access=winreg.KEY_SET_VALUE) as key,
        ):
            winreg.DeleteValue(key, NAME)
