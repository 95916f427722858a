"""The log: rotating, masked, and the last resort of exceptions nobody caught."""

import logging
import threading
from pathlib import Path

import pytest

from pbxdialer.store.diary import catch_strays, masked, open_diary


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("calling 0722123456 now", "calling …456 now"),
        ("to +40 722 123 456", "to …456"),
        ("0722.123.456, 021 312 34 56", "…456, …456"),
        ("call 3f2a0722123456ab: UNKNOWN", "call 3f2a0722123456ab: UNKNOWN"),
        ("extension 1003", "extension 1003"),
        ("api_password=s3cret&api_hash=0123abcd", "api_password=…&api_hash=…"),
        ('{"api_key": "abc"}', '{"api_key": "…"}'),
        ("Authorization: Bearer abc.def", "Authorization: Bearer …"),
    ],
)
@pytest.mark.fault_matrix
def test_numbers_and_secrets_are_masked(text: str, shown: str) -> None:
    assert masked(text) == shown


def test_numbers_are_shown_where_the_agent_turned_detail_on_but_secrets_never() -> None:
    assert masked("0722123456 api_key=x", show_numbers=True) == "0722123456 api_key=…"


@pytest.mark.fault_matrix
def test_an_exception_is_masked_too(tmp_path: Path) -> None:
    stop = open_diary(tmp_path)
    try:
        raise ValueError("https://pbx/api?api_password=canary&caller_id=0722123456")
    except ValueError:
        logging.getLogger("test").exception("it failed")
    stop()
    written = (tmp_path / "pbxdialer.log").read_text(encoding="utf-8")
    assert "it failed" in written
    assert "canary" not in written
    assert "0722123456" not in written


def test_strays_on_any_thread_are_logged_and_told(tmp_path: Path) -> None:
    told: list[BaseException] = []
    stop_diary, stop_catching = open_diary(tmp_path), catch_strays(told.append)
    try:
        thread = threading.Thread(target=lambda: 1 / 0)
        thread.start()
        thread.join()
    finally:
        stop_catching()
        stop_diary()
    assert [type(error) for error in told] == [ZeroDivisionError]
    assert "ZeroDivisionError" in (tmp_path / "pbxdialer.log").read_text(encoding="utf-8")


def test_a_folder_that_cannot_be_used_stops_nobody(tmp_path: Path) -> None:
    file = tmp_path / "not a folder"
    file.touch()
    open_diary(file / "logs")()


def test_the_log_turns_over_and_never_takes_more_than_two_megabytes(tmp_path: Path) -> None:
    stop = open_diary(tmp_path)
    for number in range(1200):
        logging.getLogger("test").info("line %d %s", number, "x" * 2500)
    stop()

    files = sorted(tmp_path.iterdir())
    assert [file.name for file in files] == ["pbxdialer.log", *(f"pbxdialer.log.{n}" for n in (1, 2, 3))]
    assert sum(file.stat().st_size for file in files) <= 2 * 1024 * 1024
    assert "line 1199 " in files[0].read_text(encoding="utf-8")
