"""The only door to SQLite: opens one database file safely, keeps backups, moves old versions on.

A rollback journal and ``synchronous=FULL``, not WAL: the command line may run beside the window, and WAL has a fault
with two connections (SQLite 3.7.0–3.51.2). TRUNCATE, because with FULL only it syncs the end of a commit too
(``sqlite3PagerCommitPhaseTwo``); such a commit costs 0.7 ms (measured).
"""

import logging
import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any

from pbxdialer.core.language import mark
from pbxdialer.store.backups import Backups
from pbxdialer.store.paths import Notice
from pbxdialer.store.trouble import DatabaseUnavailable as DatabaseUnavailable
from pbxdialer.store.trouble import Trouble as Trouble

log = logging.getLogger(__name__)

Row = tuple[Any, ...]
WAITS_FOR_LOCK_S = 0.25
WAITS_FOR_TURN_S = 2.0
_CLOSES_IN_S = 1.0

SET_ASIDE = mark("A database was damaged. It was kept as {detail}, and the last backup was restored.")
STARTED_AFRESH = mark("A database was damaged and there is no backup. It was kept as {detail}; a new one was begun.")
FROM_NEWER_VERSION = mark("A newer version of this program wrote {detail}; it can be read here, not changed.")
WRITE_PROTECTED = mark("{detail} is write-protected; it can be read, not changed.")


_OPENED_ANEW_AFTER = frozenset({Trouble.DAMAGED, Trouble.MOVED})


class Statements:
    """A connection one holds alone; every error comes out as DatabaseUnavailable."""

    def __init__(self, connection: sqlite3.Connection, name: str) -> None:
        self._connection = connection
        self._name = name

    def execute(self, statement: str, values: Sequence[object] = ()) -> None:
        """Carry out one statement. Raises DatabaseUnavailable."""
        self.rows(statement, values)

    def rows(self, statement: str, values: Sequence[object] = ()) -> list[Row]:
        """Carry out one statement and return all its rows. Raises DatabaseUnavailable."""
        with _told_as_ours(self._name):
            return self._connection.execute(statement, tuple(values)).fetchall()

    def many(self, statement: str, rows: Sequence[Sequence[object]]) -> None:
        """Carry out one statement for each row of values. Raises DatabaseUnavailable."""
        with _told_as_ours(self._name):
            self._connection.executemany(statement, rows)


class Database:
    """One open SQLite file, for any thread.

    The single connection lies in a queue, and whoever has taken it out is its only user: no statement of one thread
    can slip into a transaction of another. Nobody waits for ever, neither for a turn nor for another program's lock.
    """

    def __init__(
        self,
        path: Path,
        migrations: Sequence[str],
        backups: Path,
        waits_for_lock_s: float = WAITS_FOR_LOCK_S,
        waits_for_turn_s: float = WAITS_FOR_TURN_S,
    ) -> None:
        """Open `path`, made on demand; `migrations` are SQL scripts, the n-th of which makes version n.

        Raises DatabaseUnavailable. `notices` tell what was found and done; a file that is damaged or deleted while
        it is open is opened anew, and adds its notice then. `read_only` where nothing can be changed.
        """
        # Serialized: a cursor that one thread leaves behind may be finalised by the garbage collector in another.
        assert sqlite3.threadsafety == 3  # noqa: S101 - CPython has always been built so
        self.path = path
        self.notices: list[Notice] = []
        self.read_only = False
        self.backups = backups
        self._migrations = migrations
        self._backups = Backups(path, backups)
        self._waits_for_lock_s = waits_for_lock_s
        self._waits_for_turn_s = waits_for_turn_s
        self._idle: SimpleQueue[sqlite3.Connection | None] = SimpleQueue()
        self._idle.put(self._opened())

    def execute(self, statement: str, values: Sequence[object] = ()) -> None:
        """Carry out one statement, durably. Raises DatabaseUnavailable."""
        with self._held() as connection:
            Statements(connection, self.path.name).execute(statement, values)

    def rows(self, statement: str, values: Sequence[object] = ()) -> list[Row]:
        """Carry out one statement and return all its rows. Raises DatabaseUnavailable."""
        with self._held() as connection:
            return Statements(connection, self.path.name).rows(statement, values)

    @contextmanager
    def transaction(self) -> Iterator[Statements]:
        """Do everything inside as a whole or not at all; other threads wait. Raises DatabaseUnavailable."""
        with self._between("BEGIN IMMEDIATE") as statements:
            yield statements

    @contextmanager
    def reading(self) -> Iterator[Statements]:
        """Ask several questions about one and the same moment. Raises DatabaseUnavailable."""
        with self._between("BEGIN") as statements:
            yield statements

    def close(self) -> None:
        """Close the file; whoever asks it afterwards is told that it is unavailable."""
        try:
            connection = self._idle.get(timeout=_CLOSES_IN_S)
        except Empty:
            log.warning("%s is still in use and was not closed", self.path.name)
            return
        if connection is not None:
            connection.close()
        self._idle.put(connection)

    @contextmanager
    def _between(self, beginning: str) -> Iterator[Statements]:
        with self._held() as connection:
            statements = Statements(connection, self.path.name)
            statements.execute(beginning)
            try:
                yield statements
                statements.execute("COMMIT")
            finally:
                if connection.in_transaction:
                    statements.execute("ROLLBACK")

    @contextmanager
    def _held(self) -> Iterator[sqlite3.Connection]:
        """Take the connection out of its queue, and put it back."""
        try:
            connection = self._idle.get(timeout=self._waits_for_turn_s)
        except Empty:
            raise DatabaseUnavailable(Trouble.BUSY, self.path.name) from None
        try:
            connection = connection or self._opened()
            yield connection
        except DatabaseUnavailable as error:
            if connection is not None and error.trouble in _OPENED_ANEW_AFTER:
                connection.close()
                connection = None
            raise
        finally:
            self._idle.put(connection)

    def _opened(self) -> sqlite3.Connection:
        with _told_as_ours(self.path.name):
            self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            try:
                connection = self._sound()
            except _Damaged:
                connection = self._sound_again()
            try:
                self._make_ready(connection)
            except BaseException:
                connection.close()
                raise
            return connection

    def _sound(self) -> sqlite3.Connection:
        """Connect and see whether SQLite can read all of the file. Raises _Damaged, sqlite3.Error."""
        connection = sqlite3.connect(
            self.path, timeout=self._waits_for_lock_s, isolation_level=None, check_same_thread=False
        )
        try:
            _check(connection)
            for setting in ("journal_mode = TRUNCATE", "synchronous = FULL", "foreign_keys = ON"):
                connection.execute(f"PRAGMA {setting}")
            if os.access(self.path, os.W_OK):
                self.path.chmod(0o600)
        except BaseException:
            connection.close()
            raise
        return connection

    def _sound_again(self) -> sqlite3.Connection:
        """Move the damaged file out of the way, put the newest sound backup in its place, and connect."""
        try:
            return self._sound()  # another process may have done so in this very moment
        except _Damaged:
            aside = self._backups.put_aside_damaged()
        restored = self._backups.restore_newest(_is_sound)
        log.error("%s is damaged; kept as %s; restored from %s", self.path.name, aside.name, restored)
        self.notices.append(Notice(SET_ASIDE if restored else STARTED_AFRESH, aside.name))
        return self._sound()

    def _make_ready(self, connection: sqlite3.Connection) -> None:
        """Bring the file to this program's version, and copy it once a day."""
        newest, found = len(self._migrations), _version(connection)
        self.read_only = found > newest or not os.access(self.path, os.W_OK)
        if self.read_only:
            connection.execute("PRAGMA query_only = ON")
            self.notices.append(Notice(FROM_NEWER_VERSION if found > newest else WRITE_PROTECTED, self.path.name))
            if found < newest:
                raise DatabaseUnavailable(Trouble.READ_ONLY, self.path.name)
        elif 0 < found < newest:
            self._back_up(connection, self._backups.before_upgrade_from(found))
        elif found == newest and (target := self._backups.due_today()):
            self._back_up(connection, target)
        if found < newest:
            _migrate(connection, self._migrations)

    def _back_up(self, connection: sqlite3.Connection, target: Path) -> None:
        """Copy the database; a copy that fails keeps nobody from calling."""

        def copy_to(file: Path) -> None:
            with closing(sqlite3.connect(file)) as copy:
                connection.backup(copy)

        try:
            self._backups.make(target, copy_to)
        except (OSError, sqlite3.Error) as error:
            log.warning("no backup of %s: %s", self.path.name, error)


class _Damaged(sqlite3.DatabaseError):
    """SQLite cannot read the file as a database, or finds it inconsistent."""


def _check(connection: sqlite3.Connection) -> None:
    """Read the whole file once. Raises _Damaged, sqlite3.Error for what may pass (a lock, a disk that fails)."""
    try:
        (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.DatabaseError as error:
        if _trouble_of(error) is Trouble.DAMAGED:
            raise _Damaged(str(error)) from error
        raise
    if verdict != "ok":
        raise _Damaged(verdict)


def _is_sound(file: Path) -> bool:
    try:
        with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as connection:
            _check(connection)
    except sqlite3.Error:
        return False
    return True


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _migrate(connection: sqlite3.Connection, migrations: Sequence[str]) -> None:
    """Bring the database to the newest version in one transaction; what dies half-way leaves the old version.

    The version is looked at inside it: another process may have moved the file on while this one waited.
    """
    connection.execute("BEGIN IMMEDIATE")
    try:
        for script in migrations[_version(connection) :]:
            for statement in _statements(script):
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {len(migrations)}")
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")


def _statements(script: str) -> Iterator[str]:
    """Split a script where SQLite says a statement ends; ``executescript`` would commit by itself."""
    statement = ""
    for piece in script.split(";"):
        statement += piece + ";"
        if sqlite3.complete_statement(statement) and statement.strip(" \n;"):
            yield statement
            statement = ""


def _trouble_of(error: sqlite3.Error) -> Trouble:
    return Trouble.of_code(getattr(error, "sqlite_errorcode", 0))


@contextmanager
def _told_as_ours(name: str) -> Iterator[None]:
    """Let SQLite's errors, the disk's and those of texts it cannot keep (half characters) out as ours."""
    try:
        yield
    except sqlite3.Error as error:
        raise DatabaseUnavailable(_trouble_of(error), name, str(error)) from error
    except OSError as error:
        raise DatabaseUnavailable(Trouble.CANNOT_OPEN, name, str(error)) from error
    except (UnicodeEncodeError, OverflowError) as error:
        raise DatabaseUnavailable(Trouble.OTHER, name, type(error).__name__) from error
