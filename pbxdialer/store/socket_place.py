"""Where a second start finds the first. Apart from all other places, for somebody who clicked a link waits for it."""

import os
import stat
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import overload

APP = "pbxdialer"
# sun_path holds 104 bytes on macOS (sys/un.h) and 108 on Linux (unix(7)), the closing NUL among them; the hand-over
# puts the session into the name, which takes 9.
LONGEST_SOCKET_PATH = 103 - 9


@overload
def socket_of(folder: Path) -> Path: ...


@overload
def socket_of(folder: None) -> Path | None: ...


def socket_of(folder: Path | None) -> Path | None:
    """Return the socket of the profile in `folder`, or the one of this user's own where it is None.

    That one is None where the system gives a login no folder of its own: then it is the one of the profile's folder.
    """
    if folder is not None:
        return _short_enough(folder.expanduser().resolve() / "socket" / "window.sock")
    runtime = _session_folder()
    return _short_enough(runtime / APP / "window.sock") if runtime else None


def _short_enough(socket: Path) -> Path:
    """Return `socket`, or where its path is too long for the system a short one that stands for it."""
    if sys.platform == "win32" or _fits(socket):
        return socket
    *others, last = _stand_ins(socket)
    return next((path for path in others if _fits(path)), last)


def _fits(socket: Path) -> bool:
    return len(os.fsencode(socket)) <= LONGEST_SOCKET_PATH


def _stand_ins(socket: Path) -> Iterator[Path]:
    import hashlib
    import tempfile

    name = f"{hashlib.sha256(os.fsencode(socket)).hexdigest()[:16]}.sock"
    if runtime := _session_folder():
        yield runtime / APP / name
    if sys.platform != "win32":
        yield Path(tempfile.gettempdir()) / f"{APP}-{os.getuid()}" / name
        yield Path(f"/tmp/{APP}-{os.getuid()}") / name  # noqa: S108 – private: prepare() refuses a foreign folder there


def _session_folder() -> Path | None:
    """Return the folder the system gives this login (XDG Base Directory Specification), if it is there and ours."""
    folder = os.environ.get("XDG_RUNTIME_DIR", "")
    if sys.platform == "win32" or not os.path.isabs(folder):  # noqa: PTH117 – "" is no path
        return None
    try:
        found = Path(folder).stat()
    except OSError:
        return None
    return Path(folder) if stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid() else None
