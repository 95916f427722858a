"""Where a second start finds the first. Apart from all other places, for somebody who clicked a link waits for it.

In text: pathlib and typing take longer to import than the whole hand-over (7 ms).
"""

import os
import stat
import sys
from collections.abc import Iterator

APP = "pbxdialer"
# sun_path holds 104 bytes on macOS (sys/un.h) and 108 on Linux (unix(7)), the closing NUL among them; the hand-over
# puts the session into the name, which takes 9.
LONGEST_SOCKET_PATH = 103 - 9


def socket_of(folder: str) -> str:
    """Return the socket of the profile in `folder`."""
    whole = os.path.realpath(os.path.expanduser(folder))
    return _short_enough(os.path.join(whole, "socket", "window.sock"))


def socket_of_login() -> str | None:
    """Return the socket of this user's own profile.

    None where the system gives a login no folder of its own: then it is the one of the profile's folder.
    """
    runtime = _session_folder()
    return _short_enough(os.path.join(runtime, APP, "window.sock")) if runtime else None


def _short_enough(socket: str) -> str:
    """Return `socket`, or where its path is too long for the system a short one that stands for it."""
    if sys.platform == "win32" or _fits(socket):
        return socket
    *others, last = _stand_ins(socket)
    return next((path for path in others if _fits(path)), last)


def _fits(socket: str) -> bool:
    return len(os.fsencode(socket)) <= LONGEST_SOCKET_PATH


def _stand_ins(socket: str) -> Iterator[str]:
    import hashlib
    import tempfile

    name = f"{hashlib.sha256(os.fsencode(socket)).hexdigest()[:16]}.sock"
    if runtime := _session_folder():
        yield os.path.join(runtime, APP, name)
    if sys.platform != "win32":
        yield os.path.join(tempfile.gettempdir(), f"{APP}-{os.getuid()}", name)
        yield f"/tmp/{APP}-{os.getuid()}/{name}"  # noqa: S108 – private: prepare() refuses a foreign folder there


def _session_folder() -> str | None:
    """Return the folder the system gives this login (XDG Base Directory Specification), if it is there and ours."""
    folder = os.environ.get("XDG_RUNTIME_DIR", "")
    if sys.platform == "win32" or not os.path.isabs(folder):
        return None
    try:
        found = os.stat(folder)
    except OSError:
        return None
    return os.path.normpath(folder) if stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid() else None
