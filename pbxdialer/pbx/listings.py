"""What the PBX's listings say, read leniently: most of their field names are not published.

Names of fields are compared without regard to case; numbers may come as text; an empty map may come as a list. A row
that cannot be read is left out: what is not understood is not shown, and nothing is guessed from it.
"""

from collections.abc import Iterator, Mapping
from contextlib import suppress

from pbxdialer.core.call import CallResult
from pbxdialer.core.call_record import CallRecord
from pbxdialer.core.plain_text import plain
from pbxdialer.core.telephone import PhoneState, Telephone

_LONGEST_NAME = 200
_MOST_ROWS = 10_000
_ONLINE = ("ok", "lagged", "reachable", "registered", "online")  # Asterisk's words, as "OK (12 ms)"
_OFFLINE = ("unknown", "unreachable", "unregistered", "offline", "unavailable")
_TALKING = frozenset({"up", "6"})  # Asterisk's channel state, as a word and as its number


def telephones(results: object) -> tuple[Telephone, ...]:
    """Return the telephones in the results of ``users-status``, an object keyed by user name."""
    return tuple(_telephone(name, row) for name, row in _named_rows(results, ("username", "user", "name")))


def queue_names(results: object) -> tuple[str, ...]:
    """Return the names of the queues in the results of ``queues``."""
    return tuple(name for name, _ in _named_rows(results, ("name", "queue", "queue_name")))


def record(results: object, external_id: str, dial_string: str) -> CallRecord | None:
    """Return what the rows of ``cdr`` say about the call `external_id`, or None while they say nothing.

    A PBX may write a row for each leg. Rows about another call are passed over: a PBX that does not know the filter
    answers with everything. The row about the dialled number counts, and of several the last.
    """
    listed = rows(results)
    if any("external_id" in row for row in listed):
        listed = [row for row in listed if text(row, "external_id") == external_id]
    elif len(listed) > 1:
        return None  # nothing tells which of them is ours
    found = [(row, result) for row in listed if (result := _result(row)) is not None]
    ours = [pair for pair in found if _is_about(pair[0], dial_string)] or found
    if not ours:
        return None
    row, result = ours[-1]
    return CallRecord(result, _number(row, "billsec", "talk_time"), _number(row, "duration"))


def customer_talks(results: object, user: str, dial_string: str) -> bool:
    """True where the rows of ``channel`` show the customer's leg up: one with the number, and not the agent's own."""
    for row in rows(results):
        channel = text(row, "channel", "name").casefold()
        is_agents = bool(user) and f"/{user.casefold()}-" in channel
        if not is_agents and _is_about(row, dial_string) and text(row, "state", "channelstate").casefold() in _TALKING:
            return True
    return False


def _telephone(name: str, row: Mapping[str, object]) -> Telephone:
    return Telephone(name, _state(row), text(row, "extension"), text(row, "dnid"))


def _state(row: Mapping[str, object]) -> PhoneState:
    """Ringing comes first: Asterisk counts a ringing telephone as in use, too."""
    status = text(row, "status").casefold()
    if status.startswith(_OFFLINE):
        return PhoneState.OFFLINE
    if (_number(row, "ringing") or 0) > 0:
        return PhoneState.RINGING
    if (_number(row, "in_use") or 0) > 0 or (_number(row, "on_hold") or 0) > 0:
        return PhoneState.IN_CALL
    return PhoneState.READY if status.startswith(_ONLINE) else PhoneState.UNKNOWN


def _result(row: Mapping[str, object]) -> CallResult | None:
    word = text(row, "call_status", "disposition", "status").upper().replace("_", " ").replace("NOANSWER", "NO ANSWER")
    with suppress(ValueError):
        return CallResult(word)
    return None


def _is_about(row: Mapping[str, object], dial_string: str) -> bool:
    return any(isinstance(value, str) and value.strip() == dial_string for value in row.values())


def _named_rows(results: object, names: tuple[str, ...]) -> Iterator[tuple[str, Mapping[str, object]]]:
    """Yield name and row, whether the results are keyed by name or a list of rows that hold it."""
    if isinstance(results, dict):
        for key, row in list(results.items())[:_MOST_ROWS]:
            name = plain(key, _LONGEST_NAME)
            if name and isinstance(row, dict):
                yield name, _lower(row)
    else:
        for row in rows(results):
            if name := text(row, *names):
                yield name, row


def rows(results: object) -> list[Mapping[str, object]]:
    """Return the rows of a listing, field names in small letters, whether it is a list or an object."""
    if isinstance(results, dict):
        results = list(results.values())
    if not isinstance(results, list):
        return []
    return [_lower(row) for row in results[:_MOST_ROWS] if isinstance(row, dict)]


def _lower(row: Mapping[str, object]) -> Mapping[str, object]:
    return {name.lower(): value for name, value in row.items()}


def text(row: Mapping[str, object], *names: str) -> str:
    """Return the first of the fields `names` that is there, as plain text; numbers count as text."""
    for name in names:
        value = row.get(name)
        if isinstance(value, str | int) and not isinstance(value, bool):
            return plain(str(value), _LONGEST_NAME)
    return ""


def _number(row: Mapping[str, object], *names: str) -> int | None:
    """Return the first of the fields `names` that is a whole number in ASCII digits, 0 to 999,999,999."""
    digits = text(row, *names)
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 10 else None
