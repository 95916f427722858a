"""Where this computer's policy stands, and what stands there: a file, Windows' registry, macOS' managed preferences.

It is read before the first frame, so it stays lean; what it means is understood in `policy_reading`. Only the
administrator may be able to write it: a file somebody else could have written is told as broken, and nothing in it
counts.
"""

import os
import stat
import sys
from dataclasses import dataclass
from pathlib import Path

from pbxdialer.store.strict_json import NotJson, object_from

LINUX_FILE = Path("/etc/pbxdialer/policy.json")
MACOS_FILE = Path("/Library/Managed Preferences/com.bitdesk.pbxdialer.plist")
WINDOWS_KEY = r"Software\Policies\PbxDialer"
LOCKED, PRESET, REASON = "locked", "preset", "reason"
_LONGEST = 1024 * 1024
_ROOT = 0


@dataclass(frozen=True, slots=True)
class Found:
    """What stands at `where`. `document` is None where it cannot be used, which `trouble` explains.

    `typed` is False where the place knows no true or false and no lists, as the registry: they are spelled there.
    """

    where: str
    document: dict[str, object] | None
    trouble: str = ""
    typed: bool = True


def machine_document() -> Found | None:
    """Return this computer's policy as it is written, or None where there is none. Never raises."""
    if sys.platform == "win32":
        return registry_document()
    if sys.platform == "darwin":
        return preferences_document(MACOS_FILE)
    return file_document(LINUX_FILE)


def file_document(path: Path, owner: int = _ROOT) -> Found | None:
    """Return the JSON file at `path`, which `owner` must own and nobody else may write. Never raises."""
    try:
        data = _trusted_bytes(path, owner)
        return Found(str(path), object_from(data)) if data is not None else None
    except (NotJson, Untrusted) as error:
        return Found(str(path), None, str(error))
    except OSError as error:
        return Found(str(path), None, f"cannot be read ({error.strerror})")


def preferences_document(path: Path, owner: int = _ROOT) -> Found | None:
    """Return macOS' managed preferences, which a device management service writes as a property list. Never raises."""
    try:
        data = _trusted_bytes(path, owner)
    except (OSError, Untrusted) as error:
        return Found(str(path), None, str(error))
    if data is None:
        return None
    import plistlib
    from xml.parsers.expat import ExpatError

    try:
        document = plistlib.loads(data)
    except (plistlib.InvalidFileException, ExpatError, ValueError, RecursionError, OverflowError) as error:
        return Found(str(path), None, f"is no property list ({type(error).__name__})")
    if not isinstance(document, dict):
        return Found(str(path), None, "is no dictionary")
    return Found(str(path), {str(name): value for name, value in document.items() if not _is_the_systems(str(name))})


def _is_the_systems(name: str) -> bool:
    """True for what macOS adds to managed preferences by itself."""
    return name.startswith(("Payload", "_"))


class Untrusted(Exception):
    """Somebody else than the administrator could have written this; the message is an English clause."""


def _trusted_bytes(path: Path, owner: int) -> bytes | None:
    """Return the file, None where there is none. Raises Untrusted, OSError."""
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))  # a pipe in its place must not hang us
    except FileNotFoundError:
        return None
    with os.fdopen(handle, "rb") as file:
        _check(os.fstat(handle), owner, "")
        _check(path.resolve().parent.stat(), owner, "its folder ")
        data = file.read(_LONGEST + 1)
    if len(data) > _LONGEST:
        raise Untrusted("is too long")
    return data


def _check(found: os.stat_result, owner: int, what: str) -> None:
    if not what and not stat.S_ISREG(found.st_mode):
        raise Untrusted("is no file")
    if found.st_uid not in (_ROOT, owner):
        raise Untrusted(f"{what}belongs to somebody else than the administrator")
    if found.st_mode & 0o022:
        raise Untrusted(f"{what}can be written by others than the administrator")


if sys.platform == "win32":
    import winreg

    _READ = winreg.KEY_READ | winreg.KEY_WOW64_64KEY

    def registry_document(path: str = WINDOWS_KEY) -> Found | None:
        """Return the policy below HKEY_LOCAL_MACHINE, where only administrators may write. Never raises."""
        where = rf"HKLM\{path}"
        try:
            with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, path, access=_READ) as key:
                document: dict[str, object] = {name.lower(): value for name, value in _values(key)}
                for place in range(winreg.QueryInfoKey(key)[0]):
                    section = winreg.EnumKey(key, place)
                    with winreg.OpenKey(key, section, access=_READ) as below:
                        document[section.lower()] = dict(_values(below))
        except FileNotFoundError:
            return None
        except OSError as error:
            return Found(where, None, f"cannot be read ({error.strerror})")
        return Found(where, document, typed=False)

    def _values(key: "winreg.HKEYType") -> list[tuple[str, object]]:
        count = winreg.QueryInfoKey(key)[1]
        return [(name, value) for name, value, _ in (winreg.EnumValue(key, place) for place in range(count))]
