"""The page of promises names tests that exist, and every one of them belongs to the fault matrix."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "docs" / "promises.md").read_text("utf-8")
NAMED = sorted(set(re.findall(r"`(tests/[\w/]+\.py)::(test_\w+)`", PAGE)))
ROWS = [line for line in PAGE.splitlines() if line.startswith("| ") and not line.startswith("| fault ")]


@cache
def _tests_in(file: str) -> dict[str, bool]:
    """Return the tests of a file, each with whether ``-k fault_matrix`` chooses it by name or mark."""
    tree = ast.parse((ROOT / file).read_text("utf-8"))
    whole_file = "fault_matrix" in file or any(
        isinstance(node, ast.Assign) and "pytestmark" in ast.unparse(node) and "fault_matrix" in ast.unparse(node)
        for node in tree.body
    )
    return {
        node.name: whole_file or "fault_matrix" in node.name + "".join(map(ast.unparse, node.decorator_list))
        for node in tree.body
        if isinstance(node, ast.FunctionDef)
    }


@pytest.mark.parametrize(("file", "name"), NAMED, ids=lambda part: part)
def test_a_test_the_page_names_exists_and_is_of_the_fault_matrix(file: str, name: str) -> None:
    assert _tests_in(file).get(name), f"{file}::{name} is not there, or -k fault_matrix does not choose it"


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.split("|")[1].strip()[:60])
def test_every_row_of_the_page_names_a_test(row: str) -> None:
    assert re.search(r"`tests/[\w/]+\.py::test_\w+`", row)


def test_the_page_is_whole_and_linked_from_the_readme() -> None:
    headings = re.findall(r"^## (.+)$", PAGE, re.MULTILINE)
    assert headings == ["The wire", "The hand", "Secrets", "Guests", "The disk", "Always on"]
    assert len(ROWS) >= 45
    assert "docs/promises.md" in (ROOT / "README.md").read_text("utf-8")
    assert all((ROOT / file).exists() for file in re.findall(r"`(tests/[\w/]+\.py)`", PAGE))
