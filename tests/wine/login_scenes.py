"""Runs under Windows' Python: switches the start at login on and off in the registry, and prints what was there."""

import json
import sys
import winreg  # type: ignore[import-not-found,unused-ignore]
from pathlib import Path

from pbxdialer.desktop import login, login_windows
from pbxdialer.desktop.link_handler import NAME, OwnProgram

BUILT = OwnProgram((r"C:\Program Files\PBX Dialer\pbxdialer.exe",), Path("C:/"), Path("C:/x.svg"))
RUN = r"Software\Microsoft\Windows\CurrentVersion\Run"
APPROVED = r"Software\Microsoft\Windows\CurrentVersion\Explorer\StartupApproved\Run"


def values(path: str) -> dict[str, str]:
    try:
        with winreg.OpenKey(winreg.HKEY_CURRENT_USER, path) as key:
            count = winreg.QueryInfoKey(key)[1]
            return {name: str(value) for name, value, _ in (winreg.EnumValue(key, at) for at in range(count))}
    except FileNotFoundError:
        return {}


def switch_off_in_the_task_manager() -> None:
    with winreg.CreateKey(winreg.HKEY_CURRENT_USER, APPROVED) as key:
        winreg.SetValueEx(key, NAME, 0, winreg.REG_BINARY, b"\x03" + bytes(11))


def main() -> None:
    login.do_not_start_at_login()  # of a run that did not come to its end
    scenes: dict[str, object] = {"before": values(RUN), "off": login.starts_at_login()}
    login_windows.switch_on(BUILT, ("--hidden",))
    scenes |= {"built": values(RUN).get(NAME), "on": login.starts_at_login()}
    switch_off_in_the_task_manager()
    scenes["switched off by the Task Manager"] = login.starts_at_login()
    login.start_at_login(("--data-dir", r"C:\my profile"))
    scenes |= {"on again": login.starts_at_login(), "a checkout": values(RUN).get(NAME), "approved": values(APPROVED)}
    login.do_not_start_at_login()
    scenes["after"] = values(RUN)
    print(json.dumps(scenes))


if __name__ == "__main__":
    sys.exit(main())
