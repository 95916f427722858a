"""Taking a profile off this computer: every file of the program's own, and nothing of anybody else's."""

import shutil
from contextlib import suppress
from pathlib import Path

from pbxdialer.store.paths import Places


def remove_profile(places: Places) -> None:
    """Delete all that lies at `places`; a folder a person keeps other things in stays with those. Raises OSError.

    Settings set aside as damaged, and half-written ones, go too. To be called when no program uses the profile.
    """
    for folder in (places.calls.parent, places.backups, places.logs, places.sessions):
        if folder.is_dir():
            shutil.rmtree(folder)
    settings = places.settings
    for pattern in (settings.name, f"{settings.stem}-*{settings.suffix}", f".{settings.stem}-*.new"):
        for file in settings.parent.glob(pattern):
            file.unlink()
    for socket in _of(places.socket):
        socket.unlink(missing_ok=True)
    for folder in (places.socket.parent, places.logs.parent, settings.parent, places.folder):
        with suppress(OSError):  # not empty, or gone already
            folder.rmdir()


def running_in(places: Places) -> tuple[Path, ...]:
    """Return the lock files of the profile, each of which a running program may hold."""
    return (*sorted(places.instance_lock.parent.glob("*.lock")), *sorted(places.sessions.glob("*")))


def _of(socket: Path) -> tuple[Path, ...]:
    """Return the sockets of all sessions (see `of_this_session`)."""
    return tuple(socket.parent.glob(f"{socket.stem}*{socket.suffix}"))
