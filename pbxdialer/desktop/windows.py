"""Being the telephone application on Windows: registered for this user; the choice is the user's, in the system's page.

Since Windows 8 no program may write the choice. It may register what it can do (Default Programs, Microsoft Learn:
ProgIDs, Capabilities, RegisteredApplications) and open the page where the user chooses.
"""

import sys
from urllib.parse import quote

from pbxdialer.desktop.link_handler import IDENTIFIER, NAME, SCHEMES, Handler, LinksUnavailable, OwnProgram

SYSTEM_PAGE = f"ms-settings:defaultapps?registeredAppUser={quote(NAME)}"

if sys.platform == "win32":
    import ctypes
    import subprocess
    import winreg
    from collections.abc import Mapping
    from contextlib import suppress
    from ctypes import wintypes
    from pathlib import Path

    _CLASSES = r"Software\Classes"
    _OURS = rf"Software\{NAME}"
    _CAPABILITIES = rf"{_OURS}\Capabilities"
    _REGISTERED = r"Software\RegisteredApplications"
    _COMMAND = r"shell\open\command"
    _CHOICES = r"Software\Microsoft\Windows\Shell\Associations\UrlAssociations"
    # shlwapi.h, shlobj_core.h
    _IS_PROTOCOL = 0x1000
    _ASK_COMMAND, _ASK_NAME = 1, 4
    _ASSOCIATIONS_CHANGED = 0x08000000
    _NOBODY = "openwith.exe"  # what the system names where nobody is chosen: its own question

    def handler(scheme: str) -> Handler:
        """Return who opens links of `scheme`. Raises LinksUnavailable."""
        command = _asked(scheme, _ASK_COMMAND) or _registered_command(scheme)
        if _NOBODY in command.lower():
            return Handler(scheme, "", ours=False)
        ours = command == _value(rf"{_CLASSES}\{_prog_id(scheme)}\{_COMMAND}") != ""
        return Handler(scheme, NAME if ours else _asked(scheme, _ASK_NAME) or command, ours)

    def _registered_command(scheme: str) -> str:
        """Return what the registry says: the user's choice, or the scheme's own command."""
        chosen = _value(rf"{_CHOICES}\{scheme}\UserChoice", "ProgId") or scheme
        return _value(rf"{_CLASSES}\{chosen}\{_COMMAND}")

    def claim(program: OwnProgram) -> None:
        """Register for this user. Raises LinksUnavailable."""
        try:
            for scheme in SCHEMES:
                _write(rf"{_CLASSES}\{_prog_id(scheme)}", _link_class(program, scheme))
                if not _value(rf"{_CLASSES}\{scheme}\{_COMMAND}"):  # another program's stays
                    _write(rf"{_CLASSES}\{scheme}", _link_class(program, scheme))
            about = {"ApplicationName": NAME, "ApplicationDescription": NAME, "ApplicationIcon": _icon(program)}
            _write(_CAPABILITIES, {"": about, "URLAssociations": {scheme: _prog_id(scheme) for scheme in SCHEMES}})
            _write(_REGISTERED, {"": {NAME: _CAPABILITIES}})
        except OSError as error:
            raise LinksUnavailable(str(error)) from error
        _tell_the_system()

    def release(program: OwnProgram) -> None:
        """Take it all back; a scheme's own key only where it still points at us. Raises LinksUnavailable."""
        try:
            for scheme in SCHEMES:
                written = _value(rf"{_CLASSES}\{_prog_id(scheme)}\{_COMMAND}")
                if _value(rf"{_CLASSES}\{scheme}\{_COMMAND}") in {written, _command(program)} - {""}:
                    _delete(rf"{_CLASSES}\{scheme}")
                _delete(rf"{_CLASSES}\{_prog_id(scheme)}")
            with (
                suppress(FileNotFoundError),
                winreg.OpenKey(winreg.HKEY_CURRENT_USER, _REGISTERED, access=winreg.KEY_SET_VALUE) as key,
            ):
                winreg.DeleteValue(key, NAME)
            _delete(_OURS)
        except OSError as error:
            raise LinksUnavailable(str(error)) from error
        _tell_the_system()

    def _link_class(program: OwnProgram, scheme: str) -> dict[str, dict[str, str]]:
        return {
            "": {"": f"URL:{NAME} {scheme}", "URL Protocol": ""},
            "DefaultIcon": {"": _icon(program)},
            _COMMAND: {"": _command(program)},
        }

    def _command(program: OwnProgram) -> str:
        """Return the command line. ``"%1"`` is in quotes: whatever a link holds, it is one argument, or refused."""
        words = start_words(program)
        return f'{subprocess.list2cmdline([*words])} "%1"' if len(words) > 1 else f'"{words[0]}" "%1"'

    def start_words(program: OwnProgram) -> tuple[str, ...]:
        """Return the words that start the window from anywhere: no working folder comes with a link, or at login."""
        words = program.command
        if len(words) == 1:
            return words
        start = f"import sys; sys.path.insert(0, {str(program.folder)!r}); import runpy; "
        quiet = Path(words[0]).with_name("pythonw.exe")  # a checkout; it opens no console
        return (
            str(quiet) if quiet.exists() else words[0],
            "-c",
            f"{start}runpy.run_module({words[-1]!r}, run_name='__main__')",
        )

    def _icon(program: OwnProgram) -> str:
        return f"{program.command[0]},0"

    def _prog_id(scheme: str) -> str:
        return f"{IDENTIFIER}.{scheme}"

    def _write(path: str, values: Mapping[str, Mapping[str, str]]) -> None:
        """Write below the user's `path`: the values of each subkey, "" being the key itself, or its default value."""
        for subkey, named in values.items():
            with winreg.CreateKey(winreg.HKEY_CURRENT_USER, rf"{path}\{subkey}".rstrip("\\")) as key:
                for name, value in named.items():
                    winreg.SetValueEx(key, name, 0, winreg.REG_SZ, value)

    def _value(path: str, name: str = "") -> str:
        """Return a value of one of the user's keys, its default one unless named, or nothing."""
        try:
            with winreg.OpenKey(winreg.HKEY_CURRENT_USER, path) as key:
                return str(winreg.QueryValueEx(key, name)[0])
        except FileNotFoundError:
            return ""

    def _delete(path: str) -> None:
        """Delete one of the user's keys with all below it, where it is there."""
        try:
            with winreg.OpenKey(winreg.HKEY_CURRENT_USER, path) as key:
                below = [winreg.EnumKey(key, place) for place in range(winreg.QueryInfoKey(key)[0])]
        except FileNotFoundError:
            return
        for name in below:
            _delete(rf"{path}\{name}")
        winreg.DeleteKey(winreg.HKEY_CURRENT_USER, path)

    def _asked(scheme: str, question: int) -> str:
        """Return what the system says about links of `scheme`, as it would open them now; nothing where it has none."""
        length = wintypes.DWORD(1024)
        text = ctypes.create_unicode_buffer(length.value)
        asked = ctypes.WinDLL("shlwapi").AssocQueryStringW
        failed = asked(_IS_PROTOCOL, question, scheme, "open", text, ctypes.byref(length))
        return "" if failed else text.value

    def _tell_the_system() -> None:
        ctypes.WinDLL("shell32").SHChangeNotify(_ASSOCIATIONS_CHANGED, 0, None, None)
