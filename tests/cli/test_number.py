"""``pbxdialer number``: what is found in a text or a link, and what each account would dial for it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from pbxdialer.cli import main

Object = dict[str, object]


def _number(capsys: pytest.CaptureFixture[str], data: Path, *words: str) -> tuple[int, str, str]:
    code = main(["number", "--data-dir", str(data), *words])
    said = capsys.readouterr()
    return code, said.out, said.err


def _add_account(data: Path, name: str, *words: str) -> int:
    return main(
        [
            *("account", "add", name, "--url", "https://pbx.example.com", "--project", "1", "--type", "user"),
            *("--destination", "ionescu", "--data-dir", str(data), *words),
        ]
    )


@pytest.mark.parametrize(
    ("words", "candidates"),
    [
        (["--", "0722 123 456"], [("0722123456", "", "0722123456", "as_typed")]),
        (["--", "*43"], [("*43", "", "*43", "service_code")]),
        (["--", "101"], [("101", "", "101", "internal")]),
        (["--", "+44 (0)20 7946 0000 ext. 3"], [("+442079460000", "3", "+442079460000", "as_typed")]),
        (
            ["--", "555-1234 or 555-9876"],
            [("5551234", "", "5551234", "as_typed"), ("5559876", "", "5559876", "as_typed")],
        ),
        (["--link", "--", "tel:+442079460000;ext=12"], [("+442079460000", "12", "+442079460000", "as_typed")]),
        (["--region", "us", "--", "call (212) 555-0123"], [("2125550123", "", "2125550123", "as_typed")]),
        (["--", "call", "0722", "123", "456"], [("0722123456", "", "0722123456", "as_typed")]),
    ],
)
def test_what_is_found_is_printed_with_what_would_be_dialled(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, words: list[str], candidates: list[tuple[str, ...]]
) -> None:
    code, out, err = _number(capsys, tmp_path, "--json", *words)

    names = ("digits", "extension", "will_dial", "rule")
    found = [dict(zip(names, one, strict=True)) for one in candidates]
    assert (code, json.loads(out), err) == (0, {"candidates": found, "refused": None}, "")


@pytest.mark.parametrize(
    ("words", "reason", "character"),
    [
        (["--link", "--", "tel:*21*0722123456%23"], "character", "*"),
        (["--link", "--", "callto:sip:bob@x.com"], "sip_address", "b"),
        (["--link", "--", "tel:112"], "emergency", ""),
        (["--link", "--", "-platform"], "not_a_telephone_link", ""),
        (["--", "-platform", "minimal"], "nothing_found", ""),
        (["--", "Order 20241118, total 1,234.56 RON"], "nothing_found", ""),
        (["--", "0722\u200b123456"], "character", "\u200b"),
        (["--", ""], "empty", ""),
    ],
    ids=ascii,
)
def test_a_refusal_names_its_reason_and_the_character(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, words: list[str], reason: str, character: str
) -> None:
    code, out, _err = _number(capsys, tmp_path, "--json", *words)

    refused = {"reason": reason, "character": character}
    assert (code, json.loads(out)) == (4, {"candidates": [], "refused": refused})


def test_a_refusal_is_a_sentence_for_people(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    code, out, err = _number(capsys, tmp_path, "--link", "--", "tel:0722%E2%80%AE1")

    assert (code, out) == (4, "")
    assert err == "pbxdialer: U+202E (right-to-left override) does not belong in a telephone number.\n"


def test_the_administrator_reads_typed_rule_sent(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    _add_account(tmp_path, "Sales", "--numbers", "national", "--outside-prefix", "9", "--rewrite", r"0800(\d+)=7\1")
    _add_account(tmp_path, "Berlin", "--numbers", "international_00", "--region", "DE")
    capsys.readouterr()

    def line(*words: str) -> str:
        code, out, _err = _number(capsys, tmp_path, *words)
        assert code == 0
        return out.strip()

    assert line("--account", "Sales", "--", "+40722123456") == (
        "+40722123456 → national rule, outside line 9 → 90722123456"
    )
    assert line("--account", "Sales", "--", "0800123456") == r"0800123456 → rewrite rule 0800(\d+) → 7123456"
    assert line("--account", "Berlin", "--", "089 123456") == "089123456 → international rule, 00 → 004989123456"
    assert line("--account", "Berlin", "--region", "RO", "--", "0722123456").endswith("→ 0049722123456")
    assert "premium" in line("--account", "Sales", "--", "0900 123 456")


@pytest.mark.parametrize(
    "words",
    [["--region", "UK", "--", "1"], ["--account", "Nobody", "--", "1"], ["--region", "", "--account", "B", "--", "1"]],
)
def test_what_cannot_be_asked_so_is_bad_usage(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, words: list[str]
) -> None:
    code, out, err = _number(capsys, tmp_path, *words)

    assert (code, out) == (2, "")
    assert err.startswith("pbxdialer: there is no ")


def test_a_broken_plan_is_not_kept(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    code = _add_account(tmp_path, "Sales", "--rewrite", r"(\d+)+x=1")

    assert (code, capsys.readouterr().out) == (2, "")
    assert _number(capsys, tmp_path, "--account", "Sales", "--", "0722123456")[0] == 2


def test_a_rule_that_makes_no_number_is_said_and_nothing_is_printed_as_dialable(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    _add_account(tmp_path, "Sales", "--rewrite", "07.*=letters")
    capsys.readouterr()

    code, out, err = _number(capsys, tmp_path, "--", "0722123456")
    assert (code, out) == (2, "")
    assert "no number" in err


def test_the_command_starts_without_qt_and_ends_with_its_code(tmp_path: Path) -> None:
    asked = [sys.executable, "-X", "importtime", "-m", "pbxdialer", "number", "--data-dir", str(tmp_path), "--", "none"]
    done = subprocess.run(asked, capture_output=True, text=True, check=False)

    assert done.returncode == 4
    assert "PySide6" not in done.stderr
