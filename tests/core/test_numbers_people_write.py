"""Each line of ``numbers_people_write.txt`` is read as it says: the right digits, from anywhere."""

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from pbxdialer.core.number_finder import Candidate, Found, find_in_link, find_in_text, find_typed

_TABLE = Path(__file__).with_name("numbers_people_write.txt")
_FIND = {"text": find_in_text, "link": find_in_link, "typed": find_typed}
_ESCAPE = re.compile(r"\\(u[0-9a-f]{4}|[rnt0|])")
_PLAIN = {"r": "\r", "n": "\n", "t": "\t", "0": "\0", "|": "|"}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table."""

    country: str
    kind: str
    text: str
    found: str
    source: str


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(lambda match: _PLAIN.get(match[1]) or chr(int(match[1][1:], 16)), text)


def _lines() -> list[Line]:
    rows = [line for line in _TABLE.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    cells = [[_unescaped(cell.strip(" ")) for cell in re.split(r"(?<!\\)\|", row)] for row in rows[1:]]
    return [Line(*row) for row in cells]


LINES = _lines()


def _said(found: Found) -> str:
    if found.refused is None:
        return ", ".join(map(_one, found.candidates))
    if found.refused.reason == "nothing_found":
        return "–"
    return f"{found.refused.reason} {found.refused.character}" if found.refused.character else found.refused.reason


def _one(candidate: Candidate) -> str:
    extension = f" x{candidate.extension}" if candidate.extension else ""
    return candidate.number.digits + extension + (f" @{candidate.context}" if candidate.context else "")


@pytest.mark.parametrize("line", LINES, ids=lambda line: ascii(f"{line.country}-{line.kind}-{line.text}"))
def test_a_number_is_read_as_people_write_it(line: Line) -> None:
    assert _said(_FIND[line.kind](line.text, line.country)) == line.found


@pytest.mark.parametrize("line", LINES, ids=lambda line: ascii(f"{line.country}-{line.kind}-{line.text}"))
def test_what_was_found_is_found_again_and_changes_no_more(line: Line) -> None:
    for candidate in _FIND[line.kind](line.text, line.country).candidates:
        again = find_typed(candidate.number.digits, line.country)
        assert again == Found((Candidate(candidate.number),))


def test_the_table_is_as_large_and_as_wide_as_it_should_be() -> None:
    assert len({(line.country, line.kind, line.text) for line in LINES}) == len(LINES) >= 150
    assert len({line.country for line in LINES}) >= 15
    assert all(line.source for line in LINES)
