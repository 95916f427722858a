"""Being the telephone application of this computer: one set of functions, whatever the system."""

import os
import subprocess
import sys

from pbxdialer.desktop.environment import environment_of_others
from pbxdialer.desktop.link_handler import SCHEMES, Handler, LinksUnavailable, this_program

if sys.platform == "win32":
    from pbxdialer.desktop import windows as system
elif sys.platform == "darwin":
    from pbxdialer.desktop import macos as system
else:
    from pbxdialer.desktop import linux as system

_OPENS_IN_S = 20.0


def handlers() -> tuple[Handler, ...]:
    """Return the effective handler of each scheme. May take a second. Raises LinksUnavailable."""
    return tuple(system.handler(scheme) for scheme in SCHEMES)


def claim() -> None:
    """Register this program for all schemes, and take them as far as the system lets a program do so.

    Raises LinksUnavailable.
    """
    system.claim(this_program())


def release() -> None:
    """Take back whatever `claim` wrote, and nothing that somebody else has written since. Raises LinksUnavailable."""
    system.release(this_program())


def system_page() -> str:
    """Return the address of the system's own page about default programs, or nothing where it has none to open."""
    return system.SYSTEM_PAGE


def open_with_system(address: str) -> None:
    """Open a link, or a page of the system's, as any other program would have it opened; waits until it was handed on.

    Raises LinksUnavailable.
    """
    try:
        if sys.platform == "win32":
            os.startfile(address)  # noqa: S606 – a link or page of our own
            return
        subprocess.run(
            ["open" if sys.platform == "darwin" else "xdg-open", address],
            env=environment_of_others(os.environ),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=_OPENS_IN_S,
            check=True,
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise LinksUnavailable(str(error)) from error
