"""When each live directory was last read whole, and what kept it from being read since: a small file of its own.

It may be lost: the next reading writes it anew.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pbxdialer.core.directory_trouble import DirectoryTrouble, Trouble
from pbxdialer.store.strict_json import NotJson, object_from
from pbxdialer.store.whole_file import write_whole

_NAME = "directories.json"


@dataclass(frozen=True, slots=True)
class LastRead:
    """How it stands with one directory: `at` is an aware time or None, `trouble` what went wrong since."""

    at: datetime | None = None
    kept: int = 0
    trouble: DirectoryTrouble | None = None


def last_reads(contacts: Path) -> dict[str, LastRead]:
    """Return what is known of each directory by its name; `contacts` is the database beside which the file stands."""
    try:
        document = object_from(contacts.with_name(_NAME).read_bytes())
    except (OSError, NotJson):
        return {}
    return {name: _read_from(told) for name, told in document.items() if isinstance(told, dict)}


def write_last_read(contacts: Path, name: str, last: LastRead | None) -> None:
    """Write down how it stands with a directory; None forgets it. Raises OSError."""
    known = {**last_reads(contacts)}
    known.pop(name, None)
    if last is not None:
        known[name] = last
    write_whole(contacts.with_name(_NAME), json.dumps({name: _told(last) for name, last in known.items()}).encode())


def _told(last: LastRead) -> dict[str, object]:
    told: dict[str, object] = {"at": last.at.isoformat() if last.at else "", "kept": last.kept}
    return told | ({"trouble": last.trouble.trouble.value, "detail": last.trouble.detail} if last.trouble else {})


def _read_from(told: Mapping[str, object]) -> LastRead:
    try:
        at = datetime.fromisoformat(str(told["at"])) if told.get("at") else None
        trouble = DirectoryTrouble(Trouble(str(told["trouble"])), str(told["detail"])) if "trouble" in told else None
        return LastRead(at, int(str(told.get("kept", 0))), trouble)
    except (KeyError, ValueError):
        return LastRead()
