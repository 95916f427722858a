"""Every mutant still fits the program, and the test that should notice it is there."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache

import pytest

from tests.mutants import ROOMS
from tests.mutation import DoesNotFit, Mutant, mutated

_ALL = [(mutant, room) for room in ROOMS for mutant in room.mutants]


@pytest.mark.parametrize("mutant", [mutant for mutant, _ in _ALL], ids=lambda mutant: mutant.name)
def test_a_mutant_fits_the_program_as_it_is(mutant: Mutant) -> None:
    for text in mutated(mutant).values():
        ast.parse(text)
    assert all(before != after for _, before, after in mutant.edits)


def test_every_mutant_has_a_name_of_its_own() -> None:
    names = [mutant.name for mutant, _ in _ALL]
    assert sorted(names) == sorted(set(names))


@cache
def _all_tests() -> tuple[str, ...]:
    listed = subprocess.run(
        [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider"],
        capture_output=True,
        text=True,
        timeout=120,
    )
    return tuple(line.lower() for line in listed.stdout.splitlines() if "::" in line)


def _matching(noticed_by: str, folders: tuple[str, ...]) -> Iterator[str]:
    """Yield the tests that ``-k noticed_by`` chooses, as pytest reads it: words in names, and, or, not, brackets."""
    for test in _all_tests():
        if test.startswith(folders):
            said = re.sub(
                r"\b(?!(?:and|or|not)\b)[\w.]+\b", lambda word, test=test: str(word[0].lower() in test), noticed_by
            )
            if eval(said, {}):
                yield test


@pytest.mark.longer
def test_every_mutant_has_a_test_that_should_notice() -> None:
    unwatched = [
        f"{mutant.name}: {mutant.noticed_by}"
        for mutant, room in _ALL
        if next(_matching(mutant.noticed_by, room.tests), None) is None
    ]
    assert unwatched == []


def test_what_does_not_fit_is_told() -> None:
    with pytest.raises(DoesNotFit, match="0 places in dialer"):
        mutated(Mutant("m", "dialer.py", "there is no such text", "", ""))
