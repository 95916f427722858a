"""Files that are written whole or not at all, and never thrown away when they cannot be understood."""

import os
import sys
import tempfile
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path


def write_whole(path: Path, data: bytes) -> None:
    """Put `data` in place of the file at `path`, readable by its owner alone. Raises OSError.

    After a crash or a full disk there is either the old file or the new one: the data is on the disk, under another
    name in the same folder, before it takes the old file's name. A link keeps pointing at its target.
    """
    target = path.resolve()
    handle, name = tempfile.mkstemp(prefix=f".{target.stem}-", suffix=".new", dir=target.parent)  # mode 0600
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, target)  # noqa: PTH105 – the same step as Path.replace, without a second Path
    except BaseException:
        with suppress(OSError):  # the first error is the one to tell
            Path(name).unlink()
        raise
    _settle(target.parent)


def set_aside(path: Path, why: str, now: datetime | None = None) -> Path:
    """Rename the file at `path` to ``<stem>-<why>-<time><suffix>`` beside it and return that path. Raises OSError."""
    moment = (now or datetime.now(UTC)).strftime("%Y%m%dT%H%M%SZ")
    aside = path.with_name(f"{path.stem}-{why}-{moment}{path.suffix}")
    count = 1
    while aside.exists():
        count += 1
        aside = path.with_name(f"{path.stem}-{why}-{moment}-{count}{path.suffix}")
    path.rename(aside)
    _settle(aside.parent)
    return aside


def _settle(folder: Path) -> None:
    """Make a rename survive a power cut: on Unix the folder is written out too (fsync(2))."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
