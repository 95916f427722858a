"""Starting at login on macOS: a launch agent of the user's own (launchd.plist(5)). Never run on a Mac so far."""

import os
import plistlib
from collections.abc import Sequence
from pathlib import Path

from pbxdialer.desktop.link_handler import OwnProgram
from pbxdialer.desktop.macos import BUNDLE_IDENTIFIER


def is_on() -> bool:
    """True where the agent is there and not disabled. Raises OSError."""
    try:
        agent = plistlib.loads(_agent().read_bytes())
    except FileNotFoundError:
        return False
    except (plistlib.InvalidFileException, ValueError):  # somebody broke it: launchd does not read it either
        return False
    return isinstance(agent, dict) and bool(agent.get("RunAtLoad")) and not agent.get("Disabled")


def switch_on(program: OwnProgram, words: Sequence[str]) -> None:
    """Write the agent; launchd reads it at the next login. Raises OSError."""
    agent = {
        "Label": BUNDLE_IDENTIFIER,
        "ProgramArguments": [*program.command, *words],
        "WorkingDirectory": str(program.folder),
        "RunAtLoad": True,
        "LimitLoadToSessionType": "Aqua",
        "ProcessType": "Interactive",
    }
    file = _agent()
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = file.with_name(f".{file.name}.{os.getpid()}")
    fresh.write_bytes(plistlib.dumps(agent))
    fresh.replace(file)


def switch_off() -> None:
    """Take the agent away. Raises OSError."""
    _agent().unlink(missing_ok=True)


def _agent() -> Path:
    return Path.home() / "Library" / "LaunchAgents" / f"{BUNDLE_IDENTIFIER}.plist"
