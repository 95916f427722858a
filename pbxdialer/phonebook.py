"""The directory and the file that keeps it: used while it fits the contacts' database, built anew when it does not."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from pbxdialer.directory.index_file import FileMark, forget_others, image, mapped
from pbxdialer.store.file_state import state_of

if TYPE_CHECKING:
    from pbxdialer.directory.index import Index
    from pbxdialer.store.contacts import Contacts

_TRIES = 3
FEW = 2_000
_BUILDS_IN_S = 120.0


class Phonebook:
    """The directory of one profile. `contacts` is the database, beside which the file stands."""

    def __init__(self, contacts: Path, region: str) -> None:
        self._database = contacts
        self._region = region

    def kept(self) -> "Index | None":
        """Return the directory from its file, or None where none fits what the database holds now. 10 ms."""
        mark = self.mark()
        return mapped(mark.place(self._database.parent), mark)

    def build(self, contacts: "Contacts") -> "Index":
        """Build the directory and keep it in its file. Raises DatabaseUnavailable.

        Contacts may be changed meanwhile; then it is built again, and at last it is used, but not kept.
        """
        from pbxdialer.directory.building import index_of
        from pbxdialer.store.listings import listings

        for _ in range(_TRIES):
            before = self.mark()
            index = index_of(listings(contacts.database))
            if self.mark() == before:
                self.keep(index, before)
                break
        return index

    def build_elsewhere(self, contacts: "Contacts", data_dir: Path | None, few: int = FEW) -> "Index":
        """Build the directory in another process, so that a window stays alive. Raises DatabaseUnavailable.

        A few contacts, and those the other process did not come to grips with, are built here.
        """
        if contacts.count() > few and _built_by_another_process(data_dir, self._region):
            index = self.kept()
            if index is not None:
                return index
        return self.build(contacts)

    def mark(self) -> FileMark:
        """Return what a file of the directory, as the database is now, is tied to."""
        return FileMark.of(state_of(self._database), self._region)

    def keep(self, index: "Index", mark: FileMark) -> None:
        """Write the file of an index of what the database held when it had this `mark`."""
        from pbxdialer.store.whole_file import write_whole

        place = mark.place(self._database.parent)
        try:
            write_whole(place, image(index, mark))
            forget_others(place)
        except OSError as error:  # it is a copy: the next start takes longer, that is all
            _warn("the directory's file was not written: %s", error)


def _built_by_another_process(data_dir: Path | None, region: str) -> bool:
    import subprocess

    program = [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "pbxdialer"]
    where = ["--data-dir", str(data_dir)] if data_dir else []
    # a console window would flash up on Windows
    hidden = getattr(subprocess, "CREATE_NO_WINDOW", 0)
    try:
        done = subprocess.run(
            [*program, "build-directory", *where, "--region", region],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            timeout=_BUILDS_IN_S,
            creationflags=hidden,
            cwd=Path(__file__).resolve().parents[1],
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        _warn("the directory is built here: %s", error)
        return False
    if done.returncode != 0:
        _warn("the directory is built here: %s", done.stderr.decode(errors="replace").strip())
    return done.returncode == 0


def _warn(text: str, cause: object) -> None:
    """Log what went wrong; logging is imported for it, as it takes a sixth of the time to the first answer."""
    import logging

    logging.getLogger(__name__).warning(text, cause)
