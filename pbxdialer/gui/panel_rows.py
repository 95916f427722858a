"""Favourites and recent calls as rows of the one list, a line each: what the panel at the tray has room for."""

from collections.abc import Iterable
from dataclasses import replace

from pbxdialer.core.call import Call
from pbxdialer.core.intent import Callee
from pbxdialer.core.language import Language
from pbxdialer.core.number import PhoneNumber
from pbxdialer.core.wording import state_word
from pbxdialer.directory.match import Match
from pbxdialer.gui.history_list import when
from pbxdialer.gui.match_rows import Row, rows_of, taken

MOST_FAVOURITES = 9  # there are so many keys
MOST_RECENT = 8
_MOST_LINES = 2 * MOST_FAVOURITES  # reading a number takes a moment, and there is little room


def latest_to_each(calls: Iterable[Call]) -> list[Call]:
    """Return the latest call to each number, of `calls` that come newest first."""
    latest: dict[str, Call] = {}
    for call in calls:
        latest.setdefault(call.number, call)
    return list(latest.values())[:MOST_RECENT]


def favourite_rows(suggested: Iterable[Match], region: str) -> list[Row]:
    """Return the favourites among `suggested`: a line a number while there is room, the first of each with its key."""
    favourites = [match for match in suggested if match.contact.favourite][:MOST_FAVOURITES]
    return [_on_one_line(row) for row in taken(rows_of(favourites, region), _MOST_LINES)]


def recent_rows(calls: Iterable[Call], tr: Language) -> list[Row]:
    """Return a line for the latest call to each number: when, who, which number, how it went."""
    return [_row_of_call(call, tr) for call in latest_to_each(calls)]


def _on_one_line(row: Row) -> Row:
    key = f"★ Alt+{row.place}" if row.heads else "★"
    name = row.match.contact.name or row.match.contact.company if row.match else ""
    return replace(row, label=key, number=_joined(name, row.number), match=None, position=None)


def _row_of_call(call: Call, tr: Language) -> Row:
    callee = Callee(PhoneNumber(call.number), call.name, call.company)
    return Row(callee, when(call.requested_at), _joined(call.name, call.number, state_word(call, tr)), position=None)


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)
