"""Looks whether a newer version is announced, where an administrator or the agent said: at most once a day.

    {"version": "0.2.0", "page": "https://software.company.example/pbxdialer"}

Nothing is downloaded but this, and nothing installed. What goes wrong is only written into the log.
"""

import logging
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from pbxdialer.core.newer_version import NewerVersion, NotAVersion, announced, is_newer
from pbxdialer.pbx.attempt import Attempt, WireFault
from pbxdialer.pbx.wire import Outgoing
from pbxdialer.store.last_look import last_look, write_last_look
from pbxdialer.store.strict_json import NotJson, object_from

log = logging.getLogger(__name__)
_DEADLINE_S = 20.0
_LONGEST_REPLY = 16 * 1024


class NothingTold(Exception):
    """No version was told; the message is an English clause for the log."""


@dataclass(frozen=True, slots=True)
class Way:
    """How the announcement's server is reached: as the PBX of the account in use."""

    proxy: str = ""
    ca_file: str = ""


def newer_version(file: Path, address: str, ours: str, now: datetime, way: Way) -> NewerVersion | None:
    """Return the version to tell of, looking where a look is due. Blocks: a worker's job. Never raises for the network.

    `file` keeps the last look; where it cannot be written nobody is asked, for there would be no end to it.
    """
    known = last_look(file, address)
    if known.is_due(now):
        known = replace(known, at=now)
        try:
            write_last_look(file, known)
            known = replace(known, told=_told_at(address, way))
            write_last_look(file, known)
        except NothingTold as error:
            log.info("no newer version was told: %s", error)
        except OSError as error:
            log.info("newer versions are not looked for: %s", error.strerror)
            return None
    told = known.told
    return told if told is not None and told.version != known.closed and is_newer(told.version, ours) else None


def close(file: Path, address: str, version: str) -> None:
    """Tell of this version no more."""
    try:
        write_last_look(file, replace(last_look(file, address), closed=version))
    except OSError as error:
        log.info("it will be told again: %s", error.strerror)


def _told_at(address: str, way: Way) -> NewerVersion:
    """Ask once. Raises NothingTold."""
    from pbxdialer.pbx.transport import exchange, trusted_context

    request = Outgoing("GET", address, longest_reply=_LONGEST_REPLY)
    try:
        reply = exchange(request, Attempt(_DEADLINE_S), trusted_context(way.ca_file), way.proxy)
    except WireFault as fault:
        raise NothingTold(fault.failure.code) from fault
    except OSError as error:  # of the issuer's file
        raise NothingTold(f"the issuer's file: {error.strerror}") from error
    if reply.status != 200:
        raise NothingTold(f"HTTP {reply.status}")
    try:
        document = object_from(reply.body, each_name_once=True)
        return announced(document.get("version"), document.get("page"))
    except NotJson as error:
        raise NothingTold(f"it {error}") from error
    except NotAVersion as error:
        raise NothingTold(str(error)) from error
