"""The copies kept of one database file, and what is done with a file that is damaged. Knows nothing of SQLite."""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from pbxdialer.store.whole_file import set_aside, write_whole

_DAILY_KEPT = 2
_COMPANIONS = ("-journal", "-wal", "-shm")  # SQLite's own files beside a database, sqlite.org/tempfiles.html


class Backups:
    """Copies of one file: one a day, of which two are kept, and one from before each upgrade."""

    def __init__(self, file: Path, folder: Path) -> None:
        self._file = file
        self._folder = folder

    def due_today(self) -> Path | None:
        """Return where today's copy belongs, or None where there is one."""
        target = self._named(datetime.now(UTC).strftime("%Y%m%d"))
        return None if target.exists() else target

    def before_upgrade_from(self, version: int) -> Path:
        """Return where the copy of a file of an older `version` belongs."""
        return self._named(f"v{version}")

    def make(self, target: Path, copy_to: Callable[[Path], None]) -> None:
        """Have `copy_to` write a copy, which becomes `target` once it is whole; then drop old daily ones.

        Raises OSError and what `copy_to` raises, and leaves nothing half-made.
        """
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh = target.with_name(f"{target.name}.new")
        fresh.unlink(missing_ok=True)
        try:
            copy_to(fresh)
            fresh.chmod(0o600)
            fresh.replace(target)
        finally:
            with suppress(OSError):  # it has become the target, or the first error is the one to tell
                fresh.unlink()
        daily = self._file.stem + "-" + "[0-9]" * 8 + self._file.suffix
        for old in sorted(self._folder.glob(daily), reverse=True)[_DAILY_KEPT:]:
            old.unlink(missing_ok=True)

    def restore_newest(self, is_sound: Callable[[Path], bool]) -> Path | None:
        """Put the newest sound copy in the file's place and return it, or None where there is none. Raises OSError."""
        copies = self._folder.glob(f"{self._file.stem}-*{self._file.suffix}")
        for copy in sorted(copies, key=lambda file: file.stat().st_mtime, reverse=True):
            if is_sound(copy):
                write_whole(self._file, copy.read_bytes())
                return copy
        return None

    def put_aside_damaged(self) -> Path:
        """Rename the file, and SQLite's files beside it with it, and return its new path. Raises OSError."""
        aside = set_aside(self._file, "corrupt")
        for companion in _COMPANIONS:
            with suppress(FileNotFoundError):
                self._file.with_name(self._file.name + companion).rename(aside.with_name(aside.name + companion))
        return aside

    def _named(self, what: str) -> Path:
        return self._folder / f"{self._file.stem}-{what}{self._file.suffix}"
