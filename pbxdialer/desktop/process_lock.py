"""Locks a process holds for its life: the system drops them when it ends, however it ends, and pids mean nothing."""

import os
import sys
from contextlib import suppress
from pathlib import Path
from types import TracebackType

if sys.platform == "win32":
    import msvcrt

    def _taken(handle: int) -> bool:
        """Lock the first byte (it need not exist), or return False where another process has it."""
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except PermissionError:
            return False
        except OSError as error:
            if error.errno:
                raise
            return False  # WORKAROUND Wine 8.0: it refuses a taken lock without an error number (measured)
        return True
else:
    import fcntl

    def _taken(handle: int) -> bool:
        """Lock the file, or return False where somebody has it.

        flock(2), not fcntl's record locks: those are lost as soon as this process closes the file anywhere.
        """
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


SUFFIX = ".lock"


class LockUnavailable(Exception):
    """The lock file cannot be used (read-only disk, missing folder); the message is plain text."""


class Held:
    """A lock that is held until `release` or the end of the process."""

    def __init__(self, path: Path, handle: int) -> None:
        self.path = path
        self._handle: int | None = handle

    @property
    def name(self) -> str:
        """The lock's name, the file's without its suffix: the id of a session."""
        return self.path.stem

    def release(self) -> None:
        """Take the file away and let the lock go."""
        if self._handle is not None:
            _remove(self.path, self._handle)
            self._handle = None

    def __enter__(self) -> "Held":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()


def hold(path: Path) -> Held | None:
    """Take the lock at `path` for this process, or return None where another one (or this one) has it.

    Raises LockUnavailable.
    """
    while True:
        handle = _locked(path, os.O_RDWR | os.O_CREAT)
        if handle is None:
            return None
        if _is_still_there(path, handle):
            return Held(path, handle)
        os.close(handle)  # it was swept away between opening and locking: lock the new one


def hold_session(folder: Path) -> Held:
    """Take a lock of a new name in `folder`, which says for as long as this process lives that it does.

    Raises LockUnavailable.
    """
    from uuid import uuid4  # not needed for the lock that every start asks for first

    while True:
        held = hold(folder / f"{uuid4().hex}{SUFFIX}")
        if held is not None:  # None where a sweep was just looking at it
            return held


def session_lives(folder: Path, name: str) -> bool:
    """True while the process that holds the session `name` lives. Raises LockUnavailable."""
    return is_held(folder / f"{name}{SUFFIX}")


def is_held(path: Path) -> bool:
    """True while a process, this one included, holds the lock at `path`. Raises LockUnavailable.

    The answer is found by taking the lock for a moment, so a `hold` in that very moment fails.
    """
    try:
        handle = _locked(path, os.O_RDWR)
    except LockUnavailable:
        if path.exists():
            raise
        return False
    if handle is None:
        return True
    os.close(handle)
    return False


def sweep(folder: Path) -> None:
    """Take away the lock files of dead processes. Raises LockUnavailable."""
    for path in folder.glob(f"*{SUFFIX}"):
        handle = _locked(path, os.O_RDWR | os.O_CREAT)
        if handle is not None:
            _remove(path, handle)


def _locked(path: Path, flags: int) -> int | None:
    """Return the open and locked file, or None where somebody else has the lock. Raises LockUnavailable."""
    try:
        handle = os.open(path, flags, 0o600)
        try:
            taken = _taken(handle)
        except OSError:
            os.close(handle)
            raise
    except OSError as error:
        raise LockUnavailable(f"{path} ({error.strerror})") from error
    if taken:
        return handle
    os.close(handle)
    return None


def _is_still_there(path: Path, handle: int) -> bool:
    try:
        return os.path.samestat(path.stat(), os.fstat(handle))
    except OSError:
        return False


def _remove(path: Path, handle: int) -> None:
    """Delete a locked file and close it; where that is refused, an unlocked file stays behind, which is harmless."""
    if sys.platform == "win32":  # an open file cannot be deleted there, nor can it be taken in between
        os.close(handle)
        with suppress(OSError):
            path.unlink()
        return
    if _is_still_there(path, handle):
        with suppress(OSError):
            path.unlink()
    os.close(handle)
