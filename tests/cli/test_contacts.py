"""``pbxdialer contacts`` as a person and a script use it."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Command = Callable[..., "subprocess.CompletedProcess[str]"]
PEOPLE = (
    "Nume;Firmă;Telefon mobil;Birou telefon\n"
    "Ștefan Ionescu;Acme SRL;0722 123 456;021 312 34 56\n"
    "Ana Pop;=Bitdesk;+40733555010;\n"
    ";;0744000111;\n"
)


@pytest.fixture
def command(tmp_path: Path) -> Command:
    def run(*words: str) -> "subprocess.CompletedProcess[str]":
        whole = [sys.executable, "-m", "pbxdialer", "contacts", *words, "--data-dir", str(tmp_path / "profile")]
        return subprocess.run(whole, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)

    return run


def listed(command: Command) -> list[dict[str, object]]:
    people: list[dict[str, object]] = json.loads(command("list", "--json").stdout)["contacts"]
    return [{name: value for name, value in person.items() if name != "id"} for person in people]


@pytest.mark.parametrize("suffix", ["csv", "vcf"])
def test_what_was_imported_is_listed_exported_and_comes_back(command: Command, tmp_path: Path, suffix: str) -> None:
    file, exported = tmp_path / "people.txt", tmp_path / f"export.{suffix}"
    file.write_text(PEOPLE, "utf-8")
    run = command("import", str(file), "--yes")
    assert (run.returncode, run.stdout) == (0, "2 contacts found, 1 rows refused\n2 added, 0 updated\n")
    assert run.stderr == "row 4: there is neither a name nor a company\n"
    before = listed(command)
    assert before[0] == {
        "name": "Ștefan Ionescu", "company": "Acme SRL", "email": "", "note": "", "favourite": False, "groups": [],
        "numbers": [{"label": "mobile", "text": "0722 123 456"}, {"label": "office", "text": "021 312 34 56"}],
        "origin": "import",
    }  # fmt: skip
    assert command("export", str(exported)).stdout == f"2 contacts written to {exported}\n"
    assert command("import", str(exported), "--yes").stdout.endswith("0 added, 2 updated\n")
    assert listed(command) == before
    shown = command("list").stdout.splitlines()
    assert shown == ["     1  Ștefan Ionescu · Acme SRL  mobile 0722 123 456  office 021 312 34 56",
                     "     2  Ana Pop · =Bitdesk  mobile +40733555010"]  # fmt: skip


def test_a_script_is_told_what_an_import_and_an_export_did(command: Command, tmp_path: Path) -> None:
    file, exported = tmp_path / "people.txt", tmp_path / "export.csv"
    file.write_text(PEOPLE, "utf-8")
    looked = command("import", str(file), "--json")
    refused = [{"row": 4, "reason": "there is neither a name nor a company"}]
    assert (looked.returncode, json.loads(looked.stdout)) == (2, {"found": 2, "refused": refused, "imported": False})
    assert listed(command) == []
    done = json.loads(command("import", str(file), "--json", "--yes").stdout)
    assert done == {"found": 2, "refused": refused, "imported": True, "added": 2, "updated": 0}
    written = json.loads(command("export", str(exported), "--json").stdout)
    assert written == {"written": 2, "file": str(exported)}


def test_duplicates_are_merged_after_a_yes_and_others_by_their_ids(command: Command, tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text(
        "Name,Company,Phone\nAna Pop,Acme,0722123456 / 021 312 34 56\nIon,Acme,0733000111\nReception,Acme,0213123456\n"
    )
    command("import", str(file), "--yes")
    file.write_text("Name,Company,Phone\nANA POP,Other SRL,0744000111\n")
    command("import", str(file), "--yes")
    assert command("merge", "1", "77", "--yes").returncode == 2
    assert command("merge", "1", "1", "--yes").returncode == 2
    asked = command("merge")
    assert "perhaps one person" in asked.stdout
    assert "nothing to merge" in asked.stdout
    assert command("merge", "1", "4").returncode == 2, "not without --yes where nobody can be asked"
    assert command("merge", "1", "4", "--yes").stdout == "2 contacts became 1\n"
    assert [person["name"] for person in listed(command)] == ["Ana Pop", "Ion", "Reception"]


@pytest.mark.parametrize("content", [b"", b"a,b\n1,2\n", b"\x00\x81" * 500])
def test_a_file_that_is_no_contact_list_changes_nothing(command: Command, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "people.csv"
    file.write_bytes(content)
    assert command("import", str(file), "--yes").returncode == 2
    assert command("import", str(tmp_path / "nowhere.csv"), "--yes").returncode == 2
    assert listed(command) == []


def test_a_folder_that_is_not_there_is_said(command: Command, tmp_path: Path) -> None:
    run = command("export", str(tmp_path / "nowhere" / "x.csv"))
    assert run.returncode == 2
    assert "nowhere" in run.stderr
