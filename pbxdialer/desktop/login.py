"""Starting with the user's session, out of sight: one set of functions, whatever the system. Off until switched on."""

import sys
from collections.abc import Sequence

from pbxdialer.desktop.handover import HIDDEN
from pbxdialer.desktop.link_handler import this_program

if sys.platform == "win32":
    from pbxdialer.desktop import login_windows as system
elif sys.platform == "darwin":
    from pbxdialer.desktop import login_macos as system
else:
    from pbxdialer.desktop import login_linux as system


class LoginUnavailable(Exception):
    """The system did not let itself be told, or asked; the message is plain text."""


def starts_at_login() -> bool:
    """True where the system would start this program at the next login. Raises LoginUnavailable."""
    try:
        return system.is_on()
    except OSError as error:
        raise LoginUnavailable(_told(error)) from error


def start_at_login(words: Sequence[str] = ()) -> None:
    """Have the window started at login, hidden, with `words` behind that. Raises LoginUnavailable."""
    try:
        system.switch_on(this_program(), (HIDDEN, *words))
    except OSError as error:
        raise LoginUnavailable(_told(error)) from error


def do_not_start_at_login() -> None:
    """Take away what `start_at_login` wrote, and nothing else. Raises LoginUnavailable."""
    try:
        system.switch_off()
    except OSError as error:
        raise LoginUnavailable(_told(error)) from error


def _told(error: OSError) -> str:
    return f"{error.filename}: {error.strerror}" if error.filename else str(error)
