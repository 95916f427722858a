"""Runs under Windows' Python: writes policies into the registry and prints what the program makes of them."""

import json
import sys
import winreg  # type: ignore[import-not-found,unused-ignore]

from pbxdialer.core.policy import Policy
from pbxdialer.store.policy import machine_policy
from pbxdialer.store.policy_reading import json_value
from pbxdialer.store.policy_source import WINDOWS_KEY

_TYPES = {str: winreg.REG_SZ, int: winreg.REG_DWORD, list: winreg.REG_MULTI_SZ}


def put(section: str, **values: object) -> None:
    path = rf"{WINDOWS_KEY}\{section}".rstrip("\\")
    with winreg.CreateKeyEx(winreg.HKEY_LOCAL_MACHINE, path, access=winreg.KEY_WRITE | winreg.KEY_WOW64_64KEY) as key:
        for name, value in values.items():
            winreg.SetValueEx(key, name, 0, _TYPES[type(value)], value)


def remove() -> None:
    for section in ("Locked", "Preset", "Lockd", ""):
        try:
            winreg.DeleteKeyEx(winreg.HKEY_LOCAL_MACHINE, rf"{WINDOWS_KEY}\{section}".rstrip("\\"))
        except FileNotFoundError:
            continue


def told(policy: Policy) -> dict[str, object]:
    return {
        "source": policy.source,
        "reason": policy.reason,
        "locked": {lock.name: json_value(lock.value) for lock in policy.locks},
        "preset": {preset.name: json_value(preset.value) for preset in policy.presets},
        "broken": list(policy.faults),
    }


def main() -> None:
    remove()  # of a run that did not come to its end
    scenes: dict[str, object] = {"none": told(machine_policy())}
    put("")
    scenes["an empty key"] = told(machine_policy())
    put("", Reason="Ask the help desk.")
    put("Locked", AccountUrl="https://pbx.company.example", tray=0, AccountProjectId=7, ConfirmGuests="ask")
    put("Locked", AccountTakes=['["+49",', '"0800"]'], AccountDialPlanRewrites="[]")
    put("Preset", Theme="dark", AccountOutboundNumber="", WatchPhones=1)
    scenes["as the editor writes it"] = told(machine_policy())
    put("Locked", Tray=7, AccountProjectId="seven")
    scenes["wrong values"] = told(machine_policy())
    put("Lockd", Theme="dark")
    scenes["a section misspelt"] = told(machine_policy())
    remove()
    scenes["after"] = told(machine_policy())
    print(json.dumps(scenes))


if __name__ == "__main__":
    sys.exit(main())
