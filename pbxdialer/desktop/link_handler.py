"""The values of being the telephone application: who opens a scheme's links, and what this program is to the system."""

import sys
from dataclasses import dataclass
from pathlib import Path

SCHEMES = ("tel", "callto", "sip")
# Links and files that set up an account. They are nobody else's, so there is nothing to choose: the installers register
# them. Kept here for whoever writes an entry of the user's own, which stands in the place of the installer's.
ACCOUNT_SCHEME = "pbxdialer"
ACCOUNT_TYPE = "application/x-pbxdialer-account"
NAME = "PBX Dialer"
IDENTIFIER = "pbxdialer"


class LinksUnavailable(Exception):
    """The system did not let itself be told, or asked, about links; the message is plain text."""


@dataclass(frozen=True, slots=True)
class Handler:
    """The program that the system opens a scheme's links with: the effective one, whoever chose it.

    `name` is empty where there is none.
    """

    scheme: str
    name: str
    ours: bool


@dataclass(frozen=True, slots=True)
class OwnProgram:
    """How the system starts this program: the words before the link, where, and with which picture."""

    command: tuple[str, ...]
    folder: Path
    icon: Path


def this_program() -> OwnProgram:
    """Return how to start the window of the very program that runs: of a checkout, or the built one.

    The built program has a twin for the console; links open the one named `IDENTIFIER`.
    """
    root = Path(__file__).resolve().parents[2]
    icon = root / "resources" / "icons" / f"{IDENTIFIER}.svg"
    if not getattr(sys, "frozen", False):
        return OwnProgram((sys.executable, "-m", "pbxdialer"), root, icon)
    running = Path(sys.executable)
    window = running.with_name(IDENTIFIER + running.suffix)
    chosen = window if window.exists() else running
    return OwnProgram((str(chosen),), chosen.parent, icon)
