"""How to see that a database changed without opening it, which takes SQLite a look at the whole file."""

from pathlib import Path

_HEADER_LENGTH = 100


def state_of(database: Path) -> bytes:
    """Return bytes that are others after each change of a database file; none where it is not there.

    It is the beginning of the file, in which SQLite counts the transactions that changed it (sqlite.org/fileformat2,
    1.3.7), with the file's length and time: a restored backup may count the same number once more.
    """
    try:
        with database.open("rb") as file:
            header = file.read(_HEADER_LENGTH)
        found = database.stat()
    except OSError:
        return b""
    return b"%b %d %d" % (header, found.st_size, found.st_mtime_ns)
