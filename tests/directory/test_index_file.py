"""The directory's file: what comes back from it, and that no other file is taken for it."""

from pathlib import Path

import pytest

from pbxdialer.directory.building import index_of, listings_of
from pbxdialer.directory.index_file import FileMark, forget_others, image, mapped
from pbxdialer.directory.lines import plain_find, quick_find
from pbxdialer.directory.search import Directory
from tests.directory import multilingual

PEOPLE = list(multilingual.contacts(300))
INDEX = index_of(listings_of(PEOPLE, "RO"))
MARK = FileMark.of(b"a moment", "RO")
QUERIES = ("a", "ște", "müller", "muel", "0722", "gr ve", "stefna", "o'ne", "zzz", "王", "2000")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    kept = MARK.place(tmp_path)
    kept.write_bytes(image(INDEX, MARK))
    return kept


@pytest.mark.parametrize("finder", [quick_find, plain_find])
def test_a_mapped_directory_finds_what_the_built_one_finds(file: Path, finder: object) -> None:
    index = mapped(file, MARK, finder)  # type: ignore[arg-type]
    assert index is not None
    for query in QUERIES:
        assert Directory(index).search(query) == Directory(INDEX).search(query)
    assert Directory(index).suggestions() == Directory(INDEX).suggestions() != ()
    assert index.lines_with_number("101") == INDEX.lines_with_number("101")


def test_an_empty_directory_can_be_kept_too(tmp_path: Path) -> None:
    kept = MARK.place(tmp_path)
    kept.write_bytes(image(index_of(()), MARK))
    index = mapped(kept, MARK)
    assert index is not None
    assert (len(Directory(index)), Directory(index).search("a"), Directory(index).suggestions()) == (0, (), ())


def test_no_damage_in_any_place_goes_unnoticed(file: Path) -> None:
    whole = file.read_bytes()
    for place in (*range(0, 400), *range(400, len(whole), 997), len(whole) - 1):
        file.write_bytes(whole[:place] + bytes([whole[place] ^ 0x40]) + whole[place + 1 :])
        assert mapped(file, MARK) is None, place


def test_a_file_that_ends_early_or_is_not_there_is_not_used(file: Path) -> None:
    whole = file.read_bytes()
    for length in (0, 1, 23, 24, 100, len(whole) // 2, len(whole) - 1):
        file.write_bytes(whole[:length])
        assert mapped(file, MARK) is None, length
    file.unlink()
    assert mapped(file, MARK) is None
    file.mkdir()
    assert mapped(file, MARK) is None


@pytest.mark.parametrize("other", [FileMark.of(b"another moment", "RO"), FileMark.of(b"a moment", "DE")])
def test_a_file_of_another_moment_or_region_is_not_used(file: Path, other: FileMark) -> None:
    assert other.place(file.parent) != file
    assert mapped(file, other) is None


def test_files_of_earlier_moments_are_removed_and_nothing_else(file: Path) -> None:
    old = FileMark.of(b"earlier", "RO").place(file.parent)
    database = file.parent / "contacts.sqlite"
    for path in (old, database):
        path.write_bytes(b"")
    forget_others(file)
    assert sorted(path.name for path in file.parent.iterdir()) == sorted([file.name, database.name])
