"""What somebody sends to whoever helps them: versions, settings, policy, self-test and log, without any secret.

Each part is text that can be read before it is saved. Numbers are masked as in the log; whatever the settings hold that
could be a secret of somebody's (values of PBX variables, the query of a page) is left out. The zip is not compressed:
what is in it can be searched with any tool, as the tests do.
"""

import io
import json
import platform
import sys
import zipfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from pbxdialer import __version__
from pbxdialer.core.policy import Policy
from pbxdialer.store.diary import masked
from pbxdialer.store.paths import Places
from pbxdialer.store.policy_reading import json_value
from pbxdialer.store.settings import Settings
from pbxdialer.store.whole_file import write_whole

_PACKAGES = ("PySide6-Essentials", "httpx", "httpcore", "truststore", "keyring", "phonenumberslite", "ldap3")
_LONGEST_LOG = 256 * 1024
_CUT = "…"
_NOT_NEEDED = ("window_geometry", "window_sizes", "last_destinations", "desktop_scheme")
_OLD = (1980, 1, 1, 0, 0, 0)  # the zip says nothing about when


@dataclass(frozen=True, slots=True)
class Part:
    """One file of a bundle."""

    name: str
    text: str


def parts_of(places: Places, settings: Settings, policy: Policy, self_test: str) -> tuple[Part, ...]:
    """Return the parts of a bundle; `self_test` is what ``pbxdialer self-test`` printed. Never raises."""
    parts = (
        Part("about.txt", _about()),
        Part("self-test.txt", self_test),
        Part("settings.json", _as_text(_without_secrets(settings))),
        Part("policy.json", _as_text(_told(policy))),
        Part("log.txt", _log(places.logs)),
    )
    home = str(Path.home())
    return tuple(Part(part.name, _harmless(part.text).replace(home, "~")) for part in parts)


def save_bundle(path: Path, parts: Sequence[Part]) -> None:
    """Write `parts` as a zip, whole or not at all, readable by its owner alone. Raises OSError."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as bundle:
        for part in parts:
            bundle.writestr(zipfile.ZipInfo(part.name, _OLD), part.text.encode())
    write_whole(path, buffer.getvalue())


def _about() -> str:
    lines = [
        f"PBX Dialer {__version__}{' (built)' if getattr(sys, 'frozen', False) else ''}",
        f"Python {platform.python_version()}",
        f"{platform.system()} {platform.release()} {platform.machine()}",
    ]
    return "\n".join(lines + [f"{name} {found}" for name in _PACKAGES if (found := _version(name))])


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""  # a built program need not know


def _without_secrets(settings: Settings) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(json.dumps(asdict(settings)))
    for name in _NOT_NEEDED:
        document.pop(name, None)
    for account in document["accounts"]:
        account["variables"] = [[name, _CUT] for name, _ in account["variables"]]
        account["external_info"] = _CUT if account["external_info"] else ""
        account["outbound_number"] = masked(account["outbound_number"])
        page, query, _ = account["page"].partition("?")
        account["page"] = page + query + (_CUT if query else "")
    return document


def _told(policy: Policy) -> dict[str, object]:
    return {
        "source": policy.source,
        "locked": [lock.name for lock in policy.locks],
        "preset": [preset.name for preset in policy.presets],
        "reason": policy.reason,
        "broken": list(policy.faults),
    }


def _as_text(value: object) -> str:
    return json.dumps(json_value(value), ensure_ascii=False, indent=1)


def _log(folder: Path) -> str:
    """Return the end of the log, masked once more: the agent may have had whole numbers written into it."""
    try:
        newest_last = sorted(folder.glob("pbxdialer.log*"), key=lambda file: file.stat().st_mtime)
        text = "".join(file.read_text("utf-8", "replace") for file in newest_last)
    except OSError as error:
        return f"the log cannot be read ({error.strerror})"
    return "\n".join(masked(line) for line in text[-_LONGEST_LOG:].splitlines())


def _harmless(text: str) -> str:
    """Return `text` without whatever looks like a signed request, wherever it came from."""
    return masked(text, show_numbers=True)
