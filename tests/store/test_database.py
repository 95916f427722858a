"""The door to SQLite against everything a disk does: locks, full and read-only disks, damage, upgrades, threads."""

import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from pbxdialer.core.language import Language
from pbxdialer.store import database as door
from pbxdialer.store.backups import Backups
from pbxdialer.store.database import Database, DatabaseUnavailable, Trouble

WORDS = ("CREATE TABLE words (id INTEGER PRIMARY KEY, word TEXT NOT NULL UNIQUE);",)
WORDS_AND_LENGTHS = (*WORDS, "ALTER TABLE words ADD COLUMN length INTEGER; UPDATE words SET length = length(word);")
BROKEN_UPGRADE = (*WORDS, "ALTER TABLE words ADD COLUMN length INTEGER; SELECT word FROM nowhere;")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "private" / "calls.sqlite"


@pytest.fixture
def opened(path: Path) -> Iterator[Callable[..., Database]]:
    """Open the database as the program does; everything opened is closed at the end."""
    databases = []

    def open_it(migrations: tuple[str, ...] = WORDS, waits_for_turn_s: float = 20.0) -> Database:
        databases.append(Database(path, migrations, path.parent / "backups", 0.02, waits_for_turn_s))
        return databases[-1]

    yield open_it
    for database in databases:
        database.close()


def put(database: Database, *words: str) -> None:
    for word in words:
        database.execute("INSERT INTO words (word) VALUES (?)", (word,))


def words_in(database: Database) -> list[str]:
    return [word for (word,) in database.rows("SELECT word FROM words ORDER BY id")]


def notices_of(database: Database) -> list[str]:
    return [notice.sentence(Language()) for notice in database.notices]


def test_what_was_written_is_there_after_reopening_and_only_its_owner_may_look(
    opened: Callable[..., Database], path: Path
) -> None:
    put(opened(), "one")
    assert words_in(opened()) == ["one"]
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.fault_matrix
def test_every_commit_is_synced_and_there_is_no_wal(opened: Callable[..., Database], path: Path) -> None:
    with closing(sqlite3.connect(path.parent.parent / "calls.sqlite")) as other:
        other.execute("PRAGMA journal_mode = WAL")
        other.execute("CREATE TABLE words (word)")
    database = opened()
    assert database.rows("PRAGMA synchronous") == [(2,)]
    assert database.rows("PRAGMA journal_mode") == [("truncate",)]


@pytest.mark.fault_matrix
def test_a_wal_file_of_another_program_is_turned_back(opened: Callable[..., Database], path: Path) -> None:
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as other:
        other.execute("PRAGMA journal_mode = WAL")
    assert opened().rows("PRAGMA journal_mode") == [("truncate",)]


@pytest.mark.fault_matrix
def test_a_database_locked_by_another_connection_is_told_at_once_and_works_afterwards(
    opened: Callable[..., Database], path: Path
) -> None:
    database = opened()
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(DatabaseUnavailable, match=r"calls\.sqlite is locked by another program") as caught:
            put(database, "one")
        assert caught.value.trouble is Trouble.LOCKED
        with pytest.raises(DatabaseUnavailable, match="locked"), database.transaction():
            pytest.fail("nothing may happen inside")
        with pytest.raises(DatabaseUnavailable, match="locked"):
            opened()
        other.execute("COMMIT")
    put(database, "two")
    assert words_in(database) == ["two"]
    assert words_in(opened()) == ["two"]


def test_a_commit_that_a_reader_holds_up_is_undone(opened: Callable[..., Database], path: Path) -> None:
    database = opened()
    put(database, "one")
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        reading = other.execute("BEGIN").execute("SELECT * FROM words")
        reading.fetchone()
        with pytest.raises(DatabaseUnavailable, match="locked"), database.transaction() as inside:
            inside.execute("INSERT INTO words (word) VALUES ('lost')")
        other.execute("COMMIT")
    put(database, "two")
    assert words_in(database) == ["one", "two"]


@pytest.mark.fault_matrix
def test_a_full_disk_is_told_and_costs_only_what_did_not_fit(opened: Callable[..., Database]) -> None:
    database = opened()
    put(database, "one")
    pages = database.rows("PRAGMA page_count")[0][0]
    database.execute(f"PRAGMA max_page_count = {pages + 2}")
    with pytest.raises(DatabaseUnavailable, match="disk is full") as caught:
        put(database, *(letter * 5_000 for letter in "abcdefgh"))
    assert caught.value.trouble is Trouble.FULL
    with pytest.raises(DatabaseUnavailable, match="disk is full"), database.transaction() as inside:
        inside.execute("INSERT INTO words (word) VALUES (?)", ("p" * 50_000,))
    database.execute("PRAGMA max_page_count = 1000000")
    put(database, "two")
    kept = words_in(database)
    assert (kept[0], kept[-1]) == ("one", "two")
    assert not any(len(word) > 10_000 for word in kept)


READS_A_PROTECTED_FILE = """
import os, sys
from pathlib import Path
from pbxdialer.store.database import Database, DatabaseUnavailable
if os.getuid() == 0:
    os.setgid(65534)
    os.setuid(65534)  # nothing is write-protected for root
path = Path(sys.argv[1])
try:
    database = Database(path, tuple(sys.argv[2:]), path.parent / "backups")
    print(database.read_only, *(notice.text.format(detail=notice.detail) for notice in database.notices))
    print(database.rows("SELECT word FROM words"))
    database.execute("INSERT INTO words (word) VALUES ('two')")
except DatabaseUnavailable as error:
    print(error.trouble.name, error)
"""
PROTECTED = "calls.sqlite is write-protected"


@pytest.mark.skipif(sys.platform == "win32", reason="another user's rights are taken, which Windows does not give")
@pytest.mark.parametrize(
    ("migrations", "said"),
    [
        (WORDS, [f"True {PROTECTED}; it can be read, not changed.", "[('one',)]", f"READ_ONLY {PROTECTED}"]),
        (WORDS_AND_LENGTHS, [f"READ_ONLY {PROTECTED}"]),
    ],
    ids=["of this version", "of an older one"],
)
@pytest.mark.fault_matrix
def test_a_write_protected_file_can_be_read(migrations: tuple[str, ...], said: list[str]) -> None:
    with TemporaryDirectory() as name:  # outside the test's own folder, which only this user may enter
        path = Path(name, "calls.sqlite")
        with closing(Database(path, WORDS, Path(name, "backups"))) as database:
            put(database, "one")
        path.chmod(0o444)
        path.parent.chmod(0o555)
        program = [sys.executable, "-c", READS_A_PROTECTED_FILE, str(path), *migrations]
        house = Path(__file__).parents[2]
        output = subprocess.run(program, capture_output=True, text=True, check=True, cwd=house).stdout
        path.parent.chmod(0o700)
    assert output.splitlines() == said


@pytest.mark.fault_matrix
def test_a_file_of_a_newer_version_can_be_read_and_is_not_changed(opened: Callable[..., Database], path: Path) -> None:
    put(opened(), "one")
    opened(WORDS_AND_LENGTHS).close()
    before = path.read_bytes()
    database = opened(WORDS)
    assert database.read_only
    assert notices_of(database) == [
        "A newer version of this program wrote calls.sqlite; it can be read here, not changed."
    ]
    assert words_in(database) == ["one"]
    with pytest.raises(DatabaseUnavailable) as caught:
        put(database, "two")
    assert caught.value.trouble is Trouble.READ_ONLY
    assert path.read_bytes() == before


@pytest.mark.fault_matrix
def test_an_upgrade_makes_a_copy_first(opened: Callable[..., Database], path: Path) -> None:
    put(opened(), "one")
    database = opened(WORDS_AND_LENGTHS)
    assert database.rows("SELECT word, length FROM words") == [("one", 3)]
    with closing(sqlite3.connect(path.parent / "backups" / "calls-v1.sqlite")) as copy:
        assert copy.execute("SELECT * FROM words").fetchall() == [(1, "one")]


@pytest.mark.fault_matrix
def test_an_upgrade_that_fails_changes_nothing(opened: Callable[..., Database], path: Path) -> None:
    put(opened(), "one")
    with pytest.raises(DatabaseUnavailable, match="no such table"):
        opened(BROKEN_UPGRADE)
    assert words_in(opened()) == ["one"]
    assert opened(WORDS_AND_LENGTHS).rows("SELECT word, length FROM words") == [("one", 3)]


@pytest.mark.fault_matrix
def test_an_upgrade_that_another_process_was_quicker_with_is_not_done_twice(
    opened: Callable[..., Database], path: Path
) -> None:
    put(opened(), "one")
    is_open = threading.Event()

    def start() -> None:
        Database(path, WORDS_AND_LENGTHS, path.parent / "backups", 20.0).close()
        is_open.set()

    thread = threading.Thread(target=start)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        thread.start()
        assert not is_open.wait(0.3)  # it has seen version 1 and waits for its turn to upgrade
        for statement in WORDS_AND_LENGTHS[1].split(";"):
            other.execute(statement)
        other.execute("PRAGMA user_version = 2")
        other.execute("COMMIT")
    thread.join()
    assert is_open.is_set()
    assert opened(WORDS_AND_LENGTHS).rows("SELECT word, length FROM words") == [("one", 3)]


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "garbage": lambda data: b"this is no database" * 500,
    "a wrong first page": lambda data: b"\xff" * 100 + data[100:],
    "a page in the middle": lambda data: data[:8192] + b"\x55" * 4096 + data[12288:],
    "cut short": lambda data: data[: len(data) // 2],
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
@pytest.mark.fault_matrix
def test_a_damaged_file_is_put_aside_and_the_last_backup_restored(
    opened: Callable[..., Database], path: Path, damage: Callable[[bytes], bytes]
) -> None:
    first = opened()
    put(first, *(f"word {number} {'x' * 200}" for number in range(200)))
    first.close()
    opened().close()  # a clean open: this is when the day's copy is made
    put(last := opened(), "after the backup")
    last.close()
    path.write_bytes(damage(path.read_bytes()))

    database = opened()
    assert len(words_in(database)) == 200
    (aside,) = path.parent.glob("calls-corrupt-*.sqlite")
    assert notices_of(database) == [
        f"A database was damaged. It was kept as {aside.name}, and the last backup was restored."
    ]
    put(database, "life goes on")
    assert notices_of(opened()) == []


def test_what_sqlite_keeps_beside_a_damaged_file_goes_with_it_and_never_into_the_restored_one(path: Path) -> None:
    path.parent.mkdir()
    for name in ("calls.sqlite", "calls.sqlite-journal", "calls.sqlite-wal"):
        path.with_name(name).write_bytes(name.encode())
    aside = Backups(path, path.parent / "backups").put_aside_damaged()
    assert sorted(file.name for file in path.parent.iterdir()) == [
        aside.name,
        f"{aside.name}-journal",
        f"{aside.name}-wal",
    ]
    assert aside.read_bytes() == b"calls.sqlite"


@pytest.mark.fault_matrix
def test_a_damaged_file_without_a_backup_is_put_aside_and_a_new_one_begun(
    opened: Callable[..., Database], path: Path
) -> None:
    path.parent.mkdir()
    path.write_bytes(b"this is no database" * 500)
    (path.parent / "backups").mkdir()
    (path.parent / "backups" / "calls-20261122.sqlite").write_bytes(b"neither is this" * 500)
    database = opened()
    assert words_in(database) == []
    (aside,) = path.parent.glob("calls-corrupt-*.sqlite")
    assert aside.read_bytes() == b"this is no database" * 500
    assert "there is no backup" in notices_of(database)[0]


@pytest.mark.fault_matrix
def test_a_lock_is_never_taken_for_damage(opened: Callable[..., Database], path: Path) -> None:
    put(opened(), "one")
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(DatabaseUnavailable, match="locked"):
            opened()
    assert list(path.parent.glob("*corrupt*")) == []
    assert words_in(opened()) == ["one"]


def test_a_file_damaged_while_it_is_open_is_recovered_at_the_next_use(
    opened: Callable[..., Database], path: Path
) -> None:
    put(opened(), *(f"word {number} {'x' * 200}" for number in range(200)))
    database = opened()  # with the day's copy
    path.write_bytes(b"\xff" * path.stat().st_size)
    with pytest.raises(DatabaseUnavailable) as caught:
        put(database, "one")
    assert caught.value.trouble is Trouble.DAMAGED
    put(database, "two")
    assert len(words_in(database)) == 201
    assert "damaged" in notices_of(database)[0]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows does not let an open file be deleted")
def test_a_file_deleted_while_it_is_open_is_noticed_and_begun_anew(opened: Callable[..., Database], path: Path) -> None:
    database = opened()
    put(database, "one")
    path.unlink()
    with pytest.raises(DatabaseUnavailable) as caught:
        put(database, "two")
    assert caught.value.trouble is Trouble.MOVED
    put(database, "three")
    assert words_in(database) == ["three"]
    assert path.exists()


def test_one_copy_a_day_is_kept_for_two_days(opened: Callable[..., Database], path: Path) -> None:
    put(opened(), "one")
    backups = path.parent / "backups"
    assert not backups.exists()
    backups.mkdir()
    for day in ("20261101", "20261102", "20261103"):
        (backups / f"calls-{day}.sqlite").write_bytes(b"old")
    (backups / "calls-v1.sqlite").write_bytes(b"from before an upgrade")
    (backups / "contacts-20261101.sqlite").write_bytes(b"of another database")
    opened().close()
    kept = sorted(file.name for file in backups.iterdir())
    assert len(kept) == 4
    assert {"calls-v1.sqlite", "contacts-20261101.sqlite"} < set(kept)
    newest = max(backups.glob("calls-2*"))
    assert newest.read_bytes()[:15] == b"SQLite format 3"
    assert newest.stat().st_mode & 0o777 == 0o600
    made = newest.stat().st_mtime_ns
    opened().close()
    assert newest.stat().st_mtime_ns == made


def test_a_backup_folder_that_cannot_be_used_keeps_nobody_from_calling(
    opened: Callable[..., Database], path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    put(opened(), "one")
    (path.parent / "backups").write_bytes(b"a file stands in the way")
    assert words_in(opened()) == ["one"]
    assert "no backup of calls.sqlite" in caplog.text


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(DatabaseUnavailable) as caught:
        Database(tmp_path / "file" / "calls.sqlite", WORDS, tmp_path)
    assert caught.value.trouble is Trouble.CANNOT_OPEN


def test_text_that_cannot_be_kept_is_told(opened: Callable[..., Database]) -> None:
    database = opened()
    with pytest.raises(DatabaseUnavailable, match="UnicodeEncodeError"):
        put(database, "half a character \ud800")
    put(database, "one")


@pytest.mark.fault_matrix
def test_statements_of_other_threads_never_slip_into_a_transaction(opened: Callable[..., Database]) -> None:
    database = opened()
    slipped_in = threading.Event()

    def other() -> None:
        put(database, "of the other thread")
        slipped_in.set()

    def undone() -> None:
        with database.transaction() as inside:
            inside.execute("INSERT INTO words (word) VALUES ('undone')")
            thread.start()
            assert not slipped_in.wait(0.2)
            raise KeyError

    thread = threading.Thread(target=other)
    with pytest.raises(KeyError):
        undone()
    thread.join()
    assert words_in(database) == ["of the other thread"]


def test_who_waits_too_long_for_this_program_is_told(opened: Callable[..., Database]) -> None:
    database = opened(waits_for_turn_s=0.02)
    with database.transaction(), pytest.raises(DatabaseUnavailable, match="in use by this program"):
        put(database, "one")
    put(database, "two")
    assert words_in(database) == ["two"]


def test_many_threads_write_at_once_and_nothing_is_lost(opened: Callable[..., Database]) -> None:
    database = opened()
    faults: list[BaseException] = []

    def write(name: int) -> None:
        try:
            for number in range(40):
                put(database, f"{name}-{number}")
                database.rows("SELECT count(*) FROM words")
        except BaseException as error:
            faults.append(error)

    threads = [threading.Thread(target=write, args=(name,)) for name in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert len(words_in(database)) == 240


def test_a_closed_database_is_unavailable(opened: Callable[..., Database]) -> None:
    database = opened()
    database.close()
    with pytest.raises(DatabaseUnavailable):
        put(database, "one")


def test_every_trouble_is_one_sentence_in_any_language() -> None:
    for trouble in Trouble:
        sentence = DatabaseUnavailable(trouble, "calls.sqlite").sentence(Language())
        assert "calls.sqlite" in sentence
        assert sentence in str(DatabaseUnavailable(trouble, "calls.sqlite", "why"))


def test_scripts_are_split_where_sqlite_says() -> None:
    script = """
    CREATE TABLE a (b TEXT DEFAULT 'x;y');
    CREATE TRIGGER t AFTER INSERT ON a BEGIN DELETE FROM a; DELETE FROM a; END;
    """
    assert len(list(door._statements(script))) == 2
