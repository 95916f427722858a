"""Runs under Windows' Python: claims and releases links in the registry, and prints what was there in between."""

import json
import sys
import winreg  # type: ignore[import-not-found,unused-ignore]
from pathlib import Path

from pbxdialer.desktop import windows
from pbxdialer.desktop.link_handler import OwnProgram, this_program

BUILT = OwnProgram((r"C:\Program Files\PBX Dialer\pbxdialer.exe",), Path("C:/"), Path("C:/x.svg"))
CHOICE = r"Software\Microsoft\Windows\Shell\Associations\UrlAssociations\tel\UserChoice"


def keys(path: str) -> dict[str, dict[str, str]]:
    """Return every value of one of the user's keys and of all below it."""
    found: dict[str, dict[str, str]] = {}
    try:
        with winreg.OpenKey(winreg.HKEY_CURRENT_USER, path) as key:
            subkeys, values, _ = winreg.QueryInfoKey(key)
            found[path] = {name: str(value) for name, value, _ in (winreg.EnumValue(key, at) for at in range(values))}
            below = [winreg.EnumKey(key, at) for at in range(subkeys)]
    except FileNotFoundError:
        return {}
    for name in below:
        found |= keys(rf"{path}\{name}")
    return found


def everything() -> dict[str, dict[str, str]]:
    return keys(r"Software\Classes") | keys(r"Software\RegisteredApplications") | keys(r"Software\PBX Dialer")


def put(path: str, name: str, value: str) -> None:
    with winreg.CreateKey(winreg.HKEY_CURRENT_USER, path) as key:
        winreg.SetValueEx(key, name, 0, winreg.REG_SZ, value)


def who(scheme: str) -> list[object]:
    handler = windows.handler(scheme)
    return [handler.name, handler.ours]


def remove_the_others() -> None:
    for path in (r"Software\Classes\Other.tel", r"Software\Classes\tel"):
        for key in sorted(keys(path), reverse=True):  # what lies deepest first
            winreg.DeleteKey(winreg.HKEY_CURRENT_USER, key)


def main() -> None:
    remove_the_others()  # of a run that did not come to its end
    scenes: dict[str, object] = {"nobody": who("tel"), "before": everything()}
    windows.claim(BUILT)
    windows.claim(BUILT)
    scenes |= {"claimed": everything(), "ours": [who("tel"), who("callto"), who("sip")]}
    put(CHOICE, "ProgId", "Other.tel")
    put(r"Software\Classes\Other.tel\shell\open\command", "", r'"C:\other.exe" "%1"')
    scenes["chosen by the user"] = who("tel")
    winreg.DeleteKey(winreg.HKEY_CURRENT_USER, CHOICE)
    put(r"Software\Classes\tel\shell\open\command", "", r'"C:\other.exe" "%1"')
    windows.release(BUILT)
    scenes["released beside another"] = everything()
    windows.claim(BUILT)
    scenes["claimed beside another"] = [everything()[r"Software\Classes\tel\shell\open\command"], who("tel")]
    windows.release(BUILT)
    remove_the_others()
    windows.claim(this_program())
    scenes["a checkout"] = everything()[r"Software\Classes\tel\shell\open\command"]
    windows.release(BUILT)
    scenes["after"] = everything()
    print(json.dumps(scenes))


if __name__ == "__main__":
    sys.exit(main())
