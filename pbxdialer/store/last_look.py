"""When a newer version was last looked for, what was told, and which one the agent closed: a small file of its own.

It may be lost: the next look writes it anew.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from pbxdialer.core.newer_version import NewerVersion, NotAVersion, announced
from pbxdialer.store.strict_json import NotJson, object_from
from pbxdialer.store.whole_file import write_whole

NAME = "updates.json"
_APART = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class LastLook:
    """`at` is an aware time or None, `told` what stood at `address` then, `closed` the version not to tell again."""

    address: str
    at: datetime | None = None
    told: NewerVersion | None = None
    closed: str = ""

    def is_due(self, now: datetime) -> bool:
        """True a day after the last look; also where that lies in the future, for then a clock was wrong."""
        return self.at is None or not timedelta() <= now - self.at < _APART


def last_look(file: Path, address: str) -> LastLook:
    """Return what is known of the looks at `address`: nothing where the last one was elsewhere."""
    try:
        found = object_from(file.read_bytes())
        at = datetime.fromisoformat(str(found["at"]))
        told = announced(found["version"], found["page"]) if "version" in found else None
    except (OSError, NotJson, KeyError, ValueError, NotAVersion):
        return LastLook(address)
    if found.get("address") != address or at.tzinfo is None:
        return LastLook(address)
    return LastLook(address, at, told, str(found.get("closed", "")))


def write_last_look(file: Path, look: LastLook) -> None:
    """Write it down. Raises OSError."""
    told = {"version": look.told.version, "page": look.told.page} if look.told else {}
    at = look.at.isoformat() if look.at else ""
    write_whole(file, json.dumps({"address": look.address, "at": at, "closed": look.closed, **told}).encode())
